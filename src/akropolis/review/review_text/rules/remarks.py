"""The remarks (remissvar) as printed in the document: who made each, about which chapter, and the outcome."""

from collections.abc import Sequence

from akropolis.base.lib.document import Block, Inline, LineBreak, Strong, Text, paragraph, table
from akropolis.base.lib.markdown.cells import in_cell
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
