"""What is worked out over the whole graph on a day, kept in the process until somebody changes the graph.

Everything in it is the same for everybody: whole numbers, levels, units. It goes past the gate, and whoever shows of it
asks `assets.selectors.sight`, or the gate, first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.records import projections
from akropolis.base.kernel.records.projections import Touched, pending_changes
from akropolis.base.lib.registry import Registry
from akropolis.graph.assets.models import Dependency, GraphRecord, GraphState, Lowering, NodeKind

DAYS = 2
"""How many days are kept: today, and one that somebody looks back at."""
CAUSES = (GraphRecord, Dependency, Lowering, Unit)
"""What the graph is made of, beside the decisions on levels."""


@dataclass(frozen=True, slots=True)
class DecidedLevels:
    """Where the levels of a kind's own come from: rows of `model`, one level per aspect, about `record` (a row's id).

    Of the decisions about a row the one with the highest `number` counts.
    """

    kind: NodeKind
    model: type[Tracked]
    record: str


DECISIONS: Registry[str, DecidedLevels] = Registry("decisions on levels of")


def causes() -> tuple[type, ...]:
    """All that the graph is made of."""
    return (*CAUSES, *(decided.model for decided in DECISIONS))


def concerned(touched: Touched) -> bool:
    """Whether anything that the graph is made of was written."""
    return projections.concerned(touched, causes())


def mark_now() -> UUID | None:
    """Another after each change of the graph, and after a rebuild of what follows from it."""
    return cached(system("graph"), _mark)


def _mark(_access: Access) -> UUID | None:
    return GraphState.objects.values_list("mark", flat=True).first()


def cached_graph[T](work: Callable[[date], T], day: date) -> T:
    """What `work` finds for the day; worked out anew after a change of the graph alone. Nobody may change it.

    While a transaction has written of the graph and its levels have not followed, it always is, and nothing is kept.
    What is kept under the mark of a transaction that is undone is never asked for again.
    """
    if any(map(concerned, pending_changes())):
        return work(day)
    mark = mark_now()
    if mark is None:
        return work(day)
    shelf = _shelf(mark, day)
    if work not in shelf:
        shelf[work] = work(day)
    found: T = shelf[work]
    return found


@lru_cache(maxsize=DAYS)
def _shelf(mark: UUID, day: date) -> dict[Callable[[date], Any], Any]:  # what it holds for
    return {}
