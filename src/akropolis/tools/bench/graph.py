"""The graph's levels: computed in memory against rustworkx, and stored in the database against the bare rows."""

import importlib
import importlib.util
import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.history.statements import bulk_upsert_rows
from akropolis.base.kernel.records.projections import drop
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Dependency, Node, NodeLevel
from akropolis.graph.assets.rules.graph import Row
from akropolis.graph.assets.services import graph as reading
from akropolis.graph.assets.services import levels
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.propagation import Edge, Levels, propagate
from akropolis.tools.bench import graphs, rust
from akropolis.tools.bench.measure import Measurement, figure, median, timed

RUNS = 9
SMALL, CITY, GREAT = 2_000, 20_000, 200_000
CHAIN = 5_000
ONE = 40
"""Number of changes made one at a time."""
MANY = 1000
"""Number of decisions in one transaction."""
WHOLE, SINGLE, MEMORY = 2000.0, 60.0, 150.0
TIMES, GROWTH = "times", 1.3
"""Unit of the figure of growth (growth of the time per node when the graph is ten times larger), and its limit."""


def measured() -> Iterator[Measurement]:
    """Yield all figures of the graph's levels. The nodes stored for it remain in the database."""
    yield from _propagated("a city's graph", graphs.city)
    yield from _propagated("a graph without shape", graphs.shapeless)
    yield from _deep()
    yield from _measure_cache()


# In memory


def _propagated(name: str, make: Callable[[int], graphs.Shape]) -> Iterator[Measurement]:
    """Measure four aspects of the whole graph, at three sizes; the baseline is rustworkx, if installed."""
    before: tuple[int, float, float | None] | None = None
    for nodes in (SMALL, CITY, GREAT):
        own, edges = make(nodes).plain()
        runs = 3 if nodes == GREAT else RUNS
        times = timed(partial(propagate, own, edges), runs=runs)
        beside = _by_rustworkx(own, edges, runs=runs)
        base = median(beside) if beside else None
        limit = MEMORY if nodes == CITY else None
        yield figure(f"levels of {name}", _size(nodes, len(edges)), times, baseline=base, limit=limit)
        after = nodes, min(times), min(beside, default=None)
        if before:
            yield _growth(f"levels of {name}", before, after)
        before = after


def _by_rustworkx(own: dict[int, Levels], edges: list[Edge], *, runs: int) -> list[float]:
    if importlib.util.find_spec("rustworkx") is None:
        return []
    library = importlib.import_module("rustworkx")  # installed for developers only
    return timed(partial(rust.propagate, library, own, edges), runs=runs)


def _growth(
    name: str, before: tuple[int, float, float | None], after: tuple[int, float, float | None]
) -> Measurement:
    """Return the growth from one size to the next, against that of the baseline."""
    nodes = after[0] / before[0]
    per_node = after[1] / before[1] / nodes
    base = after[2] / before[2] / nodes if before[2] and after[2] else None
    size = f"{before[0]} → {after[0]} nodes"
    return Measurement(
        f"growth per node, {name}", size, per_node, per_node, baseline=base, limit=GROWTH, unit=TIMES
    )


def _size(nodes: int, edges: int) -> str:
    return f"{nodes} nodes, {edges} edges"


# In the database


def _measure_cache() -> Iterator[Measurement]:
    before: tuple[int, float, float | None] | None = None
    for nodes in (SMALL, CITY):
        shape = graphs.city(nodes)
        ids = graphs.store(shape)
        size = _size(len(ids), len(shape.edges))
        stored = _stored(size)
        yield stored
        after = nodes, stored.median, stored.baseline
        if before:
            yield _growth(stored.name, before, after)
        before = after
        classified = [node for node, own in zip(ids, shape.own, strict=True) if own is not None]
        chance = random.Random(7)  # noqa: S311 # the same changes each time
        yield _many(size, chance, classified)
        yield _singles(
            "one decision, levels followed", size, _decisions(chance, chance.sample(classified, ONE))
        )
        yield _singles("one dependency, levels and rings followed", size, _dependencies(chance, ids))
        if nodes < CITY:
            graphs.take_away(ids)


def _deep() -> Iterator[Measurement]:
    """Yield figures of a decision inherited by a chain of nodes, longer than in practice."""
    shape = graphs.chain(CHAIN)
    ids = graphs.store(shape)
    levels.rebuild()
    chance = random.Random(7)  # noqa: S311 # the same changes each time
    size = _size(len(ids), len(shape.edges))
    yield _singles("one decision on top of a chain", size, _decisions(chance, ids[:1] * 3), limit=WHOLE)
    graphs.take_away(ids)


def _stored(size: str) -> Measurement:
    """Measure computing and storing everything from nothing; the baseline is the same rows by plain SQL."""
    times = []
    for _each in range(3):
        drop(NodeLevel.objects.all())
        begun = time.perf_counter()
        levels.rebuild()
        times.append((time.perf_counter() - begun) * 1000)
    return figure("levels worked out and stored", size, times, baseline=_plain(reading.stored()), limit=WHOLE)


def _plain(rows: Sequence[Row]) -> float:
    """Return the time in ms of writing the rows by one statement each; they are rolled back."""
    text = 'INSERT INTO "assets_nodelevel" (node_id, aspect, own, level, distance, via_id, source_id) VALUES ({})'
    places = ", ".join(["%s"] * 7)
    with transaction.atomic(), connection.cursor() as cursor:
        drop(NodeLevel.objects.all())
        begun = time.perf_counter()
        cursor.executemany(text.format(places), rows)
        took = (time.perf_counter() - begun) * 1000
        transaction.set_rollback(True)
    return took


Change = Callable[[Writer], None]


def _many(size: str, chance: random.Random, classified: list[int]) -> Measurement:
    """Measure many decisions in one transaction: everything is computed, and differences are stored."""
    some = chance.sample(classified, min(MANY, len(classified)))

    def change(w: Writer) -> None:
        for decide in _decisions(chance, some):
            decide(w)

    took, rows = _followed(change)
    about = f"{size}; {len(some)} decisions, {len(rows)} rows changed"
    return figure("many decisions, levels followed", about, [took], baseline=_rewritten(rows), limit=WHOLE)


def _singles(name: str, size: str, changes: Iterator[Change], limit: float = SINGLE) -> Measurement:
    """Measure changes one at a time, each rolled back; the baseline is the changed rows by plain SQL."""
    times, base, counts = [], [], []
    for change in changes:
        took, rows = _followed(change)
        times.append(took)
        counts.append(len(rows))
        base.append(_rewritten(rows))
    about = f"{size}; {sorted(counts)[len(counts) // 2]} rows changed, at most {max(counts)}"
    return figure(name, about, times, baseline=median(base) or None, limit=limit)


def _decisions(chance: random.Random, classified: list[int]) -> Iterator[Change]:
    for node in classified:
        given = [chance.choice((1, 2, 3, 4)) for _each in range(graphs.ASPECTS)]
        yield partial(_decide, node, given)


def _decide(node: int, given: list[int], w: Writer) -> None:
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
    w.create(ClassificationDecision, values | dict(zip(ORDER, given, strict=False)))


def _dependencies(chance: random.Random, ids: list[int]) -> Iterator[Change]:
    for _each in range(ONE):
        tail, head = sorted(chance.sample(ids, 2))
        yield partial(_depend, tail, head)


def _depend(tail: int, head: int, w: Writer) -> None:
    ends = {"source": Node.everything.get(pk=tail), "target": Node.everything.get(pk=head)}
    w.create(Dependency, {**ends, "kind": "runs_on"})


def _followed(change: Change) -> tuple[float, list[Row]]:
    """Return how long the levels take to follow a change, and the rows it changes; rolled back afterwards."""
    before = set(reading.stored())
    with writing(system("Benchmark")) as w:
        change(w)
        begun = time.perf_counter()
        w.settle()
        took = (time.perf_counter() - begun) * 1000
        changed = [row for row in reading.stored() if row not in before]
        transaction.set_rollback(True)
    return took, changed


def _rewritten(rows: Sequence[Row]) -> float:
    with transaction.atomic():
        begun = time.perf_counter()
        bulk_upsert_rows(NodeLevel, reading.COLUMNS, rows, key=("node_id", "aspect"))
        took = (time.perf_counter() - begun) * 1000
        transaction.set_rollback(True)
    return took
