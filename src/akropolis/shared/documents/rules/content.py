"""The frozen chapters of a version, and the document tree built from them. Pure functions."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from akropolis.base.lib.commitments import canonical
from akropolis.base.lib.differences import Piece, differences
from akropolis.base.lib.document import Block, Document, DocumentMeta, Footnote, heading, mask, plain_text
from akropolis.base.lib.markdown import parse


@dataclass(frozen=True, slots=True)
class DocumentChapterText:
    """A chapter. `key` identifies it in all versions, so that what answers a requirement can point at it."""

    key: str
    title: str
    text: str


def store_chapters(chapters: Iterable[DocumentChapterText]) -> str:
    """Return the chapters as JSON, to store in a version."""
    return canonical([asdict(chapter) for chapter in chapters])


def load_chapters(content: str) -> list[DocumentChapterText]:
    """Return the chapters in the stored JSON, in the order stored."""
    return [DocumentChapterText(**chapter) for chapter in json.loads(content)]


@dataclass(frozen=True, slots=True)
class DocumentCover:
    """The facts on the document's cover."""

    title: str
    kind: str
    unit: str
    version: str
    status: str
    day: date
    decider: str = ""
    diary_number: str = ""


def document(cover: DocumentCover, chapters: Sequence[DocumentChapterText]) -> Document:
    """Build the document tree: the cover's facts, then each chapter's heading and text."""
    blocks: list[Block] = []
    notes: list[Footnote] = []
    for chapter in chapters:
        parsed = parse(chapter.text, level=2, scope=chapter.key)
        blocks += [heading(1, chapter.title), *parsed.blocks]
        notes += parsed.footnotes
    meta = DocumentMeta(
        kind=cover.kind,
        authority=cover.unit,
        version=cover.version,
        status=cover.status,
        decider=cover.decider,
        diary_number=cover.diary_number,
        date=cover.day.isoformat(),
    )
    return Document(title=cover.title, meta=meta, blocks=tuple(blocks), footnotes=tuple(notes))


def as_read(chapter: DocumentChapterText, *, masked: bool) -> DocumentChapterText:
    """Return the chapter with its text as plain text, one line per paragraph; without secret text if `masked`."""
    parsed = parse(chapter.text)
    tree = Document(title="", blocks=parsed.blocks, footnotes=parsed.footnotes)
    return DocumentChapterText(
        chapter.key, chapter.title, "\n".join(plain_text(mask(tree) if masked else tree))
    )


def missing(required: Mapping[str, str], chapters: Iterable[DocumentChapterText]) -> list[str]:
    """Return the names of the required chapters that are absent or have no text. `required` maps key → name."""
    written = {chapter.key for chapter in chapters if chapter.text.strip()}
    return [name for key, name in required.items() if key not in written]


@dataclass(frozen=True, slots=True)
class Compared:
    """A chapter in two versions, each with the differences marked. `same` if there are none."""

    title: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Whether the chapter is the same in both versions."""
        return all(piece.kind == "same" for piece in (*self.before, *self.after))


def compare_chapters(
    before: Sequence[DocumentChapterText], after: Sequence[DocumentChapterText]
) -> list[Compared]:
    """Compare each chapter of both versions, in the order of `after`; chapters that only `before` has come last."""
    old, new = ({chapter.key: chapter for chapter in side} for side in (before, after))
    keys = [*new, *(key for key in old if key not in new)]
    return [_compared(old.get(key), new.get(key)) for key in keys]


def _compared(old: DocumentChapterText | None, new: DocumentChapterText | None) -> Compared:
    pieces = differences(_whole(old), _whole(new))
    title = (new or old).title  # type: ignore[union-attr] # it stands in one of them
    return Compared(
        title,
        tuple(piece for piece in pieces if piece.kind != "in"),
        tuple(piece for piece in pieces if piece.kind != "out"),
    )


def _whole(chapter: DocumentChapterText | None) -> str:
    return f"{chapter.title}\n{chapter.text}" if chapter else ""
