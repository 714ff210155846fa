"""Computed lists, whose rows are not stored. Each is declared once; its page, file and API are derived from that."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, Value, ValueKind
from akropolis.base.kernel.registers.filters import units_by_code
from akropolis.base.lib.numbers import id_in, number_in
from akropolis.base.lib.registry import Registry
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui import parts
from akropolis.base.ui.parts import Cell, Choice, Crumb, FilterField, Row, Table
from akropolis.base.ui.words import Phrase

PAGE = 50
type Asked = Any
"""Type of the argument that is the computed list itself, an instance of the declaring class."""
type Told = Any
"""Type of a row: as `Computed.rows` returns it, or with the additions of `Computed.told`."""
type Of[V] = Callable[[Told], V] | str
"""How a value is got from a row: by a function of the row, or by a dotted attribute path."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a computed list: a value of each row, for file, API and page.

    `value`, `link` (the URL that the cell links to on the page) and `sort` (the sort key) are functions
    of a row, or dotted attribute paths. `cell`, a function of the list and the row, renders the cell on
    the page. A list can be sorted only by columns with `sort`, which gets the rows before
    `Computed.told`. `key` is the column's name in URLs and in the API.
    """

    label: Phrase
    value: Of[Value]
    kind: ValueKind = ValueKind.TEXT
    width: int = 20
    key: str = ""
    link: Of[str] = ""
    cell: Callable[[Asked, Told], Cell] | None = None
    sort: Of[Any] = ""
    on_page: bool = True
    unbroken: bool = False

    def of(self, row: object) -> Value:
        """Return the column's value for the row."""
        return read(self.value)(row)


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A value that is stored with each row that a figure counts: plain, without personal data or free
    text.

    `said` formats the value for display. `common` is false for a value that depends on the reader: it
    may differ between two readers though nothing has changed.
    """

    label: Phrase
    value: Of[str | int | None]
    said: Callable[..., object] = str
    common: bool = True

    def told(self, value: str | int | None) -> str:
        """Format the stored value for display."""
        return "" if value in (None, "") else str(self.said(value))


def read[V](value: Of[V]) -> Callable[[Told], V]:
    """Return a function that gets the value from a row, whether a function or an attribute path is given."""
    return attrgetter(value) if isinstance(value, str) else value


def sheet(title: str, columns: Iterable[ListColumn], rows: Iterable[object]) -> OutSheet:
    """Return the rows as a sheet of a workbook. The rows are iterated once."""
    columns = list(columns)
    heads = [OutColumn(str(column.label), column.kind, width=column.width) for column in columns]
    return OutSheet(title, heads, ([column.of(row) for column in columns] for row in rows))


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A filter of a list. `options` are (value, label) pairs, or a function of the list that returns
    them; other values are reported and ignored.

    `every` is the label of the empty choice, which filters nothing. A `hidden` filter is not shown, only
    carried in the list's addresses. A filter without options takes an id.
    """

    name: str
    label: object = ""
    options: Callable[[Asked], Iterable[tuple[str, object]]] | Sequence[tuple[str, object]] | None = None
    every: Phrase = ""
    hidden: bool = False

    @property
    def known(self) -> list[str]:
        """The values of the options; empty if they depend on the reader."""
        return [] if callable(self.options) else [str(value) for value, _label in self.options or ()]


def units_of(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """Return the units as filter options, (code, name), sorted by name."""
    return [(unit.code, unit.name) for unit in sorted(set(units), key=lambda unit: unit.sort_key)]


class Computed[R]:
    """A computed list for one user (`access`), one query and one day. A subclass declares the list and
    implements `rows`.

    `key` names the list's URL (`things-list`; the URL of its file is then named `things-file`), `slug`
    is its Swedish path and `api` its path in the API, unless the domain defines a route itself. The data
    warehouse gets the columns that have a key, under the name `api`, or else `extract`. `reads` are the
    query parameters besides those of filters. Invalid parameters are ignored.
    """

    key: ClassVar[str] = ""
    slug: ClassVar[str] = ""
    api: ClassVar[str] = ""
    extract: ClassVar[str] = ""
    permission: ClassVar[str]
    crumb: ClassVar[object] = ""
    start: ClassVar[tuple[Phrase, str]] = (gettext_lazy("Information and services"), "graph-hub")
    """Label of the parent page, and the name of its URL pattern."""
    caption: Phrase = ""
    empty: ClassVar[object] = ""
    columns: ClassVar[Sequence[ListColumn]] = ()
    filters: ClassVar[Sequence[ListFilter]] = ()
    reads: ClassVar[Sequence[str]] = ()
    template: ClassVar[str] = "registers/computed.html"
    rows_template: ClassVar[str] = "registers/_computed_rows.html"
    page_word: ClassVar[str] = "page"
    within: ClassVar[str] = ""
    """The filter that takes a unit code and keeps the rows of that unit and those below; figures link through it."""
    keeps: ClassVar[Mapping[str, KeptValue]] = {}
    """The values, by name, that are stored with each row that a figure counts, besides the row's subject and unit."""
    unasked: ClassVar[Sequence[str]] = ()
    """Names of cached properties that do not depend on the query, so that lists can share their values (`share`)."""
    family: ClassVar[str] = ""
    """Key shared by lists that read the same data; None shares only with the same class."""
    by_row: ClassVar[bool] = False
    """Whether `page_word` counts rows from 0 instead of pages from 1."""

    def __init__(self, access: Access, query: Mapping[str, str], day: date) -> None:
        self.access, self.day = access, day
        self.query = {name: value.replace("\0", "\ufffd") for name, value in query.items()}

    def share(self, other: "Computed[object] | None") -> None:
        """Take over the data that another list of the same class, reader and day has read, whatever its query."""
        if other is not None:
            self.__dict__.update({n: other.__dict__[n] for n in self.unasked if n in other.__dict__})

    # Declaration

    @property
    def title(self) -> Phrase:
        """The title."""
        raise NotImplementedError

    def rows(self) -> Sequence[R]:
        """List all rows visible to the reader for the `chosen` filters, in the list's own order."""
        raise NotImplementedError

    def path_of(self, row: Told) -> str:
        """Return the path of the unit in which figures count the row."""
        return str(row.unit.path)

    def about(self, row: Told) -> UUID:
        """Return the register row that the row is about, where figures count the list; at most one per unit."""
        raise NotImplementedError

    def name_of(self, row: Told) -> str:
        """Return the row's name, where `about` is an id of the list's own that no register has; otherwise empty."""
        return ""

    def kept_of(self, row: object) -> tuple[str | int | None, ...]:
        """Return the row's values of `keeps`, in the order of `keeps`."""
        return tuple(read(kept.value)(row) for kept in self.keeps.values())

    def paths(self) -> Sequence[str]:
        """Return the unit path of each row, in no particular order: figures need no more to count the rows."""
        return [self.path_of(row) for row in self.rows()]

    def rows_under(self, path: str) -> Sequence[R]:
        """Return the rows that figures count in the unit with the path or in a unit below it."""
        return [row for row in self.rows() if self.path_of(row).startswith(path)]

    def told(self, rows: Sequence[R]) -> Sequence[Told]:
        """Return the given rows with the additions that are too expensive to load for all rows of the list."""
        return rows

    def lines(self, told: Sequence[Told]) -> Iterable[object]:
        """Return the rows of the file, for a list whose rows become several rows each in the file."""
        return told

    def lead(self) -> Sequence[str]:
        """Return the summary sentences above the list."""
        return ()

    def crumbs(self) -> list[Crumb]:
        """The breadcrumbs."""
        label, address = self.start
        return [Crumb(label=str(label), url=reverse(address)), Crumb(label=str(self.crumb or self.title))]

    def sheets(self) -> Iterator[OutSheet]:
        """The sheets of the workbook."""
        yield sheet(str(self.crumb or self.title), self.columns, self.lines(self.told(self.ordered)))

    def more(self) -> Mapping[str, object]:
        """Return additional context for the list's own template."""
        return {}

    @property
    def kept(self) -> Mapping[str, str]:
        """Query parameters that define the list and stay in all its addresses; their names must be among `reads`."""
        return {}

    @property
    def place(self) -> Sequence[object]:
        """The arguments of the list's URL pattern."""
        return ()

    # Query

    @classmethod
    def file_key(cls) -> str:
        """Return the URL name of the page that gives the list as a file."""
        return f"{cls.key.removesuffix('-list')}-file"

    @classmethod
    def names(cls) -> list[str]:
        """Return the query parameters that the list's addresses accept."""
        return [*(each.name for each in cls.filters), *cls.reads, cls.page_word, "sort"]

    @cached_property
    def _options(self) -> dict[str, list[tuple[str, object]]]:
        return {}

    def options_of(self, given: ListFilter) -> list[tuple[str, object]] | None:
        """Return the filter's options, computed once when first needed; None for a filter without options."""
        if given.options and given.name not in self._options:
            self._options[given.name] = list(
                given.options(self) if callable(given.options) else given.options
            )
        return self._options.get(given.name)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The chosen value of each filter, keyed by filter name; empty if not set or invalid."""
        return {each.name: self._taken(each, self.query.get(each.name, "")) for each in self.filters}

    def _taken(self, given: ListFilter, value: str) -> str:
        if not value:
            return ""
        if (choices := self.options_of(given)) is not None:
            options = {str(each) for each, _label in choices}
            known = value in options or ("," in value and options.issuperset(value.split(",")))
            return value if known or (given.name == self.within and self._unit(value)) else ""
        return str(id_in(value) or "")

    @property
    def problems(self) -> list[str]:
        """One error sentence for each visible filter whose value does not exist."""
        sentence = _("The filter %(name)s has a value that does not exist.")
        asked = (each for each in self.filters if not each.hidden and self.query.get(each.name))
        return [sentence % {"name": each.label} for each in asked if not self.chosen[each.name]]

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(self.chosen.values())

    @property
    def shown_filters(self) -> list[FilterField]:
        """The filters shown on the page."""
        shown = (each for each in self.filters if not each.hidden)
        return [
            FilterField(
                name=f.name,
                label=f.label,
                kind="unit" if f.name == self.within else "",
                every=f.every,
                choices=self._choices(f),
            )
            for f in shown
        ]

    def _choices(self, given: ListFilter) -> list[Choice]:
        chosen, options = self.chosen[given.name], self.options_of(given) or []
        if given.name == self.within and chosen and chosen not in (code for code, _name in options):
            options = [*options, (chosen, self._unit(chosen))]
        elif "," in chosen:
            several = [str(label) for value, label in options if str(value) in chosen.split(",")]
            options = [*options, (chosen, listing(several, str(_("and"))))]
        return [Choice(value, label, str(value) == chosen) for value, label in options]

    def _unit(self, code: str) -> str:
        """Return the name of the unit with the code; empty if there is none."""
        unit = units_by_code(self.access).get(code)
        return unit.name if unit else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The hidden fields of the filter form, as (name, value): kept parameters, hidden filters and sort order."""
        unseen = {each.name: self.chosen[each.name] for each in self.filters if each.hidden}
        return [(k, v) for k, v in {**self.kept, **unseen, "sort": self.sort}.items() if v]

    @cached_property
    def sort(self) -> str:
        """The sort order: a column's key, prefixed with a minus for descending; empty for the list's own order."""
        wanted = self.query.get("sort", "")
        sortable = (column.key for column in self.columns if column.sort)
        return wanted if wanted.removeprefix("-") in sortable else ""

    @cached_property
    def ordered(self) -> Sequence[R]:
        """The filtered rows in the chosen order."""
        by = next((each.sort for each in self.columns if each.key == self.sort.removeprefix("-")), None)
        rows = self.rows()
        return sorted(rows, key=read(by), reverse=self.sort.startswith("-")) if by and self.sort else rows

    # The page

    @cached_property
    def first(self) -> int:
        """The index of the page's first row, from 0."""
        asked = number_in(self.query.get(self.page_word, ""), 999_999, 0)
        start = asked // PAGE * PAGE if self.by_row else (asked - 1) * PAGE
        return max(0, min(start, (len(self.ordered) - 1) // PAGE * PAGE))

    @cached_property
    def part(self) -> Sequence[Told]:
        """The rows of the page, with the additions of `told`."""
        return self.told(self.ordered[self.first : self.first + PAGE])

    @property
    def shown(self) -> str:
        """Which of how many rows are shown, such as `1–50 of 120`; empty if there are no rows."""
        words = {"first": number(self.first + 1), "total": number(len(self.ordered))}
        last = number(min(self.first + PAGE, len(self.ordered)))
        return _("%(first)s–%(last)s of %(total)s") % {**words, "last": last} if len(self.ordered) else ""

    @property
    def newer(self) -> str:
        """The address of the previous page; empty if there is none."""
        return self._at(self.first - PAGE) if self.first else ""

    @property
    def older(self) -> str:
        """The address of the next page; empty if there is none."""
        return self._at(self.first + PAGE) if self.first + PAGE < len(self.ordered) else ""

    def _at(self, first: int) -> str:
        return self.url(**{self.page_word: str(first if self.by_row else first // PAGE + 1)})

    @property
    def clear(self) -> str:
        """The list's address without filters; empty if none is set."""
        return self.url(**dict.fromkeys(self.chosen, "")) if self.narrowed else ""

    @property
    def here(self) -> str:
        """The list's address without query."""
        return reverse(self.key, args=self.place)

    @property
    def file_url(self) -> str:
        """The address of the file with the same rows; empty if there is no file."""
        return self.url(self.file_key()) if self.slug else ""

    def url(self, name: str = "", *args: object, **changes: str) -> str:
        """Return the address of the list, or of the named view, with the current query and these changes."""
        asked = {**self.kept, **self.chosen, "sort": self.sort, **changes}
        query = urlencode({key: value for key, value in asked.items() if value})
        return reverse(name or self.key, args=args or self.place) + (f"?{query}" if query else "")

    @property
    def heads(self) -> list[parts.Column]:
        """The table's column heads."""
        return [self._head(column) for column in self.columns if column.on_page]

    @property
    def table(self) -> Table:
        """The page's rows as a table."""
        columns = [column for column in self.columns if column.on_page]
        rows = [Row(cells=[self._cell(column, row) for column in columns]) for row in self.part]
        return Table(caption=str(self.caption or self.title), columns=self.heads, rows=rows)

    def _cell(self, column: ListColumn, row: object) -> Cell:
        if column.cell:
            return column.cell(self, row)
        value = column.of(row)
        text = number(value) if column.kind is ValueKind.NUMBER and isinstance(value, int) else value
        return Cell(text="" if text is None else text, url=read(column.link)(row) if column.link else "")

    def _head(self, column: ListColumn) -> parts.Column:
        numeric, unbroken = column.kind is ValueKind.NUMBER, column.unbroken or column.kind is ValueKind.DATE
        if not column.sort:
            return parts.Column(label=str(column.label), numeric=numeric, unbroken=unbroken)
        on = self.sort.removeprefix("-") == column.key
        down = self.sort.startswith("-")
        return parts.Column(
            label=str(column.label),
            numeric=numeric,
            unbroken=unbroken,
            sort_url=self.url(sort=column.key if down or not on else f"-{column.key}"),
            direction="" if not on else "descending" if down else "ascending",
        )


type AnyList = Computed[Any]
"""A computed list, whatever the type of its rows."""
lists: Registry[str, type[AnyList]] = Registry("computed list")
"""All computed lists that have an address of their own, by key."""


def declare_lists(*listed: type[AnyList]) -> None:
    """Register computed lists, so that each gets its page, its file and its API."""
    for each in listed:
        lists.add(each.key, each)
