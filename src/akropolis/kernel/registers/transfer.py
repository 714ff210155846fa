"""A register's rows to a file and back: export, dry run with a report per row, and commit, all or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.forms import editable_units
from akropolis.kernel.access.gate import Access
from akropolis.kernel.exchange import writing as files
from akropolis.kernel.exchange.sheets import OutColumn, Sheet
from akropolis.kernel.registers import flow
from akropolis.kernel.registers.check import Check
from akropolis.kernel.registers.columns import Column, columns_of
from akropolis.kernel.registers.declaration import Register
from akropolis.kernel.registers.listing import Listing
from akropolis.kernel.registers.report import Report

CHUNK = 2000


def export_rows(
    register: Register,
    access: Access,
    query: Mapping[str, str],
    *,
    ending: str = "xlsx",
    only: Sequence[str] | None = None,
) -> bytes:
    """The rows that the list shows for `query`, in its order, as an .xlsx or .csv that can be imported unchanged.

    With `only` those of the rows that have these numbers.

    Raises Refused for a filter that means nothing, and for another ending. One query, whatever the number of rows.
    """
    listing = Listing(register, access, query)
    columns = columns_of(register)
    rows = listing.ordered() if only is None else listing.ordered().filter(number__in=only)
    if listing.problems:
        raise Refused(listing.problems[0], code="unknown_filter")
    return files.write(
        ending, _out_columns(register, access, columns), _rows(columns, rows), title=str(register.many)
    )


def _out_columns(register: Register, access: Access, columns: Iterable[Column]) -> list[OutColumn]:
    units = [
        f"{unit.name} ({unit.code})" for unit in editable_units(access, register.edit).only("name", "code")
    ]
    return [column.out_column(units if column.name == "owner_unit" else ()) for column in columns]


def _rows(columns: Sequence[Column], rows: Any) -> Iterator[list[Any]]:
    paths = [path for column in columns for path in column.paths]
    ends: list[tuple[Column, slice]] = []
    for column in columns:
        start = ends[-1][1].stop if ends else 0
        ends.append((column, slice(start, start + len(column.paths))))
    for values in rows.values_list(*paths).iterator(chunk_size=CHUNK):
        yield [column.out(values[place]) for column, place in ends]


def template_file(register: Register, access: Access, *, ending: str = "xlsx") -> bytes:
    """A file with the headings alone, to write new rows in."""
    return files.write(
        ending, _out_columns(register, access, columns_of(register)), (), title=str(register.many)
    )


def dry_run(register: Register, access: Access, sheet: Sheet) -> Report:
    """What committing the sheet would do to each row. Changes nothing; raises Refused when no row can be judged."""
    return Check(register, access, sheet, noted=True).report()


def commit(register: Register, access: Access, sheet: Sheet, *, because: str) -> Report:
    """Read the rows in, all or none, checked anew at this moment. Raises RowsRefused with the report per row."""
    return flow.commit(access, lambda: Check(register, access, sheet), because=because)
