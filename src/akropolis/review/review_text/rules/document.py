"""Build the document tree from a review's content and its pack. Pure: the same content gives the same tree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from akropolis.base.lib.document import (
    Block,
    BulletList,
    Document,
    DocumentMeta,
    Emphasis,
    Figure,
    FigureRow,
    Footnote,
    Heading,
    OrderedList,
    PageBreak,
    Paragraph,
    Signature,
    Text,
    Value,
    direction,
    heading,
    paragraph,
)
from akropolis.base.lib.figures import name
from akropolis.base.lib.markdown import parse
from akropolis.base.lib.swedish import date_iso, date_prose, genitive, listing
from akropolis.review.review.rules.kind import reword
from akropolis.review.review.rules.marks import CHART
from akropolis.review.review_inputs.rules.tables import Built
from akropolis.review.review_text.rules.chapters import WRAPPER, chapter_kind
from akropolis.review.review_text.rules.claims import evidence_blocks
from akropolis.review.review_text.rules.content import (
    DecisionText,
    DirectionText,
    ReviewChapterText,
    ReviewContent,
    VerdictText,
)
from akropolis.review.review_text.rules.enclosures import FIGURES, MARK, answers, listed
from akropolis.review.review_text.rules.official_report import DRAWN

Resolve = Callable[[str], Value | None]
WRAPPER_KIND = "Tjänsteutlåtande"
LEAST_POINTS = 3
"""Minimum number of points of a line: two values are a sentence."""
UNCHANGED = "Från förra året, inte ändrat: "
"""The note placed before each paragraph that is unchanged since last year, in a draft."""
WITHHELD = "Genomgången är inte beslutad än. Texten visas här när enheten har skickat den på remiss eller beslutat den."


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """How figures and tables are put into the document of one review.

    `resolver(chapter)` returns a function that resolves the figures in the chapter's text. `built` holds the
    pack's blocks by chapter key; `figures` are the rows of the data sheet; `draw` draws a figure over the
    years, or returns None if too few years have it. `trend` says how a figure has moved, as the end of a sentence.
    """

    resolver: Callable[[ReviewChapterText], Resolve]
    built: Built
    figures: tuple[FigureRow, ...]
    draw: Callable[[str], Figure | None] = lambda _key: None
    trend: Callable[[str], str] = lambda _key: ""


class _Builder:
    """Builds a document by collecting its blocks and footnotes."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notes: list[Footnote] = []
        self.trend: Callable[[str], str] = lambda _key: ""

    def text(
        self, markdown: str, *, scope: str, level: int = 2, resolve: Resolve | None = None
    ) -> tuple[Block, ...]:
        parsed = parse(markdown, level=level, scope=scope, **({"resolve": resolve} if resolve else {}))
        self.notes.extend(parsed.footnotes)
        return parsed.blocks

    def review(self, content: ReviewContent, source: DocumentSource) -> None:
        own = [chapter for chapter in content.chapters if chapter_kind(chapter.key).kind != WRAPPER]
        for chapter in own:
            if chapter.key not in content.kind.appendices:
                self.chapter(content, chapter, source)
        if content.decision and content.decision.signing and not _prints_decision(content):
            self.blocks += [heading(1, "Beslut"), *_decision(content)]
        for chapter in own:
            if chapter.key in content.kind.appendices:
                self.chapter(content, chapter, source)

    def carried(self, content: ReviewContent, source: DocumentSource) -> None:
        """Add another unit's review: under one heading with its name, unless it has a single heading of its own."""
        own = reword(f"{genitive(content.unit_name)} genomgång", content.kind)
        if content.withheld:
            self.blocks += [heading(1, own), paragraph(reword(WITHHELD, content.kind))]
            return
        if sum(bool(chapter.title) for chapter in content.chapters) < 2:
            self.review(content, source)
            return
        self.blocks.append(heading(1, own))
        start = len(self.blocks)
        self.review(replace(content, chapters=tuple(_renamed(c, own) for c in content.chapters)), source)
        self.blocks[start:] = [_lowered(block) for block in self.blocks[start:]]

    def chapter(self, content: ReviewContent, chapter: ReviewChapterText, source: DocumentSource) -> None:
        scope = f"{content.unit_code}-{chapter.key}"
        if chapter.title:
            anchor = f"{MARK}{scope}" if chapter.key in content.kind.appendices else ""
            self.blocks.append(heading(1, chapter.title, anchor=anchor))
        resolve, part = source.resolver(chapter), _PARTS.get(chapter.key)
        self.trend = source.trend
        words = self.text(chapter.text, scope=scope, resolve=resolve)
        old = {each.place for each in chapter.unchanged}
        for place, block in enumerate(words):
            self.blocks.extend(_unchanged(block) if place in old else (_drawn(block, source.draw),))
        own = part(self, content, scope, resolve) if part else source.built.get(chapter.key, ())
        self.blocks.extend(own)

    def observations(self, content: ReviewContent, scope: str, _resolve: Resolve) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for number, item in enumerate(content.observations, start=1):
            blocks.append(heading(2, item.title))
            blocks.extend(self.text(item.text, scope=f"{scope}-{number}", level=3))
        return tuple(blocks)

    def directions(self, content: ReviewContent, scope: str, _resolve: Resolve) -> tuple[Block, ...]:
        if not content.directions:
            return ()
        items = tuple(
            self.direction(item, f"{scope}-{n}") for n, item in enumerate(content.directions, start=1)
        )
        return (BulletList(items),)

    def direction(self, item: DirectionText, scope: str) -> tuple[Block, ...]:
        words = self.text(item.text, scope=scope, level=3)
        to = (paragraph(f"Gäller {listing(item.units)}."),) if item.units else ()
        return (*direction(item.title), *words, *to)

    def verdicts(self, content: ReviewContent, scope: str, resolve: Resolve) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for number, verdict in enumerate(content.verdicts, start=1):
            blocks.append(heading(2, f"{verdict.question} {verdict.answer}"))
            blocks.extend(self.text(verdict.reasons, scope=f"{scope}-{number}", level=3, resolve=resolve))
            blocks.extend(_evidence(verdict, resolve, self.trend))
        return tuple(blocks)

    def remarks(self, content: ReviewContent, _scope: str, _resolve: Resolve) -> tuple[Block, ...]:
        return answers(content.remarks)

    def decision(self, content: ReviewContent, _scope: str, _resolve: Resolve) -> tuple[Block, ...]:
        return _decision(content)

    def wrapper(self, content: ReviewContent, source: DocumentSource) -> None:
        """Add the official's report: the points, then each part as written or generated from the review."""
        self.blocks.append(heading(1, "Beslut" if content.decision else "Förslag till beslut"))
        self.blocks.extend(_points(content))
        if content.decision and content.decision.signing:
            self.blocks.extend(_signed(content.decision))
        written = {chapter.key: chapter for chapter in content.chapters if chapter.text.strip()}
        for kind in content.kind.chapters:
            if kind.kind != WRAPPER:
                continue
            if chapter := written.get(kind.key):
                self.chapter(content, chapter, source)
            elif drawn := DRAWN[kind.key](content) if kind.key in DRAWN else ():
                self.blocks += [heading(1, kind.title), *drawn]
        titles = [
            chapter.title
            for chapter in content.chapters
            if chapter.key in content.kind.appendices and chapter.title
        ]
        figures = [reword(FIGURES, content.kind)] if source.figures else []
        self.blocks += [*listed([content.title, *titles, *figures]), PageBreak()]


_PARTS = {
    "horizon": _Builder.observations,
    "directions": _Builder.directions,
    "assessment": _Builder.verdicts,
    "decisions": _Builder.decision,
    "remarks": _Builder.remarks,
}
"""Methods that add the blocks made from the review itself to a chapter, after its text, by chapter key."""


def _unchanged(block: Block) -> tuple[Block, ...]:
    """Return the block with the note that it is last year's, in it or before it."""
    said = Emphasis((Text(UNCHANGED),))
    if isinstance(block, Paragraph):
        return (replace(block, inlines=(said, *block.inlines)),)
    return (Paragraph((said,)), block)


def _drawn(block: Block, draw: Callable[[str], Figure | None]) -> Block:
    """Return the block, or the chart that a figure alone in it asks for; in words if there is too little to draw."""
    if not (isinstance(block, Paragraph) and len(block.inlines) == 1):
        return block
    (value,) = block.inlines
    if not isinstance(value, Value) or value.text != CHART:
        return block
    if chart := draw(value.key):
        if chart.kind == "line" and len(chart.bars) < LEAST_POINTS:
            return replace(block, inlines=_in_words(chart))
        return replace(chart, secrecy=block.secrecy)
    plain = replace(value, text=value.current or value.text, current=None)
    return replace(block, inlines=(Text(f"{name(value.key)}: "), plain))


def _in_words(chart: Figure) -> tuple[Text | Value, ...]:
    values = listing([f"{bar.text} för {bar.label}" for bar in chart.bars])
    return Text(f"{name(chart.key)}: "), Value(chart.key, values), Text(".")


def _renamed(chapter: ReviewChapterText, taken: str) -> ReviewChapterText:
    return replace(chapter, title="Läget") if chapter.title == taken else chapter


def _lowered(block: Block) -> Block:
    return replace(block, level=min(6, block.level + 1)) if isinstance(block, Heading) else block


def _evidence(verdict: VerdictText, resolve: Resolve, trend: Callable[[str], str]) -> tuple[Block, ...]:
    values = [value for key in verdict.evidence if (value := resolve(key)) is not None]
    return evidence_blocks(values, verdict.rows, trend)


def _prints_decision(content: ReviewContent) -> bool:
    return content.wrapper or any(chapter.key == "decisions" for chapter in content.chapters)


def _points(content: ReviewContent) -> tuple[Block, ...]:
    if not content.points:
        return (paragraph("Förslag till beslut är inte skrivet än."),)
    body = content.decision.body if content.decision else content.unit_name
    said = [paragraph(f"{body} {point.verb} {point.text}".rstrip(" .") + ".") for point in content.points]
    return tuple(said) if len(said) == 1 else (OrderedList(tuple((point,) for point in said)),)


def _decision(content: ReviewContent) -> tuple[Block, ...]:
    decision = content.decision
    if decision is None:
        return (*_points(content), paragraph(reword("Genomgången är inte beslutad.", content.kind)))
    return (*_points(content), *_signed(decision))


def _signed(decision: DecisionText) -> tuple[Block, ...]:
    """Say when, in which paragraph of the minutes and by whom, with a place to sign if there is to be one."""
    where = f", {decision.paragraph}," if decision.paragraph else ""
    words = f"Beslutad {date_prose(decision.decided_on)}{where} av {decision.name}, {decision.role}. "
    said = f"{words}Diarienummer {decision.diary_number}."
    who = f"{decision.name}, {decision.role}"
    if decision.signing == "place":
        return (Signature(said, who),)
    if decision.signing == "electronic":
        return (paragraph(said), paragraph(f"Undertecknas elektroniskt av {who}."))
    return (paragraph(said),)


def _meta(content: ReviewContent) -> DocumentMeta:
    decision = content.decision
    status = f"Beslutad {date_iso(decision.decided_on)}" if decision else f"Utkast, {content.state}"
    return DocumentMeta(
        authority=content.authority or content.unit_name,
        body=content.body,
        entity=content.entity,
        administration=content.administration,
        handler=content.handler,
        date=date_iso(decision.decided_on if decision else content.day or content.cutoff),
        cutoff=date_iso(content.cutoff),
        diary_number=content.diary_number,
        recipient=content.recipient,
        kind=WRAPPER_KIND if content.wrapper else content.kind.title.sv,
        paragraph=decision.paragraph if decision else "",
        decider=f"{decision.name}, {decision.role}" if decision and decision.signing else "",
        version=f"Version {content.edition}" if content.edition > 1 else "",
        status=status,
        arms=content.arms,
        sender=content.sender,
        cover=content.cover,
    )


def final(content: ReviewContent) -> ReviewContent:
    """Return the content as decided: nothing in it, or in what it carries, is marked as last year's."""
    chapters = tuple(replace(chapter, unchanged=()) for chapter in content.chapters)
    return replace(content, chapters=chapters, carried=tuple(map(final, content.carried)))


def build(content: ReviewContent, sources: Mapping[str, DocumentSource]) -> Document:
    """Build the document of a review. `sources` holds a Source per unit code: its own and the carried reviews'."""
    builder = _Builder()
    own = sources[content.unit_code]
    if content.wrapper:
        builder.wrapper(content, own)
    builder.review(content, own)
    for carried in content.carried:
        builder.carried(carried, sources[carried.unit_code])
    return Document(
        title=content.title,
        subtitle=content.unit_name,
        meta=_meta(content),
        contents=True,
        blocks=tuple(builder.blocks),
        footnotes=tuple(builder.notes),
        figures=own.figures,
    )


def build_chapter(content: ReviewContent, chapter: ReviewChapterText, source: DocumentSource) -> Document:
    """Build one chapter as its own document, without its heading: its text, then what the registers add to it."""
    builder = _Builder()
    builder.chapter(content, replace(chapter, title=""), source)
    return Document(title="", blocks=tuple(builder.blocks), footnotes=tuple(builder.notes))


__all__ = ["Built", "DocumentSource", "Resolve", "build", "build_chapter", "final"]
