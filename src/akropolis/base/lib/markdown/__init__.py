"""A small, safe Markdown for the texts that people write in reports: see `parse`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from akropolis.base.lib.document import (
    Block,
    Footnote,
    FootnoteRef,
    Paragraph,
    Text,
    Value,
    own_inlines,
    walk_blocks,
)
from akropolis.base.lib.markdown.builder import Builder
from akropolis.base.lib.markdown.marks import Mark, Scanner
from akropolis.base.lib.markdown.parser import overloaded, tokens
from akropolis.base.lib.markdown.problems import Code, MarkdownProblem

_LABEL = re.compile(r"\[\^([^\s\]]{1,200}+)\]")

__all__ = ["MarkdownProblem", "Parsed", "parse", "refusal"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as blocks. `footnotes` are those to which the blocks refer; `problems` are sorted by line."""

    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    problems: tuple[MarkdownProblem, ...]


def _no_figures(_key: str) -> Value | None:
    return None


def parse(
    text: str, *, resolve: Callable[[str], Value | None] = _no_figures, level: int = 2, scope: str = ""
) -> Parsed:
    """Turn a person's text into blocks; anything not listed here is kept as typed.

    Paragraphs, `**strong**`, `*emphasis*`, lists by `-` and `1.`, `###` headings, `>` quotes, tables, links to
    http, https, mailto and paths from the root, `[^1]` footnotes, and two spaces at the end of a line for a line
    break. The highest heading in the text gets `level`, and no level is skipped. `scope` keeps footnotes of several
    texts in one document apart.

    `{figure:KEY}` and `{figure:KEY|words}` become the Value that `resolve` gives for the key. `{secret LAW}` and
    `{/secret}` on lines of their own mark everything between them as secret, `{secret:LAW|words}` the words. A
    secrecy mark that cannot be read, or does not end, makes everything after it secret.
    """
    read = _read(text)
    builder = Builder(read.tokens, read.marks, resolve, level=level, scope=scope)
    blocks = builder.blocks()
    used = {
        inline.id
        for block in walk_blocks(blocks)
        for inline in own_inlines(block)
        if isinstance(inline, FootnoteRef)
    }
    unused = {label: note for label, note in builder.footnotes.items() if note.id not in used}
    blocks += tuple(_as_typed(label, note) for label, note in unused.items())
    problems = [*read.problems, *builder.problems]
    for code, labels in _footnote_problems(builder, unused):
        problems += [MarkdownProblem(read.line(label), code, label) for label in dict.fromkeys(labels)]
    notes = tuple(note for note in builder.footnotes.values() if note.id in used)
    return Parsed(blocks, notes, tuple(sorted(problems, key=lambda problem: problem.line)))


def refusal(text: str) -> str:
    """Return why the text cannot be saved, as a sentence with its line; empty if it can. Reads the text once."""
    line = overloaded(text)
    return MarkdownProblem(line, "overloaded").sentence if line else ""


def _as_typed(label: str, note: Footnote) -> Block:
    """Return an unreferenced footnote as a paragraph that shows it as it was typed, so that the writer sees it."""
    return Paragraph((Text(f"[^{label}]: "), *note.inlines), note.secrecy)


def _footnote_problems(builder: Builder, unused: Iterable[str]) -> list[tuple[Code, Iterable[str]]]:
    return [
        ("footnote-undefined", builder.undefined),
        ("footnote-unused", unused),
        ("footnote-twice", builder.twice),
    ]


@dataclass(frozen=True, slots=True)
class _Read:
    """Parse result of a text before its figures are resolved, with the line where each footnote label first occurs."""

    tokens: tuple[Token, ...]
    marks: tuple[Mark, ...]
    problems: tuple[MarkdownProblem, ...]
    lines: dict[str, int]

    def line(self, label: str) -> int:
        return self.lines.get(label, 1)


@lru_cache(maxsize=32)
def _read(text: str) -> _Read:
    """Parse a text, cached because pages ask repeatedly. Callers must not modify the result."""
    scanner = Scanner(text)
    overload = overloaded(scanner.source)
    parsed, too_deep = tokens(scanner.scan(), typed=bool(overload))
    lines: dict[str, int] = {}
    for number, line in enumerate(scanner.source.split("\n"), start=1):
        for found in _LABEL.finditer(line):
            lines.setdefault(found[1], number)
    problems = [*scanner.problems, *([MarkdownProblem(1, "too-deep")] if too_deep else ())]
    problems += [MarkdownProblem(overload, "overloaded")] if overload else []
    return _Read(tuple(parsed), tuple(scanner.marks), tuple(problems), lines)
