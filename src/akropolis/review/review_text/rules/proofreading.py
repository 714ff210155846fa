"""Find words worth rereading before the decision. None of these findings blocks the decision.

A figure in a sentence follows each new gathering, but the words around it do not: "1 registrerade incidenter".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from akropolis.base.lib.document import (
    Block,
    Heading,
    Inline,
    Table,
    Text,
    Value,
    inline_text,
    own_inlines,
    walk_blocks,
    walk_inlines,
)

Code = Literal["unchanged", "changed", "differs", "one_of_many", "own_whole", "empty_heading", "proposed"]

SEVERAL = re.compile(r"\s+(?:\w+[ae]\s+)?(?!\w*(?:tor|ver|mmer|ster)\b)\w{3,}(?:er|ar|or)\b")
"""Matches a plural noun after a number, with at most one adjective between. "faktor" and "server" are singular."""
SHARE = re.compile(r"[\d\s,]+ av ([\d\s]*\d)")
"""A share as a figure writes it, also with its per cent. In brackets of its own it is apart from the sentence."""
SENTENCE = re.compile(r"(?<=[.!?])\s+")
PROPOSED = re.compile(r"\bföresl(?:ås|agen|aget|agna)\b", re.IGNORECASE)
"""Words that are true only before the decision."""
AROUND = 40
"""Number of characters of the sentence that are shown after a figure."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A place to reread: the kind of problem, the words there, and for a figure its other value (`other`)."""

    code: Code
    words: str
    other: str = ""


def around_figures(blocks: Iterable[Block]) -> list[Finding]:
    """Return the places where a figure may not agree with the words around it, in the order of the text."""
    return [
        finding
        for block in walk_blocks(blocks)
        for passage in _passages(block)
        for finding in _in_passage(list(passage))
    ]


def _passages(block: Block) -> Iterator[Iterable[Inline]]:
    """Yield what is read as one: the block, or each cell and the note of a table."""
    if isinstance(block, Table):
        yield from (
            walk_inlines(cell) for row in (block.header, *(row.cells for row in block.rows)) for cell in row
        )
        yield walk_inlines(block.note)
    else:
        yield own_inlines(block)


def _in_passage(inlines: Sequence[Inline]) -> Iterator[Finding]:
    before: list[str] = []
    for place, inline in enumerate(inlines):
        if isinstance(inline, Value):
            after = inlines[place + 1] if place + 1 < len(inlines) else None
            yield from _at(inline, before, after.text if isinstance(after, Text) else "")
            before.append(inline.text)
        elif isinstance(inline, Text) and (parts := SENTENCE.split(inline.text)):
            before = [*(before if len(parts) == 1 else []), parts[-1]]


def _at(value: Value, before: Sequence[str], after: str) -> Iterator[Finding]:
    words = f"{value.text}{after[:AROUND]}".strip()
    if value.current is not None:
        yield Finding("differs", words, value.current)
    elif value.changed_from is not None:
        yield Finding("changed", words, value.changed_from)
    if value.text == "1" and SEVERAL.match(after):
        yield Finding("one_of_many", words)
    share = SHARE.match(value.text)
    alone = after.startswith(")") and "".join(before).endswith("(")
    if share and share[1] in before and not alone:
        yield Finding("own_whole", words, share[1])


def empty_headings(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield the headings that have nothing below them, in the order of the text."""
    for block, after in pairwise((*blocks, None)):
        if isinstance(block, Heading) and (
            after is None or (isinstance(after, Heading) and after.level <= block.level)
        ):
            yield Finding("empty_heading", "".join(i.text for i in block.inlines if isinstance(i, Text)))


def proposals(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Yield the sentences that say of something that it is proposed, in the order of the text."""
    for block in walk_blocks(blocks):
        for sentence in SENTENCE.split(inline_text(own_inlines(block))):
            if PROPOSED.search(sentence):
                yield Finding("proposed", sentence)
