"""Finds the marks for figures and secrecy in a text before Markdown is parsed.

Each mark is replaced by a short token of two private-use characters and a number, so that no Markdown rule (table
bars, emphasis stars) can cut a mark in two. An attempted secrecy mark that cannot be read makes everything after it
secret: a typing mistake must not publish.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from akropolis.base.lib.markdown.problems import Code, MarkdownProblem

TOKEN = re.compile("\ue000([0-9]+)\ue001")

# Every repetition is possessive, so that an unterminated mark is scanned once, not once per character.
_CANDIDATE = re.compile(
    r"\{\s*+(?:(?P<figure>figure\s*+:)|(?P<secret>/?\s*+(?:secret|sekretess)\b))", re.IGNORECASE
)
_FIGURE = re.compile(r"\{figure:(?P<key>[\w.:/-]{1,200}+)(?:\|(?P<written>[^{}\n]*+))?\}")
_BLOCK_START = re.compile(
    r"\{\s*+(?:secret|sekretess)[ \t]++(?P<paragraph>[^{}|\n]*+)\}[ \t]*+$", re.I | re.M
)
_BLOCK_END = re.compile(r"\{\s*+/\s*+(?:secret|sekretess)\s*+\}[ \t]*+$", re.IGNORECASE | re.MULTILINE)
_INLINE_START = re.compile(
    r"\{\s*+(?:secret|sekretess)\s*+:\s*+(?P<paragraph>[^{}|\n]*+)\s*+\|", re.IGNORECASE
)
_BLANK = re.compile(r"\n[ \t>]*+(?:\n|$)")
_BRACE = re.compile(r"[{}]")
_MARGIN = re.compile(r"[ \t>]*+$")


@dataclass(frozen=True, slots=True)
class Typed:
    """Literal characters."""

    text: str


@dataclass(frozen=True, slots=True)
class FigureMark:
    key: str
    written: str | None
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class SecretWords:
    """Words inside a paragraph that have a secrecy mark; `inner` is their Markdown, with tokens for the figures."""

    paragraph: str
    inner: str


@dataclass(frozen=True, slots=True)
class SecretStart:
    """Start of secret paragraphs; if `sealed`, everything to the end of the text is secret."""

    paragraph: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class SecretEnd:
    pass


type Mark = Typed | FigureMark | SecretWords | SecretStart | SecretEnd


@dataclass
class Scanner:
    """Scans one text; afterwards `marks` holds what each token represents and `problems` what was wrong."""

    source: str
    marks: list[Mark] = field(default_factory=list)
    problems: list[MarkdownProblem] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source = self.source.replace("\r\n", "\n").replace("\r", "\n")
        self._breaks = [found.start() for found in re.finditer("\n", self.source)]
        self._blank = range(0)

    def scan(self) -> str:
        """Return the text with every mark replaced by its token."""
        out: list[str] = []
        position = 0
        while found := _CANDIDATE.search(self.source, position):
            start = found.start()
            if found["figure"]:
                out.append(self._typed(position, start))
                position = self._figure(start, out)
            else:
                position = self._secret(position, found, out)
        out.append(self._typed(position, len(self.source)))
        self.problems.extend(MarkdownProblem(line, "secret-unclosed") for line in self._open)
        return "".join(out)

    def _token(self, mark: Mark) -> str:
        self.marks.append(mark)
        return f"\ue000{len(self.marks) - 1}\ue001"

    def _typed(self, start: int, end: int) -> str:
        """Return a stretch without marks; the two characters that tokens are made of become tokens themselves."""
        return re.sub("[\ue000\ue001]", lambda found: self._token(Typed(found[0])), self.source[start:end])

    def _line(self, position: int) -> int:
        return bisect_left(self._breaks, position) + 1

    def _problem(self, position: int, code: Code) -> None:
        self.problems.append(MarkdownProblem(self._line(position), code))

    def _figure(self, start: int, out: list[str]) -> int:
        found = _FIGURE.match(self.source, start)
        if found is None:
            self._problem(start, "figure-malformed")
            out.append("{")
            return start + 1
        mark = FigureMark(found["key"], found["written"], found[0], self._line(start))
        out.append(self._token(mark))
        return found.end()

    def _secret(self, position: int, candidate: re.Match[str], out: list[str]) -> int:
        """Handle what looks like a secrecy mark; `position` is where the text before it begins."""
        start = candidate.start()
        line_start = self.source.rfind("\n", 0, start) + 1
        alone = line_start >= position and _MARGIN.fullmatch(self.source, line_start, start)
        if candidate["secret"].startswith("/"):
            return self._end(position, start, line_start if alone else None, out)
        if alone and (found := _BLOCK_START.match(self.source, start)):
            self._open.append(self._line(start))
            out.append(self._typed(position, line_start))
            out.append(self._own_paragraph(SecretStart(found["paragraph"].rstrip()), line_start, start))
            return found.end()
        out.append(self._typed(position, start))
        if found := _INLINE_START.match(self.source, start):
            end = self._closing_brace(found.end())
            if end is not None:
                out.append(self._words(found["paragraph"].rstrip(), found.end(), end))
                return end + 1
        return self._seal(start, out)

    def _end(self, position: int, start: int, line_start: int | None, out: list[str]) -> int:
        found = _BLOCK_END.match(self.source, start)
        if found and line_start is not None and self._open:
            self._open.pop()
            out.append(self._typed(position, line_start))
            out.append(self._own_paragraph(SecretEnd(), line_start, start))
            return found.end()
        self._problem(start, "secret-end-stray" if found and line_start is not None else "secret-end-inline")
        out.append(self._typed(position, start + 1))
        return start + 1

    def _own_paragraph(self, mark: Mark, line_start: int, start: int) -> str:
        margin = self.source[line_start:start]
        indent = "" if ">" in margin else margin
        return f"\n{indent}{self._token(mark)}\n\n"

    def _closing_brace(self, start: int) -> int | None:
        """Return where the brace is that closes a mark in the same paragraph; braces in the words come in pairs."""
        depth = 1
        for found in _BRACE.finditer(self.source, start, self._paragraph_end(start)):
            depth += 1 if found[0] == "{" else -1
            if depth == 0:
                return found.start()
        return None

    def _paragraph_end(self, start: int) -> int:
        """Return where the paragraph ends; searched for once per paragraph, however many marks it holds."""
        if start not in self._blank:
            found = _BLANK.search(self.source, start)
            self._blank = range(start, found.start() + 1 if found else len(self.source) + 1)
        return self._blank.stop - 1

    def _words(self, paragraph: str, start: int, end: int) -> str:
        """Handle words under a mark. Figures in them are resolved; a secrecy mark in them is typed text."""
        out: list[str] = []
        position = start
        while (found := _CANDIDATE.search(self.source, position, end)) is not None:
            out.append(self._typed(position, found.start()))
            figure = _FIGURE.match(self.source, found.start(), end) if found["figure"] else None
            if figure:
                position = self._figure(found.start(), out)
            else:
                out.append("{")
                position = found.start() + 1
        out.append(self._typed(position, end))
        return self._token(SecretWords(paragraph, "".join(out)))

    def _seal(self, start: int, out: list[str]) -> int:
        """Fail closed: make the rest of the paragraph and every paragraph after it secret."""
        opening = _INLINE_START.match(self.source, start)
        self._problem(start, "secret-unclosed" if opening else "secret-malformed")
        paragraph = opening["paragraph"].rstrip() if opening else ""
        end = self._paragraph_end(start)
        out.append(self._words(paragraph, opening.end() if opening else start, end))
        out.append(f"\n\n{self._token(SecretStart(paragraph, sealed=True))}\n\n")
        return end
