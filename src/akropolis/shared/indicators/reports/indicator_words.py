"""Periods, values, statuses and trends of indicators in words, and the file of measurements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override, pgettext_lazy

from akropolis.base.kernel.exchange.sheets import OutColumn, Value, ValueKind
from akropolis.base.kernel.exchange.writing import separated
from akropolis.base.lib.periods import Period
from akropolis.base.lib.swedish import HARD_SPACE, number
from akropolis.base.ui.parts import Cell, Kind
from akropolis.base.ui.words import Phrase
from akropolis.shared.actions.models import ActionRecurrence
from akropolis.shared.actions.rules.series import MONTHS
from akropolis.shared.clocks.reports.clock_words import length_in_words
from akropolis.shared.indicators.models import Indicator, IndicatorMeasurement, ValueOf
from akropolis.shared.indicators.rules.judging import IndicatorTrend, TargetStatus
from akropolis.shared.indicators.rules.periods import MONTHS_OF_YEAR, period_with
from akropolis.shared.indicators.selectors.measurements import IndicatorStatus, Targets

TREND_WORDS: Mapping[IndicatorTrend, Phrase] = {
    IndicatorTrend.BETTER: gettext_lazy("improves"),
    IndicatorTrend.WORSE: gettext_lazy("gets worse"),
    IndicatorTrend.MORE: gettext_lazy("increases"),
    IndicatorTrend.LESS: gettext_lazy("decreases"),
    IndicatorTrend.LEVEL: pgettext_lazy("trend", "unchanged"),
    IndicatorTrend.UNKNOWN: gettext_lazy("cannot be judged"),
}
STATUS_WORDS: Mapping[TargetStatus, tuple[Phrase, Kind | Literal[""]]] = {
    TargetStatus.MET: (gettext_lazy("Target reached"), "success"),
    TargetStatus.NEAR: (gettext_lazy("Near the target"), "warning"),
    TargetStatus.MISSED: (gettext_lazy("Target not reached"), "danger"),
    TargetStatus.NO_TARGET: (gettext_lazy("No target"), ""),
    TargetStatus.UNKNOWN: (gettext_lazy("No data"), "neutral"),
}


def period_words(frequency: str, period: Period) -> str:
    """Return the period in words: "2026", "quarter 3, 2026", "2026-07"."""
    first = period.first
    words = {"n": (first.month - 1) // MONTHS[frequency] + 1, "year": first.year}
    if MONTHS[frequency] == MONTHS_OF_YEAR:
        return str(first.year)
    if frequency == ActionRecurrence.HALF_YEAR:
        return _("half-year %(n)s, %(year)s") % words
    quarter = frequency == ActionRecurrence.QUARTER
    return _("quarter %(n)s, %(year)s") % words if quarter else f"{first:%Y-%m}"


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
        return ngettext("%(n)s day", "%(n)s days", 1 if value == 1 else 2) % {"n": text}
    return length_in_words(timedelta(minutes=float(value))) if kind == ValueOf.MINUTES else text


def value_words(row: IndicatorMeasurement, numerator: object = None, denominator: object = None) -> str:
    """Return the value with what it rests on: "74,2 % (23 of 31)"; of few cases only "2 of 3".

    The two numbers of a share may be given as links to their rows.
    """
    if row.value is None:
        nothing = row.indicator.kind == ValueOf.SHARE and row.denominator == 0
        return _("Nothing to measure") if nothing else _("No data")
    text = amount_words(row.indicator.kind, row.value)
    if row.indicator.kind == ValueOf.SHARE:
        n, of = numerator or number(row.numerator or 0), denominator or number(row.denominator or 0)
        parts = format_html(_("{n} of {of}"), n=n, of=of)
        few = (row.denominator or 0) < row.indicator.least_basis
        return parts if few else format_html("{} ({})", text, parts)
    if row.denominator is not None:
        cases = ngettext("%(n)s case", "%(n)s cases", row.denominator) % {"n": number(row.denominator)}
        return f"{text} ({cases})"
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
        value, target = (_plain(row.indicator, each) for each in (row.value, aim.target if aim else None))
        numbers = (value, row.numerator, row.denominator, target)
        yield (row.indicator.title, period_of(row), row.unit.name, *numbers, row.comment or row.reason)


def _plain(indicator: Indicator, value: Decimal | None) -> Decimal | int | None:
    """Return the value for the file: a number of something without decimals."""
    return int(value) if indicator.kind == ValueOf.COUNT and value is not None else value
