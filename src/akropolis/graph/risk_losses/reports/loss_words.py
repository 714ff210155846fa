"""Losses in words, never more exact than they are: two significant digits."""

from math import floor, log10

from django.utils.translation import gettext as _

from akropolis.base.lib.swedish import number
from akropolis.graph.risk_losses.rules.losses import LossKind

PERIODS = (1, 10, 100)
"""Years in which people count how often something happens."""


def two_digits(value: float) -> float:
    """Return the value rounded to two significant digits."""
    return round(value, 1 - floor(log10(abs(value)))) if value else 0.0


def about_kr(value: float) -> str:
    """Return the sum as an official would say it: "40 000 kr", "2,3 miljoner kr"."""
    short = two_digits(value)
    if short >= 1e9:
        return _("%(number)s billion kr") % {"number": number(short / 1e9)}
    if short >= 1e6:
        return _("%(number)s million kr") % {"number": number(short / 1e6)}
    return _("%(number)s kr") % {"number": number(int(short))}


def range_words(low: float, high: float) -> str:
    """Return a range of sums in words: "25 000–130 000 kr", with the unit at both ends where they differ."""
    (least, _space, small), (most, _space, large) = (about_kr(end).partition(" ") for end in (low, high))
    if low == high:
        return about_kr(low)
    return f"{least}–{most} {large}" if low == 0 or small == large else f"{least} {small}–{most} {large}"


def period_for(high: float) -> int:
    """Return in how many years a frequency is best counted, so that its high end is at least about one."""
    return next((years for years in PERIODS if high * years >= 1), PERIODS[-1])


def often_words(low: float, high: float) -> str:
    """Return a frequency range in words: "1–3 times in 10 years"."""
    years = period_for(high)
    ends = dict.fromkeys(number(two_digits(end * years)) for end in (low, high))
    words = {"times": "–".join(ends), "years": years}
    return (
        _("%(times)s times a year") % words if years == 1 else _("%(times)s times in %(years)s years") % words
    )


def kind_words(kind: LossKind) -> tuple[str, str]:
    """Return the name of a kind of loss, and what belongs to it."""
    return {
        LossKind.HANDLING: (
            _("Own working hours"),
            _("Hours of the city's own staff, from the first call to the last."),
        ),
        LossKind.RESPONSE: (_("Help from outside"), _("Consultants, lawyers, extra staff, information.")),
        LossKind.REPLACEMENT: (_("New equipment and repair"), _("What must be bought, built or restored.")),
        LossKind.FINES: (
            _("Sanction fees and damages"),
            _("What an authority or a court may decide. No simulated fee is above the highest."),
        ),
        LossKind.THIRD_PARTY: (
            _("Harm to others"),
            _("Costs of residents, companies and other authorities."),
        ),
    }[kind]
