"""What the city's graph says about an exercise: the nodes hit, and the placeholder values for a written exercise."""

from collections.abc import Sequence

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.swedish import listing
from akropolis.events.exercises.models import Exercise, ExerciseThreat
from akropolis.events.exercises.rules.injects import InjectFacts
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.radius import Radius, radius
from akropolis.shared.threats.selectors.naming import named_by

NAMED = 3
"""Maximum number of names for each kind of node."""
LOOKED_AT = 20
"""Number of nodes searched for distinct names, since several nodes may have the same name."""
SERVICE, INFORMATION = (NodeKind.SERVICE,), (NodeKind.INFORMATION,)


def nodes_hit(access: Access, exercise: Exercise) -> list[Node]:
    """Return the nodes of the exercise's supplier and service that are hit, as far as the user may read them."""
    keys = [key for key in (exercise.supplier_id, exercise.service_id) if key]
    return list(Node.objects.visible(access).filter(record__in=keys).select_related("owner_unit"))


def known_of(access: Access, exercise: Exercise) -> InjectFacts:
    """Return placeholder values: names the user may see of what a breach at the hit nodes reaches, nearest first."""
    said = {"{enhet}": exercise.owner_unit.name}
    threats = named_by(access, exercise, ExerciseThreat)
    if threats:
        said["{hot}"] = str(threats[0]).lower()
    units: tuple[str, ...] = ()
    for node in nodes_hit(access, exercise):
        said |= {_place(node): node.name}
        found = radius(access, node, RadiusEvent.BREACH)
        units = units or tuple(hit.unit.name for hit in found.hit if not hit.ended)[:NAMED]
        said = {**_reached(found), **said}
    if units:
        said["{enheter}"] = listing(units, "och")
    return InjectFacts(said, units)


def _place(node: Node) -> str:
    return "{leverantör}" if node.kind == NodeKind.SUPPLIER else "{tjänst}"


def _reached(found: Radius) -> dict[str, str]:
    services, sets = _names(found, SERVICE), _names(found, INFORMATION)
    said = {"{tjänster}": listing(services, "och"), "{information}": listing(sets, "och")}
    said |= {"{tjänst}": services[0]} if services else {}
    return {place: words for place, words in said.items() if words}


def _names(found: Radius, kinds: Sequence[str]) -> list[str]:
    """Return the names of the nearest nodes of these kinds, without duplicates."""
    rows = sorted((row for row in found.rows if row.kind in kinds), key=lambda row: (row.distance, row.order))
    names = (str(each.seen.label) for each in found.shown(rows[:LOOKED_AT]) if each.seen.open)
    return list(dict.fromkeys(names))[:NAMED]
