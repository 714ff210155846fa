"""A small, safe Markdown for what people write in a report: see `parse`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from akropolis.lib.document import (
    Block,
    Document,
    Footnote,
    FootnoteRef,
    Paragraph,
    Text,
    Value,
    own_inlines,
    plain_text,
    walk_blocks,
)
from akropolis.lib.markdown.builder import Builder
from akropolis.lib.markdown.marks import Scanner
from akropolis.lib.markdown.parser import tokens
from akropolis.lib.markdown.problems import Problem

__all__ = ["Parsed", "Problem", "parse", "words"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as blocks. `footnotes` are those that the blocks point at; `problems` are in order of line."""

    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    problems: tuple[Problem, ...]


def _no_figures(_key: str) -> Value | None:
    return None


def parse(
    text: str, *, resolve: Callable[[str], Value | None] = _no_figures, level: int = 2, scope: str = ""
) -> Parsed:
    """Turn a person's text into blocks; what is not in this list comes out as it was typed.

    Paragraphs, `**strong**`, `*emphasis*`, lists by `-` and `1.`, `###` headings, `>` quotes, tables, links to
    http, https, mailto and paths from the root, `[^1]` footnotes, and two spaces at the end of a line for a
    line break. The highest heading in the text gets `level`, and no level is skipped. `scope` keeps footnotes
    of several texts in one document apart.

    `{figure:KEY}` and `{figure:KEY|words}` become the Value that `resolve` gives for the key. `{secret LAW}`
    and `{/secret}` on lines of their own mark what is between them as secret, `{secret:LAW|words}` the words.
    A secrecy mark that cannot be read, or does not end, makes everything after it secret.
    """
    scanner = Scanner(text)
    parsed, too_deep = tokens(scanner.scan())
    builder = Builder(parsed, scanner.marks, resolve, level=level, scope=scope)
    blocks = builder.blocks()
    used = {
        inline.id
        for block in walk_blocks(blocks)
        for inline in own_inlines(block)
        if isinstance(inline, FootnoteRef)
    }
    unused = {label: note for label, note in builder.footnotes.items() if note.id not in used}
    blocks += tuple(_as_typed(label, note) for label, note in unused.items())
    problems = [*scanner.problems, *builder.problems]
    problems += [
        Problem(_line(text, label), "footnote-undefined", label) for label in dict.fromkeys(builder.undefined)
    ]
    problems += [Problem(_line(text, label), "footnote-unused", label) for label in unused]
    problems += [
        Problem(_line(text, label), "footnote-twice", label) for label in dict.fromkeys(builder.twice)
    ]
    if too_deep:
        problems.append(Problem(1, "too-deep"))
    notes = tuple(note for note in builder.footnotes.values() if note.id in used)
    return Parsed(blocks, notes, tuple(sorted(problems, key=lambda problem: problem.line)))


def words(text: str) -> int:
    """Count the words that a reader of the text will meet, its footnotes included and its marks not."""
    parsed = parse(text, resolve=lambda key: Value(key, "1"))
    lines = plain_text(Document("", parsed.blocks, footnotes=parsed.footnotes))
    met = sum(any(map(str.isalnum, word)) for line in lines for word in line.split())
    return met - len(parsed.footnotes)


def _as_typed(label: str, note: Footnote) -> Block:
    """A footnote that nothing points at stands as it was typed, so that the writer sees it."""
    return Paragraph((Text(f"[^{label}]: "), *note.inlines), note.secrecy)


def _line(text: str, label: str) -> int:
    found = re.search(r"\[\^" + re.escape(label) + r"\]", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
