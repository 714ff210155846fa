"""Levels on an earlier day, computed in memory from the decisions taken until then."""

from datetime import date

from akropolis.base.lib.calendar import DAY, midnight
from akropolis.graph.assets.models import Dependency, Lowering, Node, NodeKind
from akropolis.graph.assets.rules.graph import NO_LEVELS, caps, levels, lowered, stored_levels
from akropolis.graph.assets.selectors.floods import BECAUSE, archived, in_force
from akropolis.graph.information.models import ClassificationDecision
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.propagation import Edge, Levels, propagate


def levels_on(day: date) -> dict[int, tuple[int | None, ...]]:
    """Return a dict from node id to effective level per aspect, for every node not archived by the end of
    the day.

    Six queries, and the time of a whole propagation. Names, units and numbers of people are not stored by
    day.
    """
    gone = archived(day)
    nodes = Node.objects.unscoped(because=BECAUSE).order_by().values_list("pk", flat=True)
    own = {node: NO_LEVELS for node in nodes if node not in gone} | {
        node: given for node, given in _decided(day).items() if node not in gone
    }
    return {node: stored_levels(answers) for node, answers in propagate(own, _edges(day)).items()}


def _decided(day: date) -> dict[int, Levels]:
    """Return a dict from node to the levels of its information set's latest decision by the end of the day."""
    end = midnight(day + DAY)
    those = Node.objects.unscoped(because=BECAUSE).filter(kind=NodeKind.INFORMATION).order_by()
    nodes = dict(those.values_list("record", "pk"))
    rows = ClassificationDecision.objects.unscoped(because=BECAUSE).filter(decided_at__lt=end)
    found: dict[int, Levels] = {}
    for information, *given in rows.order_by("number").values_list("information_id", *ORDER):
        if information in nodes:
            found[nodes[information]] = levels(given)
    return found


def _edges(day: date) -> list[Edge]:
    most: dict[object, dict[str, int]] = {}
    rows = Lowering.objects.unscoped(because=BECAUSE).filter(valid_from__lte=day, valid_to__gte=day)
    for dependency, aspect, level in rows.order_by().values_list("dependency_id", "aspect", "level"):
        known = most.setdefault(dependency, {})
        known[aspect] = min(level, known.get(aspect, level))
    every = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()
    if not most:
        return [(t, h, caps(p)) for t, h, p in every.values_list("source_id", "target_id", "passes")]
    found = every.values_list("pk", "source_id", "target_id", "passes")
    return [(t, h, lowered(p, most[key]) if key in most else caps(p)) for key, t, h, p in found]
