"""Differences between two versions of a text, in pieces a person can read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORD = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 400
"""Maximum words for a word-by-word comparison; longer paragraphs are shown whole, before and after, to save time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, were removed or were added. Omitted words that stayed have an empty text."""

    kind: Literal["same", "out", "in"]
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """Return the paragraphs that differ, word for word where they are similar. Unchanged paragraphs are left out.

    All pieces except those marked "in", joined, read as the old paragraphs; all except those marked
    "out" as the new ones.
    """
    old, new = before.splitlines(), after.splitlines()
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", ""))
        else:
            found.extend(_paragraphs(old[a:b], new[c:d]))
    return tuple(found)


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for index in range(max(len(old), len(new))):
        gone = old[index] if index < len(old) else ""
        come = new[index] if index < len(new) else ""
        yield from _words(gone, come)
        yield Piece("same", "\n")


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        yield from _both(before, after)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.5:
        yield from _both(before, after)
        return
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[a:b]))
        else:
            yield from _both("".join(old[a:b]), "".join(new[c:d]))


def _both(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece("out", before)
    if after:
        yield Piece("in", after)
