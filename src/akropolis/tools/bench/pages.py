"""Lists and overview pages, opened by a person of one unit and by one who sees the whole city."""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.listing import PAGE
from akropolis.tools.bench.measure import Measurement, figure, median, timed
from akropolis.tools.bench.visiting import client_of

RUNS = 40
READERS = ("samordnare.utb", "ciso")
OVERVIEWS = (
    "/",
    "/laget/",
    "/organisation/",
    "/genomgangar/2027/",
    "/genomgangar/2026/stad/",
    "/genomgangar/2027/slk/",
)
TIMES: dict[str, float] = {"limit": 40.0, "limit_p95": 100.0}
LIST: dict[str, float] = {**TIMES, "limit_queries": 12}


def lists() -> Iterator[Measurement]:
    """Measure the first page of fifty rows of each register's list; the baseline is the same rows by SQL."""
    for register in registry.all():
        address, base = reverse(f"{register.key}-list"), _baseline(register)
        total = register.model.everything.count()
        for reader in READERS:
            yield _page(f"list {register.key}, {reader}", f"{total} rows", address, reader, base, limits=LIST)


def overviews() -> Iterator[Measurement]:
    """Measure the start page, the city overview and the reviews; no lists, so only their time has a limit."""
    for address in OVERVIEWS:
        for reader in ("samordnare.slk", "ciso"):
            yield _page(f"page {address}, {reader}", "", address, reader, None, limits=TIMES)


def _page(
    name: str, size: str, address: str, reader: str, baseline: float | None, *, limits: dict[str, float]
) -> Measurement:
    client = client_of(reader)

    def ask() -> None:
        response = client.get(address, follow=True)
        assert response.status_code == 200, f"{address} answered {response.status_code} to {reader}"

    times = timed(ask, runs=RUNS, warm=3)
    with CaptureQueriesContext(connection) as queries:
        ask()
    return figure(name, size, times, baseline=baseline, queries=len(queries), **limits)


def _baseline(register: Register) -> float:
    table = register.model._meta.db_table
    order = register.sort[0].lstrip("-")
    text = (
        f'SELECT t.*, u.name FROM "{table}" t JOIN access_unit u ON u.id = t.owner_unit_id '  # noqa: S608 # names of ours
        f'WHERE t.archived_at IS NULL ORDER BY t."{order}", t.id LIMIT {PAGE}'
    )

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(text)
            cursor.fetchall()
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE archived_at IS NULL')  # noqa: S608 # a name of ours
            cursor.fetchone()

    return median(timed(ask, runs=RUNS, warm=3))
