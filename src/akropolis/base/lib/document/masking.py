"""The open version of a document: content with a secrecy mark is removed; its place and paragraph of law are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from akropolis.base.lib.document.text import own_inlines, walk_blocks, walk_inlines
from akropolis.base.lib.document.tree import (
    Block,
    BulletList,
    Cell,
    Document,
    Emphasis,
    Figure,
    FigureRow,
    Footnote,
    FootnoteRef,
    Heading,
    Inline,
    Link,
    OrderedList,
    PageBreak,
    Paragraph,
    Quote,
    Row,
    Secrecy,
    Secret,
    Strong,
    Table,
    Text,
    Value,
)


def placeholder(secrecy: Secrecy) -> str:
    """Return the sentence that replaces what has been masked."""
    if not secrecy.paragraph.strip():
        return "Uppgiften omfattas av sekretess"
    return f"Uppgiften omfattas av sekretess enligt {secrecy.paragraph.strip()}"


def mark_blocks(blocks: Iterable[Block], secrecy: Secrecy) -> tuple[Block, ...]:
    """Return the blocks, each with the mark `secrecy`; a block that has a mark already keeps its own."""
    return tuple(
        block if isinstance(block, PageBreak) or block.secrecy else replace(block, secrecy=secrecy)
        for block in blocks
    )


def mask(document: Document) -> Document:
    """Return the document without anything that carries a secrecy mark, in text, footnotes and figures.

    A figure with a secrecy mark of its own is masked wherever its key appears. A figure that appears only inside a
    secret passage is hidden in the data sheet too. A footnote referenced only by secret text is removed.
    """
    keys = _secret_keys(document)
    blocks = _blocks(document.blocks, keys)
    open_ids = {inline.id for inline in _all_inlines(blocks, ()) if isinstance(inline, FootnoteRef)}
    notes = tuple(_footnote(note, keys) for note in document.footnotes if note.id in open_ids)
    hidden = _closed_keys(document, blocks, notes) | keys
    rows = tuple(_figure_row(row, hidden) for row in document.figures)
    return replace(document, blocks=blocks, footnotes=notes, figures=rows)


def _all_inlines(blocks: Iterable[Block], notes: Iterable[Footnote]) -> Iterator[Inline]:
    for block in walk_blocks(blocks):
        yield from own_inlines(block)
    for note in notes:
        yield from walk_inlines(note.inlines)


def _secret_keys(document: Document) -> dict[str, Secrecy]:
    keys = {row.key: row.secrecy for row in document.figures if row.secrecy}
    for inline in _all_inlines(document.blocks, document.footnotes):
        if isinstance(inline, Value) and inline.secrecy:
            keys.setdefault(inline.key, inline.secrecy)
    return keys


def _closed_keys(
    document: Document, blocks: tuple[Block, ...], notes: tuple[Footnote, ...]
) -> dict[str, Secrecy]:
    """Return keys that occurred in the text before masking and nowhere after."""
    still_open = {inline.key for inline in _all_inlines(blocks, notes) if isinstance(inline, Value)}
    still_open |= {block.key for block in walk_blocks(blocks) if isinstance(block, Figure)}
    closed: dict[str, Secrecy] = {}
    for block in document.blocks:
        for inner in walk_blocks((block,)):
            for key in _keys_in(inner):
                if key not in still_open:
                    closed.setdefault(key, _nearest(inner, block))
    for note in document.footnotes:
        for inline in walk_inlines(note.inlines):
            if isinstance(inline, Value) and inline.key not in still_open:
                closed.setdefault(inline.key, note.secrecy or Secrecy(""))
    return closed


def _keys_in(block: Block) -> Iterator[str]:
    if isinstance(block, Figure) and block.key:
        yield block.key
    yield from (inline.key for inline in own_inlines(block) if isinstance(inline, Value))


def _nearest(inner: Block, outer: Block) -> Secrecy:
    for block in (inner, outer):
        if not isinstance(block, PageBreak) and block.secrecy:
            return block.secrecy
    marks = [inline.secrecy for inline in own_inlines(inner) if isinstance(inline, Secret)]
    if isinstance(inner, Table):
        marks += [row.secrecy for row in inner.rows if row.secrecy]
    return marks[0] if marks else Secrecy("")


def _blocks(blocks: Iterable[Block], keys: dict[str, Secrecy]) -> tuple[Block, ...]:
    """Return the blocks masked. A run of masked blocks becomes one sentence, so that its length is not revealed."""
    masked: list[Block] = []
    covered: Secrecy | None = None
    for block in blocks:
        secrecy = None if isinstance(block, PageBreak | Heading) else block.secrecy
        if secrecy is None or secrecy != covered:
            masked.append(_block(block, keys))
        covered = secrecy
    return tuple(masked)


def _block(block: Block, keys: dict[str, Secrecy]) -> Block:
    if isinstance(block, PageBreak):
        return block
    if block.secrecy:
        words = (Text(placeholder(block.secrecy)),)
        if isinstance(block, Heading):
            return Heading(block.level, words, number=block.number)
        return Paragraph(words)
    return _open_block(block, keys)


def _open_block(block: Block, keys: dict[str, Secrecy]) -> Block:
    if isinstance(block, Heading | Paragraph):
        return replace(block, inlines=_inlines(block.inlines, keys))
    if isinstance(block, BulletList | OrderedList):
        items = tuple(_blocks(item, keys) for item in block.items)
        return replace(block, items=items)
    if isinstance(block, Quote):
        return replace(block, blocks=_blocks(block.blocks, keys))
    if isinstance(block, Table):
        return replace(
            block,
            header=tuple(_inlines(cell, keys) for cell in block.header),
            rows=tuple(_row(row, keys) for row in block.rows),
            note=_inlines(block.note, keys),
        )
    if isinstance(block, Figure) and (told := [key for key in (block.key, *block.tells) if key in keys]):
        return Paragraph((Text(placeholder(keys[told[0]])),))
    return block


def _row(row: Row, keys: dict[str, Secrecy]) -> Row:
    if row.secrecy:
        rest: tuple[Cell, ...] = ((),) * (len(row.cells) - 1)
        return Row(((Text(placeholder(row.secrecy)),), *rest))
    return replace(row, cells=tuple(_inlines(cell, keys) for cell in row.cells))


def _inlines(inlines: Iterable[Inline], keys: dict[str, Secrecy]) -> tuple[Inline, ...]:
    return tuple(_inline(inline, keys) for inline in inlines)


def _inline(inline: Inline, keys: dict[str, Secrecy]) -> Inline:
    if isinstance(inline, Secret):
        return Text(f"[{placeholder(inline.secrecy)}]")
    if isinstance(inline, Value):
        secrecy = inline.secrecy or keys.get(inline.key)
        return Text(f"[{placeholder(secrecy)}]") if secrecy else inline
    if isinstance(inline, Strong | Emphasis | Link):
        return replace(inline, inlines=_inlines(inline.inlines, keys))
    return inline


def _footnote(note: Footnote, keys: dict[str, Secrecy]) -> Footnote:
    if note.secrecy:
        return Footnote(note.id, (Text(placeholder(note.secrecy)),))
    return replace(note, inlines=_inlines(note.inlines, keys))


def _figure_row(row: FigureRow, hidden: dict[str, Secrecy]) -> FigureRow:
    secrecy = row.secrecy or hidden.get(row.key)
    if secrecy is None:
        return row
    return FigureRow(key="", label=placeholder(secrecy), value="", period=row.period, cutoff=row.cutoff)
