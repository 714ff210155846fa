"""Shorthand for building a tree by hand, for the builders of reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from akropolis.base.lib.document.tree import (
    Alignment,
    BulletList,
    Cell,
    Figure,
    Heading,
    Inline,
    Paragraph,
    Row,
    Secrecy,
    Strong,
    Table,
    Text,
)
from akropolis.base.lib.swedish import number

type Words = str | Inline | list[Inline] | tuple[Inline, ...]


def inlines(words: Words) -> tuple[Inline, ...]:
    """Return words as inlines: a string is one literal text."""
    if isinstance(words, str):
        return (Text(words),) if words else ()
    if isinstance(words, list | tuple):
        return tuple(words)
    return (words,)


def heading(level: int, words: Words, *, number: str = "", anchor: str = "") -> Heading:
    """Return a heading of level 1 to 6."""
    return Heading(level, inlines(words), number=number, anchor=anchor)


def paragraph(*words: Words, secrecy: Secrecy | None = None) -> Paragraph:
    """Return one paragraph of all the words, joined with nothing between."""
    return Paragraph(tuple(part for some in words for part in inlines(some)), secrecy=secrecy)


def direction(title: Words, *paragraphs: Paragraph) -> tuple[Paragraph, ...]:
    """Return the list item of a direction: a paragraph with its title in bold, then the given paragraphs."""
    return (Paragraph((Strong(inlines(title)),)), *paragraphs)


def bullets(items: Iterable[Words]) -> BulletList:
    """Return a list of one paragraph per item."""
    return BulletList(tuple((paragraph(item),) for item in items))


def table(
    header: Sequence[Words],
    rows: Iterable[Sequence[Words] | Row],
    *,
    caption: str = "",
    alignments: Sequence[Alignment] = (),
    widths: Sequence[float] = (),
    header_column: bool = False,
    note: Words = "",
) -> Table:
    """Return a table; a row is a sequence of cells, or a Row if it carries a secrecy mark."""
    return Table(
        header=_cells(header),
        rows=tuple(row if isinstance(row, Row) else Row(_cells(row)) for row in rows),
        caption=caption,
        alignments=tuple(alignments),
        widths=tuple(widths),
        header_column=header_column,
        note=inlines(note),
    )


def _cells(row: Sequence[Words]) -> tuple[Cell, ...]:
    return tuple(inlines(words) for words in row)


def table_of(figure: Figure) -> Table:
    """Return the table with the chart's data, for readers who cannot see the chart."""
    rows = [(bar.label, *(number(part) for part in bar.parts), bar.text) for bar in figure.bars]
    head = (figure.across, *figure.series, figure.caption)
    sides: list[Alignment] = ["left", *["right"] * (len(head) - 1)]  # type: ignore[list-item]
    return table(head, rows, header_column=True, alignments=sides)
