"""The document tree: a report's content, independent of how a format shows it.

Every node is frozen and holds plain values only, so that a tree can be compared, hashed, stored as JSON and
rendered again next year. Texts are as a person reads them; dates are ISO 8601 except in prose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Alignment = Literal["left", "center", "right"]
Drawn = Literal["bars", "line", "columns", "grid"]


@dataclass(frozen=True, slots=True)
class Secrecy:
    """A secrecy mark: the paragraph of law chosen by a person, such as "18 kap. 8 b § OSL"."""

    paragraph: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `href` is http, https, mailto or a path from the root of the installation."""

    href: str
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class LineBreak:
    pass


@dataclass(frozen=True, slots=True)
class FootnoteRef:
    """A footnote reference; `id` is the id of one of the document's footnotes. The order gives the number."""

    id: str


@dataclass(frozen=True, slots=True)
class Value:
    """A traceable figure from the registers, in prose or a cell.

    `key` names the figure, `text` is what the reader sees, `href` leads to the rows behind the figure.
    `changed_from` is the figure's value when figures were last gathered, if it was different then. `current`
    is the registers' present value, if it differs from the writer's own words (`text`).
    """

    key: str
    text: str
    changed_from: str | None = None
    href: str | None = None
    current: str | None = None
    secrecy: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """Words inside a paragraph that carry a secrecy mark."""

    inlines: tuple[Inline, ...]
    secrecy: Secrecy


type Inline = Text | Strong | Emphasis | Link | LineBreak | FootnoteRef | Value | Secret


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6. `number` is printed before it; `anchor` is its name in links, if any."""

    level: int
    inlines: tuple[Inline, ...]
    number: str = ""
    anchor: str = ""
    secrecy: Secrecy | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 6:
            raise ValueError(f"a heading's level is 1 to 6, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: tuple[Inline, ...]
    secrecy: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list; each item is blocks. A direction is an item of a Strong paragraph and a plain one."""

    items: tuple[tuple[Block, ...], ...]
    secrecy: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class OrderedList:
    items: tuple[tuple[Block, ...], ...]
    start: int = 1
    secrecy: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]
    secrecy: Secrecy | None = None


type Cell = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    secrecy: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row. Every row has as many cells as the head.

    `alignments` is empty (all left) or one per column; `widths` is empty or relative widths, one per column.
    `header_column` says that the first cell of a row names the row. `note` is printed below the table.
    """

    header: tuple[Cell, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    alignments: tuple[Alignment, ...] = ()
    widths: tuple[float, ...] = ()
    header_column: bool = False
    note: tuple[Inline, ...] = ()
    secrecy: Secrecy | None = None

    def __post_init__(self) -> None:
        columns = len(self.header)
        if not columns:
            raise ValueError("a table needs at least one column")
        if any(len(row.cells) != columns for row in self.rows):
            raise ValueError(f"every row of the table must have {columns} cells")
        if any(values and len(values) != columns for values in (self.alignments, self.widths)):
            raise ValueError(f"alignments and widths must be empty or {columns} long")
        if any(width <= 0 for width in self.widths):
            raise ValueError("widths must be above zero")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` sets the length (0 or more), `text` is printed beside it.

    `parts` are the bar's shares of each of the figure's series.
    """

    label: str
    value: float
    text: str
    parts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its description. `alt` says in words what the chart shows, and may not be empty.

    A line chart joins the ends of its bars; if their labels are years, a gap of two years is drawn twice as
    wide. A column chart draws vertical bars, divided by `series`; a grid chart has a cell for each part of
    each bar. `top` is the value that a full-length bar represents, such as the whole if the bars are shares;
    with 0 the longest bar has full length. `across` says what the labels are ("År"). `key` names the figure
    from the registers that the chart draws, and `tells` names other figures that can be read from the chart:
    if one of these figures is masked, so is the chart.
    """

    alt: str
    bars: tuple[Bar, ...]
    caption: str = ""
    secrecy: Secrecy | None = None
    key: str = ""
    kind: Drawn = "bars"
    top: float = 0
    across: str = ""
    series: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a figure needs a description in words (alt)")
        if not self.bars or any(bar.value < 0 for bar in self.bars):
            raise ValueError("a figure needs bars, and no bar is below zero")
        if any(len(bar.parts) != len(self.series) or min(bar.parts, default=0) < 0 for bar in self.bars):
            raise ValueError(f"each bar must have {len(self.series)} parts, none below zero")

    @property
    def whole(self) -> float:
        """Value that the full length of a bar represents; never zero."""
        return self.top or max(bar.value for bar in self.bars) or 1


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign by hand: the words that are signed, and a line with the signatory's name below it."""

    words: str
    name: str
    secrecy: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


type Block = Heading | Paragraph | BulletList | OrderedList | Quote | Table | Figure | Signature | PageBreak


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote: the text to which every FootnoteRef with the same id refers."""

    id: str
    inlines: tuple[Inline, ...]
    secrecy: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row of the data sheet: a figure with everything needed to judge it, as Swedish text."""

    key: str
    label: str
    value: str
    denominator: str = ""
    missing: str = ""
    period: str = ""
    cutoff: str = ""
    source: str = ""
    secrecy: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG picture as base64, with its description in words and its own size in points."""

    content: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """Content of the head of an official document. `date` is ISO 8601 and sets the files' time stamps.

    `body` is what the authority is, such as Nämnd; `cutoff` is the day as of which the figures are (ISO 8601).
    `entity` is the legal person behind the authority, with its organisation number. `arms` and
    `sender` form the letterhead; with `cover` the head has the first page to itself. `paragraph` is
    the paragraph in the minutes. `compact` sets the headings of a PDF small and close, for a paper of one page.
    """

    authority: str = ""
    entity: str = ""
    administration: str = ""
    handler: str = ""
    date: str = ""
    diary_number: str = ""
    recipient: str = ""
    kind: str = ""
    version: str = ""
    status: str = ""
    paragraph: str = ""
    decider: str = ""
    sender: tuple[str, ...] = ()
    arms: Picture | None = None
    cover: bool = False
    body: str = ""
    cutoff: str = ""
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. Footnote ids are unique; `contents` asks for a contents list."""

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    language: str = "sv"
    meta: DocumentMeta = DocumentMeta()
    contents: bool = False
    footnotes: tuple[Footnote, ...] = ()
    figures: tuple[FigureRow, ...] = ()

    def __post_init__(self) -> None:
        ids = [note.id for note in self.footnotes]
        if len(ids) != len(set(ids)):
            raise ValueError("two footnotes have the same id")
