"""Graphs of any size for the benchmark: the same each time, shaped like a city's, or without any shape."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from akropolis.assets.models import ClassificationDecision, Dependency, InformationSet, Node
from akropolis.classification.models import Scheme
from akropolis.classification.rules.aspects import ORDER
from akropolis.classification.rules.propagation import NOTHING, UNLIMITED, Edge, Levels
from akropolis.kernel.access.fields import new_id
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.projections import pour

ALL, NOT_AVAILABILITY = 0b11111, 0b11011
ASPECTS = 4
"""The scheme uses four; the fifth is unknown everywhere."""
SHARES = (("information", 40), ("service", 35), ("platform", 15), ("location", 5), ("supplier", 5))
"""What a city's nodes are, in percent, from those who demand to those who only serve."""
COMMON = ("id", "version", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Shape:
    """Kinds and own levels by place, and edges as (tail, head, what passes)."""

    kinds: Sequence[str]
    own: Sequence[tuple[int, ...] | None]
    edges: Sequence[tuple[int, int, int]]

    def plain(self) -> tuple[dict[int, Levels], list[Edge]]:
        """What `propagate` takes, with ids from 1 as a database gives them."""
        nothing = (NOTHING,) * ASPECTS
        caps = {
            passes: tuple(UNLIMITED if passes >> a & 1 else NOTHING for a in range(ASPECTS))
            for passes in (ALL, NOT_AVAILABILITY)
        }
        own = {node: levels or nothing for node, levels in enumerate(self.own, start=1)}
        return own, [(tail + 1, head + 1, caps[passes]) for tail, head, passes in self.edges]


def city(nodes: int, *, seed: int = 3) -> Shape:
    """Three dependencies per node, mostly on what serves, some in short rings among services."""
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
    """Three dependencies per node, on anything: most of it one great ring."""
    chance = random.Random(seed)  # noqa: S311 # the same graph each time
    kinds = ["information" if chance.random() < 0.4 else "service" for _each in range(nodes)]
    edges = set[tuple[int, int]]()
    while len(edges) < nodes * 3:
        tail, head = chance.randrange(nodes), chance.randrange(nodes)
        if tail != head:
            edges.add((tail, head))
    return _dressed(chance, kinds, edges)


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
    """Put the graph into the database without levels, as rows alone; the ids of its nodes, by place."""
    prefix, now = f"BENCH-{new_id().hex[-8:]}", timezone.now().isoformat()
    unit = Unit.everything.get(code="utb").pk.hex
    records = [new_id().hex for _kind in shape.kinds]
    names = [f"{prefix}-{place:06d}" for place in range(len(records))]
    pour(
        Node,
        ("record", "kind", "number", "name", "sort_key", "search_text", "owner_unit_id", "shared"),
        [(r, kind, n, n, n, "", unit, False) for r, kind, n in zip(records, shape.kinds, names, strict=True)],
        key=("record",),
    )
    ids = dict(Node.everything.filter(number__startswith=prefix).values_list("number", "pk"))
    nodes = [ids[name] for name in names]
    _store_decisions(shape, records, names, unit, now)
    _store_edges(shape, nodes, prefix, unit, now)
    return nodes


def _store_decisions(shape: Shape, records: list[str], names: list[str], unit: str, now: str) -> None:
    scheme = _scheme(now)
    information, decisions = [], []
    for record, name, own in zip(records, names, shape.own, strict=True):
        if own is not None:
            information.append((record, 1, now, now, name, unit, name, "", name, "", False))
            text = (record, scheme, 1, name, "", "", "{}", now, "", "", "2028-01-01", "")
            decisions.append((new_id().hex, 1, now, now, *text, *own))
    columns = ("number", "owner_unit_id", "sort_key", "search_text", "name", "description", "pointer")
    pour(InformationSet, (*COMMON, *columns), information, key=("id",))
    columns = (
        "information_id",
        "scheme_id",
        "number",
        "information_name",
        "unit_name",
        "description",
        "answers",
    )
    columns += ("decided_at", "decider_name", "decider_role", "valid_to", "origin", *ORDER[:ASPECTS])
    pour(ClassificationDecision, (*COMMON, *columns), decisions, key=("id",))


def _store_edges(shape: Shape, nodes: list[int], prefix: str, unit: str, now: str) -> None:
    columns = (
        "number",
        "owner_unit_id",
        "sort_key",
        "search_text",
        "title",
        "source_id",
        "target_id",
        "kind",
    )
    columns += ("alternative", "alternative_note", "note", "passes", *ORDER)
    rows: list[tuple[Any, ...]] = []
    for place, (tail, head, passes) in enumerate(shape.edges):
        name, flags = f"{prefix}-{place:07d}", [bool(passes >> a & 1) for a in range(len(ORDER))]
        text = (name, unit, name, "", name, nodes[tail], nodes[head], "uses", False, "", "", passes)
        rows.append((new_id().hex, 1, now, now, *text, *flags))
    pour(Dependency, (*COMMON, *columns), rows, key=("id",))


def _scheme(now: str) -> str:
    key = new_id().hex
    columns = ("code", "edition", "name", "valid_from", "body", "source")
    row = (key, 1, now, now, f"bench-{key[-6:]}", 1, "Benchmark", "2020-01-01", "{}", "")
    pour(Scheme, (*COMMON, *columns), [row], key=("id",))
    return key
