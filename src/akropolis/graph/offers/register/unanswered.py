"""List of services with unanswered questions: which unit is to answer, how many, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Question
from akropolis.graph.offers.rules.permissions import QUESTION
from akropolis.graph.offers.selectors.offers import shared_url


@dataclass(frozen=True, slots=True)
class Waiting:
    """A service with unanswered questions; `unit` is the unit that is to answer them."""

    node: Node
    unit: Unit
    count: int
    since: date

    @property
    def url(self) -> str:
        """Return the URL of the questions on the service's page."""
        return f"{shared_url(self.node.kind, self.node.record)}#questions"


class UnansweredList(Computed[Waiting]):
    """Services and suppliers with unanswered questions, longest waiting first."""

    key, slug, api = "unanswered-list", "obesvarade-fragor", "unanswered-questions"
    permission, within = f"{QUESTION}:read", "unit"
    title, crumb = _("Services with unanswered questions"), _("Unanswered questions")
    empty = _("No question that you may read waits for an answer.")
    filters = (
        ListFilter("unit", _("To be answered by"), lambda asked: units_of(row.unit for row in asked.every)),
    )
    columns = (
        ListColumn(_("Name"), "node.name", key="name", width=40, link="url", sort="node.sort_key"),
        ListColumn(_("Number"), "node.number", key="number", unbroken=True),
        ListColumn(_("To be answered by"), "unit.name", key="unit", width=28),
        ListColumn(_("Questions"), "count", ValueKind.NUMBER, key="count", sort="count"),
        ListColumn(_("Asked"), "since", ValueKind.DATE, key="since", sort="since"),
    )

    keeps = {
        "count": KeptValue(_("Questions"), "count"),
        "since": KeptValue(_("Asked"), lambda row: f"{row.since}"),
    }

    def about(self, row: Waiting) -> UUID:
        """Return the id of the service's or supplier's register row."""
        return row.node.record

    @cached_property
    def every(self) -> list[Waiting]:
        """Return all rows that the user may read, regardless of the filter."""
        return sorted(self._found(), key=lambda row: (row.since, row.node.sort_key, row.node.number))

    def _found(self) -> Iterator[Waiting]:
        rows = Question.objects.visible(self.access).filter(answered_at__isnull=True)
        rows = rows.select_related("node__owner_unit", "node__operator_unit").order_by("node_id", "asked_at")
        for node, questions in groupby(rows, key=lambda row: row.node):
            first, *more = questions
            unit = node.operator_unit or node.owner_unit
            yield Waiting(node, unit, 1 + len(more), timezone.localdate(first.asked_at))

    def rows(self) -> list[Waiting]:
        """Return the services whose questions are to be answered by the chosen unit or a unit below it."""
        code = self.chosen["unit"]
        return [row for row in self.every if not code or f"/{code}/" in row.unit.path]
