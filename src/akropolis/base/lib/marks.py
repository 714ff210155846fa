"""Words that go first wherever what they mark is named: on a page, in a mail's subject, on a paper.

A domain declares its word; a row is marked by beginning its name with the word and a colon. Whatever names the row is
then marked by that alone, and what shows names puts the mark first, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from akropolis.base.lib.document import Document
from akropolis.base.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class WordMark:
    """A word such as ÖVNING, and the sentence that a page says beside it."""

    word: str
    sentence: object


MARKS: Registry[str, WordMark] = Registry("mark")
"""By the domain's own name of them."""


def marked(word: str, name: str) -> str:
    """The name with the mark before it, once."""
    bare = name.strip()
    return bare if bare.startswith(f"{word}:") else f"{word}: {bare}"


def mark_in(texts: Iterable[object]) -> WordMark | None:
    """The mark that one of the texts holds, if any."""
    told = "\n".join(map(str, texts))
    return next((mark for mark in MARKS if f"{mark.word}:" in told), None)


def first(text: str) -> str:
    """The text with the mark that stands somewhere in it at its beginning instead."""
    mark = mark_in([text])
    if mark is None:
        return text
    return marked(mark.word, text.replace(f"{mark.word}: ", "").replace(f"{mark.word}:", ""))


def on_paper(document: Document) -> Document:
    """The document with its mark first in the title, and in the head of each page."""
    mark = mark_in([document.title, document.subtitle])
    if mark is None:
        return document
    meta = replace(document.meta, kind=marked(mark.word, document.meta.kind))
    return replace(document, title=marked(mark.word, first(document.title)), meta=meta)
