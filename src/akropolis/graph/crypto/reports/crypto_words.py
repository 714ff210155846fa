"""Texts for verdicts and the plan for cryptography, shared by pages and files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.lib.swedish import number
from akropolis.graph.crypto.models import CryptoAsset
from akropolis.graph.crypto.rules.crypto import UNKNOWN_EFFORT, UNKNOWN_LEVEL, UNKNOWN_YEARS, Placed, Verdict
from akropolis.graph.crypto.selectors.crypto import CryptoPlanRow
from akropolis.shared.classification.rules.aspects import LETTERS, Aspect

VERDICTS = {
    Verdict.WEAK: gettext_lazy("Weak already today"),
    Verdict.VULNERABLE: gettext_lazy("Broken by a quantum computer"),
    Verdict.UNKNOWN: gettext_lazy("No rule is about it"),
    Verdict.SAFE: gettext_lazy("Withstands a quantum computer"),
}
KINDS = {
    Verdict.WEAK: "danger",
    Verdict.VULNERABLE: "warning",
    Verdict.UNKNOWN: "neutral",
    Verdict.SAFE: "success",
}
_ASPECTS = {
    Aspect.CONFIDENTIALITY: gettext_lazy("Confidentiality"),
    Aspect.INTEGRITY: gettext_lazy("Integrity"),
}
IN_PLAN = (Verdict.WEAK, Verdict.VULNERABLE, Verdict.UNKNOWN)


def cryptography(asset: CryptoAsset) -> str:
    """Return algorithm, key length and protocol as entered, as text; empty if none is entered."""
    bits = ""
    if asset.key_bits and str(asset.key_bits) not in asset.algorithm:
        bits = _("%(bits)s bits") % {"bits": asset.key_bits}
    return ", ".join(part for part in (asset.algorithm, bits, asset.protocol) if part)


def explain_verdict(line: CryptoPlanRow) -> str:
    """Return the reason for the verdict, or what to do if no verdict could be reached."""
    if line.rule is not None:
        return line.rule.said("reason")
    if line.placed.asset.judged.name:
        return _("No rule fits the name. Correct it, or ask who keeps the rules for a new one.")
    return _("Neither algorithm nor protocol is written. Write it in the register.")


def aspect_of(placed: Placed) -> Aspect:
    """Return the aspect whose level counts: integrity for an asset that proves something, else confidentiality."""
    return Aspect.INTEGRITY if placed.asset.proves else Aspect.CONFIDENTIALITY


def aspect_name(placed: Placed) -> str:
    """Return the name of the aspect whose level counts."""
    return str(_ASPECTS[aspect_of(placed)])


def level_in_words(placed: Placed) -> str:
    """Describe the effective level of the aspect that counts, or the assumed level if it is unknown."""
    aspect, level = aspect_of(placed), placed.asset.level
    name = aspect_name(placed)
    if level is None:
        return _("%(aspect)s not known, counted as %(level)s") % {"aspect": name, "level": UNKNOWN_LEVEL}
    return f"{name} {LETTERS[aspect]}{level}"


def years_in_words(placed: Placed, year: int) -> str:
    """Describe how many years past the city's year the asset must keep its secret or stay verifiable."""
    until, verified = placed.asset.until, placed.asset.proves
    if until is None or placed.years is None:
        unknown = (
            _("Not said how long it must be possible to verify, counted as %(years)s years")
            if verified
            else _("Not said how long it must stay secret, counted as %(years)s years")
        )
        return unknown % {"years": UNKNOWN_YEARS}
    to = (_("Verified until %(until)s") if verified else _("Secret until %(until)s")) % {"until": until}
    words: dict[str, object] = {"to": to, "years": until - year, "year": year}
    if until <= year:
        return _("%(to)s, not past %(year)s, counted as 1 year") % words
    said = ngettext(
        "%(to)s, %(years)s year past %(year)s", "%(to)s, %(years)s years past %(year)s", until - year
    )
    return said % words


def effort_in_words(line: CryptoPlanRow) -> str:
    """Describe the effort of the migration, or the assumed effort if it is not estimated."""
    if line.asset.effort is None:
        return _("Effort not estimated, counted as %(effort)s") % {"effort": UNKNOWN_EFFORT}
    words = {"size": line.asset.get_effort_display().lower(), "effort": line.asset.effort}
    return _("Effort: %(size)s (%(effort)s)") % words


def weight_in_words(placed: Placed) -> str:
    """Return the calculation of the weight as text: level × years × effort = weight."""
    level = UNKNOWN_LEVEL if placed.asset.level is None else placed.asset.level
    years = placed.years or UNKNOWN_YEARS
    return f"{level} × {years} × {placed.asset.effort or UNKNOWN_EFFORT} = {number(placed.weight)}"


def ends_in_words(days: int) -> str:
    """Return how many days ago, or in how many days, a certificate expires, as text."""
    if days < 0:
        words = {"days": number(-days)}
        return ngettext("ended %(days)s day ago", "ended %(days)s days ago", -days) % words
    if days == 0:
        return _("ends today")
    return ngettext("ends in %(days)s day", "ends in %(days)s days", days) % {"days": number(days)}
