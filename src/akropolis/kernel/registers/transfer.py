"""A register's rows to a file and back: export, dry run with a report per row, and commit, all or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.forms import editable_units
from akropolis.kernel.access.gate import Access
from akropolis.kernel.exchange import writing as files
from akropolis.kernel.exchange.sheets import OutColumn, Sheet
from akropolis.kernel.records.writer import Writer, writing_judged
from akropolis.kernel.registers.check import Check
from akropolis.kernel.registers.columns import Column, columns_of
from akropolis.kernel.registers.declaration import Register
from akropolis.kernel.registers.listing import Listing
from akropolis.kernel.registers.report import Outcome, Report, RowReport

CHUNK = 2000


class ImportRefused(Refused):
    """At least one row cannot be read in, so none was. `report` says which and why."""

    code = "rows_refused"

    def __init__(self, report: Report) -> None:
        sentence = _("Nothing was saved: %(refused)s of %(total)s rows must be corrected first.")
        super().__init__(sentence % {"refused": report.count(Outcome.REFUSED), "total": len(report.rows)})
        self.report = report


def export_rows(
    register: Register, access: Access, query: Mapping[str, str], *, ending: str = "xlsx"
) -> bytes:
    """The rows that the list shows for `query`, in its order, as an .xlsx or .csv that can be imported unchanged.

    Raises Refused for a filter that means nothing, and for another ending. One query, whatever the number of rows.
    """
    listing = Listing(register, access, query)
    columns = columns_of(register)
    rows = listing.ordered()
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
    """Read the rows in, all or none, checked anew at this moment. Raises ImportRefused with the report per row."""
    try:
        with writing_judged(access, partial(_judged, register, access, sheet), because=because) as (w, found):
            check, report = found
            if report.count(Outcome.REFUSED):
                raise ImportRefused(report)
            carry_out(register, access, w, check, because)
            return report
    except IntegrityError as error:
        raise Refused(
            _("Nothing was saved: two rows are the same in something that must be unique."), code="not_unique"
        ) from error


def _judged(register: Register, access: Access, sheet: Sheet) -> tuple[Check, Report]:
    check = Check(register, access, sheet)
    return check, check.report()


def carry_out(register: Register, access: Access, w: Writer, check: Check, because: str) -> None:
    """Store what a check without refusals has come to, within a transaction."""
    new = [row for row in check.planned if row.outcome is Outcome.CREATE]
    changed = [row for row in check.planned if row.outcome is Outcome.UPDATE]
    if register.one_by_one:
        # A verb opens its own writer, which would leave this one's end of the chain behind: one kind or the other.
        for row in new:
            register.create(access, row.values)  # type: ignore[misc]
        for row in changed:
            register.update(access, row.stored, row.values, version=row.stored.version, because=because)  # type: ignore[misc]
        return
    made = w.add_judged([row.made for row in new])
    if register.created:
        register.created(w, made)
    w.update_many([row.stored for row in changed], [row.values for row in changed])


__all__ = [
    "ImportRefused",
    "Outcome",
    "Report",
    "RowReport",
    "carry_out",
    "commit",
    "dry_run",
    "export_rows",
    "template_file",
]
