"""The reach of a supplier on which most of the city depends: in memory, as data, and as a page.

The baseline is a recursive query in plain SQL that finds the same nodes with the same columns, without
path, distance, alternatives or visibility checks.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.history.statements import bulk_update_rows
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.services import levels
from akropolis.graph.blast_radius.rules.radius import (
    RadiusEvent,
    ReachedRow,
    compute_reach,
    passes,
    totals,
    ways,
)
from akropolis.graph.blast_radius.selectors.radius import find, radius
from akropolis.tools.bench import graphs
from akropolis.tools.bench.measure import Measurement, figure, median, timed
from akropolis.tools.bench.visiting import visit

SMALL, CITY, GREAT = 2_000, 20_000, 200_000
SHARE = 0.6
"""Share of all nodes that depend on the supplier, directly or through others."""
DATA, PAGE = 250.0, 800.0
RUNS = 9
READERS = ("ciso", "samordnare.utb", "samordnare.vat")
"""Readers: one sees all through the whole city, one through their own unit, one nothing of what is reached."""


def measured() -> Iterator[Measurement]:
    """Yield all figures. The nodes stored for it are removed from the graph afterwards."""
    yield from _in_memory()
    for nodes in (SMALL, CITY):
        with stored_graph(nodes) as (size, worst):
            yield from _stored(size, worst, met=nodes == CITY)


@contextmanager
def stored_graph(nodes: int) -> Iterator[tuple[str, int]]:
    """Store the graph of `loaded` and yield its size in words, and the supplier's id. It is removed at the end."""
    shape, worst, count = loaded(nodes)
    ids = graphs.store(shape)
    try:
        bulk_update_rows(Node, ("shared",), [(True, ids[worst])], key="id")
        levels.rebuild()
        yield f"{len(ids)} nodes, {len(shape.edges)} edges, {count} reached", ids[worst]
    finally:
        graphs.take_away(ids)


def loaded(nodes: int) -> tuple[graphs.Shape, int, int]:
    """Return a city's graph whose last supplier reaches most of it, the supplier's index, and how much it reaches."""
    shape = graphs.city(nodes)
    worst, chance = nodes - 1, random.Random(5)  # noqa: S311 # the same supplier each time
    kept = [edge for edge in shape.edges if edge[1] != worst]
    serving = [place for place, kind in enumerate(shape.kinds) if kind in ("service", "platform")]
    chance.shuffle(serving)
    few, many = 0, len(serving)
    while many - few > max(1, nodes // 1000):
        taken = (few + many) // 2
        enough = len(_reached(_tied(kept, serving, taken, worst), worst)) > nodes * SHARE
        few, many = (few, taken) if enough else (taken, many)
    edges = _tied(kept, serving, many, worst)
    return replace(shape, edges=edges), worst, len(_reached(edges, worst)) - 1


def _tied(
    edges: list[tuple[int, int, int]], serving: list[int], taken: int, worst: int
) -> list[tuple[int, int, int]]:
    """Return as many edges, with some of what serves depending on the supplier."""
    return [*edges[taken:], *((place, worst, graphs.ALL) for place in serving[:taken])]


def _reached(edges: list[tuple[int, int, int]], start: int) -> dict[int, int]:
    return dict(compute_reach(ways([(*edge, 0) for edge in edges], RadiusEvent.BREACH), start).distance)


def _in_memory() -> Iterator[Measurement]:
    """Yield figures in memory. Growth has no limit: a graph larger than the processor's cache costs more per step."""
    for nodes in (SMALL, CITY, GREAT):
        shape, worst, count = loaded(nodes)
        links = [(*edge, int(place % 12 == 0)) for place, edge in enumerate(shape.edges)]

        def work(links: Any = links, worst: int = worst, shape: Any = shape) -> None:
            found = compute_reach(ways(links, RadiusEvent.BREACH), worst)
            totals(_rows(found.distance, shape))

        times = timed(work, runs=3 if nodes == GREAT else RUNS)
        size = f"{nodes} nodes, {len(links)} edges, {count} reached"
        yield figure("radius in memory", size, times)


def _rows(distance: Mapping[int, int], shape: graphs.Shape) -> Iterator[ReachedRow]:
    unknown = (None,) * graphs.ASPECTS
    for node, steps in distance.items():
        given = (*(shape.own[node] or unknown), None)
        yield ReachedRow(node, shape.kinds[node], f"unit {node % 40}", steps, True, given, 10, None, "")


def _stored(size: str, start: int, *, met: bool) -> Iterator[Measurement]:
    node = Node.everything.get(pk=start)
    base = median(timed(lambda: _plain(start), runs=RUNS))
    for reader in READERS:
        access = access_for_username(reader)
        found = find(access, node.record)

        def data(access: Any = access, found: Any = found) -> None:
            radius(access, found, RadiusEvent.BREACH)

        yield _figure(f"radius as data, {reader}", size, data, base, DATA if met else None)
    address = f"{reverse('graph-radius', args=[node.record])}?slag=intrang"
    for reader in READERS:
        yield _figure(
            f"radius as a page, {reader}", size, visit(address, reader), base, PAGE if met else None
        )
    day = timezone.localdate() - timedelta(days=30)
    access = access_for_username("ciso")
    earlier = timed(lambda: radius(access, node, RadiusEvent.BREACH, day), runs=3)
    yield figure("radius as of an earlier day", size, earlier, baseline=base)


def _figure(name: str, size: str, work: Callable[[], None], base: float, limit: float | None) -> Measurement:
    times = timed(work, runs=RUNS, warm=2)
    with CaptureQueriesContext(connection) as queries:
        work()
    return figure(name, size, times, baseline=base, limit=limit, queries=len(queries))


def _plain(start: int) -> int:
    """Return the number of nodes reached, found with the same columns by the database alone."""
    masks = ", ".join(str(bits) for bits in range(32) if bits & passes(RadiusEvent.BREACH))
    text = f"""
        WITH RECURSIVE up(id) AS (
            SELECT {int(start)} UNION
            SELECT e.source_id FROM assets_dependency e JOIN up ON e.target_id = up.id
            WHERE e.archived_at IS NULL AND e.passes IN ({masks})
        )
        SELECT n.id, n.kind, u.code, n.people, n.outage, n.sort_key, n.confidentiality, n.integrity, n.availability,
            n.traceability, n.authenticity
        FROM assets_node n JOIN up ON n.id = up.id JOIN access_unit u ON u.id = n.owner_unit_id
    """  # noqa: S608 # whole numbers of ours
    with connection.cursor() as cursor:
        cursor.execute(text)
        return len(cursor.fetchall())
