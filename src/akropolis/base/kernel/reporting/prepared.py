"""What every format needs to know about a document before it is written, computed once."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby

from akropolis.base.kernel.reporting.phrases import Phrases, phrases
from akropolis.base.lib.document import (
    Block,
    BulletList,
    Document,
    DocumentMeta,
    Footnote,
    Heading,
    OrderedList,
    PageBreak,
    Paragraph,
    Quote,
    Secrecy,
    Strong,
    headings,
    inline_text,
    map_texts,
    ordered_footnotes,
    secrecy_marks,
)

CONTENTS_DEPTH = 3

_SPACES = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Characters that XML 1.0 does not allow, and Unicode noncharacters.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ANCHOR = re.compile(r"[^\w-]+")
# A document without a date must still give the same bytes every time.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HeadingEntry:
    """A heading, with what links and the table of contents need to refer to it."""

    level: int
    number: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that every format can hold. `notes` are sorted by number; `entries` has one entry per heading."""

    document: Document
    notes: tuple[Footnote, ...]
    numbers: dict[str, int]
    entries: tuple[HeadingEntry, ...]
    words: Phrases
    moment: datetime

    @property
    def contents(self) -> tuple[HeadingEntry, ...]:
        """Return the entries of the table of contents; an empty tuple if the document has no table of contents."""
        return tuple(e for e in self.entries if e.level <= CONTENTS_DEPTH) if self.document.contents else ()

    @property
    def arms(self) -> bytes:
        """Return the letterhead's coat of arms as PNG bytes; empty if there is none."""
        arms = self.document.meta.arms
        return base64.b64decode(arms.content) if arms else b""

    def secrecy_label(self, secrecy: Secrecy) -> str:
        """Return the label shown at secret text in the full version."""
        paragraph = secrecy.paragraph.strip()
        return f"{self.words.secrecy}: {paragraph}" if paragraph else self.words.secrecy

    def meta_rows(self) -> list[tuple[str, str]]:
        """Return the document's metadata as pairs of label and text, without those whose text is empty."""
        meta, words = self.document.meta, self.words
        rows = [
            (words.marked, self._marked()),
            (meta.body or words.authority, meta.authority),
            (words.entity, meta.entity),
            (words.administration, meta.administration),
            (words.kind, meta.kind),
            (words.date, meta.date),
            (words.cutoff, meta.cutoff),
            (words.diary_number, meta.diary_number),
            (words.paragraph, meta.paragraph),
            (words.decider, meta.decider),
            (words.handler, meta.handler),
            (words.recipient, meta.recipient),
            (words.version, meta.version),
            (words.status, meta.status),
        ]
        return [(label, text) for label, text in rows if text]

    def _marked(self) -> str:
        """Return the text of the secrecy mark: provision, authority and day (OSL 5 kap. 5 §).

        Empty if nothing in the document is marked as secret.
        """
        laws = dict.fromkeys(mark.paragraph.strip() for mark in secrecy_marks(self.document))
        meta = self.document.meta
        return ", ".join(part for part in (*laws, meta.authority, meta.date) if part) if laws else ""


def prepare(document: Document) -> Prepared:
    """Return the document fit for every format: only characters valid in XML, and no heading level skipped."""
    clean = map_texts(document, _clean)
    clean = replace(clean, title=clean.title.strip() or "–", blocks=_without_gaps(clean.blocks))
    notes = ordered_footnotes(clean)
    numbers = {note.id: number for number, note in enumerate(notes, 1)}
    return Prepared(clean, notes, numbers, _entries(clean), phrases(clean.language), _moment(clean.meta))


def _clean(text: str) -> str:
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", _SPACES.sub(" ", text))


def _without_gaps(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Lower heading levels so that none is skipped, as PDF/UA demands, and drop empty headings."""
    last = 0
    fitted: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            # PDF/UA forbids empty headings.
            if not (block.number + inline_text(block.inlines)).strip():
                continue
            last = min(block.level, last + 1)
            block = replace(block, level=last)
        fitted.append(_nested(block))
    return tuple(fitted)


def _nested(block: Block) -> Block:
    """Turn headings in lists and quotes into bold text, and drop page breaks there: neither belongs to the outline."""
    if isinstance(block, BulletList | OrderedList):
        return replace(block, items=tuple(_held(item) for item in block.items))
    if isinstance(block, Quote):
        return replace(block, blocks=_held(block.blocks))
    return block


def _held(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(
        Paragraph((Strong(block.inlines),), block.secrecy) if isinstance(block, Heading) else _nested(block)
        for block in blocks
        if not isinstance(block, PageBreak)
    )


def _entries(document: Document) -> tuple[HeadingEntry, ...]:
    taken: set[str] = set()
    entries = []
    for index, heading in enumerate(headings(document), 1):
        anchor = _ANCHOR.sub("-", heading.anchor).strip("-")
        if not anchor or anchor in taken:
            anchor = f"avsnitt-{index}"
        taken.add(anchor)
        entries.append(HeadingEntry(heading.level, heading.number, inline_text(heading.inlines), anchor))
    return tuple(entries)


def _moment(meta: DocumentMeta) -> datetime:
    """Return noon UTC on the document's day: the same calendar day in Sweden."""
    try:
        day = date.fromisoformat(meta.date.strip())
    except ValueError:
        return _NO_DATE
    # Zip files, and so office files, have no dates before 1980.
    if not 1980 <= day.year <= 2100:
        return _NO_DATE
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def secrecy_runs(blocks: Iterable[Block]) -> Iterator[tuple[Secrecy | None, list[Block]]]:
    """Group consecutive blocks by secrecy mark, so that each mark is printed once."""
    for secrecy, group in groupby(
        blocks, lambda block: None if isinstance(block, PageBreak) else block.secrecy
    ):
        yield secrecy, list(group)
