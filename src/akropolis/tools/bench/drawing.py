"""Pages and data of the graph around a supplier on which much depends, and of the city's concentration.

The baseline reads the same rows by plain SQL: every dependency, with the nodes' units and levels. The
limits are for 2,000 nodes, about what a city begins with; a run with ten times as many shows the growth.
"""

from collections.abc import Callable, Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.picture import MOST, PictureDirection, picture
from akropolis.graph.assets.services.graph import set_stored_day
from akropolis.graph.blast_radius.selectors.concentration import Concentration
from akropolis.tools.bench.measure import Measurement, figure, median, timed
from akropolis.tools.bench.radius import stored_graph
from akropolis.tools.bench.visiting import visit

SMALL, CITY = 2_000, 20_000
DRAWN, RANKED, RANKED_CITY = 500.0, 100.0, 500.0
RUNS = 5
READERS = ("ciso", "samordnare.utb", "samordnare.vat")
"""Readers: one who sees all through the whole city, one through their own unit, and one who sees little."""


def measured() -> Iterator[Measurement]:
    """Yield all figures. The nodes stored for it are removed from the graph afterwards."""
    for nodes in (SMALL, CITY):
        with stored_graph(nodes) as (size, worst):
            yield from _figures(size, Node.everything.get(pk=worst), small=nodes == SMALL)


def _figures(size: str, start: Node, *, small: bool) -> Iterator[Measurement]:
    base = median(timed(_plain, runs=RUNS))
    drawn, ranked = (DRAWN, RANKED) if small else (None, RANKED_CITY)
    for reader in READERS:
        access = access_for_username(reader)

        def draw(access: Access = access) -> None:
            picture(access, start.pk, direction=PictureDirection.BOTH, most=MOST)

        def rank(access: Access = access) -> None:
            assert Concentration(access).ranking is not None

        yield _figure(f"picture as data, {reader}", size, draw, base, drawn)
        yield _figure(f"concentration as data, {reader}", size, rank, base, ranked)
        yield _figure(f"concentration after a change, {reader}", size, _changed(rank), base, None)
    address = reverse("graph-picture", args=[start.record])
    yield _figure("picture as a page", size, visit(f"{address}?alla=1", "ciso"), base, drawn)
    yield _figure("concentration as a page", size, visit(reverse("concentration"), "ciso"), base, ranked)


def _changed(work: Callable[[], None]) -> Callable[[], None]:
    """Return a function that runs the work after a change of the graph, so that no result is taken from the cache."""

    def changed() -> None:
        set_stored_day(timezone.localdate())
        work()

    return changed


def _figure(name: str, size: str, work: Callable[[], None], base: float, limit: float | None) -> Measurement:
    times = timed(work, runs=RUNS)
    with CaptureQueriesContext(connection) as queries:
        work()
    return figure(name, size, times, baseline=base, limit=limit, queries=len(queries))


def _plain() -> int:
    texts = (
        "SELECT source_id, target_id, kind, passes, alternative FROM assets_dependency WHERE archived_at IS NULL",
        """SELECT n.id, n.kind, u.code, n.people, n.sort_key, n.confidentiality, n.integrity, n.availability,
            n.traceability, n.authenticity
        FROM assets_node n JOIN access_unit u ON u.id = n.owner_unit_id WHERE n.archived_at IS NULL""",
    )
    count = 0
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(text)
            count += len(cursor.fetchall())
    return count
