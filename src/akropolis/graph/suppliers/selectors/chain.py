"""The sub-suppliers of a supplier, to any depth, with who says so."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.suppliers.models import SubSupplierClaim, Supplier


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A sub-supplier, `depth` steps below the supplier (1 is its own), and the sources that say so, newest first."""

    depth: int
    dependency: Dependency
    claims: tuple[SubSupplierClaim, ...]

    @property
    def node(self) -> Node:
        """The sub-supplier as a node of the graph."""
        return self.dependency.target


def list_chain(access: Access, supplier: Supplier, day: date) -> list[ChainStep]:
    """Return the sub-suppliers that the user may see, each below the one that engages it. Two queries.

    A sub-supplier of several is shown below each; stored rings, of earlier versions, are cut.
    """
    rows = Dependency.objects.visible(access).filter(
        in_force(day), source__kind=NodeKind.SUPPLIER, target__kind=NodeKind.SUPPLIER
    )
    below: defaultdict[UUID, list[Dependency]] = defaultdict(list)
    for row in rows.select_related("source", "target__owner_unit").order_by("target__sort_key", "pk"):
        below[row.source.record].append(row)
    found: list[tuple[int, Dependency]] = []
    start: tuple[UUID, ...] = (supplier.pk,)
    waiting = [(1, row, start) for row in reversed(below[supplier.pk])]
    while waiting:
        depth, row, above = waiting.pop()
        if row.target.record not in above:
            found.append((depth, row))
            path = (*above, row.target.record)
            waiting += [(depth + 1, each, path) for each in reversed(below[row.target.record])]
    claims: defaultdict[UUID, list[SubSupplierClaim]] = defaultdict(list)
    told = SubSupplierClaim.objects.visible(access).filter(dependency__in={row.pk for _depth, row in found})
    for claim in told.order_by("-stated_on", "id") if found else ():
        claims[claim.dependency_id].append(claim)
    return [ChainStep(depth, row, tuple(claims[row.pk])) for depth, row in found]
