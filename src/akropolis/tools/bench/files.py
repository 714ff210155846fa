"""Import and export of ten thousand rows."""

import csv
import io
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import OutColumn
from akropolis.base.kernel.exchange.writing import write
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.tools.bench.measure import Measurement, figure, median, timed

ROWS = 10_000
USER, REGISTER, UNIT = "ciso", "services", "utb"


def importing() -> Iterator[Measurement]:
    """Import a file of ten thousand new services, dry run and commit; the baseline is the rows alone by SQL."""
    register, access = registry.get(REGISTER), access_for_username(USER)
    data, size = _file(register), f"{ROWS} rows"
    base = _insert(register)

    def dry() -> None:
        transfer.dry_run(register, access, read("rows.xlsx", data))

    yield figure("import, dry run", size, timed(dry, runs=1, warm=0), baseline=base, limit=5000.0)
    begun = time.perf_counter()
    transfer.commit(register, access, read("rows.xlsx", data), because="Benchmark")
    took = (time.perf_counter() - begun) * 1000
    yield figure("import, committed", size, [took], baseline=base, limit=15000.0)


def exporting() -> Iterator[Measurement]:
    """Yield figures of exporting the same rows as a workbook. The baseline writes plain CSV by SQL."""
    register, access = registry.get(REGISTER), access_for_username(USER)
    if register.model.everything.count() < ROWS:
        transfer.commit(register, access, read("rows.xlsx", _file(register)), because="Benchmark")
    total = register.model.everything.count()
    base = median(timed(lambda: _plain(register), runs=3))
    for ending in ("xlsx", "csv"):
        times = timed(partial(transfer.export_rows, register, access, {}, ending=ending), runs=3)
        yield figure(f"export .{ending}", f"{total} rows", times, baseline=base, limit=2000.0)


def _file(register: Register) -> bytes:
    names = ("name", "description", "owner_unit", "status", "shared")
    columns = [OutColumn(str(register.model_field(name).verbose_name)) for name in names]
    rows = (
        [f"It-tjänst {n:05d}", f"Beskrivning av tjänst {n} med några ord till.", UNIT, "in_use", "false"]
        for n in range(ROWS)
    )
    return write("xlsx", columns, rows, title="Benchmark")


def _insert(register: Register) -> float:
    """Return the time in ms of inserting the same rows by SQL without history; they are rolled back."""
    table, now = register.model._meta.db_table, timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access_unit WHERE code = %s", [UNIT])
        unit = cursor.fetchone()[0]
    names = (
        "id, version, created_at, updated_at, number, owner_unit_id, sort_key, search_text, name, description, "
        "shared, status"
    )
    text = f'INSERT INTO "{table}" ({names}) VALUES (%s, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)'  # noqa: S608 # names of ours
    rows = [_row(n, now, unit) for n in range(ROWS)]
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(text, rows)
        transaction.set_rollback(True)
    return (time.perf_counter() - begun) * 1000


def _row(n: int, now: object, unit: object) -> list[Any]:
    name, key = f"It-tjänst {n:05d}", new_id()
    identity = key.hex if connection.vendor == "sqlite" else key
    return [identity, now, now, f"BENCH-{n}", unit, name, name, name, "", False, "in_use"]


def _plain(register: Register) -> int:
    table, out = register.model._meta.db_table, io.StringIO()
    text = f'SELECT t.*, u.name FROM "{table}" t JOIN access_unit u ON u.id = t.owner_unit_id'  # noqa: S608 # ours
    with connection.cursor() as cursor:
        cursor.execute(text)
        csv.writer(out).writerows(cursor.fetchall())
    return len(out.getvalue())
