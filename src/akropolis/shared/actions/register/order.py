"""The open actions in order of what they give: the risk that they lower, or the deficiency that they close."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import number
from akropolis.shared.actions.register import REGISTER
from akropolis.shared.actions.selectors.order import OrderedAction, list_by_gain


def _reason(row: OrderedAction) -> str:
    words = dict.fromkeys(str(gain.reason) for gain in row.gains)
    return "; ".join(words) or gettext("No risk or deficiency that you may read")


def _gives(row: OrderedAction) -> str:
    return "lowers" if row.lowers else "closes" if row.closes else "unknown"


class ActionOrder(Computed[OrderedAction]):
    """The open actions that the reader may read, the one that gives most first, with the reason."""

    key, slug, api = "action-order", "atgarder/ordning", "action-order"
    permission, within, start, unasked = REGISTER.read, "unit", (REGISTER.many, "actions-list"), ("every",)
    title = _("What gives most")
    empty = _("No open action here.")
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        ListFilter(
            "gives",
            _("What it gives"),
            [
                ("lowers", _("lowers a risk")),
                ("closes", _("closes a deficiency")),
                ("unknown", _("not known")),
            ],
        ),
    )
    columns = (
        ListColumn(
            _("Action"),
            "action.title",
            key="action",
            width=40,
            link=lambda row: reverse("actions-detail", args=[row.action.pk]),
        ),
        ListColumn(_("Number"), "action.number", key="number", unbroken=True),
        ListColumn(_("What it gives"), _reason, key="reason", width=60),
        ListColumn(_("Unit"), "unit.name", key="unit", width=30, sort="unit.sort_key"),
        ListColumn(_("Responsible"), lambda row: str(row.action.responsible or ""), key="responsible"),
        ListColumn(
            _("Due"),
            "action.due_on",
            ValueKind.DATE,
            key="due_on",
            sort=lambda row: row.action.due_on or date.max,
            unbroken=True,
        ),
        ListColumn(_("Kronor"), "action.cost", ValueKind.NUMBER, key="cost"),
        ListColumn(_("Hours"), "action.hours", ValueKind.NUMBER, key="hours"),
    )

    @cached_property
    def every(self) -> list[OrderedAction]:
        """All open actions that the user may read, whatever the filters."""
        return list_by_gain(self.access)

    def rows(self) -> Sequence[OrderedAction]:
        """Return the actions of the chosen unit and those below, that give what is chosen."""
        unit, gives = self.chosen["unit"], self.chosen["gives"]
        return [
            row
            for row in self.every
            if (not unit or f"/{unit}/" in row.unit.path) and (not gives or _gives(row) in gives.split(","))
        ]

    def about(self, row: OrderedAction) -> UUID:
        """Return the action."""
        return row.action.pk

    def lead(self) -> Sequence[str]:
        """Return how the list is ordered, and how many have nothing known to give."""
        unknown = sum(_gives(row) == "unknown" for row in self.ordered)
        told = gettext(
            "First what lowers risks by most levels, then what closes most deficiencies, then by due day."
        )
        said = gettext("Of %(of)s open actions, it is not known of %(n)s what they give.")
        words = {"of": number(len(self.ordered)), "n": number(unknown)}
        return [f"{told} {said % words}" if unknown else told]
