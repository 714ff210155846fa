"""Lists of measures: all that are demanded, those of units with their assessments, and services with their counts."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.base.ui.parts import Cell
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.compliance.models import Fulfilment
from akropolis.graph.compliance.models.tallies import NUMBERS, in_numbers
from akropolis.graph.compliance.reports.words import START, STATES, area_name
from akropolis.graph.compliance.rules.demands import FULFILLED, MeasureOutcome, Status, summed
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.graph.compliance.selectors.catalogue import (
    REST,
    Areas,
    areas,
    bodies,
    in_order,
    readable_units,
)
from akropolis.graph.compliance.selectors.requirements import (
    Demanded,
    answers,
    demanded,
    frameworks,
    tallies,
)
from akropolis.graph.compliance.selectors.standing import ServiceLine, services_of
from akropolis.shared.classification.rules.aspects import in_letters

MISSING = "missing"
"""Filter value for lacking and not assessed together. Links from figures saved before version 0.3 use it."""


def _reasons(row: Demanded) -> str:
    return row.said.reasons if row.said else ""


def _state(_asked: object, row: Demanded) -> Cell:
    words, kind = STATES[row.status]
    return Cell(text=words, kind=kind, note=_reasons(row))


class MeasureList(Computed[Demanded]):
    """One row per measure and place that demands it: the rows behind the counts on the overview of the city."""

    key, slug, api, permission = "measure-list", "kravda-atgarder", "measures", READ
    title = crumb = _("Demanded measures")
    start = START
    empty = _("No measures are demanded of the units that you may read.")
    filters: ClassVar[Sequence[ListFilter]] = (
        ListFilter("authority", _("Authority or company"), lambda asked: units_of(asked.bodies())),
        ListFilter("area", _("Area"), lambda asked: asked.area_names().items()),
        ListFilter("state", _("Counts as"), list(NUMBERS.items())),
        ListFilter(
            "framework", "", lambda asked: [(f.code, f.title) for f in frameworks(asked.day)], hidden=True
        ),
        ListFilter("requirement", hidden=True),
    )
    columns: ClassVar[Sequence[ListColumn]] = (
        ListColumn(
            _("Security measure"), "control.title", key="name", width=50, link="url", sort="control.position"
        ),
        ListColumn(_("Where"), "place.name", key="place", width=36, sort="place.sort_key"),
        ListColumn(_("Unit"), "unit.name", key="unit", width=28, sort="unit.sort_key"),
        ListColumn(_("Area"), "area", key="area", width=36),
        ListColumn(
            _("How it stands"),
            lambda row: str(STATES[row.status][0]),
            key="state",
            cell=_state,
            sort="status",
        ),
        ListColumn(_("Counts as"), lambda row: str(NUMBERS[row.outcome]), key="outcome", on_page=False),
        ListColumn(
            _("Assessed"), lambda row: row.said and row.said.assessed_on, ValueKind.DATE, key="assessed_on"
        ),
        ListColumn(_("Reasons"), _reasons, key="reasons", width=60, on_page=False),
    )

    def bodies(self) -> set[Unit]:
        """Return the authorities and companies in which measures are demanded, as far as the user may read."""
        home = cached_graph(bodies, self.day)
        return {home[row.unit] for row in tallies(self.access, self.day)}

    def area_names(self) -> dict[str, str]:
        """Return area number → name, with REST last."""
        return {str(area): area_name(self.areas, area) for area in in_order([REST, *self.areas.named])}

    @cached_property
    def areas(self) -> Areas:
        """Return the areas with their names on the day."""
        return areas(self.day)

    def lead(self) -> list[str]:
        """Return the counts of the rows shown, as a sentence."""
        return [in_numbers(summed(row.status for row in self.ordered))]

    def told(self, rows: Sequence[Demanded]) -> list[Demanded]:
        """Return the rows with `area` and `said` (the assessment) filled in."""
        places = {row.place.pk for row in rows}
        units = [each for each in places if isinstance(each, UUID)]
        found = Fulfilment.objects.visible(self.access).filter(
            Q(unit__in=units) | Q(node__in=places.difference(units))
        )
        said = {(each.unit_id or each.node_id, each.control_id): each for each in found}
        area, names = self.areas.area, self.area_names()
        return [
            replace(r, area=names[str(area(r.control.pk))], said=said.get((r.place.pk, r.control.pk)))
            for r in rows
        ]

    def rows(self) -> list[Demanded]:
        """Return the rows that match the chosen filters."""
        area, state, answering = self.chosen["area"], self.chosen["state"], self._answering()
        return [
            row
            for row in demanded(self.access, self.day, self.chosen["authority"])
            if area in ("", str(self.areas.area(row.control.pk)))
            and state in ("", row.outcome)
            and (answering is None or row.control.pk in answering)
        ]

    def _answering(self) -> set[UUID] | None:
        """Return the measures that answer the chosen framework or requirement; None if none is chosen."""
        code, key = self.chosen["framework"], self.chosen["requirement"]
        asked = (each for each in frameworks(self.day) if code in ("", each.code))
        found = (pair for each in asked for pair in answers(self.day, each).items())
        every = {control for row, controls in found if key in ("", str(row.pk)) for control in controls}
        return every if code or key else None


class UnitMeasureList(MeasureList):
    """The units' own measures, and the status of each."""

    key, slug, api, within = "unit-measures-list", "enheters-atgarder", "unit-measures", "unit"
    title, crumb = _("The units' own security measures"), _("Units' measures")
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(readable_units(asked.access, asked.day))),
        ListFilter(
            "state",
            _("State"),
            [(MISSING, _("Not fulfilled")), *(NUMBERS | {s: STATES[s][0] for s in Status}).items()],
        ),
    )
    columns = tuple(each for each in MeasureList.columns if each.key not in ("place", "outcome"))
    keeps = {
        "state": KeptValue(
            _("How it stands"), lambda row: row.status.value, lambda state: STATES[Status(state)][0]
        )
    }
    unasked = ("every",)

    def about(self, row: Demanded) -> UUID:
        """Return the key of the measure, which has at most one row per unit."""
        return row.control.pk

    @cached_property
    def every(self) -> list[Demanded]:
        """Return the own measures of all units the user may read, by unit and then in the order of the catalogue."""
        return demanded(self.access, self.day, services=False)

    def rows(self) -> list[Demanded]:
        """Return the rows of the chosen unit and state."""
        code, state = self.chosen["unit"], self.chosen["state"]
        return [
            row
            for row in self.every
            if (not code or f"/{code}/" in row.unit.path)
            and (state in ("", row.status, row.outcome) or (state == MISSING and row.status not in FULFILLED))
        ]


class ServiceMeasureList(Computed[ServiceLine]):
    """Services by the status of the measures demanded of them, those with most brister (lacking measures) first."""

    key, slug, api = "service-measures-list", "tjansters-atgarder", "service-measures"
    permission, within, unasked = READ, "unit", ("every",)
    title, crumb = _("Security measures of services, platforms and devices"), _("Services' measures")
    start = START
    empty = _("There is nothing with measures that you may read.")
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        ListFilter("state", _("State"), [(MISSING, _("Not fulfilled")), *NUMBERS.items()]),
    )
    columns = (
        ListColumn(_("Name"), "name", key="name", width=40, link="url", sort="name"),
        ListColumn(_("Unit"), "unit.name", key="unit", width=28, sort="unit.sort_key"),
        ListColumn(_("Levels"), lambda row: in_letters(row.demanded), key="levels", unbroken=True),
        ListColumn(_("Demanded"), "sum.demanded", ValueKind.NUMBER, key="demanded", sort="sum.demanded"),
        *(
            ListColumn(heading, f"sum.{each}", ValueKind.NUMBER, key=each, sort=f"sum.{each}")
            for each, heading in NUMBERS.items()
        ),
        ListColumn(_("Not fulfilled"), "sum.left", ValueKind.NUMBER, key="missing", on_page=False),
        ListColumn(_("Shown by measures"), lambda row: in_letters(row.shown), key="offers", unbroken=True),
    )
    keeps = {
        "demanded": KeptValue(_("Demanded"), "sum.demanded"),
        "missing": KeptValue(_("Not fulfilled"), "sum.left"),
        **{each: KeptValue(heading, f"sum.{each}") for each, heading in NUMBERS.items()},
    }

    def about(self, row: ServiceLine) -> UUID:
        """Return the id of the service's register row."""
        return row.record

    @cached_property
    def every(self) -> list[ServiceLine]:
        """Return all services and other measured nodes that the user may read."""
        return services_of(self.access, "", self.day)

    def rows(self) -> list[ServiceLine]:
        """Return the rows that the chosen unit, or a unit below it, answers for and that match the chosen state."""
        code, state = self.chosen["unit"], self.chosen["state"]
        return [
            row
            for row in self.every
            if (not code or f"/{code}/" in row.unit.path)
            and (not state or (row.sum.left if state == MISSING else row.sum.of(MeasureOutcome(state))))
        ]
