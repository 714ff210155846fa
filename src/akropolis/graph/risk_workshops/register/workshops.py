"""The workshops about risks, as a list."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Node
from akropolis.graph.risk.rules.permissions import READ
from akropolis.graph.risk_workshops.models import RiskWorkshop


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """A workshop in the list. `about` is empty if it was about the unit, or about what the user may not read."""

    workshop: RiskWorkshop
    unit: Unit
    about: str

    @property
    def state(self) -> str:
        """Whether it is open."""
        return _("closed") if self.workshop.closed_at else _("open")


def _link(row: WorkshopRow) -> str:
    return reverse("risk-workshop", args=[row.workshop.pk])


class WorkshopList(Computed[WorkshopRow]):
    """Workshops about risks, the latest first."""

    key, slug, api, permission = "risk-workshops", "riskverkstader", "risk-workshops", READ
    title = gettext_lazy("Risk workshops")
    empty = gettext_lazy("No workshop has been held. Start one from the page of a service or a process.")
    filters = (
        ListFilter("unit", gettext_lazy("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
    )
    columns = (
        ListColumn(
            gettext_lazy("Day"),
            "workshop.held_on",
            ValueKind.DATE,
            key="held_on",
            link=_link,
            sort="workshop.held_on",
        ),
        ListColumn(gettext_lazy("About"), "about", key="about", width=40),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=30),
        ListColumn(gettext_lazy("Led by"), "workshop.led_by", key="led_by"),
        ListColumn(gettext_lazy("State"), "state", key="state"),
    )

    def crumbs(self) -> list[Crumb]:
        """Return the way from the register of risks."""
        return [Crumb(label=_("Risks"), url=reverse("risks-list")), Crumb(label=str(self.title))]

    @property
    def every(self) -> list[WorkshopRow]:
        """All workshops that the user may read, whatever the filters. Two queries."""
        found = list(RiskWorkshop.objects.visible(self.access).select_related("unit"))
        nodes = Node.objects.visible(self.access).filter(pk__in=[row.node_id for row in found])
        names: dict[int | None, str] = dict(nodes.values_list("pk", "name"))
        return [WorkshopRow(row, row.unit, names.get(row.node_id, "")) for row in found]

    def rows(self) -> list[WorkshopRow]:
        """List the workshops of the chosen unit and below."""
        code = self.chosen["unit"]
        return [row for row in self.every if not code or f"/{code}/" in row.unit.path]
