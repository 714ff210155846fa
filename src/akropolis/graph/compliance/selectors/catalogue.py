"""The catalogue of measures on a day, and the ten areas of measures (CSL 2 kap. 3 §). The same for all users."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.authorities import Units, units
from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY, UnitKind
from akropolis.base.kernel.cache.results import cached
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.compliance.models import Control, ControlMapping, MeasureBearer, Requirement
from akropolis.graph.compliance.rules.demands import KIND, Because, Demanding, Needs, Profile, because
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.people.organisation.selectors.tree import living

BECAUSE = (
    "the catalogue is the same for everybody; who may see how it is fulfilled is asked where it is shown"
)
EVERYBODY = system("the catalogue")
ASKED = Q(reviews=True) | Q(kind__in=sorted({*OWN_AUTHORITY, UnitKind.CITY}))
"""Filter of the units with measures of their own: authorities, companies, the city, others with a review."""


def controls(day: date) -> list[Control]:
    """Return the measures in force on the day, in the order of the catalogue. One query, or none while cached."""
    return [*cached(EVERYBODY, _controls, day)]


def _controls(_access: Access, day: date) -> list[Control]:
    return list(Control.objects.unscoped(because=BECAUSE).filter(living(day)))


def of_units(controls: Iterable[Control]) -> list[Control]:
    """Return the measures that are carried out in a unit."""
    return [control for control in controls if control.bearer == MeasureBearer.UNIT]


def of_services(controls: Iterable[Control]) -> list[Control]:
    """Return the measures that are carried out in a service, by its operator or its supplier."""
    return [control for control in controls if control.bearer != MeasureBearer.UNIT]


def needs_of(controls: Iterable[Control]) -> list[tuple[UUID, Needs]]:
    """Return (key, needs) of the measures: the form that the rules use."""
    return [(control.pk, control.needs) for control in controls]


def demanding_of(controls: Iterable[Control]) -> Demanding[UUID]:
    """Return a `Demanding` of the measures carried out in services: it tells which of them a profile demands."""
    return Demanding(needs_of(of_services(controls)))


def asked_units(day: date) -> set[UUID]:
    """Return the keys of the units in existence on the day that answer for measures of their own."""
    return {*cached(EVERYBODY, _asked_units, day)}


def _asked_units(_access: Access, day: date) -> set[UUID]:
    units = Unit.objects.unscoped(because=BECAUSE).filter(ASKED, living(day)).order_by()
    return set(units.values_list("pk", flat=True))


def readable_units(access: Access, day: date) -> list[Unit]:
    """Return the units with measures of their own whose measures the user may read, in Swedish order. One query."""
    rows = Unit.objects.visible(access).filter(ASKED, living(day), access.units(READ))
    return list(rows.order_by("sort_key"))


def bodies(day: date) -> Mapping[UUID, Unit]:
    """Return the authority or company of each living unit. Units whose authority has ended are left out."""
    tree: Units = cached_graph(units, day)
    pairs = ((unit, tree.authority(unit.pk)) for unit in tree)
    return {unit.pk: body for unit, body in pairs if unit.valid_on(day) and body.valid_on(day)}


def answered_by(control: Control, day: date) -> list[Requirement]:
    """Return the requirements of frameworks in use that the measure answers. One query."""
    links = (
        ControlMapping.objects.unscoped(because=BECAUSE)
        .filter(living(day), control=control)
        .values("requirement")
    )
    rows = Requirement.objects.unscoped(because=BECAUSE).filter(living(day), framework__active=True)
    return list(rows.filter(pk__in=links.order_by()).select_related("framework"))


# The areas of measures, and to which of them a measure belongs

REST = 0
"""Area number for measures that answer a requirement of none of the ten areas."""


def in_order(numbers: Iterable[int]) -> list[int]:
    """Return the area numbers sorted in the order of the law, with REST last."""
    return sorted(numbers, key=lambda area: (area == REST, area))


@dataclass(frozen=True, slots=True)
class Areas:
    """The ten areas: `named` is area number → the requirement that names it, `of` is measure → its first area."""

    named: Mapping[int, Requirement]
    of: Mapping[UUID, int]

    def area(self, control: UUID) -> int:
        """Return the number of the area that the measure is shown under, REST if it has none."""
        return self.of.get(control, REST)


def areas(day: date) -> Areas:
    """Return the areas with their names on the day. Two queries."""
    named: dict[int, Requirement] = {}
    for row in Requirement.objects.unscoped(because=BECAUSE).filter(living(day), area__isnull=False):
        if row.area is not None:
            named.setdefault(row.area, row)
    of: dict[UUID, int] = {}
    links = ControlMapping.objects.unscoped(because=BECAUSE).filter(
        living(day), requirement_id__in=[row.pk for row in named.values()]
    )
    ordered = links.order_by("requirement__area")
    for control, area in ordered.values_list("control", "requirement__area"):
        of.setdefault(control, area or REST)
    return Areas(named, of)


# What a supplier is to be held to at a level profile


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement on a supplier: its number in the list, its measure, and why the profile demands it."""

    number: str
    control: Control
    why: Because


@dataclass(frozen=True, slots=True)
class RequirementSection:
    """The requirements on a supplier in one area of measures; `area` is `REST` for measures without an area."""

    area: int
    demands: Sequence[Demand]


@dataclass(frozen=True, slots=True)
class SupplierDemands:
    """The requirements that a profile sets on a supplier, sorted by area."""

    sections: Sequence[RequirementSection]
    areas: Areas

    @property
    def count(self) -> int:
        """Return the number of requirements in all sections."""
        return sum(len(section.demands) for section in self.sections)


def demands(profile: Profile, day: date) -> SupplierDemands:
    """Return the requirements on the supplier of such a service, including measures of units. Three queries."""
    found, profile = areas(day), {**profile, KIND: 0}
    by_area: dict[int, list[tuple[Control, Because]]] = {}
    for control in controls(day):
        why = because(control.needs, profile) or (Because() if control.bearer == MeasureBearer.UNIT else None)
        also = because(Needs(when=tuple(control.supplier_when)), profile)
        if control.supplier and why is not None and also is not None:
            by_area.setdefault(found.area(control.pk), []).append((control, why.also(also)))
    return SupplierDemands([_section(area, by_area[area], found) for area in in_order(by_area)], found)


def _section(area: int, rows: Sequence[tuple[Control, Because]], found: Areas) -> RequirementSection:
    """Return the section with its requirements numbered `area.1`, `area.2` ...; REST comes after the last area."""
    first = area if area != REST else max(found.named, default=REST) + 1
    made = [Demand(f"{first}.{place}", *row) for place, row in enumerate(rows, start=1)]
    return RequirementSection(area, made)
