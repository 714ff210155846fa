"""A register's rows to a file and back: export, dry run with a report per row, and commit, all or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched, chain
from operator import attrgetter

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.forms import editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange import writing as files
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, Sheet, Value, ValueKind
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.secrecy import withheld_columns
from akropolis.base.kernel.registers import display, flow
from akropolis.base.kernel.registers.check import SheetCheck
from akropolis.base.kernel.registers.columns import LONG_TEXT, SheetColumn, column_of, columns_of
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.kernel.registers.report import Report
from akropolis.base.kernel.registers.shown import ListColumns

CHUNK = 2000


def export_rows(
    register: Register,
    access: Access,
    query: Mapping[str, str],
    *,
    ending: str = "xlsx",
) -> bytes:
    """Export the rows that the list shows for `query`, in its order, as an .xlsx or .csv that can be
    imported unchanged.

    Raises Refused for an invalid filter or a file ending other than xlsx and csv. One query, whatever
    the number of rows.
    """
    listing = Listing(register, access, query)
    columns = columns_of(register)
    rows = listing.ordered()
    if listing.problems:
        raise Refused(listing.problems[0], code="unknown_filter")
    return files.write(
        ending, _out_columns(register, access, columns), _rows(columns, rows), title=str(register.many)
    )


def list_file(listing: Listing, *, ending: str = "xlsx", only: Sequence[str] | None = None) -> bytes:
    """Export the list as shown on screen, with its rows, columns and order, and a description of its
    filters last.

    With `only`, export only rows with these numbers. Raises Refused for an invalid filter or a file
    ending other than xlsx and csv.
    """
    register, lines = listing.register, listing.every_line()
    if listing.problems:
        raise Refused(listing.problems[0], code="unknown_filter")
    found = lines if only is None else lines.filter(number__in=only)
    columns = [*_fields_shown(listing.shown), *(OutColumn(str(each.label)) for each in listing.shown.besides)]
    rows = _as_shown(listing, columns, found)
    if ending == "csv":
        return files.write(
            ending, columns, chain(rows, [[], [describe_listing(listing)]]), title=str(register.many)
        )
    about = OutSheet(_("About the file"), [OutColumn(describe_listing(listing), width=LONG_TEXT)], ())
    sheets = [OutSheet(str(register.many), columns, rows), about]
    return files.write_book(ending, sheets, title=str(register.many))


def describe_listing(listing: Listing) -> str:
    """Return the sentence that describes an exported list: its register, the day, the filters and the order."""
    narrowed = [f"{capfirst(str(item.label))}: {item.told}" for item in listing.filters if item.active]
    narrowed += [f"{_('Search')}: {listing.search}"] if listing.search else []
    narrowed += [_("Archived")] if listing.archived else []
    words = {
        "many": listing.register.many,
        "day": timezone.localdate(),
        "narrowed": "; ".join(narrowed) or _("all rows"),
        "order": capfirst(_ordered_by(listing)),
    }
    return _("%(many)s, as the list was shown on %(day)s. %(narrowed)s. Order: %(order)s.") % words


def _ordered_by(listing: Listing) -> str:
    key = listing.order.lstrip("-")
    name = listing.register.model.title_field if key == "sort_key" else key
    label = str(listing.register.model_field(name).verbose_name)
    return _("%(column)s, falling") % {"column": label} if listing.order.startswith("-") else label


def _fields_shown(shown: ListColumns) -> Iterator[OutColumn]:
    for name in shown.fields:
        yield column_of(shown.register.model_field(name), name).out_column()


def _as_shown(
    listing: Listing, columns: Sequence[OutColumn], rows: QuerySet[Record]
) -> Iterator[list[Value]]:
    """Yield the rows with the texts shown on screen; days, datetimes and numbers keep their type."""
    values = attrgetter(*listing.shown.values)
    plain = [place for place, column in enumerate(columns) if column.kind is not ValueKind.TEXT]
    for part in batched(rows.iterator(chunk_size=CHUNK), CHUNK):
        for line, texts in display.worded(listing.shown, part, listing.access):
            held, cells = values(line), list[Value](texts)
            for place in plain:
                cells[place] = _plain(held[place])
            yield cells


def _plain(value: Value) -> Value:
    return timezone.make_naive(value).replace(microsecond=0) if isinstance(value, datetime) else value


def _out_columns(register: Register, access: Access, columns: Iterable[SheetColumn]) -> list[OutColumn]:
    units = [
        f"{unit.name} ({unit.code})" for unit in editable_units(access, register.edit).only("name", "code")
    ]
    return [column.out_column(units if column.name == "owner_unit" else ()) for column in columns]


def _rows(columns: Sequence[SheetColumn], rows: QuerySet[Record]) -> Iterator[list[Value]]:
    paths = withheld_columns(
        rows.model, ((path, column.field) for column in columns for path in column.paths)
    )
    ends: list[tuple[SheetColumn, slice]] = []
    for column in columns:
        start = ends[-1][1].stop if ends else 0
        ends.append((column, slice(start, start + len(column.paths))))
    for values in rows.values_list(*paths).iterator(chunk_size=CHUNK):
        yield [column.out(values[place]) for column, place in ends]


def template_file(register: Register, access: Access, *, ending: str = "xlsx") -> bytes:
    """Return a file with only the headings, to fill in new rows."""
    return files.write(
        ending, _out_columns(register, access, columns_of(register)), (), title=str(register.many)
    )


def dry_run(register: Register, access: Access, sheet: Sheet) -> Report:
    """Report what committing would do to each row, changing nothing. Raises Refused if no row can be judged."""
    return SheetCheck(register, access, sheet, noted=True).report()


def commit(register: Register, access: Access, sheet: Sheet, *, because: str) -> Report:
    """Import the sheet's rows, all or none, after checking them again. Raises RowsRefused with the report per row."""
    return flow.commit(access, lambda: SheetCheck(register, access, sheet), because=because)
