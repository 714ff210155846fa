"""New dependencies on suppliers, AI systems and locations, and the information sets that they affect."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import batched
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.lib.calendar import midnight
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.models.dependencies import DependencyKind
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.assets.selectors.sight import masked_label
from akropolis.graph.information.rules.reasons import Touch

BECAUSE = "the rules look at every dependency; what is told of it is what the information's own unit may know"
MANY, CHUNK = 1000, 2000
WATCHED = (NodeKind.SUPPLIER, NodeKind.AI_SYSTEM, NodeKind.LOCATION)


class _Row(NamedTuple):
    """The columns read of a dependency: a large import can add as many rows as the file has."""

    pk: UUID
    kind: str
    source_id: int
    target_id: int
    valid_from: date | None
    created_at: datetime


def list_touches(day: date, only: Collection[UUID] | None = None) -> Iterator[Touch]:
    """Yield a `Touch` for each dependency in force on a watched kind of target, and each information set
    that it affects.

    A dependency affects its source if that is an information set, else every set that the source handles.
    `only` limits the dependencies to the given ids.
    """
    rows = _dependencies(day).filter(target__kind__in=WATCHED)
    wanted = None if only is None else set(only)
    if wanted is not None and len(wanted) <= MANY:
        rows = rows.filter(pk__in=list(wanted))
    every = map(_Row._make, rows.values_list(*_Row._fields).iterator(CHUNK))
    new = [row for row in every if wanted is None or row.pk in wanted]
    ends = _nodes({node for row in new for node in (row.source_id, row.target_id)})
    services = {row.source_id for row in new if ends[row.source_id].kind != NodeKind.INFORMATION}
    handled = _handled(day, services)
    for row in new:
        source, target = ends[row.source_id], ends[row.target_id]
        since = _since(row)
        for node in handled.get(source.pk, ()) if source.pk in services else (source,):
            told = _describe_touch(source, str(DependencyKind(row.kind).label), target, node)
            yield Touch(node.record, row.pk, since, timezone.localdate(since), told)


def _nodes(ids: Collection[int]) -> dict[int, Node]:
    """Return the nodes with the given ids, each with its unit, as a dict keyed by id."""
    every = Node.objects.unscoped(because=BECAUSE).defer("search_text").prefetch_related("owner_unit")
    return {node.pk: node for part in batched(ids, MANY) for node in every.filter(pk__in=part).order_by()}


def _since(row: _Row) -> datetime:
    """Return when the dependency began: at the start of its first day if one is stated, else when it was recorded."""
    return midnight(row.valid_from) if row.valid_from else row.created_at


def _dependencies(day: date) -> GatedQuerySet[Dependency]:
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(
        in_force(day), source__archived_at=None, target__archived_at=None
    )
    return rows.order_by("created_at", "id")


def _handled(day: date, services: set[int]) -> dict[int, list[Node]]:
    """Return a dict from the id of each service to the nodes of the information sets that it handles."""
    found: dict[int, list[Node]] = {}
    rows = _dependencies(day).filter(
        kind=DependencyKind.HANDLED_BY, source__kind=NodeKind.INFORMATION, target_id__in=services
    )
    ends = rows.values_list("source_id", "target_id")
    nodes = _nodes({source for source, _target in ends})
    for source, target in ends:
        found.setdefault(target, []).append(nodes[source])
    return found


def _describe_touch(source: Node, how: str, target: Node, information: Node) -> str:
    """Describe the new dependency to the unit that owns the information.

    Names of other units' unshared rows are masked. Names are also masked for the set's own dependency: its
    author may be able to see more than the unit.
    """
    kind = NodeKind(source.kind)
    words = {
        "service": source.name
        if _open_to(source, information)
        else masked_label(kind, source.owner_unit.name),
        "how": how,
        "target": target.name,
        "kind": target.get_kind_display().lower(),
    }
    if _open_to(target, information):
        return _("New dependency: %(service)s %(how)s %(target)s.") % words
    return _("New dependency: %(service)s %(how)s something else (%(kind)s).") % words


def _open_to(node: Node, information: Node) -> bool:
    units = (node.owner_unit_id, node.operator_unit_id)
    return node.shared or information.owner_unit_id in units
