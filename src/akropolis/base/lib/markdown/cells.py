"""A written text as the content of a table cell, which holds no blocks."""

from collections.abc import Iterable, Iterator, Sequence

from akropolis.base.lib.document import (
    Block,
    BulletList,
    Heading,
    Inline,
    LineBreak,
    OrderedList,
    Paragraph,
    Quote,
    Secrecy,
    Secret,
)
from akropolis.base.lib.markdown import parse


def in_cell(markdown: str) -> list[Inline]:
    """Return a text for a table cell: one paragraph below the other, each under its secrecy mark."""
    found: list[Inline] = []
    for inlines in _paragraphs(parse(markdown).blocks, None):
        found += [LineBreak(), *inlines] if found else inlines
    return found


def _paragraphs(blocks: Iterable[Block], outer: Secrecy | None) -> Iterator[Sequence[Inline]]:
    for block in blocks:
        if isinstance(block, BulletList | OrderedList):
            for item in block.items:
                yield from _paragraphs(item, block.secrecy or outer)
        elif isinstance(block, Quote):
            yield from _paragraphs(block.blocks, block.secrecy or outer)
        elif isinstance(block, Paragraph | Heading):
            secrecy = block.secrecy or outer
            yield (Secret(block.inlines, secrecy),) if secrecy else block.inlines
