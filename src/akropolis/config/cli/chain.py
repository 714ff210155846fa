"""`verify`: the history proved whole."""

from pathlib import Path

from django.utils.translation import gettext as _

from akropolis.config.cli import installation
from akropolis.config.cli.running import say, say_json
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.history import log
from akropolis.lib.chain import Verdict
from akropolis.lib.chain import verify as verify_links


def verify(file: Path | None, as_json: bool) -> None:
    """Read the chain and say whether it holds. A broken one is refused, with its first broken link by number."""
    if file is None:
        installation.require()
        verdict, name = log.verify_installation(), installation.place_in_words()
    else:
        with file.open(encoding="utf-8", errors="replace") as lines:
            verdict, name = verify_links(log.read_lines(lines)), str(file)
    if as_json:
        say_json(_figures(verdict))
    elif verdict.holds:
        say(_("The history holds: %(links)s links.") % {"links": verdict.links}, f"{verdict.head}  {name}")
    if not verdict.holds:
        raise Refused(log.BROKEN % {"seq": verdict.broken_at, "reason": verdict.reason}, code="broken")


def _figures(verdict: Verdict) -> dict[str, object]:
    return {
        "holds": verdict.holds,
        "links": verdict.links,
        "head": verdict.head,
        "broken_at": verdict.broken_at,
        "reason": verdict.reason,
    }
