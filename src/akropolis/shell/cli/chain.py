"""`verify`: verify the history, and compare the installation's data with it."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.history import proof
from akropolis.base.kernel.history.anchors import Watch, parse_anchors
from akropolis.base.lib.chain import ChainVerdict
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say, say_json
from akropolis.shell.home.services.keeping import note_proof
from akropolis.shell.home.services.verification import VerificationCheck, compare_rest

SHOWN = 20
"""Maximum number of faults of a kind listed one by one."""


def verify(file: Path | None, as_json: bool, anchors: tuple[str, ...], authority: Path | None) -> None:
    """Verify the chain, and compare the data with it. Faults are reported in full, and the command fails."""
    watch = Watch(anchor for text in anchors for anchor in parse_anchors(text))
    if file is None:
        installation.require()
        verdict, name = proof.verify_installation(watch.see), installation.place_in_words()
        checks = list(compare_rest(verdict))
        note_proof(timezone.now(), verdict, checks)
    else:
        _require_history(file)
        with file.open(encoding="utf-8", errors="replace") as lines:
            verdict, name, checks = proof.verify_lines(lines, watch.see), str(file), []
    checks += _outside(watch, verdict, [Path(text) for text in anchors if Path(text).is_file()], authority)
    if as_json:
        say_json(_figures(verdict, checks))
    else:
        _print_verdict(verdict, name, checks)
    proof.require(verdict)
    require(checks)


def _require_history(file: Path) -> None:
    """Raise Refused for a file that is not an exported history, instead of reporting a broken link in it."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        if next(iter(proof.read_lines([lines.readline()]))).payload:
            return
    sentence = _("%(file)s is no exported history. Make one with: akropolis export history --out FILE")
    raise Refused(sentence % {"file": file}, code="no_history")


def _outside(
    watch: Watch, verdict: ChainVerdict, files: list[Path], authority: Path | None
) -> Iterator[VerificationCheck]:
    """Compare with external anchors. After a broken link nothing can be said of later anchors."""
    if verdict.holds:
        watch.end(verdict.links)
    if watch.anchors:
        sentence = _("Anchors: %(count)s held against the chain.")
        yield VerificationCheck("anchors", len(watch.anchors), sentence, tuple(watch.faults))
    if files:
        # Only here: reading certificates takes long to import.
        from akropolis.base.kernel.history import timestamps  # noqa: PLC0415

        count = sum(len(timestamps.stamps(file)) for file in files)
        wrong = [fault for file in files for fault in timestamps.faults(file, authority)] if authority else []
        sentence = (
            _("Time stamps: %(count)s held against the authority's certificates.")
            if authority
            else _(
                "Time stamps: %(count)s are there, not looked at: give the authority's certificates by --authority."
            )
        )
        if count:
            yield VerificationCheck("timestamps", count, sentence, tuple(wrong))


def require(checks: list[VerificationCheck]) -> None:
    """Raise Refused when one of the comparisons has found a fault."""
    faults = [fault for check in checks for fault in check.faults]
    if faults:
        sentence = _(
            "The history holds, but not all that stands beside it: %(count)s faults, the first: %(fault)s"
        )
        raise Refused(sentence % {"count": len(faults), "fault": faults[0]}, code="broken")


def _print_verdict(verdict: ChainVerdict, name: str, checks: list[VerificationCheck]) -> None:
    if verdict.holds:
        say(_("The history holds: %(links)s links.") % {"links": verdict.links}, f"{verdict.head}  {name}")
        if verdict.redacted:
            sentence = ngettext(
                "%(count)s value has been taken out of it by redaction.",
                "%(count)s values have been taken out of it by redaction.",
                verdict.redacted,
            )
            say(sentence % {"count": verdict.redacted})
    for check in checks:
        say(check.words)
        say(*(f"  {fault}" for fault in check.faults[:SHOWN]))
        if len(check.faults) > SHOWN:
            say("  " + _("and %(count)s faults more") % {"count": len(check.faults) - SHOWN})


def _figures(verdict: ChainVerdict, checks: list[VerificationCheck]) -> dict[str, object]:
    return {
        "holds": verdict.holds and not any(check.faults for check in checks),
        "links": verdict.links,
        "head": verdict.head,
        "broken_at": verdict.broken_at,
        "reason": proof.reason(verdict),
        "redacted": verdict.redacted,
        "checks": [{k: v for k, v in asdict(check).items() if k != "sentence"} for check in checks],
    }
