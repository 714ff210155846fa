"""Measure indicators: those of declared figures when their periods end, and others by hand; correct what is wrong."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.figures import FigureCache, by_unit
from akropolis.base.lib.figures import DeclaredFigure, FigureTally, sum_tallies, value_of
from akropolis.base.lib.periods import Period
from akropolis.shared.indicators.models import Indicator, IndicatorMeasurement, MeasuredBy
from akropolis.shared.indicators.rules.periods import last_period
from akropolis.shared.indicators.selectors.measurements import counting, is_measured, measured_units

GRACE = timedelta(days=14)
"""How long after its end a period is measured: later the registers no longer say what held then."""

type Tallies = Mapping[str, Mapping[str, FigureTally]]
"""Path of the owner unit → figure key → count."""


def measure_ended(now: datetime) -> str:
    """Run the job: measure every period that has just ended, once."""
    return f"{measure(system('indicators'), timezone.localdate(now))} measurements"


def measure(access: Access, day: date) -> int:
    """Measure what is not measured of the periods that have just ended; return how many rows that gave."""
    rows = rows_to_measure(access, day)
    if rows:
        with writing(access, because=_("The period has ended")) as w:
            w.create_many(IndicatorMeasurement, rows)
    return len(rows)


def rows_to_measure(access: Access, day: date) -> list[dict[str, object]]:
    """Count what is not measured of the periods that ended within `GRACE`, for the city and each unit that reviews."""
    indicators = [each for each in Indicator.in_force(access, day) if each.counted]
    rows: list[dict[str, object]] = []
    for frequency in sorted({each.frequency for each in indicators}):
        period = last_period(frequency, day)
        if day - period.last <= GRACE:
            rows += _missing_rows(access, [e for e in indicators if e.frequency == frequency], period)
    return rows


def _missing_rows(
    access: Access, indicators: Sequence[Indicator], period: Period
) -> Iterable[dict[str, object]]:
    measured = IndicatorMeasurement.objects.visible(access).filter(first_on=period.first, corrects=None)
    done = set(measured.filter(indicator__in=indicators).values_list("indicator", "unit"))
    units = measured_units(access, period.last)
    asked = [(each, unit) for each in indicators for unit in units if (each.pk, unit.pk) not in done]
    if not asked:
        return
    tallies = _count(access, {each for each, _unit in asked}, period)
    for indicator, unit in asked:
        counts = [_sum_under(tallies, figure, unit.path) for figure in indicator.counted]
        yield {
            "indicator": indicator,
            "unit": unit,
            "first_on": period.first,
            "how": MeasuredBy.COMPUTED,
            "measured_by": access.actor.name,
            **_numbers(indicator.counted, counts),
        }


def _count(access: Access, indicators: Collection[Indicator], period: Period) -> list[Tallies]:
    """Count all figures of the indicators, those of each register together."""
    figures = {figure.key: figure for each in indicators for figure in each.counted}
    ordered = sorted(figures.values(), key=lambda each: (each.register, each.key))
    cache = FigureCache(all_units=True)
    return [
        by_unit(access, list(same), period, "", period.cutoff, cache)
        for _register, same in groupby(ordered, key=lambda each: each.register)
    ]


def _sum_under(tallies: Iterable[Tallies], figure: DeclaredFigure, path: str) -> FigureTally:
    found = (each for each in tallies if any(figure.key in keys for keys in each.values()))
    parts = [keys[figure.key] for each in found for place, keys in each.items() if place.startswith(path)]
    return sum_tallies(parts) if parts else FigureTally()


def _numbers(figures: Sequence[DeclaredFigure], counts: Sequence[FigureTally]) -> dict[str, object]:
    """Return the measured numbers: of a share both of its parts, of a time how many rows it rests on."""
    first = counts[0]
    missing = first.without if figures[0].lacking else None
    if len(figures) > 1:
        return {"numerator": first.value, "denominator": counts[1].value, "missing": missing}
    value = value_of(figures[0], first)
    rest = {"denominator": len(first.took)} if figures[0].at else {}
    return {"value": None if value is None else Decimal(value), "missing": missing, **rest}


def record_measurement(
    access: Access,
    indicator: Indicator,
    unit: Unit,
    values: Mapping[str, object],
    how: MeasuredBy = MeasuredBy.MANUAL,
) -> IndicatorMeasurement:
    """Save a value that is not counted. Raises Refused for what the registers measure, or where nothing is measured."""
    if indicator.figure:
        raise Refused(
            _("The registers measure this indicator. Correct a measurement instead, with a reason.")
        )
    if not unit.valid_on(timezone.localdate()):
        raise Refused(_("The unit has ended. Its measurements stay, and no new ones are made."))
    if not is_measured(unit):
        raise Refused(
            _("Indicators are measured for units that make a review. This one is counted in one above.")
        )
    given = {"how": how, "measured_by": access.actor.name}
    with writing(access) as w:
        return w.create(IndicatorMeasurement, {**values, **given, "indicator": indicator, "unit": unit})


def correct_measurement(
    access: Access,
    row: IndicatorMeasurement,
    values: Mapping[str, object],
    reason: str,
    how: MeasuredBy = MeasuredBy.MANUAL,
) -> IndicatorMeasurement:
    """Save a new row in place of the wrong one. Raises Invalid without a reason or for a row corrected before."""
    if not reason.strip():
        raise Invalid({"reason": [_("Write why the measurement is corrected.")]})
    if not counting(access).filter(pk=row.pk).exists():
        raise Refused(_("Somebody else has corrected this measurement. Correct the latest."))
    same = {"indicator": row.indicator, "unit": row.unit, "first_on": row.first_on}
    given = {"how": how, "measured_by": access.actor.name, "corrects": row, "reason": reason}
    with writing(access, because=reason) as w:
        return w.create(IndicatorMeasurement, {**values, **same, **given})
