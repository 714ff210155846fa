"""The remarks (remissvar) as printed in the document: who made each, about which chapter, and the outcome."""

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
    Strong,
    Text,
    paragraph,
    table,
)
from akropolis.base.lib.markdown import parse
from akropolis.review.review_text.rules.content import RemarkText

HEAD = ("Remissinstans", "Synpunkt", "Så har den beaktats")


def answers(remarks: Sequence[RemarkText]) -> tuple[Block, ...]:
    """Return the table of remarks, or a sentence if there are none."""
    if not remarks:
        return (paragraph("Inga remissvar redovisas."),)
    rows = [(_who(item), in_cell(item.text), _came(item)) for item in remarks]
    return (table(HEAD, rows, widths=(3, 6, 5)),)


def _who(item: RemarkText) -> list[Inline]:
    where: list[Inline] = [LineBreak(), Text(item.where)] if item.where else []
    return [Strong((Text(item.unit),)), *where]


def _came(item: RemarkText) -> list[Inline]:
    if not item.outcome:
        return [Text("Inte behandlat än.")]
    if not item.reason:
        return [Text(item.outcome)]
    return [Strong((Text(f"{item.outcome}."),)), Text(" "), *in_cell(item.reason)]


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
