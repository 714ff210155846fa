"""Measures as lists: those of units one by one, and services by how far theirs have come."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from akropolis.classification.rules.aspects import in_letters
from akropolis.compliance.models import Control, Fulfilment
from akropolis.compliance.reports.words import area_name, start
from akropolis.compliance.rules.demands import FULFILLED, Status
from akropolis.compliance.rules.permissions import READ
from akropolis.compliance.selectors.catalogue import areas, controls, of_units, readable_units
from akropolis.compliance.selectors.standing import ServiceLine, place_url, services_of, standings
from akropolis.compliance.web.places import STATES
from akropolis.kernel.access.models import Unit
from akropolis.kernel.exchange.sheets import Kind
from akropolis.kernel.registers.computed import Column, Computed, Filter, Kept, units_of
from akropolis.ui.parts import Cell, Crumb

MISSING = "missing"


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A measure in a unit, and how it stands."""

    unit: Unit
    control: Control
    area: str
    status: Status
    said: Fulfilment | None

    @property
    def url(self) -> str:
        """Its page."""
        return place_url(self.unit, self.control)

    @property
    def state(self) -> str:
        """How it stands, in words."""
        return str(STATES[self.status][0])

    @property
    def assessed_on(self) -> object:
        """When it was assessed."""
        return self.said.assessed_on if self.said else None

    @property
    def reasons(self) -> str:
        """Why it stands so."""
        return self.said.reasons if self.said else ""


def _state(_asked: object, row: UnitLine) -> Cell:
    words, kind = STATES[row.status]
    return Cell(text=words, kind=kind, note=row.reasons)


class UnitMeasureList(Computed[UnitLine]):
    """The units' own measures, those that are missing among them."""

    key, slug, api, permission, within = (
        "unit-measures-list",
        "enheters-atgarder",
        "unit-measures",
        READ,
        "unit",
    )
    title, crumb = _("The units' own security measures"), _("Units' measures")
    empty = _("No measures are demanded of the units that you may read.")
    filters = (
        Filter("unit", _("Unit"), lambda asked: units_of(asked.units)),
        Filter(
            "state",
            _("State"),
            [(MISSING, _("Missing")), *((s.value, STATES[s][0]) for s in Status)],
        ),
    )
    columns = (
        Column(
            _("Security measure"), "control.title", key="name", width=50, link="url", sort="control.position"
        ),
        Column(_("Unit"), "unit.name", key="unit", width=28, sort="unit.sort_key"),
        Column(_("Area"), "area", key="area", width=36),
        Column(_("How it stands"), "state", key="state", cell=_state, sort="status"),
        Column(_("Assessed"), "assessed_on", Kind.DATE, key="assessed_on"),
        Column(_("Reasons"), "reasons", key="reasons", width=60, on_page=False),
    )
    keeps = {
        "state": Kept(
            _("How it stands"), lambda row: row.status.value, lambda state: STATES[Status(state)][0]
        )
    }

    def crumbs(self) -> list[Crumb]:
        """The way to the list."""
        return [start(), Crumb(label=str(self.crumb))]

    def about(self, row: UnitLine) -> UUID:
        """The measure: at most once in a unit."""
        return row.control.pk

    @cached_property
    def units(self) -> list[Unit]:
        """The units that are asked and that the person may read measures of."""
        return readable_units(self.access, self.day)

    @cached_property
    def every(self) -> list[UnitLine]:
        """All of them, by unit and in the order of the catalogue. Five queries."""
        return list(self._found())

    def _found(self) -> Iterator[UnitLine]:
        measures, found = of_units(controls(self.day)), areas(self.day)
        rows = list(Fulfilment.objects.visible(self.access).filter(unit__in=self.units))
        said, stands = {(row.unit_id, row.control_id): row for row in rows}, standings(rows, self.day)
        for unit in self.units:
            for control in measures:
                row = said.get((unit.pk, control.pk))
                status = stands[row.pk] if row else Status.NOT_BEGUN
                yield UnitLine(unit, control, area_name(found, found.area(control.pk)), status, row)

    def rows(self) -> list[UnitLine]:
        """Those of the chosen unit and state."""
        code, state = self.chosen["unit"], self.chosen["state"]
        return [
            row
            for row in self.every
            if (not code or f"/{code}/" in row.unit.path)
            and (not state or row.status == state or (state == MISSING and row.status not in FULFILLED))
        ]


class ServiceMeasureList(Computed[ServiceLine]):
    """Services by how far their measures have come, those with most missing first."""

    key, slug, api, permission, within = (
        "service-measures-list",
        "tjansters-atgarder",
        "service-measures",
        READ,
        "unit",
    )
    title, crumb = _("Security measures of services, platforms and devices"), _("Services' measures")
    empty = _("There is nothing with measures that you may read.")
    filters = (
        Filter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        Filter("state", _("State"), [(MISSING, _("Missing"))]),
    )
    columns = (
        Column(_("IT service"), "name", key="name", width=40, link="url", sort="name"),
        Column(_("Unit"), "unit.name", key="unit", width=28, sort="unit.sort_key"),
        Column(_("Levels"), lambda row: in_letters(row.demanded), key="levels", unbroken=True),
        Column(_("Demanded"), "of", Kind.NUMBER, key="demanded", sort="of"),
        Column(_("Missing"), "missing", Kind.NUMBER, key="missing", sort="missing"),
        Column(_("Shown by measures"), lambda row: in_letters(row.shown), key="offers", unbroken=True),
    )
    keeps = {"demanded": Kept(_("Demanded"), "of"), "missing": Kept(_("Missing"), "missing")}

    def crumbs(self) -> list[Crumb]:
        """The way to the list."""
        return [start(), Crumb(label=str(self.crumb))]

    def about(self, row: ServiceLine) -> UUID:
        """The service."""
        return row.record

    @cached_property
    def every(self) -> list[ServiceLine]:
        """All that the person may read."""
        return services_of(self.access, "", self.day)

    def rows(self) -> list[ServiceLine]:
        """Those that the chosen unit answers for, or all."""
        code, missing = self.chosen["unit"], self.chosen["state"] == MISSING
        return [
            row
            for row in self.every
            if (not code or f"/{code}/" in row.unit.path) and (not missing or row.missing)
        ]
