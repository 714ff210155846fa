"""Keeps one row of `Node` per register row, with what the graph needs to know of it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched

from django.utils import timezone

from akropolis.base.kernel.history.log import invalidate_caches
from akropolis.base.kernel.history.statements import bulk_upsert_rows
from akropolis.base.kernel.records import derived
from akropolis.base.kernel.records.derived import Difference
from akropolis.base.kernel.records.projections import BATCH, Projection, Touched
from akropolis.graph.assets.models import Dependency, GraphRecord, Node
from akropolis.graph.assets.models.nodes import node_models
from akropolis.graph.assets.services import ends

FACTS = ("personal_data", "internet", "own_development")

COLUMNS = (
    "kind",
    "number",
    "name",
    "sort_key",
    "search_text",
    "owner_unit_id",
    "operator_unit_id",
    "shared",
    "archived_at",
    "people",
    "outage",
    *FACTS,
)


def facts(row: GraphRecord) -> dict[str, object]:
    """Return the values of the columns of the row's node."""
    given = dict.fromkeys(("people", "outage", *FACTS)) | row.node_facts()
    return given | {
        "kind": str(row.node_kind),
        "number": row.number,
        "name": str(row),
        "sort_key": row.sort_key,
        "search_text": row.search_text,
        "owner_unit_id": row.owner_unit_id,
        "operator_unit_id": getattr(row, "operator_unit_id", None),
        "shared": bool(row.shared_field and getattr(row, row.shared_field)),
        "archived_at": row.archived_at,
    }


def follow(touched: Touched) -> None:
    """Update the nodes of the touched rows and the titles of their dependencies; notify affected dependents."""
    rows = [row for written in touched.values() for row in written.values() if isinstance(row, GraphRecord)]
    for part in batched(rows, BATCH):
        changed = list(_differing(part))
        ends.notify_dependents(changed, timezone.now())
        _store(changed)


def _store(changed: Sequence[tuple[GraphRecord, Node | None]]) -> None:
    """Write the rows' nodes, and rename the dependencies of those that had a node before (new nodes have none)."""
    values = [(row.pk, *map(facts(row).__getitem__, COLUMNS)) for row, _node in changed]
    bulk_upsert_rows(Node, ("record", *COLUMNS), values, key=("record",))
    if known := [row for row, node in changed if node]:
        _rename(known)


def _rename(rows: Sequence[GraphRecord]) -> None:
    """Update the titles and units that dependencies copy from their nodes, without recording a change by a user."""
    records = [row.pk for row in rows]
    known = Dependency.objects.unscoped(because="titles follow the nodes that they name")
    known = known.select_related("source", "target")
    for end in ("source", "target"):
        derived.follow(list(known.filter(**{f"{end}__record__in": records})))


def _differing(rows: Iterable[GraphRecord]) -> Iterator[tuple[GraphRecord, Node | None]]:
    rows = list(rows)
    stored = Node.objects.unscoped(because="the projection is compared with its registers")
    nodes = {node.record: node for node in stored.filter(record__in=[row.pk for row in rows])}
    for row in rows:
        node = nodes.get(row.pk)
        if node is None or any(getattr(node, name) != value for name, value in facts(row).items()):
            yield row, node


def _all_differing() -> Iterator[tuple[GraphRecord, Node | None]]:
    for model in node_models().values():
        every = model.objects.unscoped(because="the projection is compared with its registers").order_by("pk")
        for part in batched(every.iterator(chunk_size=BATCH), BATCH):
            yield from _differing(part)


def differences() -> list[Difference]:
    """Return a difference for every register row whose node is missing or out of date. Changes nothing."""
    return [_difference(row, node) for row, node in _all_differing()]


def rebuild() -> list[Difference]:
    """Correct the nodes that are missing or out of date, and return the differences."""
    found = list(_all_differing())
    for part in batched(found, BATCH):
        _store(part)
    invalidate_caches()
    return [_difference(row, node) for row, node in found]


def _difference(row: GraphRecord, node: Node | None) -> Difference:
    wrong = [name for name, value in facts(row).items() if node is None or getattr(node, name) != value]
    return Difference(row._meta.label_lower, row.pk, wrong)


PROJECTION = Projection(follow, differences, rebuild, (Node, Dependency), lambda: (GraphRecord,))
