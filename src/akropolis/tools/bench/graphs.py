"""Graphs of any size for the benchmark, deterministic, shaped like a city's or random."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import AutoField, DateTimeField, Field, JSONField, Model
from django.utils import timezone

from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.statements import bulk_update_rows, bulk_upsert_rows
from akropolis.base.kernel.records.projections import drop
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.propagation import NOTHING, UNLIMITED, Edge, Levels

ALL, NOT_AVAILABILITY = 0b11111, 0b11011
ASPECTS = 4
"""Number of aspects that the graphs use. The scheme has four; the fifth aspect is unknown everywhere."""
SHARES = (("information", 40), ("service", 35), ("platform", 15), ("location", 5), ("supplier", 5))
"""Distribution of a city's node kinds, in percent, from those who demand to those who only serve."""
DAY = "2028-01-01"


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a graph: kinds and own levels, listed by node, and edges as (tail, head, what passes)."""

    kinds: Sequence[str]
    own: Sequence[tuple[int, ...] | None]
    edges: Sequence[tuple[int, int, int]]

    def plain(self) -> tuple[dict[int, Levels], list[Edge]]:
        """Return the input of `propagate`, with ids from 1 as a database gives them."""
        nothing = (NOTHING,) * ASPECTS
        caps = {
            passes: tuple(UNLIMITED if passes >> a & 1 else NOTHING for a in range(ASPECTS))
            for passes in (ALL, NOT_AVAILABILITY)
        }
        own = {node: levels or nothing for node, levels in enumerate(self.own, start=1)}
        return own, [(tail + 1, head + 1, caps[passes]) for tail, head, passes in self.edges]


def city(nodes: int, *, seed: int = 3) -> Shape:
    """Return a graph with three dependencies per node, mostly on what serves, some in short cycles among services."""
    chance = random.Random(seed)  # noqa: S311 # the same city each time
    kinds = [kind for kind, share in SHARES for _each in range(nodes * share // 100)]
    kinds += ["supplier"] * (nodes - len(kinds))
    first = {kind: kinds.index(kind) for kind, _share in SHARES}
    demanding = first["location"]
    edges = set[tuple[int, int]]()
    while len(edges) < nodes * 3:
        tail = int(demanding * chance.random())
        if chance.random() < 0.01 and tail > first["service"] + 20:
            edges.add((tail, tail - chance.randrange(1, 20)))
        else:
            head = first["service"] + int((nodes - first["service"]) * chance.random() ** 2)
            if head > tail:
                edges.add((tail, head))
    return _dressed(chance, kinds, edges)


def shapeless(nodes: int, *, seed: int = 3) -> Shape:
    """Return a graph with three dependencies per node, on anything: most of it one great cycle."""
    chance = random.Random(seed)  # noqa: S311 # the same graph each time
    kinds = ["information" if chance.random() < 0.4 else "service" for _each in range(nodes)]
    edges = set[tuple[int, int]]()
    while len(edges) < nodes * 3:
        tail, head = chance.randrange(nodes), chance.randrange(nodes)
        if tail != head:
            edges.add((tail, head))
    return _dressed(chance, kinds, edges)


def chain(nodes: int) -> Shape:
    """Return a chain with classified information at the top, in which each node depends on the next."""
    kinds = ["information", *["service"] * (nodes - 1)]
    own = [(3,) * ASPECTS, *[None] * (nodes - 1)]
    return Shape(kinds, own, [(place, place + 1, ALL) for place in range(nodes - 1)])


def _dressed(chance: random.Random, kinds: Sequence[str], edges: set[tuple[int, int]]) -> Shape:
    own = [
        tuple(chance.choices((1, 2, 3, 4), (30, 45, 20, 5))[0] for _aspect in range(ASPECTS))
        if kind == "information"
        else None
        for kind in kinds
    ]
    passes = (ALL, ALL, ALL, ALL, NOT_AVAILABILITY)
    return Shape(kinds, own, [(*edge, chance.choice(passes)) for edge in sorted(edges)])


def store(shape: Shape) -> list[int]:
    """Store the graph in the database without levels, as rows alone; returns the ids of its nodes, by index."""
    prefix, unit = f"BENCH-{new_id().hex[-8:].upper()}", Unit.everything.get(code="utb").pk.hex
    names = [f"{prefix}-{place:06d}" for place in range(len(shape.kinds))]
    records = [new_id().hex for _name in names]
    _bulk_insert(
        Node,
        ("record", "kind", "number", "name", "sort_key", "owner_unit_id"),
        [(r, kind, n, n, n, unit) for r, kind, n in zip(records, shape.kinds, names, strict=True)],
        key="record",
    )
    ids = dict(Node.everything.filter(number__startswith=prefix).values_list("number", "pk"))
    nodes = [ids[name] for name in names]
    _store_decisions(shape, records, names, unit)
    _store_edges(shape, nodes, prefix, unit)
    return nodes


def take_away(nodes: Sequence[int]) -> None:
    """Remove the stored nodes from the graph. Decisions about them remain, as decisions always do."""
    drop(Dependency.everything.filter(source_id__in=nodes))
    bulk_update_rows(Node, ("archived_at",), [(timezone.now().isoformat(), node) for node in nodes], key="id")


def _store_decisions(shape: Shape, records: list[str], names: list[str], unit: str) -> None:
    scheme = new_id().hex
    _bulk_insert(Scheme, ("id", "code", "edition", "valid_from"), [(scheme, f"bench-{scheme[-6:]}", 1, DAY)])
    classified = [(r, n, own) for r, n, own in zip(records, names, shape.own, strict=True) if own is not None]
    _bulk_insert(
        InformationSet,
        ("id", "number", "owner_unit_id", "sort_key", "name"),
        [(record, name, unit, name, name) for record, name, _own in classified],
    )
    columns = ("id", "information_id", "scheme_id", "number", "information_name", "valid_to")
    rows = [(new_id().hex, record, scheme, 1, name, DAY, *own) for record, name, own in classified]
    _bulk_insert(ClassificationDecision, (*columns, *ORDER[:ASPECTS]), rows)


def _store_edges(shape: Shape, nodes: list[int], prefix: str, unit: str) -> None:
    columns = ("id", "number", "owner_unit_id", "sort_key", "source_id", "target_id", "kind", "passes")
    rows = []
    for place, (tail, head, passes) in enumerate(shape.edges):
        name, flags = f"{prefix}-{place:07d}", [bool(passes >> a & 1) for a in range(len(ORDER))]
        rows.append((new_id().hex, name, unit, name, nodes[tail], nodes[head], "uses", passes, *flags))
    _bulk_insert(Dependency, (*columns, *ORDER), rows)


def _bulk_insert(
    model: type[Model], columns: Sequence[str], rows: Sequence[tuple[object, ...]], key: str = "id"
) -> None:
    """Bulk insert rows of the model, with defaults, the time or empty strings in other required columns."""
    missing = [
        field
        for field in model._meta.concrete_fields
        if not field.null and field.column not in columns and not isinstance(field, AutoField)
    ]
    rest = tuple(_usual(field) for field in missing)
    bulk_upsert_rows(
        model, (*columns, *(str(f.column) for f in missing)), [(*row, *rest) for row in rows], key=(key,)
    )


def _usual(field: Field[object, object]) -> object:
    if isinstance(field, JSONField):
        return {}
    if field.has_default():
        return field.get_default()
    return timezone.now().isoformat() if isinstance(field, DateTimeField) else ""
