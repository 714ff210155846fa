"""Verdicts and the plan for cryptography in words: the same on pages and in files."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.classification.rules.aspects import LETTERS, Aspect
from akropolis.crypto.models import CryptoAsset, CryptoRule
from akropolis.crypto.rules.crypto import UNKNOWN_EFFORT, UNKNOWN_LEVEL, UNKNOWN_YEARS, Placed, Verdict
from akropolis.crypto.selectors.crypto import Line
from akropolis.lib.swedish import number

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
IN_PLAN = (Verdict.WEAK, Verdict.VULNERABLE, Verdict.UNKNOWN)


def verdict_of(rule: CryptoRule) -> Verdict:
    """What the rule says of what it fits."""
    if rule.weak_now:
        return Verdict.WEAK
    return Verdict.VULNERABLE if rule.vulnerable else Verdict.SAFE


def cryptography(asset: CryptoAsset) -> str:
    """What it is made of, as it was written: algorithm, key length and protocol; empty when nothing is."""
    bits = ""
    if asset.key_bits and str(asset.key_bits) not in asset.algorithm:
        bits = _("%(bits)s bits") % {"bits": asset.key_bits}
    return ", ".join(part for part in (asset.algorithm, bits, asset.protocol) if part)


def why(line: Line) -> str:
    """Why it is judged so, and what to do when it could not be."""
    if line.rule is not None:
        return str(line.rule.reason)
    if line.placed.asset.judged.name:
        return _("No rule fits the name. Correct it, or ask who keeps the rules for a new one.")
    return _("Neither algorithm nor protocol is written. Write it in the register.")


def level_in_words(placed: Placed) -> str:
    """The effective confidentiality."""
    level = placed.asset.level
    if level is None:
        words = {"level": UNKNOWN_LEVEL}
        return _("Confidentiality not known, counted as %(level)s") % words
    return _("Confidentiality %(level)s") % {"level": f"{LETTERS[Aspect.CONFIDENTIALITY]}{level}"}


def years_in_words(placed: Placed, year: int) -> str:
    """How long past the city's year it must stay secret."""
    until = placed.asset.secret_until
    if until is None or placed.years is None:
        words: dict[str, Any] = {"years": UNKNOWN_YEARS}
        return _("Not said how long it must stay secret, counted as %(years)s years") % words
    words = {"until": until, "years": until - year, "year": year}
    if until <= year:
        return _("Secret until %(until)s, not past %(year)s, counted as 1 year") % words
    said = ngettext(
        "Secret until %(until)s, %(years)s year past %(year)s",
        "Secret until %(until)s, %(years)s years past %(year)s",
        until - year,
    )
    return said % words


def effort_in_words(line: Line) -> str:
    """How much work the move is."""
    if line.asset.effort is None:
        return _("Effort not estimated, counted as %(effort)s") % {"effort": UNKNOWN_EFFORT}
    words = {"size": line.asset.get_effort_display().lower(), "effort": line.asset.effort}
    return _("Effort: %(size)s (%(effort)s)") % words


def weight_in_words(placed: Placed) -> str:
    """The calculation itself."""
    level = UNKNOWN_LEVEL if placed.asset.level is None else placed.asset.level
    years = placed.years or UNKNOWN_YEARS
    return f"{level} × {years} × {placed.asset.effort or UNKNOWN_EFFORT} = {number(placed.weight)}"


def ends_in_words(days: int) -> str:
    """When a certificate ends, from today."""
    if days < 0:
        words = {"days": number(-days)}
        return ngettext("ended %(days)s day ago", "ended %(days)s days ago", -days) % words
    if days == 0:
        return _("ends today")
    return ngettext("ends in %(days)s day", "ends in %(days)s days", days) % {"days": number(days)}
