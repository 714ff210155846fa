"""The Markdown that is allowed, as a markdown-it parser: everything else comes out as it was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

DEEPEST = 6

_ALLOWED_LINK = re.compile(r"(?:https?://[^\s\\]+|mailto:[^\s\\]+|/(?![/\\])[^\s\\]*)", re.IGNORECASE)
_PRIVATE = re.compile("%EE%80%8[01]|[\ue000\ue001]", re.IGNORECASE)
_LIST_LINE = re.compile(r"(?:-|[0-9]{1,9}\.)(?:\s|$)")
_LEADING = re.compile(r">[ \t]*|-[ \t]+|[0-9]{1,9}\.[ \t]+")
_CELL_END = re.compile(r"(?<!\\)\|")
_REFERENCE = re.compile(r"\[\^[^\s\]]{1,80}\]")
_HOLDERS = frozenset({"bullet_list_open", "ordered_list_open", "blockquote_open"})


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802, the name is markdown-it's
        return bool(_ALLOWED_LINK.fullmatch(url)) and not _PRIVATE.search(url)


def _dash_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lists by hyphen and by number with full stop; a star or a plus at the start of a line is typed text."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    return bool(_LIST_LINE.match(line)) and list_block(state, start, end, silent)


def _whole_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Tables, but not one with a row that is longer than its head: its last cells would be lost."""
    if silent or not table(state, start, end, True):
        return table(state, start, end, silent)
    columns = None
    for line in range(start, end):
        row = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
        if not row:
            break
        cells = len(_CELL_END.split(row.removeprefix("|").removesuffix("|")))
        columns = columns or cells
        if cells > columns:
            return False
    return table(state, start, end, silent)


def _literal(state: StateInline, silent: bool) -> bool:
    """Underscores and images are typed text."""
    size = 1 if state.src[state.pos] == "_" else 2 if state.src.startswith("![", state.pos) else 0
    if not size:
        return False
    if not silent:
        state.pending += state.src[state.pos : state.pos + size]
    state.pos += size
    return True


def _short_reference(state: StateInline, silent: bool) -> bool:
    """References with a label that ends soon: looking for one that never ends, again and again, takes for ever."""
    return bool(_REFERENCE.match(state.src, state.pos)) and footnote_ref(state, silent, always_match=True)


def _parser(*blocks: str) -> MarkdownIt:
    parser = _Parser("zero", {"maxNesting": 200})
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.block.ruler.at("list", _dash_list, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.at("table", _whole_table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.at("footnote_ref", _short_reference)
    parser.inline.ruler.before("emphasis", "literal", _literal)
    return parser.enable([*blocks, "newline", "literal", "emphasis", "link"])


_FULL = _parser("heading", "list", "blockquote", "table")
_FLAT = _parser()


def tokens(text: str) -> tuple[Sequence[Token], bool]:
    """Give the text's tokens, and whether it was too deep: then lists and the like in it are typed text."""
    if not _is_deep(text):
        parsed = _FULL.parse(text)
        if _depth(parsed) <= DEEPEST:
            return parsed, False
    return _FLAT.parse(text), True


def inline_tokens(text: str) -> Sequence[Token]:
    """Give the tokens of words inside a paragraph."""
    return _FULL.parseInline(text)[0].children or ()


def _is_deep(text: str) -> bool:
    """Whether a line begins so deep that the parser itself would give up on it."""
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
