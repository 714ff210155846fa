"""The graph's levels: worked out in memory beside rustworkx, and kept in the database beside the bare rows."""

import importlib
import importlib.util
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from akropolis.assets.models import ClassificationDecision, InformationSet, Node, NodeLevel
from akropolis.assets.services import graph as reading
from akropolis.assets.services import levels
from akropolis.classification.rules.aspects import ORDER
from akropolis.classification.rules.propagation import Edge, Levels, propagate
from akropolis.config.bench import graphs, rust
from akropolis.config.bench.measure import Figure, figure, median, timed
from akropolis.kernel.access.gate import system
from akropolis.kernel.records.projections import drop, pour
from akropolis.kernel.records.writer import writing

RUNS = 9
SMALL, CITY, GREAT = 2_000, 20_000, 200_000
GROWTH = 1.3
"""How much slower per node the tenfold graph may be."""
ONE = 40
"""How many decisions are changed one at a time."""


def propagating() -> Iterator[Figure]:
    """Four aspects of the whole graph, at three sizes; beside it the same with rustworkx, where it is installed."""
    yield from _sized("a city's graph", graphs.city)
    yield from _sized("a graph without shape", graphs.shapeless)


def _sized(name: str, make: Callable[[int], graphs.Shape]) -> Iterator[Figure]:
    before: float | None = None
    for nodes in (SMALL, CITY, GREAT):
        own, edges = make(nodes).plain()
        times = timed(partial(propagate, own, edges), runs=3 if nodes == GREAT else RUNS)
        base = _baseline(own, edges) if nodes <= CITY else None
        limit = {SMALL: None, CITY: 150.0}.get(nodes, (before or 0) * 10 * GROWTH)
        size = f"{nodes} nodes, {len(edges)} edges"
        yield figure(f"levels in {name}", size, times, baseline=base, limit=limit)
        before = median(times)


def _baseline(own: dict[int, Levels], edges: list[Edge]) -> float | None:
    if importlib.util.find_spec("rustworkx") is None:
        return None
    library = importlib.import_module("rustworkx")  # installed for developers only
    return median(timed(lambda: rust.propagate(library, own, edges), runs=3))


def keeping() -> Iterator[Figure]:
    """Levels in the database: none of them stored, all of them right, and one decision changed."""
    for nodes in (SMALL, CITY):
        shape = graphs.city(nodes)
        ids = graphs.store(shape)
        size = f"{len(ids)} nodes, {len(shape.edges)} edges"
        yield _first(size)
        yield figure("levels compared, all right", size, timed(levels.differences, runs=3), limit=2000.0)
        yield from _one_at_a_time(size, ids, shape)


def _first(size: str) -> Figure:
    """Everything worked out and stored; beside it the same rows by plain SQL."""
    times = []
    for _each in range(3):
        drop(NodeLevel.objects.all())
        begun = time.perf_counter()
        levels.rebuild()
        times.append((time.perf_counter() - begun) * 1000)
    return figure(
        "levels worked out and stored", size, times, baseline=_plain(reading.stored()), limit=2000.0
    )


def _plain(rows: list[Any]) -> float:
    """The rows written anew by one statement each, and undone."""
    text = 'INSERT INTO "assets_nodelevel" (node_id, aspect, own, level, distance, via_id, source_id) VALUES ({})'
    places = ", ".join(["%s"] * 7)
    with transaction.atomic(), connection.cursor() as cursor:
        drop(NodeLevel.objects.all())
        begun = time.perf_counter()
        cursor.executemany(text.format(places), rows)
        took = (time.perf_counter() - begun) * 1000
        transaction.set_rollback(True)
    return took


def _one_at_a_time(size: str, ids: list[int], shape: graphs.Shape) -> Iterator[Figure]:
    """New decisions on some information, each undone; beside it the rows that changed by plain SQL."""
    chance = random.Random(7)  # noqa: S311 # the same decisions each time
    classified = [node for node, own in zip(ids, shape.own, strict=True) if own is not None]
    times, base, rows = [], [], []
    for node in chance.sample(classified, ONE):
        took, changed = _changed(node, [chance.choice((1, 2, 3, 4)) for _each in range(graphs.ASPECTS)])
        times.append(took)
        rows.append(len(changed))
        base.append(_rewritten(changed))
    spread = f"{size}; {int(median([float(n) for n in rows]))} rows changed, at most {max(rows)}"
    yield figure("one decision, levels followed", spread, times, baseline=median(base) or None, limit=60.0)


def _changed(node: int, given: list[int]) -> tuple[float, list[Any]]:
    """How long the levels take to follow a new decision, and the rows that it changes; undone afterwards."""
    row = InformationSet.everything.get(pk=Node.everything.get(pk=node).record)
    last = ClassificationDecision.everything.filter(information=row).order_by("-number")[0]
    values = {
        "information": row,
        "scheme": last.scheme,
        "number": last.number + 1,
        "information_name": row.name,
    }
    values |= {"unit_name": "utb", "decided_at": timezone.now(), "valid_to": last.valid_to}
    values |= {"decider_name": "Benchmark", "decider_role": "Benchmark"}
    before = set(reading.stored())
    with writing(system("Benchmark")) as w:
        w.create(ClassificationDecision, values | dict(zip(ORDER, given, strict=False)))
        begun = time.perf_counter()
        w.settle()
        took = (time.perf_counter() - begun) * 1000
        changed = [stored for stored in reading.stored() if stored not in before]
        transaction.set_rollback(True)
    return took, changed


def _rewritten(rows: list[Any]) -> float:
    with transaction.atomic():
        begun = time.perf_counter()
        pour(NodeLevel, reading.COLUMNS, rows, key=("node_id", "aspect"))
        took = (time.perf_counter() - begun) * 1000
        transaction.set_rollback(True)
    return took
