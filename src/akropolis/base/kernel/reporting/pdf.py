"""Documents as PDF, made by typst, conforming to both PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from akropolis.base.kernel.reporting import charts, fonts
from akropolis.base.kernel.reporting.columns import column_shares
from akropolis.base.kernel.reporting.phrases import locale
from akropolis.base.kernel.reporting.prepared import Prepared, prepare, secrecy_runs
from akropolis.base.kernel.reporting.typesetting import TooLongError, TypesetError, typeset
from akropolis.base.lib.document import (
    Block,
    BulletList,
    Emphasis,
    Figure,
    FootnoteRef,
    Heading,
    Inline,
    Link,
    OrderedList,
    Quote,
    Secret,
    Strong,
    Table,
    inline_text,
    map_texts,
    node_to_json,
    walk_inlines,
)

_STANDARDS = ["a-2a", "ua-1"]
# A longer row may break across pages; a shorter one stays on one page.
_LONG_ROW = 600
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_NO_GLYPH = re.compile(r'error: PDF/[^\n]*?(?:the text|the codepoint) `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_TRIES = 8
_SECONDS = 60
_SECONDS_FOR_PAGES = 20


def render(prepared: Prepared) -> bytes:
    """Return the document as a PDF. A character missing in our fonts is written as its code point, [U+1F600].

    Raises TooLongError if typesetting, including repeated attempts, takes more than a minute.
    """
    end = time.monotonic() + _SECONDS
    document = map_texts(prepared.document, lambda text: _PRIVATE.sub("\N{REPLACEMENT CHARACTER}", text))
    for _each in range(_TRIES):
        try:
            return _compile(prepare(document), end)
        except TypesetError as error:
            missing = _missing(str(error))
            if not missing:
                raise
            document = map_texts(document, _replacing(missing))
    return _compile(prepare(map_texts(document, _latin_only)), end)


def pages_of_headings(prepared: Prepared) -> tuple[int, ...]:
    """Return the page that each heading is set on in the PDF, for formats that know their pages only when opened.

    Empty if the document cannot be set within a few seconds: the contents list then has no page numbers.
    """
    try:
        (found,) = typeset(
            _source(),
            json.dumps(_data(prepared)),
            fonts.folder(),
            seconds=_SECONDS_FOR_PAGES,
            query="<pages>",
        )
    except (TypesetError, TooLongError):
        return ()
    pages = tuple(json.loads(found))
    return pages if len(pages) == len(prepared.entries) else ()


@cache
def _source() -> bytes:
    return (Path(__file__).parent / "report.typ").read_bytes()


def _compile(prepared: Prepared, end: float) -> bytes:
    data = json.dumps(_data(prepared))
    left = end - time.monotonic()
    (made,) = typeset(_source(), data, fonts.folder(), seconds=left, format="pdf", pdf_standards=_STANDARDS)
    return made


def _missing(diagnostic: str) -> list[str]:
    """Return the pieces of text for which typst's diagnostic says that no font has the characters."""
    return [
        _ESCAPED.sub(lambda part: chr(int(part[1], 16)) if part[1] else part[2], found)
        for found in _NO_GLYPH.findall(diagnostic)
    ]


def _replacing(missing: Iterable[str]) -> Callable[[str], str]:
    pattern = re.compile("|".join(re.escape(text) for text in sorted(set(missing), key=len, reverse=True)))
    return lambda text: pattern.sub(lambda found: "".join(map(_named, found[0])), text)


def _named(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"


def _latin_only(text: str) -> str:
    return "".join(sign if ord(sign) < 0x180 else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _data(prepared: Prepared) -> dict[str, object]:
    document, meta = prepared.document, prepared.document.meta
    number = f"{prepared.words.diary_number} {meta.diary_number}" if meta.diary_number else ""
    language, _, region = locale(document.language).partition("-")
    moment = prepared.moment
    return {
        "document": {"title": document.title, "subtitle": document.subtitle},
        "blocks": _Nodes(prepared).blocks(document.blocks),
        "words": asdict(prepared.words),
        "language": language,
        "region": region or None,
        "date": [moment.year, moment.month, moment.day],
        "authority": meta.authority,
        "head": [
            meta.authority,
            meta.administration,
            " · ".join(part for part in (meta.kind, number) if part),
        ],
        "facts": prepared.meta_rows(),
        "sender": meta.sender,
        "arms": {"picture": list(prepared.arms), "alt": meta.arms.alt} if meta.arms else None,
        "cover": meta.cover,
        "compact": meta.compact,
        "contents": bool(prepared.contents),
    }


class _Nodes:
    """Converts the tree to what the template reads: runs of secret blocks, and footnotes in their place."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._met: set[str] = set()

    def blocks(self, blocks: Iterable[Block]) -> list[dict[str, object]]:
        out: list[dict[str, object]] = []
        for secrecy, group in secrecy_runs(blocks):
            nodes = [self._block(block) for block in group]
            if secrecy:
                out.append({"type": "Marked", "secrecy": {"paragraph": secrecy.paragraph}, "blocks": nodes})
            else:
                out.extend(nodes)
        return out

    def _block(self, block: Block) -> dict[str, object]:
        node = node_to_json(block)
        if isinstance(block, Heading):
            number = f"{block.number} " if block.number else ""
            node["plain"] = number + inline_text(block.inlines)
        if isinstance(block, BulletList | OrderedList):
            node["items"] = [self.blocks(item) for item in block.items]
        elif isinstance(block, Quote):
            node["blocks"] = self.blocks(block.blocks)
        elif isinstance(block, Table):
            self._table(block, node)
        elif isinstance(block, Figure):
            node["svg"] = charts.svg(block)
        elif "inlines" in node:
            node["inlines"] = self._inlines(getattr(block, "inlines", ()))
        return node

    def _table(self, table: Table, node: dict[str, Any]) -> None:
        node["header"] = [self._inlines(cell) for cell in table.header]
        # A header repeated on the next page is an artifact, in which PDF/UA allows no links.
        heads = (inline for cell in table.header for inline in walk_inlines(cell))
        node["repeat"] = not any(isinstance(inline, FootnoteRef | Link) for inline in heads)
        for row, written in zip(table.rows, node["rows"], strict=True):
            written["cells"] = [self._inlines(cell) for cell in row.cells]
            written["long"] = max(len(inline_text(cell)) for cell in row.cells) > _LONG_ROW / len(row.cells)
        node["note"] = self._inlines(table.note)
        node["widths"] = column_shares(table)

    def _inlines(self, inlines: Iterable[Inline], *, linked: bool = False) -> list[dict[str, object]]:
        return [node for inline in inlines for node in self._inline(inline, linked=linked)]

    def _inline(self, inline: Inline, *, linked: bool) -> list[dict[str, object]]:
        if isinstance(inline, FootnoteRef):
            return self._reference(inline.id)
        if isinstance(inline, Link):
            outside = not linked and inline.href.startswith(("http://", "https://", "mailto:"))
            inner = self._inlines(inline.inlines, linked=linked or outside)
            return [{"type": "Link", "href": inline.href, "outside": outside, "inlines": inner}]
        node = node_to_json(inline)
        if isinstance(inline, Strong | Emphasis | Secret):
            node["inlines"] = self._inlines(inline.inlines, linked=linked)
        return [node]

    def _reference(self, footnote: str) -> list[dict[str, object]]:
        number = self._prepared.numbers.get(footnote)
        if number is None:
            return []
        if footnote in self._met:
            return [{"type": "NoteAgain", "number": number}]
        self._met.add(footnote)
        note = self._prepared.notes[number - 1]
        inner = self._inlines(inline for inline in note.inlines if not isinstance(inline, FootnoteRef))
        node: dict[str, object] = {"type": "Note", "number": number, "inlines": inner}
        if note.secrecy:
            node["secrecy"] = {"paragraph": note.secrecy.paragraph}
        return [node]
