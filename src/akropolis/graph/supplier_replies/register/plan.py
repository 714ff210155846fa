"""The plan of follow-ups: every supplier of the user's units, when it is due, and why."""

from collections.abc import Sequence
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import AnyList, Computed, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb, Kind
from akropolis.graph.supplier_replies.rules.permissions import READ
from akropolis.graph.supplier_replies.selectors.plan import PlannedSupplier, list_plan

DUE, GOING, LATER = "due", "going", "later"
WORDS = {
    DUE: gettext_lazy("To be followed up"),
    GOING: gettext_lazy("Is being followed up"),
    LATER: gettext_lazy("Not now"),
}
KINDS: dict[str, Kind] = {DUE: "warning", GOING: "info", LATER: "neutral"}


def _standing(row: PlannedSupplier) -> str:
    return GOING if row.going else DUE if row.reasons else LATER


def _level(row: PlannedSupplier) -> str:
    return _("unknown") if row.level is None else str(row.level)


def _name_cell(_asked: AnyList, row: PlannedSupplier) -> Cell:
    return Cell(text=row.supplier.name, url=reverse("suppliers-detail", args=[row.supplier.pk]))


def _standing_cell(_asked: AnyList, row: PlannedSupplier) -> Cell:
    key = _standing(row)
    return Cell(text=WORDS[key], kind=KINDS[key])


class FollowUpPlan(Computed[PlannedSupplier]):
    """The suppliers of the user's units: the highest level that stands on each, and when and why it is due."""

    key, slug, api, within = "supplier-plan", "plan-for-leverantorsuppfoljning", "supplier-plan", "unit"
    permission = READ
    title = gettext_lazy("Plan of follow-ups of suppliers")
    empty = gettext_lazy("No supplier here.")
    filters = (
        ListFilter(
            "unit", gettext_lazy("Unit"), lambda asked: units_of(r.supplier.owner_unit for r in asked.every)
        ),
        ListFilter("standing", gettext_lazy("How it stands"), list(WORDS.items()), gettext_lazy("All")),
    )
    columns = (
        ListColumn(
            gettext_lazy("Supplier"),
            "supplier.name",
            key="name",
            width=30,
            sort="supplier.sort_key",
            cell=_name_cell,
        ),
        ListColumn(
            gettext_lazy("Unit"), "supplier.owner_unit.name", key="unit", sort="supplier.owner_unit.sort_key"
        ),
        ListColumn(gettext_lazy("Highest level"), _level, key="level"),
        ListColumn(gettext_lazy("Last answered or looked into"), "last", ValueKind.DATE, key="last"),
        ListColumn(gettext_lazy("By the plan"), "due_on", ValueKind.DATE, key="due_on"),
        ListColumn(
            gettext_lazy("How it stands"),
            lambda row: str(WORDS[_standing(row)]),
            key="standing",
            cell=_standing_cell,
        ),
        ListColumn(
            gettext_lazy("Why"), lambda row: " ".join(row.reasons), ValueKind.PROSE, key="why", width=50
        ),
    )

    @cached_property
    def every(self) -> list[PlannedSupplier]:
        """Every supplier of the user's units."""
        return list_plan(self.access, self.day)

    def path_of(self, row: PlannedSupplier) -> str:
        """Return the path of the supplier's unit."""
        return str(row.supplier.owner_unit.path)

    def rows(self) -> Sequence[PlannedSupplier]:
        """Return the suppliers of the chosen unit and standing, those that are due first."""
        unit, standing = self.chosen["unit"], self.chosen["standing"]
        found = [
            row
            for row in self.every
            if (not unit or f"/{unit}/" in row.supplier.owner_unit.path) and standing in ("", _standing(row))
        ]
        return sorted(found, key=lambda row: (list(WORDS).index(_standing(row)), -(row.level or 0)))

    def lead(self) -> Sequence[str]:
        """Return how many are due of those listed."""
        due = sum(_standing(row) == DUE for row in self.ordered)
        sentence = ngettext(
            "%(n)s supplier is to be followed up.", "%(n)s suppliers are to be followed up.", due
        )
        return [sentence % {"n": number(due)}]

    def crumbs(self) -> list[Crumb]:
        """The register of follow-ups, and this page."""
        start = Crumb(label=_("Follow-ups of suppliers"), url=reverse("supplier-inquiries-list"))
        return [start, Crumb(label=str(self.title))]
