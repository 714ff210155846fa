"""Marking words, such as ÖVNING, that precede the name of what they mark: on a page, in a mail's
subject, in a document.

A domain declares its word; a row is marked if its name begins with the word and a colon. Whatever shows
the name is then marked too, and shows the mark first, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from akropolis.base.lib.document import Document
from akropolis.base.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class WordMark:
    """A marking word such as ÖVNING, and the sentence shown beside it on a page."""

    word: str
    sentence: object


MARKS: Registry[str, WordMark] = Registry("mark")
"""Declared marks, keyed by the domain's own name for each."""


def add_mark(word: str, name: str) -> str:
    """Return the name with the mark before it, once."""
    bare = name.strip()
    return bare if bare.startswith(f"{word}:") else f"{word}: {bare}"


def mark_in(texts: Iterable[object]) -> WordMark | None:
    """Return the first declared mark that occurs in one of the texts; None if there is none."""
    told = "\n".join(map(str, texts))
    return next((mark for mark in MARKS if f"{mark.word}:" in told), None)


def move_mark_first(text: str) -> str:
    """Return the text with its mark moved to the beginning."""
    mark = mark_in([text])
    if mark is None:
        return text
    return add_mark(mark.word, text.replace(f"{mark.word}: ", "").replace(f"{mark.word}:", ""))


def on_paper(document: Document) -> Document:
    """Return the document with its mark first in the title and in the head of each page."""
    mark = mark_in([document.title, document.subtitle])
    if mark is None:
        return document
    meta = replace(document.meta, kind=add_mark(mark.word, document.meta.kind))
    return replace(document, title=add_mark(mark.word, move_mark_first(document.title)), meta=meta)
