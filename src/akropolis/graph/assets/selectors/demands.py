"""What certain information demands of the nodes it depends on, as opposed to the demands of all information.

The stored levels are the demands of all information together. This module calculates the demands of
chosen information: a unit's own information on all nodes, or each information set on one node. The
results are not gated: callers that show them check `assets.selectors.sight` first.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Case, QuerySet, When

from akropolis.graph.assets.models import Dependency, Lowering, NodeLevel
from akropolis.graph.assets.rules.graph import NO_LEVELS, caps, lowered
from akropolis.graph.assets.selectors.floods import archived, in_force, upstream
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.propagation import Answers, Edge, Levels, propagate

BECAUSE = "a demand is made of every dependency on the way; what may be shown of it is decided by sight"
MANY = 1000
"""Above this many nodes, read the rows of all nodes instead of those of the given nodes."""


@dataclass(frozen=True, slots=True)
class DemandPath:
    """What can pass from one node to another: the highest level per aspect (None if no demand), and the steps."""

    caps: Mapping[str, int | None]
    distance: int


def edges(day: date, heads: Collection[int] | None = None) -> Iterable[Edge]:
    """Yield the dependencies in force on the day with what they pass on; of all nodes, or those to `heads`."""
    few = heads is not None and len(heads) <= MANY
    most = cached_graph(_lowerings, day)
    rows = _edges(day, list(most))
    for key, tail, head, passes in rows.filter(target_id__in=list(heads or ())) if few else rows.iterator():
        yield tail, head, lowered(passes, most[key]) if key else caps(passes)


def _edges(day: date, lowered: list[UUID]) -> QuerySet[Dependency, tuple[UUID | None, int, int, int]]:
    """The dependencies that hold on the day. The key is read of the `lowered` alone: keys are slow to make."""
    key = Case(When(pk__in=lowered, then="pk"), default=None)
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()
    return rows.values_list(key, "source_id", "target_id", "passes")


def _lowerings(day: date) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = {}
    rows = Lowering.objects.unscoped(because=BECAUSE).filter(valid_from__lte=day, valid_to__gte=day)
    for dependency, aspect, level in rows.order_by().values_list("dependency_id", "aspect", "level"):
        most = found.setdefault(dependency, {})
        most[aspect] = min(level, most.get(aspect, level))
    return found


def lowered_from(day: date) -> frozenset[UUID]:
    """Return the keys of the dependencies with a lowering that is in force on the day or later."""
    rows = Lowering.objects.unscoped(because=BECAUSE).filter(valid_to__gte=day).order_by()
    return frozenset(rows.values_list("dependency_id", flat=True))


def own_levels(nodes: Collection[int] | None = None) -> dict[int, Levels]:
    """Return node → the levels decided for the node itself; of all nodes if `nodes` is None or more than MANY."""
    rows = NodeLevel.objects.filter(own__isnull=False).order_by()
    if nodes is not None and len(nodes) <= MANY:
        rows = rows.filter(node_id__in=list(nodes))
    found: dict[int, list[int]] = {}
    for node, aspect, level in rows.values_list("node_id", "aspect", "own").iterator():
        found.setdefault(node, list(NO_LEVELS))[aspect] = level or 0
    return {node: tuple(levels) for node, levels in found.items()}


class Onward:
    """Calculates what some information demands of all that it depends on. `every` is the dependencies on the day."""

    def __init__(self, day: date, every: Iterable[Edge]) -> None:
        self.day, self.every = day, every

    @cached_property
    def _from(self) -> dict[int, list[Edge]]:
        gone = archived(self.day)
        found: dict[int, list[Edge]] = {}
        for edge in self.every:
            if edge[0] not in gone and edge[1] not in gone:
                found.setdefault(edge[0], []).append(edge)
        return found

    def of(self, own: Mapping[int, Levels]) -> dict[int, Answers]:
        """Return node → answer per aspect, for the information in `own` and all that it depends on."""
        reached = dict(own)
        waiting, used = list(own), []
        while waiting:
            for edge in self._from.get(waiting.pop(), ()):
                used.append(edge)
                if edge[1] not in reached:
                    reached[edge[1]] = NO_LEVELS
                    waiting.append(edge[1])
        return propagate(reached, used)


def reaches(node: int, day: date, top: int) -> dict[int, DemandPath]:
    """Return node → what can pass from it to `node`, for all that depend on `node`; levels are counted up to `top`.

    The propagation is run in reverse, from `node` to its dependents, starting with `top` in every aspect. A
    cap is thus the limit set by the narrowest dependency on the path that lets most through.
    """
    nodes = upstream([node], day)
    start = dict.fromkeys(nodes, NO_LEVELS) | {node: (top,) * len(ORDER)}
    turned = ((head, tail, most) for tail, head, most in edges(day, nodes))
    answers = propagate(start, turned)
    return {
        each: DemandPath(
            {
                a: level if level >= 0 else None
                for a, (level, *_rest) in zip(ORDER, answers[each], strict=True)
            },
            nodes[each][0],
        )
        for each in nodes
        if each != node
    }


def demand_at_end(own: Levels, reach: DemandPath) -> dict[str, int | None]:
    """Return the level per aspect that information with the levels `own` demands at the other end of the path."""
    found: dict[str, int | None] = {}
    for aspect, level in zip(ORDER, own, strict=True):
        most = reach.caps[aspect]
        found[aspect] = None if level < 0 or most is None else min(level, most)
    return found
