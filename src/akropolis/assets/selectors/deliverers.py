"""Who delivers something, by the dependencies of the graph, as far as a person may read of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q

from akropolis.assets.models import Dependency, DependencyKind, Node, NodeKind
from akropolis.assets.selectors.floods import in_force
from akropolis.kernel.access.gate import Access


def suppliers_of(access: Access, sources: Q, day: date) -> Mapping[UUID, list[str]]:
    """The names of the suppliers that deliver each record on the day, in Swedish order. One query.

    `sources` says which dependents are asked about, in terms of a dependency.
    """
    rows = Dependency.objects.visible(access).filter(
        sources,
        in_force(day),
        kind=DependencyKind.DELIVERED_BY,
        target__in=Node.objects.visible(access).filter(kind=NodeKind.SUPPLIER, archived_at__isnull=True),
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for record, name in rows.order_by("target__sort_key", "pk").values_list("source__record", "target__name"):
        if name not in found[record]:
            found[record].append(name)
    return found
