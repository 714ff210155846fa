"""Periods, values, statuses and trends of indicators in words, and the file of measurements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override, pgettext_lazy

from akropolis.base.kernel.exchange.sheets import OutColumn, Value, ValueKind
from akropolis.base.kernel.exchange.writing import separated
from akropolis.base.lib.periods import Period
from akropolis.base.lib.swedish import HARD_SPACE, number
from akropolis.base.ui.parts import Cell, Kind
from akropolis.base.ui.words import Phrase
from akropolis.shared.indicators.models import Indicator, IndicatorMeasurement, ValueOf
from akropolis.shared.indicators.rules.judging import IndicatorTrend, TargetStatus
from akropolis.shared.indicators.rules.periods import MONTHS, MONTHS_OF_YEAR, Frequency, period_with
from akropolis.shared.indicators.selectors.measurements import IndicatorStatus, Targets

HOUR, DAY = 60, 24 * 60
"""Lengths in minutes."""
TREND_WORDS: Mapping[IndicatorTrend, Phrase] = {
    IndicatorTrend.BETTER: gettext_lazy("improves"),
    IndicatorTrend.WORSE: gettext_lazy("gets worse"),
    IndicatorTrend.MORE: gettext_lazy("increases"),
    IndicatorTrend.LESS: gettext_lazy("decreases"),
    IndicatorTrend.LEVEL: pgettext_lazy("trend", "unchanged"),
    IndicatorTrend.UNKNOWN: gettext_lazy("cannot be judged"),
}
STATUS_WORDS: Mapping[TargetStatus, tuple[Phrase, Kind]] = {
    TargetStatus.MET: (gettext_lazy("Target reached"), "success"),
    TargetStatus.NEAR: (gettext_lazy("Near the target"), "warning"),
    TargetStatus.MISSED: (gettext_lazy("Target not reached"), "danger"),
    TargetStatus.NO_TARGET: (gettext_lazy("No target"), "neutral"),
    TargetStatus.UNKNOWN: (gettext_lazy("No data"), "neutral"),
}


def period_words(frequency: str, period: Period) -> str:
    """Return the period in words: "2026", "quarter 3, 2026", "2026-07"."""
    first = period.first
    words = {"n": (first.month - 1) // MONTHS[frequency] + 1, "year": first.year}
    if MONTHS[frequency] == MONTHS_OF_YEAR:
        return str(first.year)
    if frequency == Frequency.HALF_YEAR:
        return _("half-year %(n)s, %(year)s") % words
    return _("quarter %(n)s, %(year)s") % words if frequency == Frequency.QUARTER else f"{first:%Y-%m}"


def period_of(row: IndicatorMeasurement) -> str:
    """Return the measurement's period in words."""
    return period_words(row.indicator.frequency, period_with(row.indicator.frequency, row.first_on))


def amount_words(kind: str, value: Decimal) -> str:
    """Return a value in its unit: "74,2 %", "12", "3 days", "90 minutes"."""
    plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    text = number(plain)
    if kind == ValueOf.SHARE:
        return f"{text}{HARD_SPACE}%"
    if kind == ValueOf.DAYS:
        return _("%(n)s days") % {"n": text}
    return _length_words(value) if kind == ValueOf.MINUTES else text


def _length_words(minutes: Decimal) -> str:
    """Return a length of time in the largest unit that gives at least two."""
    if minutes < 2 * HOUR:
        return _("%(n)s minutes") % {"n": number(minutes, 0)}
    if minutes < 2 * DAY:
        return _("%(n)s hours") % {"n": number(minutes / HOUR, 0)}
    return _("%(n)s days") % {"n": number(minutes / DAY, 0)}


def value_words(row: IndicatorMeasurement) -> str:
    """Return the value with what it rests on: "74,2 % (23 of 31)"; of few rows only "2 of 3"."""
    words = {"n": number(row.numerator or 0), "of": number(row.denominator or 0)}
    if row.value is None:
        nothing = row.indicator.kind == ValueOf.SHARE and row.denominator == 0
        return _("Nothing to measure") if nothing else _("No data")
    text = amount_words(row.indicator.kind, row.value)
    if row.indicator.kind == ValueOf.SHARE:
        parts = _("%(n)s of %(of)s") % words
        few = (row.denominator or 0) < row.indicator.minimum_basis
        return parts if few else f"{text} ({parts})"
    if row.denominator is not None:
        rows = ngettext("%(of)s row", "%(of)s rows", row.denominator) % words
        return f"{text} ({rows})"
    return text


def status_cell(row: IndicatorStatus) -> Cell:
    """Return how the value stands against the target, as a status word with its symbol."""
    if row.now is None:
        return Cell(text=_("Not measured"), kind="neutral")
    words, kind = STATUS_WORDS[row.status]
    return Cell(text=words, kind=kind)


def target_words(row: IndicatorStatus) -> str:
    """Return the target in its unit; empty without one."""
    return amount_words(row.indicator.kind, row.target.target) if row.target else ""


def trend_words(row: IndicatorStatus) -> str:
    """Return the trend in words; empty for what is not measured."""
    return str(TREND_WORDS[row.trend]) if row.now else ""


def how_words(indicator: Indicator) -> str:
    """Return how the indicator is measured."""
    return _("counted in the registers") if indicator.figure else _("measured by hand")


def measurement_file(rows: Iterable[IndicatorMeasurement], targets: Targets) -> bytes:
    """Return the measurements as CSV, with the Swedish headings that a system for goals reads whatever the language."""
    with override("sv"):
        return separated(_columns(), _lines(rows, targets))


def _columns() -> Sequence[OutColumn]:
    text, figure = ValueKind.TEXT, ValueKind.NUMBER
    heads = (
        (_("indicator"), text),
        (_("period"), text),
        (_("unit"), text),
        (_("value"), figure),
        (_("numerator"), figure),
        (_("denominator"), figure),
        (_("target"), figure),
        (_("comment"), text),
    )
    return [OutColumn(head, kind) for head, kind in heads]


def _lines(rows: Iterable[IndicatorMeasurement], targets: Targets) -> Iterator[Sequence[Value]]:
    for row in rows:
        aim = targets.get((row.indicator_id, row.last_on.year))
        numbers = (row.value, row.numerator, row.denominator, aim.target if aim else None)
        yield (row.indicator.title, period_of(row), row.unit.name, *numbers, row.comment or row.reason)
