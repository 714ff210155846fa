"""From Markdown tokens to the document tree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from markdown_it.token import Token

from akropolis.base.lib.document import (
    Alignment,
    Block,
    BulletList,
    Emphasis,
    Footnote,
    FootnoteRef,
    Heading,
    Inline,
    LineBreak,
    Link,
    OrderedList,
    Paragraph,
    Quote,
    Row,
    Secrecy,
    Secret,
    Strong,
    Table,
    Text,
    Value,
)
from akropolis.base.lib.markdown import marks
from akropolis.base.lib.markdown.parser import inline_tokens
from akropolis.base.lib.markdown.problems import MarkdownProblem
from akropolis.base.lib.swedish import count_words

type Resolve = Callable[[str], Value | None]

_SIDES: dict[str, Alignment] = {"text-align:right": "right", "text-align:center": "center"}


class Builder:
    """Walks the tokens once, in order, and always knows whether the current text is secret."""

    def __init__(
        self,
        tokens: Sequence[Token],
        found: Sequence[marks.Mark],
        resolve: Resolve,
        *,
        level: int,
        scope: str,
    ) -> None:
        self.footnotes: dict[str, Footnote] = {}
        self.problems: list[MarkdownProblem] = []
        self.undefined: list[str] = []
        self.twice: list[str] = []
        self._tokens = tokens
        self._marks = found
        self._resolve = resolve
        self._scope = f"{scope}:" if scope else ""
        self._position = 0
        self._depth = 0
        self._secrecy: list[Secrecy] = []
        self._sealed = 0
        self._labels = {token.meta["label"] for token in tokens if token.type == "footnote_reference_open"}
        self._in_footnote = False
        hashes = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
        self._base = level - min(hashes, default=1)
        self._last_level = level - 1

    def blocks(self, until: str = "") -> tuple[Block, ...]:
        """Return the blocks up to the token of type `until`, and skip that token."""
        built: list[Block] = []
        while self._position < len(self._tokens):
            token = self._next()
            if token.type == until:
                break
            block = self._block(token)
            if block is not None:
                built.append(block)
        return tuple(built)

    def _next(self) -> Token:
        self._position += 1
        return self._tokens[self._position - 1]

    def _now(self) -> Secrecy | None:
        return self._secrecy[-1] if self._secrecy else None

    def _block(self, token: Token) -> Block | None:
        build = {
            "paragraph_open": self._paragraph,
            "heading_open": self._heading,
            "bullet_list_open": self._bullets,
            "ordered_list_open": self._ordered,
            "blockquote_open": self._quote,
            "table_open": self._table,
            "footnote_reference_open": self._footnote,
        }.get(token.type)
        return build(token) if build else None

    def _paragraph(self, _token: Token) -> Block | None:
        inlines, secrecy = self._words()
        return Paragraph(inlines, secrecy) if inlines else None

    def _words(self) -> tuple[tuple[Inline, ...], Secrecy | None]:
        """Return the inlines of the next token and the mark in force at their start or at their end."""
        before = self._now()
        inlines = self._inlines(self._next().children or ())
        self._next()
        return inlines, before or (self._now() if inlines else None)

    def _heading(self, token: Token) -> Block | None:
        level = min(self._base + int(token.tag[1]), self._last_level + 1, 6)
        inlines, secrecy = self._words()
        if not inlines:
            return None
        if self._depth:
            return Paragraph((Strong(inlines),), secrecy)
        self._last_level = level
        return Heading(level, inlines, secrecy=secrecy)

    def _items(self, until: str) -> tuple[tuple[Block, ...], ...]:
        self._depth += 1
        items = []
        while self._next().type != until:
            items.append(self.blocks("list_item_close"))
        self._depth -= 1
        return tuple(items)

    def _bullets(self, _token: Token) -> Block:
        secrecy = self._now()
        return BulletList(self._items("bullet_list_close"), secrecy)

    def _ordered(self, token: Token) -> Block:
        secrecy = self._now()
        return OrderedList(self._items("ordered_list_close"), int(token.attrs.get("start", 1)), secrecy)

    def _quote(self, _token: Token) -> Block:
        secrecy = self._now()
        self._depth += 1
        quoted = self.blocks("blockquote_close")
        self._depth -= 1
        return Quote(quoted, secrecy)

    def _table(self, _token: Token) -> Block:
        secrecy = self._now()
        rows: list[list[tuple[Inline, ...]]] = []
        sides: list[Alignment] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._inlines(token.children or ()))
            elif token.type == "th_open":
                sides.append(_SIDES.get(str(token.attrs.get("style")), "left"))
        body = tuple(Row(tuple(cells)) for cells in rows[1:])
        alignments = tuple(sides) if any(side != "left" for side in sides) else ()
        return Table(tuple(rows[0]), body, alignments=alignments, secrecy=secrecy or self._now())

    def _footnote(self, token: Token) -> Block | None:
        """Keep a footnote's text for the end; one that is defined twice, or within another, is typed text."""
        label = str(token.meta["label"])
        secrecy = self._now()
        outer, self._in_footnote = self._in_footnote, True
        self._depth += 1
        inner = self.blocks("footnote_reference_close")
        self._depth -= 1
        self._in_footnote = outer
        inlines = _flattened(inner)
        secrecy = secrecy or next((block.secrecy for block in inner if isinstance(block, Paragraph)), None)
        if label in self.footnotes:
            self.twice.append(label)
            return Paragraph((*self._typed(f"[^{label}]: "), *inlines), secrecy)
        self.footnotes[label] = Footnote(f"{self._scope}{label}", inlines, secrecy)
        return None

    def _inlines(self, tokens: Sequence[Token]) -> tuple[Inline, ...]:
        return _joined(_Line(tokens, self._typed, self._reference).until(""))

    def _reference(self, label: str) -> list[Inline]:
        if label in self._labels and not self._in_footnote:
            return [FootnoteRef(f"{self._scope}{label}")]
        if label not in self._labels:
            self.undefined.append(label)
        return self._typed(f"[^{label}]")

    def _typed(self, text: str) -> list[Inline]:
        """Return a stretch of text as inlines, with its tokens turned back into the marks that they represent."""
        out: list[Inline] = []
        for index, part in enumerate(marks.TOKEN.split(text)):
            if index % 2 == 0:
                out.extend([Text(part)] if part else [])
            else:
                out.extend(self._mark(self._marks[int(part)]))
        return out

    def _mark(self, mark: marks.Mark) -> list[Inline]:
        if isinstance(mark, marks.Typed):
            return [Text(mark.text)]
        if isinstance(mark, marks.FigureMark):
            return [self._figure(mark)]
        if isinstance(mark, marks.SecretWords):
            return [Secret(self._inlines(inline_tokens(mark.inner)), Secrecy(mark.paragraph))]
        if isinstance(mark, marks.SecretStart):
            self._secrecy.append(Secrecy(mark.paragraph))
            self._sealed = len(self._secrecy) if mark.sealed else self._sealed
        elif len(self._secrecy) > self._sealed:
            self._secrecy.pop()
        return []

    def _figure(self, mark: marks.FigureMark) -> Inline:
        value = self._resolve(mark.key)
        if value is None:
            self.problems.append(MarkdownProblem(mark.line, "figure-unknown", mark.key))
            return Text(mark.source)
        if mark.written is None or mark.written == value.text:
            return value
        return replace(
            value, text=mark.written, current=None if _says(mark.written, value.text) else value.text
        )


class _Line:
    """Turns the tokens of one paragraph into inlines; nested emphasis counts once."""

    def __init__(
        self,
        tokens: Sequence[Token],
        typed: Callable[[str], list[Inline]],
        reference: Callable[[str], list[Inline]],
    ) -> None:
        self._tokens = iter(tokens)
        self._typed = typed
        self._reference = reference
        self._inside: list[str] = []
        self._repeated: Counter[str] = Counter()

    def until(self, end: str) -> list[Inline]:
        """Return the inlines up to the token of type `end`, and skip that token."""
        out: list[Inline] = []
        for token in self._tokens:
            if self._repeated[token.type]:
                self._repeated[token.type] -= 1
                continue
            if token.type == end:
                break
            out.extend(self._inline(token))
        return out

    def _inline(self, token: Token) -> list[Inline]:
        if token.type.endswith("_open"):
            return self._holder(token)
        if token.type == "softbreak":
            return [Text(" ")]
        if token.type == "hardbreak":
            return [LineBreak()]
        if token.type == "footnote_ref":
            return self._reference(str(token.meta["label"]))
        return self._typed(token.content)

    def _holder(self, token: Token) -> list[Inline]:
        name = token.type.removesuffix("_open")
        if name in self._inside:
            # Its text is read here and its end skipped, so that a thousand nested ones count as one.
            self._repeated[f"{name}_close"] += 1
            return []
        self._inside.append(name)
        inner = self.until(f"{name}_close")
        self._inside.pop()
        if not inner:
            return inner
        if name == "link":
            return [Link(str(token.attrs["href"]), _joined(inner))]
        return [Strong(_joined(inner)) if name == "strong" else Emphasis(_joined(inner))]


def _joined(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Join adjacent texts into one."""
    out: list[Inline] = []
    for is_text, run in groupby(inlines, lambda inline: isinstance(inline, Text)):
        found = list(run)
        out.extend(
            [Text("".join(part.text for part in found if isinstance(part, Text)))] if is_text else found
        )
    return tuple(out)


def _flattened(blocks: Sequence[Block]) -> tuple[Inline, ...]:
    """Join the paragraphs of a footnote into one, with line breaks between."""
    out: list[Inline] = []
    for block in blocks:
        inlines: Sequence[Inline] = ()
        if isinstance(block, Paragraph):
            inlines = block.inlines
        elif isinstance(block, BulletList | OrderedList):
            inlines = _flattened([inner for item in block.items for inner in item])
        elif isinstance(block, Quote):
            inlines = _flattened(block.blocks)
        elif isinstance(block, Table):
            cells = [cell for row in (block.header, *(row.cells for row in block.rows)) for cell in row]
            inlines = _flattened([Paragraph(cell) for cell in cells])
        out.extend([LineBreak(), *inlines] if out else inlines)
    return tuple(out)


def _says(written: str, value: str) -> bool:
    """Whether the writer's words contain the value, in digits or, for a small number, as a word.

    Of a share they may contain only the part: "Inga" says "0 av 3". Words that write out a share contain it whole.
    """
    words = [run.rstrip(",.\u00a0") for run in re.findall(r"[\w,.\u00a0]+", written.lower())]
    if "av" not in words:
        value = value.partition(" av ")[0]
    small = count_words(int(value)) if value.isascii() and value.isdigit() and len(value) < 3 else value
    other = {"0": {"ingen", "inget", "inga"}, "1": {"ett"}}.get(value, set())
    return not {value.lower(), small, *other}.isdisjoint(words)
