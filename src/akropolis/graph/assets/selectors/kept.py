"""Per-process cache of results computed from the whole graph on a day, valid until the graph changes.

Cached results are the same for all users: integers, levels, units. They are not gated: callers that show
them check `assets.selectors.sight`, or the gate, first.
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
"""Number of days cached: today, and one earlier day that a user looks at."""
CAUSES = (GraphRecord, Dependency, Lowering, Unit)
"""The models the graph is built from, besides the models of `DECISIONS`."""


@dataclass(frozen=True, slots=True)
class DecidedLevels:
    """Where the own levels of a kind of node are decided: in rows of `model`, with one level per aspect.

    `record` is the field of `model` that holds the id of the register row decided on. If a register row has
    several decisions, the one with the highest `number` counts.
    """

    kind: NodeKind
    model: type[Tracked]
    record: str


DECISIONS: Registry[str, DecidedLevels] = Registry("decisions on levels of")


def causes() -> tuple[type, ...]:
    """Return all models the graph is built from, those of decisions included."""
    return (*CAUSES, *(decided.model for decided in DECISIONS))


def concerned(touched: Touched) -> bool:
    """Return whether any model the graph is built from was written."""
    return projections.concerned(touched, causes())


def mark_now() -> UUID | None:
    """Return the graph's mark, which is renewed by each change of the graph and each rebuild of its projections."""
    return cached(system("graph"), _mark)


def _mark(_access: Access) -> UUID | None:
    return GraphState.objects.values_list("mark", flat=True).first()


def cached_graph[T](work: Callable[[date], T], day: date) -> T:
    """Return the cached result of `work` for the day, invalidated only when the graph changes. Do not mutate it.

    While a transaction has written to the graph and the levels are not yet updated, `work` runs uncached. Entries
    under the mark of a transaction that is rolled back are never read again.
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
