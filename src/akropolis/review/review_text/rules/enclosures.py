"""A document split into the papers filed in the registry: the document itself, and each appendix (bilaga)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from akropolis.base.lib.document import (
    Block,
    Document,
    Heading,
    Inline,
    LineBreak,
    OrderedList,
    PageBreak,
    Strong,
    Text,
    heading,
    inline_text,
    paragraph,
    table,
)
from akropolis.base.lib.markdown.cells import in_cell
from akropolis.review.review.rules.kind import REVIEW, reword
from akropolis.review.review_text.rules.content import RemarkText
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

HEAD = ("Remissinstans", "Synpunkt", "Så har den beaktats")
"""Column headings of the appendix with the remarks (remissvar)."""
MARK = "bilaga-"
"""Prefix of the anchor of a heading that starts an appendix (bilaga)."""
LIST = "Bilagor"
FIGURES = "Siffror som genomgången bygger på"
"""Title of the data sheet, which is a workbook and not a text."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: number 0 is the document itself. The data sheet is a workbook, whatever form the others have."""

    number: int
    title: str
    document: Document
    workbook: bool = False


def listed(titles: Sequence[str]) -> tuple[Block, ...]:
    """Return the list of appendices (bilagor) as printed in the document."""
    items = tuple((paragraph(plain(title)),) for title in titles)
    return (heading(1, LIST), OrderedList(items)) if items else ()


def plain(title: str) -> str:
    """Return the title without the word that its number replaces: "Bilaga: täckning" becomes "Täckning"."""
    words = title.removeprefix("Bilaga:").strip()
    return words[:1].upper() + words[1:]


def papers(document: Document, *, wrapped: bool, kind: YearlyReportKind = REVIEW) -> tuple[Paper, ...]:
    """Return the document and its appendices in order. `wrapped`: the review is the first appendix of a report."""
    report, review = _divided(document.blocks) if wrapped else (document.blocks, ())
    sheet_title = reword(FIGURES, kind)
    own, marked = _marked(review if wrapped else report)
    texts = [(document.title, own), *marked] if wrapped else marked
    titles = [plain(title) for title, _blocks in texts] + ([sheet_title] if document.figures else [])
    main = report if wrapped else (*own, *listed(titles))
    found = [replace(document, blocks=main, figures=())]
    found += [
        _bilaga(document, n, titles[n - 1], blocks) for n, (_title, blocks) in enumerate(texts, start=1)
    ]
    result = [Paper(n, titles[n - 1] if n else document.title, each) for n, each in enumerate(found)]
    if document.figures:
        sheet = _bilaga(document, len(result), sheet_title, ())
        result.append(
            Paper(len(result), sheet_title, replace(sheet, figures=document.figures), workbook=True)
        )
    return tuple(result)


def _bilaga(document: Document, number: int, title: str, blocks: Sequence[Block]) -> Document:
    meta = replace(document.meta, kind=f"Bilaga {number}", cover=False)
    contents = sum(isinstance(block, Heading) and block.level == 1 for block in blocks) > 1
    return replace(document, title=title, meta=meta, blocks=tuple(blocks), contents=contents, figures=())


def _divided(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return the blocks before the first page break, and those after it."""
    place = next((n for n, block in enumerate(blocks) if isinstance(block, PageBreak)), len(blocks))
    return tuple(blocks[:place]), tuple(blocks[place + 1 :])


def _marked(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], list[tuple[str, tuple[Block, ...]]]]:
    """Return the blocks outside all appendices, and each appendix as its title and its blocks without heading."""
    own: list[Block] = []
    found: list[tuple[str, tuple[Block, ...]]] = []
    for head, section in _sections(blocks):
        if head is not None and head.anchor.startswith(MARK):
            found.append((inline_text(head.inlines), tuple(section)))
        else:
            own += [*([head] if head else []), *section]
    return tuple(own), found


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[Heading | None, list[Block]]]:
    head: Heading | None = None
    section: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield head, section
            head, section = block, []
        else:
            section.append(block)
    yield head, section


def answers(remarks: Sequence[RemarkText]) -> tuple[Block, ...]:
    """Return the appendix of remarks (remissvar): who made each, about which chapter, and the outcome.

    Without remarks it is a sentence that says so.
    """
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
