"""What has been measured: the measurements that count, those that are corrected, and how each indicator stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, UnitEvent
from akropolis.base.kernel.access.models.units import UnitEventKind
from akropolis.base.lib.periods import Period
from akropolis.shared.indicators.models import READ, Indicator, IndicatorMeasurement, IndicatorTarget
from akropolis.shared.indicators.rules.judging import IndicatorTrend, TargetStatus, status_of, trend_of
from akropolis.shared.indicators.rules.periods import ended_periods, last_period

OFFERED = 8
"""How many ended periods can be measured by hand."""
type Targets = Mapping[tuple[UUID, int], IndicatorTarget]
SHOWN = timedelta(days=4 * 366)
"""How far back the overview looks for the latest two measurements of a year's indicator."""


@dataclass(frozen=True)
class IndicatorStatus:
    """An indicator of a unit: its latest measurement that counts, the one of the period before, and the target."""

    indicator: Indicator
    unit: Unit
    now: IndicatorMeasurement | None
    before: IndicatorMeasurement | None
    target: IndicatorTarget | None

    @cached_property
    def status(self) -> TargetStatus:
        """How the value stands against the target."""
        aim, warning = (self.target.target, self.target.warning) if self.target else (None, None)
        return status_of(self.indicator.polarity, self.now.value if self.now else None, aim, warning)

    @cached_property
    def trend(self) -> IndicatorTrend:
        """How the value has moved since the period before; unknown where the method is another."""
        now, before = self.now, self.before
        if now is None or before is None or now.method_version != before.method_version:
            return IndicatorTrend.UNKNOWN
        asked = self.indicator
        return trend_of(
            asked.polarity,
            before.reading,
            now.reading,
            least_basis=asked.least_basis,
            least_change=asked.least_change,
        )


@dataclass(frozen=True, slots=True)
class EarlierMeasurement:
    """A measurement in a unit that another was formed of, with the reorganisation between them."""

    event: UnitEvent
    unit: Unit
    row: IndicatorMeasurement


def measured_units(access: Access, day: date) -> list[Unit]:
    """Return the units that are measured and whose measurements the user may read, the topmost first."""
    rows = Unit.objects.visible(access).filter(access.units(READ), Q(reviews=True) | Q(parent=None))
    return [unit for unit in rows.filter(valid_from__lte=day).order_by("path") if unit.valid_on(day)]


def covering_unit(access: Access, unit: Unit, day: date) -> Unit | None:
    """Return the nearest unit above that is measured, and in whose measurements this one is counted.

    None for a unit that is measured itself.
    """
    if is_measured(unit):
        return None
    above = [code for code in unit.path.split("/") if code and code != unit.code]
    rows = Unit.objects.visible(access).filter(Q(reviews=True) | Q(parent=None), code__in=above)
    return rows.order_by("-path").first()


def is_measured(unit: Unit) -> bool:
    """Whether indicators are measured for the unit: it makes a review, or it is the whole city."""
    return unit.reviews or unit.parent_id is None


def counting(access: Access) -> QuerySet[IndicatorMeasurement]:
    """Return the measurements that no later row corrects."""
    later = IndicatorMeasurement.objects.visible(access).filter(corrects=OuterRef("pk"))
    rows = IndicatorMeasurement.objects.visible(access).filter(~Exists(later))
    return rows.select_related("indicator", "unit").order_by("-first_on")


def targets_on(access: Access, day: date) -> Targets:
    """Return the targets in force on the day, by indicator and year."""
    return {(row.indicator_id, row.year): row for row in IndicatorTarget.in_force(access, day)}


def statuses(access: Access, unit: Unit, day: date) -> list[IndicatorStatus]:
    """Return how each indicator in force stands in the unit, in the order of the table."""
    found: dict[UUID, list[IndicatorMeasurement]] = {}
    for row in counting(access).filter(unit=unit, first_on__gte=day - SHOWN):
        found.setdefault(row.indicator_id, []).append(row)
    targets = targets_on(access, day)
    rows = Indicator.in_force(access, day)
    return [status_in(row, unit, found.get(row.pk, ()), targets) for row in rows]


def status_in(
    indicator: Indicator, unit: Unit, rows: Iterable[IndicatorMeasurement], targets: Targets
) -> IndicatorStatus:
    """Return how the indicator stands by its measurements, the latest first.

    Compared is only the period just before: a gap is not bridged.
    """
    now, after = next(iter(rows := list(rows)), None), rows[1:2]
    before = None
    if now and after:
        expected = last_period(indicator.frequency, now.first_on).first
        before = after[0] if after[0].first_on == expected else None
    year = now.last_on.year if now else None
    return IndicatorStatus(indicator, unit, now, before, targets.get((indicator.pk, year)) if year else None)


def unmeasured_periods(access: Access, indicator: Indicator, unit: Unit, day: date) -> list[Period]:
    """Return those of the `OFFERED` latest ended periods that are not measured in the unit, the latest first."""
    rows = counting(access).filter(indicator=indicator, unit=unit)
    measured = set(rows.values_list("first_on", flat=True))
    return [p for p in ended_periods(indicator.frequency, day, OFFERED) if p.first not in measured]


def history(access: Access, indicator: Indicator, unit: Unit) -> list[IndicatorMeasurement]:
    """Return all measurements of the indicator in the unit, corrected ones too, the latest first."""
    rows = IndicatorMeasurement.objects.visible(access).filter(indicator=indicator, unit=unit)
    return list(rows.select_related("indicator", "unit").order_by("-first_on", "-created_at", "-pk"))


def earlier_units(access: Access, unit: Unit) -> list[tuple[UnitEvent, Unit]]:
    """Return the units that the unit was formed of in a merge or a split, with the event; the latest event first."""
    events = UnitEvent.objects.visible(access).filter(kind__in=(UnitEventKind.MERGE, UnitEventKind.SPLIT))
    formed = [event for event in events if unit.code in event.after and unit.code not in event.before]
    codes = {code for event in formed for code in event.before}
    units = {each.code: each for each in Unit.objects.visible(access).filter(code__in=codes)}
    return [(event, units[code]) for event in formed for code in event.before if code in units]


def history_before(access: Access, indicator: Indicator, unit: Unit) -> list[EarlierMeasurement]:
    """Return what was measured in the units that the unit was formed of, each with its own value and basis.

    Whoever reads the unit's measurements reads these: the unit has taken over what those units kept. The values are
    never added up: a merged value would rest on no count that anybody has made.
    """
    formed = {before.pk: (event, before) for event, before in earlier_units(access, unit)}
    if not formed or not access.may(READ, unit):
        return []
    because = "a unit reads what was measured in the units that it was formed of"
    rows = IndicatorMeasurement.objects.unscoped(because=because)
    later = rows.filter(corrects=OuterRef("pk"))
    kept = rows.filter(~Exists(later), indicator=indicator, unit__in=formed).select_related(
        "indicator", "unit"
    )
    return [
        EarlierMeasurement(*formed[row.unit_id], row) for row in kept.order_by("-first_on", "unit__sort_key")
    ]
