"""The filter for gaps that a user chooses, shared by the lists and the matrix, and the links between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.computed import Computed, ListFilter, units_of
from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.parts import Option
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.offers.reports.gap_words import SIDES, STATES, aspect_name
from akropolis.graph.offers.selectors.gap_rows import GapFilter, GapThing
from akropolis.graph.offers.selectors.gaps import READ, Gaps
from akropolis.shared.classification.rules.aspects import ORDER

WAYS = {"gap-list": _("Gaps"), "unstated-list": _("Unknown levels"), "gap-matrix": _("Matrix")}
NOBODY = UUID(int=0)


class Concerned(Protocol):
    """A row with a gap: the thing (node) that has the demand, and the unit whose gap it is."""

    @property
    def thing(self) -> GapThing:
        """The thing (node) that the demand is made of."""

    @property
    def unit(self) -> Unit:
        """The unit whose gap it is."""


class GapsAsked[R](Computed[R]):
    """Base of views of filtered gaps; a subclass returns the gaps as its own kind of rows."""

    permission, within, family, unasked = READ, "unit", "gaps", ("selector",)
    template = "offers/gaps.html"
    asked: ClassVar[GapFilter]
    """Fixed filter for all rows of the class; the user's filter is added to it."""
    filters: ClassVar[Sequence[ListFilter]] = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        ListFilter("kind", _("Kind"), lambda asked: [(k.value, k.label) for k in kinds_of(asked.every)]),
        ListFilter("aspect", _("Aspect"), lambda _a: [(a.value, capitalised(aspect_name(a))) for a in ORDER]),
        ListFilter("state", _("State"), lambda _a: [(state.value, label) for state, label in STATES.items()]),
        ListFilter(
            "side", _("Operated by"), lambda _a: [(side.value, label) for side, label in SIDES.items()]
        ),
        ListFilter("operator", _("Operating unit"), lambda asked: units_of(asked.operators.values())),
        ListFilter("node", hidden=True),
    )

    @cached_property
    def selector(self) -> Gaps:
        """Return the selector that reads the rows."""
        return Gaps(self.access, self.day)

    @property
    def every(self) -> Iterable[Concerned]:
        """Return all rows, regardless of the user's filter."""
        raise NotImplementedError

    @property
    def operators(self) -> Mapping[str, Unit]:
        """Return a dict from code to unit, for the units that operate something whose gaps the user may read."""
        return {unit.code: unit for unit in self.selector.operators}

    @property
    def wanted(self) -> GapFilter:
        """Return the filter for the rows: the class's fixed filter with the user's choices."""
        chosen: dict[str, Any] = {name: value for name, value in self.chosen.items() if value}
        if "node" in chosen:
            chosen["node"] = UUID(chosen["node"])
        if "operator" in chosen:
            operator = self.operators.get(chosen["operator"])
            chosen["operator"] = operator.pk if operator else NOBODY
        return replace(self.asked, **chosen)

    def more(self) -> dict[str, object]:
        """Return further template context: links to the other views of the gaps, with the same filter."""
        ways = ((key, label) for key, label in WAYS.items())
        shown = [Option(label=str(title), url=self.url(key), current=key == self.key) for key, title in ways]
        return {"ways": shown, "ask_url": ""}


def kinds_of(rows: Iterable[Concerned]) -> list[NodeKind]:
    """Return the kinds of the rows' things, in the order in which `NodeKind` declares them."""
    there = {row.thing.kind for row in rows}
    return [kind for kind in NodeKind if kind in there]
