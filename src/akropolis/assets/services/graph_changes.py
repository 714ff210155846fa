"""What a transaction's writes change in the graph: nodes and dependencies from which levels must be worked out anew."""

from collections.abc import Collection, Iterator
from itertools import batched
from typing import Any

from django.db.models import Q

from akropolis.assets.models import Dependency, GraphRecord, Lowering, Node
from akropolis.assets.selectors.kept import DECISIONS
from akropolis.assets.services.graph import BECAUSE, living, own_levels
from akropolis.classification.rules.aspects import ORDER
from akropolis.kernel.records.projections import BATCH, Touched


def decided(touched: Touched) -> set[int]:
    """The nodes that got a decision of their own."""
    records = {getattr(row, d.record) for d in DECISIONS for row in _written(touched, d.model)}
    return set(living().filter(record__in=records).values_list("pk", flat=True)) if records else set()


def touched_edges(touched: Touched) -> set[tuple[int, int]]:
    """Tail and head of the dependencies that were written, or had a lowering written."""
    found = {(row.source_id, row.target_id) for row in _written(touched, Dependency)}
    of = {row.dependency_id for row in _written(touched, Lowering)}
    if of:
        every = Dependency.objects.unscoped(because=BECAUSE).filter(pk__in=of).order_by()
        found |= set(every.values_list("source_id", "target_id"))
    return found


def moved_nodes(touched: Touched) -> set[int]:
    """The nodes that were taken out of use, or back into it: stored levels of what is archived, none of what is not.

    A new row is neither, since nothing depends on it yet and nobody has classified it.
    """
    records = [row for kind, written in touched.items() if issubclass(kind, GraphRecord) for row in written]
    found: set[int] = set()
    for part in batched(records, BATCH):
        nodes = Node.objects.unscoped(because=BECAUSE).filter(record__in=part).order_by()
        known = Q(cycle__isnull=False)
        for aspect in ORDER:
            known |= Q(**{f"{aspect}__isnull": False})
        found |= set(nodes.filter(known, archived_at__isnull=False).values_list("pk", flat=True))
        silent = nodes.exclude(known).filter(archived_at__isnull=True)
        found |= _tied(list(silent.values_list("pk", flat=True)))
    return found


def _tied(nodes: Collection[int]) -> set[int]:
    """Those of the nodes that something depends on, or that have a decision: where a demand could come from."""
    if not nodes:
        return set()
    every = Dependency.objects.unscoped(because=BECAUSE).filter(target_id__in=nodes).order_by()
    return set(every.values_list("target_id", flat=True)) | own_levels(nodes).keys()


def _written(touched: Touched, model: type) -> Iterator[Any]:
    return (row for kind, written in touched.items() if issubclass(kind, model) for row in written.values())


def heads_of(nodes: Collection[int]) -> set[int]:
    """What the nodes depend on, or have depended on."""
    if not nodes:
        return set()
    every = Dependency.objects.unscoped(because=BECAUSE).filter(source_id__in=nodes)
    return set(every.order_by().values_list("target_id", flat=True))
