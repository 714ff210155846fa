"""Paragraphs unchanged since the last decided review: copied from it, and neither edited nor confirmed since."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from textwrap import shorten

from akropolis.base.lib.document import Document, Heading, Value, plain_text
from akropolis.base.lib.markdown import parse
from akropolis.review.review.rules.marks import CHART, mark

_FIGURE = re.compile(r"\{figure:[^}]*\}")


@dataclass(frozen=True, slots=True)
class UnchangedParagraph:
    """A paragraph, list or table, by its `place` among the text's blocks; `digest` is of its words."""

    place: int
    words: str
    digest: str

    def first_words(self, most: int = 140) -> str:
        """Return at most so many characters of the words, with an ellipsis for each figure."""
        return _FIGURE.sub("…", shorten(self.words, most, placeholder=" …"))


def unchanged(text: str, before: str, confirmed: Collection[str] = ()) -> tuple[UnchangedParagraph, ...]:
    """Return the paragraphs of `text` found word for word in `before`, except those whose digest is in `confirmed`.

    Spaces and line breaks are ignored; a figure counts as the same even if its value differs. Headings are
    left out.
    """
    settled = {each.digest for each in _paragraphs(before)}.difference(confirmed)
    return tuple(each for each in _paragraphs(text) if each.digest in settled)


def _paragraphs(text: str) -> Iterator[UnchangedParagraph]:
    blocks = parse(text, resolve=lambda key: Value(key, mark(key))).blocks
    for place, block in enumerate(blocks):
        words = " ".join(" ".join(plain_text(Document("", (block,)))).split())
        if words not in ("", CHART) and not isinstance(block, Heading):
            yield UnchangedParagraph(place, words, sha256(words.encode()).hexdigest()[:32])
