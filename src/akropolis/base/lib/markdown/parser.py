"""The allowed Markdown as a markdown-it parser; everything else is kept as typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block, table
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

DEEPEST = 6
SIGNS = 10_000
"""Maximum number of line breaks and significant characters in a text, since parsing time grows with them."""

_ALLOWED_LINK = re.compile(r"(?:https?://[^\s\\]+|mailto:[^\s\\]+|/(?![/\\])[^\s\\]*)", re.IGNORECASE)
_PRIVATE = re.compile("%EE%80%8[01]|[\ue000\ue001]", re.IGNORECASE)
_LIST_LINE = re.compile(r"(?:-|[0-9]{1,9}\.)(?:\s|$)")
_LEADING = re.compile(r">[ \t]*|-[ \t]+|[0-9]{1,9}\.[ \t]+")
_CELL_END = re.compile(r"(?<!\\)\|")
_REFERENCE = re.compile(r"\[\^[^\s\]]{1,80}\]")
_SIGN = re.compile("[\n*_\\[|{!\ue000\ue001]")
_ALONE = re.compile(r"\n[ \t]*(\ue000[0-9]+\ue001)\n\n")
_BRACKET = re.compile(r"(?<!!)\[|\]")
_HOLDERS = frozenset({"bullet_list_open", "ordered_list_open", "blockquote_open"})


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802, the name is markdown-it's
        return bool(_ALLOWED_LINK.fullmatch(url)) and not _PRIVATE.search(url)


def _dash_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse lists whose items begin with `-` or `1.`; a star or a plus at the start of a line is typed text."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    return bool(_LIST_LINE.match(line)) and list_block(state, start, end, silent)


def _whole_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse tables, except one with a row longer than its head: the last cells of that row would be lost."""
    if silent or not table(state, start, end, True):
        return table(state, start, end, silent)
    columns = None
    if start < state.env.get("typed", 0):
        return False
    for line in range(start, end):
        row = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
        if not row:
            break
        cells = len(_CELL_END.split(row.removeprefix("|").removesuffix("|")))
        columns = columns or cells
        if cells > columns:
            # Otherwise every line of a block of consecutive headings would search for its own end.
            state.env["typed"] = _block_end(state, line, end)
            return False
    return table(state, start, end, silent)


def _block_end(state: StateBlock, start: int, end: int) -> int:
    return next((line for line in range(start, end) if state.isEmpty(line)), end)


def _literal(state: StateInline, silent: bool) -> bool:
    """Treat underscores and images as typed text."""
    size = 1 if state.src[state.pos] == "_" else 2 if state.src.startswith("![", state.pos) else 0
    if not size:
        return False
    if not silent:
        state.pending += state.src[state.pos : state.pos + size]
    state.pos += size
    return True


def _closed_link(state: StateInline, silent: bool) -> bool:
    """Parse only links with a closed bracket followed by a parenthesis, to avoid searching repeatedly for an end."""
    return state.src[state.pos] == "[" and state.pos in _links(state) and link(state, silent)


def _links(state: StateInline) -> set[int]:
    """Return the positions where links may begin in the text being read; computed once per text."""
    source, starts = state.env.get("links", ("", set()))
    if source is not state.src:
        starts = _link_starts(state.src)
        state.env["links"] = (state.src, starts)
    return cast(set[int], starts)


def _link_starts(source: str) -> set[int]:
    starts: set[int] = set()
    opened: list[int] = []
    inside: list[int] = []
    for found in _BRACKET.finditer(source):
        if found[0] == "[":
            opened.append(found.start())
            inside.append(0)
        elif opened:
            start, held = opened.pop(), inside.pop()
            if source.startswith("(", found.end()) and held <= DEEPEST:
                starts.add(start)
            if inside:
                inside[-1] = max(inside[-1], held + 1)
    return starts


def _short_reference(state: StateInline, silent: bool) -> bool:
    """Parse only references with a short label, since searching repeatedly for the end of a long one is too slow."""
    return bool(_REFERENCE.match(state.src, state.pos)) and footnote_ref(state, silent, always_match=True)


def _parser(*blocks: str) -> MarkdownIt:
    parser = _Parser("zero", {"maxNesting": 200})
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.block.ruler.at("list", _dash_list, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.at("table", _whole_table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.at("footnote_ref", _short_reference)
    parser.inline.ruler.at("link", _closed_link)
    parser.inline.ruler.before("emphasis", "literal", _literal)
    return parser.enable([*blocks, "newline", "literal", "emphasis", "link"])


_FULL = _parser("heading", "list", "blockquote", "table")
_FLAT = _parser()


def overloaded(text: str, most: int = SIGNS) -> int:
    """Return the line, counted from 1, on which a text exceeds `most` significant characters; 0 if it never does."""
    found = next(islice(_SIGN.finditer(text), most, None), None)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def tokens(text: str, *, typed: bool = False) -> tuple[Sequence[Token], bool]:
    """Return the text's tokens, and whether it was nested so deep that its lists and the like became typed text.

    With `typed` the whole text is typed text: only the marks for figures and secrecy keep their meaning.
    """
    if typed:
        return [token for part in _ALONE.split(text) for token in _typed(part)], False
    if not _is_deep(text):
        parsed = _FULL.parse(text)
        if _depth(parsed) <= DEEPEST:
            return parsed, False
    return _FLAT.parse(text), True


def inline_tokens(text: str) -> Sequence[Token]:
    """Return the tokens of words inside a paragraph."""
    if overloaded(
        text, 2 * SIGNS
    ):  # a character of the author's may have become the two delimiters of a mark
        return [Token("text", "", 0, content=text)]
    return _FULL.parseInline(text)[0].children or ()


def _typed(text: str) -> list[Token]:
    words = Token("inline", "", 0, content=text, children=[Token("text", "", 0, content=text.strip())])
    return [Token("paragraph_open", "p", 1), words, Token("paragraph_close", "p", -1)]


def _is_deep(text: str) -> bool:
    """Whether a line of the text is indented or nested so deep that the parser would give up on it."""
    for line in text.split("\n"):
        bare = line.lstrip(" \t")
        if len(line) - len(bare) > 64:
            return True
        position, markers = 0, 0
        while found := _LEADING.match(bare, position):
            position, markers = found.end(), markers + 1
        if markers > 2 * DEEPEST:
            return True
    return False


def _depth(parsed: Sequence[Token]) -> int:
    depth = deepest = 0
    for token in parsed:
        if token.type in _HOLDERS:
            depth += 1
            deepest = max(deepest, depth)
        elif token.type.replace("_close", "_open") in _HOLDERS:
            depth -= 1
    return deepest
