"""Reading a tree: its words, its headings, its footnotes in order of reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from akropolis.base.lib.document.build import table_of
from akropolis.base.lib.document.tree import (
    Block,
    BulletList,
    Document,
    Emphasis,
    Figure,
    Footnote,
    FootnoteRef,
    Heading,
    Inline,
    LineBreak,
    Link,
    OrderedList,
    Paragraph,
    Quote,
    Secrecy,
    Secret,
    Signature,
    Strong,
    Table,
    Text,
    Value,
)


def walk_inlines(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Yield every inline in reading order, nested ones too."""
    for inline in inlines:
        yield inline
        if isinstance(inline, Strong | Emphasis | Link | Secret):
            yield from walk_inlines(inline.inlines)


def walk_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block in reading order, nested ones too."""
    for block in blocks:
        yield block
        if isinstance(block, BulletList | OrderedList):
            for item in block.items:
                yield from walk_blocks(item)
        elif isinstance(block, Quote):
            yield from walk_blocks(block.blocks)


def own_inlines(block: Block) -> Iterator[Inline]:
    """Yield the inlines directly in the block, in reading order, not those of blocks inside it."""
    if isinstance(block, Heading | Paragraph):
        yield from walk_inlines(block.inlines)
    elif isinstance(block, Table):
        for cells in (block.header, *(row.cells for row in block.rows)):
            for cell in cells:
                yield from walk_inlines(cell)
        yield from walk_inlines(block.note)


def secrecy_marks(part: object) -> Iterator[Secrecy]:
    """Return every secrecy mark in a document or a part of one, in reading order."""
    if isinstance(part, Secrecy):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from secrecy_marks(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from secrecy_marks(getattr(part, field.name))


def headings(document: Document) -> tuple[Heading, ...]:
    """Return the headings of the text itself, in order: those of a contents list."""
    return tuple(block for block in document.blocks if isinstance(block, Heading))


def ordered_footnotes(document: Document) -> tuple[Footnote, ...]:
    """Return the footnotes in the order of first reference; number n has index n - 1.

    Unreferenced footnotes are left out, and so are references to missing footnotes.
    """
    notes = {note.id: note for note in document.footnotes}
    seen: dict[str, Footnote] = {}
    for block in walk_blocks(document.blocks):
        for inline in own_inlines(block):
            if isinstance(inline, FootnoteRef) and inline.id in notes:
                seen.setdefault(inline.id, notes[inline.id])
    return tuple(seen.values())


def inline_text(inlines: Iterable[Inline], numbers: dict[str, int] | None = None) -> str:
    """Return the words a reader sees. A footnote reference becomes its number if `numbers` has it, else nothing."""
    parts: list[str] = []
    for inline in walk_inlines(inlines):
        if isinstance(inline, Text | Value):
            parts.append(inline.text)
        elif isinstance(inline, LineBreak):
            parts.append("\n")
        elif isinstance(inline, FootnoteRef) and numbers and inline.id in numbers:
            parts.append(str(numbers[inline.id]))
    return "".join(parts)


def plain_text(document: Document) -> list[str]:
    """Return the document's text below its title, one text per paragraph, heading, table row or footnote.

    A footnote comes at the end of its section, before the next heading, as its number, a space and its text.
    In the paragraph that refers to it there is only the number.
    """
    notes = ordered_footnotes(document)
    numbers = {note.id: number for number, note in enumerate(notes, 1)}
    lines: list[str] = []
    waiting: list[str] = []
    told: set[str] = set()
    for block in walk_blocks(document.blocks):
        if isinstance(block, Heading):
            lines.extend(waiting)
            waiting.clear()
        lines.extend(_lines(block, numbers))
        for inline in own_inlines(block):
            if isinstance(inline, FootnoteRef) and inline.id in numbers and inline.id not in told:
                told.add(inline.id)
                number = numbers[inline.id]
                waiting.append(f"{number} {inline_text(notes[number - 1].inlines, numbers)}")
    return lines + waiting


def _lines(block: Block, numbers: dict[str, int]) -> list[str]:
    if isinstance(block, Heading):
        words = inline_text(block.inlines, numbers)
        return [f"{block.number} {words}" if block.number else words]
    if isinstance(block, Paragraph):
        return [inline_text(block.inlines, numbers)]
    if isinstance(block, Table):
        rows = (block.header, *(row.cells for row in block.rows))
        lines = ["\t".join(inline_text(cell, numbers) for cell in cells) for cells in rows]
        note = [inline_text(block.note, numbers)] if block.note else []
        return ([block.caption] if block.caption else []) + lines + note
    if isinstance(block, Figure):
        told = table_of(block)
        cells = [*([told.header] if block.series else []), *(row.cells for row in told.rows)]
        lines = ["\t".join(map(inline_text, row)) for row in cells]
        return ([block.caption] if block.caption else []) + [block.alt] + lines
    if isinstance(block, Signature):
        return [block.words, block.name]
    return []
