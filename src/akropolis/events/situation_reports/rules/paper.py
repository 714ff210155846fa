"""The content of a picture as frozen, its differences from the previous picture, and its document. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

from akropolis.base.lib.commitments import canonical
from akropolis.base.lib.document import (
    Block,
    Document,
    DocumentMeta,
    Footnote,
    Inline,
    Secrecy,
    Secret,
    Strong,
    Text,
    heading,
    mark_blocks,
    paragraph,
    placeholder,
)
from akropolis.base.lib.markdown import parse
from akropolis.base.lib.marks import on_paper
from akropolis.events.situation_reports.rules.drafting import CountedFigure, FigureValues
from akropolis.shared.documents.rules.content import Compared, DocumentChapterText, as_read, compare_chapters

SURENESS = {"high": "hög", "medium": "medel", "low": "låg"}
"""Degrees of certainty in Swedish. Pictures are written in Swedish, whatever language the issuer uses."""


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """The answer to a question. `key` is the question's key in every picture; `drafted` is the part of it taken
    from rows.

    With `secrecy`, a legal provision, the whole answer is secret. `figures` are the values of its `CountedFigure`s.
    """

    key: str
    title: str
    text: str
    drafted: str = ""
    confidence: str = ""
    because: str = ""
    secrecy: str = ""
    figures: Sequence[FigureValues] = ()

    @property
    def counted(self) -> list[CountedFigure]:
        """Return the figures that the rows gave for the answer."""
        return [CountedFigure(**each) for each in self.figures]

    @property
    def open(self) -> bool:
        """Whether nothing of the answer is secret."""
        return self.read(masked=True) == self.read(masked=False)

    @property
    def sureness(self) -> str:
        """Return a sentence on how certain the answer is and why; empty if no certainty is stated."""
        if not self.confidence:
            return ""
        return f"Säkerhet i bedömningen: {SURENESS[self.confidence]}. {self.because}".strip()

    @property
    def chapter(self) -> DocumentChapterText:
        """Return the whole answer as a chapter: its text, and the sentence on its certainty."""
        said = (part for part in (self.text.strip(), self.sureness) if part)
        return DocumentChapterText(self.key, self.title, "\n\n".join(said))

    def read(self, *, masked: bool) -> DocumentChapterText:
        """Return the answer as plain text for comparison; with `masked`, without what is secret."""
        if masked and self.secrecy:
            return DocumentChapterText(self.key, self.title, placeholder(Secrecy(self.secrecy)))
        return as_read(self.chapter, masked=masked)


FIELDS = tuple(field.name for field in fields(PaperAnswer))


def freeze_answers(answers: Iterable[PaperAnswer]) -> str:
    """Return the answers as JSON text, to be stored with a picture."""
    return canonical([asdict(answer) for answer in answers])


def thaw_answers(content: str) -> list[PaperAnswer]:
    """Return the answers parsed from the JSON text of a picture, in order."""
    return [
        PaperAnswer(**{**answer, "figures": tuple(answer.get("figures", ()))})
        for answer in json.loads(content)
    ]


def list_differences(
    before: Sequence[PaperAnswer], after: Sequence[PaperAnswer], *, masked: bool = False
) -> list[Compared]:
    """List the differences between two pictures, question by question, as a reader sees them."""
    old, new = ([each.read(masked=masked) for each in side] for side in (before, after))
    return [each for each in compare_chapters(old, new) if not each.same]


@dataclass(frozen=True, slots=True)
class PaperHead:
    """The facts stated at the head of a picture. `terms` are (name, value) pairs in words, in order."""

    title: str
    number: int
    unit: str
    day: str
    issued_by: str
    secrecy: str
    terms: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Before:
    """The number and the answers of the previous picture."""

    number: int
    answers: Sequence[PaperAnswer]


def document(head: PaperHead, answers: Sequence[PaperAnswer], before: Before | None) -> Document:
    """Build the document: the facts, what has changed since the previous one, and each answer under its question."""
    blocks: list[Block] = [_facts(head.terms)]
    notes: list[Footnote] = []
    if before:
        blocks += [heading(1, f"Ändrat sedan nr {before.number}"), _changes(head, before.answers, answers)]
    for answer in answers:
        parsed = parse(answer.chapter.text, level=2, scope=answer.key)
        secrecy = Secrecy(answer.secrecy) if answer.secrecy else None
        blocks += [
            heading(1, answer.title),
            *(mark_blocks(parsed.blocks, secrecy) if secrecy else parsed.blocks),
        ]
        notes += parsed.footnotes
    meta = DocumentMeta(
        kind="Lägesbild",
        authority=head.unit,
        handler=head.issued_by,
        date=head.day,
        compact=True,
    )
    title = f"Lägesbild nr {head.number}: {head.title}"
    return on_paper(Document(title=title, meta=meta, blocks=tuple(blocks), footnotes=tuple(notes)))


def _facts(terms: Sequence[tuple[str, str]]) -> Block:
    """Write the stated facts as one paragraph, so that a short picture stays on one page."""
    inlines: list[Inline] = []
    for name, said in terms:
        inlines += [Strong((Text(f"{name}:"),)), Text(f" {said}"), Text(" · ")]
    return paragraph(*inlines[:-1])


def _changes(head: PaperHead, before: Sequence[PaperAnswer], after: Sequence[PaperAnswer]) -> Block:
    """Name the questions whose answers differ, by how. If the open words are equal, a secret part differs."""
    old, new = ({each.key: each for each in side} for side in (before, after))
    found: dict[str, list[Inline]] = {}
    for key in [*new, *(key for key in old if key not in new)]:
        sides = [side[key] for side in (old, new) if key in side]
        if len(sides) == 2 and not list_differences(sides[:1], sides[1:]):
            continue
        word = "Ändrat" if len(sides) == 2 else "Nytt" if key in new else "Utgår"
        hidden = len(sides) == 2 and not list_differences(sides[:1], sides[1:], masked=True)
        name = Text(sides[-1].title)
        found.setdefault(word, []).append(
            Secret((name,), Secrecy(sides[-1].secrecy or head.secrecy)) if hidden else name
        )
    if not found:
        return paragraph("Inget i texten.")
    inlines: list[Inline] = []
    for word, named in found.items():
        inlines.append(Text(f"{' ' if inlines else ''}{word}: "))
        for place, each in enumerate(named):
            inlines += [Text(", "), each] if place else [each]
        inlines.append(Text("."))
    return paragraph(*inlines)
