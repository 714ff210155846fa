"""What the component tags take. All objects with the same attributes will do; these say what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal["neutral", "info", "success", "warning", "danger"]
Direction = Literal["", "ascending", "descending"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's head. `sort_url` makes it a link; `direction` says how the rows are sorted by it now.

    `unbroken` keeps a value such as a number or a date on one line.
    """

    label: str
    sort_url: str = ""
    direction: Direction = ""
    numeric: bool = False
    unbroken: bool = False

    @property
    def css(self) -> str:
        """The class of the column's cells: figures to the right, numbers and dates on one line."""
        return "ak-number" if self.numeric else "ak-nowrap" if self.unbroken else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value, already in the reader's language. `kind` shows it as a status word, `url` as a link.

    A `share`, from 0 to 1, is a bar beside it, which says no more than the value. `change` is where it is changed.
    """

    text: object
    url: str = ""
    kind: Kind | Literal[""] = ""
    note: str = ""
    share: float | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A short sign with what it means in `words`. Its `weight`, from 0 (empty) to 4 (filled), repeats that.

    A `hollow` one has a broken line around it: part of what it stands for is not known.
    """

    text: str
    words: str
    weight: int = 0
    url: str = ""
    kind: Kind = "neutral"
    hollow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row's cells in the order of the columns; one of nothing but text may be that text. The first names the row.

    `key` is what its box says in a table whose rows are chosen.
    """

    cells: Sequence[Cell | str]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list of things. `missing` says in words, after the rows, what is not there; `empty` stands for no rows.

    With `form`, the id of a form, each row with a key has a box that belongs to it, by which rows are chosen.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    show_caption: bool = False
    missing: str = ""
    empty: str = ""
    form: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a row that is not as long as the head."""
        for number, row in enumerate(self.rows, start=1):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"row {number} of {self.caption!r} has {len(row.cells)} cells, the head has {len(self.columns)}"
                )


def build_table(
    caption: str,
    columns: Iterable[object],
    rows: Iterable[Iterable[object]],
    *,
    empty: str = "",
) -> Table:
    """A table of rows of cells. A column may be its label alone, a cell its text."""
    heads = [each if isinstance(each, Column) else Column(label=str(each)) for each in columns]
    lines = [Row(cells=[e if isinstance(e, Cell | str) else Cell(text=e) for e in cells]) for cells in rows]
    return Table(caption=caption, columns=heads, rows=lines, empty=empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """A step on the way to the page; the last one is the page itself and has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with the words around it. `was` is its value when the text was written, if it has changed since."""

    value: str
    text: str
    url: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that waits for the reader: what, why it is asked for, and when; `late` in words if it is overdue.

    Where hours count `at` is the moment. `reasons` say how the day was found, each a text with its paragraph.
    """

    title: str
    url: str
    why: str
    due: date | None = None
    late: str = ""
    at: datetime | None = None
    reasons: Sequence[object] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term and its value, or its values; an empty value is said in words."""

    label: str
    value: object = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way of seeing the same thing."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a select."""

    value: str
    label: object
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """One way to narrow a list. `kind` decides the control: `dates`, `picked`, or else a select of the choices.

    `every` is what no choice is called.
    """

    name: str
    label: object
    kind: str = ""
    value: str = ""
    start: str = ""
    end: str = ""
    choices: Sequence[Choice] = ()
    every: object = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of the side menu. `items` are the other pages of its section, shown while one stands in it."""

    label: str
    url: str
    current: bool = False
    items: tuple[MenuItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """A unit that the reader may stand in."""

    code: str
    name: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What the frame around a page needs; the context variable `shell`. Without one a page is shown bare."""

    city_name: str
    unit_name: str = ""
    unit_switch_url: str = ""
    units: Sequence[UnitChoice] = field(default_factory=tuple)
    person_name: str = ""
    version: str = ""
    menu: tuple[MenuItem, ...] = ()
    search_url: str = ""
    account_url: str = ""
    messages_url: str = ""
    unread: int = 0
    sign_out_url: str = ""
    help_url: str = ""
    report_url: str = ""
    signed_in: bool = False
    is_demo: bool = False
    demo_progress: str = ""
    color_scheme: Literal["auto", "light", "dark"] = "auto"
