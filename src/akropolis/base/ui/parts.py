"""Arguments of the component tags. Any object with the same attributes will do; these say what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal["neutral", "info", "success", "warning", "danger"]
Direction = Literal["", "ascending", "descending"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column. `sort_url` makes it a link; `direction` says in which direction the rows are
    sorted by this column.

    `unbroken` keeps a value such as a number or a date on one line.
    """

    label: str
    sort_url: str = ""
    direction: Direction = ""
    numeric: bool = False
    unbroken: bool = False

    @property
    def css(self) -> str:
        """Class of the column's cells: figures are right-aligned, numbers and dates stay on one line."""
        return "ak-number" if self.numeric else "ak-nowrap" if self.unbroken else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value, already in the reader's language. `kind` shows it as a status word, `url` as a link.

    A `share`, from 0 to 1, is drawn as a bar beside the value and adds no information. `change` is the
    address of the form that edits the value.
    """

    text: object
    url: str = ""
    kind: Kind | Literal[""] = ""
    note: str = ""
    share: float | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A short symbol, explained in `words`. Its `weight`, from 0 (empty) to 4 (filled), repeats the meaning.

    A `hollow` one has a broken outline: part of what it represents is unknown.
    """

    text: str
    words: str
    weight: int = 0
    url: str = ""
    kind: Kind = "neutral"
    hollow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row's cells in the order of the columns; a cell of plain text may be a string. The first cell names the
    row.

    `key` is the value of the row's checkbox in a table with selectable rows.
    """

    cells: Sequence[Cell | str]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. `missing` says in words, after the rows, what is not shown; `empty` is shown if there are no rows.

    With `form`, the id of a form, each row with a key has a checkbox that belongs to that form.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    show_caption: bool = False
    missing: str = ""
    empty: str = ""
    form: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError if a row does not have as many cells as the head."""
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
    """Return a table of rows of cells. A column may be given as its label alone, a cell as its text."""
    heads = [each if isinstance(each, Column) else Column(label=str(each)) for each in columns]
    lines = [Row(cells=[e if isinstance(e, Cell | str) else Cell(text=e) for e in cells]) for cells in rows]
    return Table(caption=caption, columns=heads, rows=lines, empty=empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """A step in the breadcrumbs; the last one is the page itself and has no address."""

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
class Square:
    """A unit among many on a page: its short code, its name with its state in words, and the colour of the state.

    `kind` is a tag's kind (`KINDS`), or `unknown` for a state that nobody has assessed (hatched).
    """

    code: str
    name: str
    kind: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A pending task of the reader: what, why and when; `late` says in words that it is overdue.

    `at` is the exact moment if hours count. `reasons` say how the due day was calculated, each a text with
    its paragraph of law. `act` is its button: label and URL.
    """

    title: str
    url: str
    why: str
    due: date | None = None
    late: str = ""
    at: datetime | None = None
    reasons: Sequence[object] = ()
    act: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term and its value or values; an empty value is described in words."""

    label: str
    value: object = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of several views of the same thing."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select."""

    value: str
    label: object
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """A filter of a list. `kind` decides the control: `dates`, `picked`, or else a select of the choices.

    `every` is the label of the option that chooses nothing.
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
    """An entry of the side menu. `items` are the other pages of its section, shown while the reader is in it."""

    label: str
    url: str
    current: bool = False
    items: tuple[MenuItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """A unit that the reader may choose to work in."""

    code: str
    name: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Values for the frame around a page; the context variable `shell`. Without it a page has no frame."""

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
