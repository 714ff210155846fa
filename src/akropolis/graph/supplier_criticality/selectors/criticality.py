"""How critical suppliers are, by what the reader may see of what stands on them."""

from collections.abc import Mapping
from datetime import date

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.selectors.floods import archived, in_force
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode, Way
from akropolis.graph.blast_radius.rules.concentration import Foundations, foundations
from akropolis.graph.blast_radius.selectors.concentration import as_need, authorities
from akropolis.graph.supplier_criticality.rules.criticality import Criticality, Dependent, grade_suppliers
from akropolis.shared.classification.rules.aspects import ORDER

BECAUSE = "what stands on suppliers is worked out over the whole graph; only what sight shows is counted"
DEPENDENTS = (NodeKind.INFORMATION, NodeKind.PROCESS)
NAMED = 8
"""Maximum number of reasons shown."""


def grade_visible(access: Access, day: date, path: str = "") -> Mapping[int, Criticality]:
    """Return supplier's node → its criticality, by what the reader sees of the unit with the path and those below.

    Kept until the graph or the reader's rights change.
    """
    return cached(access, _grade, day, path)


def _grade(access: Access, day: date, path: str) -> Mapping[int, Criticality]:
    sight = Sight(access, day=day)
    seen = sight.opened | sight.summarised
    rows = [
        each for each in cached_graph(_dependents, day) if each.node in seen and each.path.startswith(path)
    ]
    services = [each for each in rows if each.kind == NodeKind.SERVICE]
    things = [each for each in rows if each.kind in DEPENDENTS]
    return grade_suppliers(things, services, cached_graph(_reach, day), cached_graph(_alone, day))


def list_reasons(access: Access, supplier: int, day: date) -> list[tuple[VisibleNode, Dependent, bool]]:
    """Return what stands on the supplier and gives it its grade, the heaviest first: as the reader sees it, and whether
    it has no alternative. At most NAMED.
    """
    sight, reach, alone = Sight(access, day=day), cached_graph(_reach, day), cached_graph(_alone, day)
    if supplier not in reach.bearers:
        return []
    bit, seen = 1 << reach.bearers.index(supplier), sight.opened | sight.summarised
    found = []
    for each in cached_graph(_dependents, day):
        if each.kind in DEPENDENTS and reach.of(each.node) & bit and each.node in seen:
            firm = bool(alone.of(each.node) & bit)
            found.append((-(each.grade(alone=firm) or 0), -(each.people or 0), each.node, each, firm))
    named = [(each, firm) for *_order, each, firm in sorted(found, key=lambda one: one[:3])[:NAMED]]
    ways = {each.node: Way.OPEN if each.node in sight.opened else Way.SUMMARY for each, _firm in named}
    told = sight.told(ways)
    return [(told[each.node], each, firm) for each, firm in named if each.node in told]


def _dependents(day: date) -> list[Dependent]:
    """Return information, processes and services in use, unscoped."""
    authority = authorities()
    rows = Node.objects.unscoped(because=BECAUSE).filter(archived_at=None)
    rows = rows.filter(kind__in=(*DEPENDENTS, NodeKind.SERVICE)).order_by()
    found = rows.values_list("pk", "owner_unit", "owner_unit__path", "kind", "outage", "people", *ORDER)
    return [
        Dependent(
            pk,
            authority[unit],
            path,
            kind,
            max((level for level in levels if level is not None), default=None),
            outage,
            people if kind == NodeKind.INFORMATION else None,
        )
        for pk, unit, path, kind, outage, people, *levels in found.iterator()
    ]


def _suppliers() -> list[int]:
    rows = Node.objects.unscoped(because=BECAUSE).filter(archived_at=None, kind=NodeKind.SUPPLIER)
    return list(rows.order_by().values_list("pk", flat=True))


def _needs(day: date) -> list[tuple[int, int, bool, str]]:
    rows, gone = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by(), archived(day)
    found = rows.values_list("source_id", "target_id", "alternative", "kind")
    return [row for row in found.iterator() if row[0] not in gone and row[1] not in gone]


def _reach(day: date) -> Foundations:
    """Return what stands on each supplier at all, unscoped."""
    return foundations(
        (as_need(source, target, False, "") for source, target, *_r in _needs(day)), _suppliers()
    )


def _alone(day: date) -> Foundations:
    """Return what stands on each supplier without an alternative, unscoped."""
    return foundations((as_need(*row) for row in _needs(day)), _suppliers())
