"""Suppliers of register rows, levels demanded of rows, and services that depend on them, as a user may read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Identified
from akropolis.base.lib.swedish import number
from akropolis.graph.assets.models import Dependency, DependencyKind, Node, NodeKind
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.shared.classification.rules.aspects import ORDER, in_letters


def suppliers_of(access: Access, sources: Q, day: date) -> Mapping[UUID, list[str]]:
    """Return record → names of the suppliers that deliver it on the day, in Swedish order. One query.

    `sources` is a filter on dependencies that selects the dependents.
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


def demanded_levels(access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    """Return row → its effective levels (`K3 R2 T2`), for rows that are nodes the user may read. One query."""
    nodes = Node.objects.visible(access).filter(record__in=[row.id for row in rows])
    found = nodes.values_list("record", *ORDER)
    return {record: in_letters(dict(zip(ORDER, levels, strict=True))) for record, *levels in found}


def services_that_depend(access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    """Count the services visible to the user that depend directly on each row today; empty for none. Two queries."""
    nodes = Node.objects.unscoped(because="the rows have been through their own gate")
    nodes = nodes.filter(record__in=[row.id for row in rows]).order_by()
    records = dict(nodes.values_list("pk", "record"))
    if not records:
        return {}
    services = Node.objects.visible(access).filter(kind=NodeKind.SERVICE, archived_at__isnull=True)
    # Narrowed to the nodes, so that the database reads few dependencies.
    held = Dependency.objects.visible(access).filter(
        in_force(timezone.localdate()), target_id__in=list(records), source__in=services
    )
    counted = held.order_by().values_list("target_id").annotate(count=Count("source", distinct=True))
    return {records[node]: number(count) for node, count in counted}
