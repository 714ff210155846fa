"""Cut the text of an earlier review into sections at its headings, and propose the chapter of each."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_text.rules.chapters import WRAPPER, title_for

SKIP, JOIN = "", "join"
"""Choices instead of a chapter: leave the section out, or keep it as a part of the section above."""
ALIKE, LONGEST_HEADING = 0.75, 100
LINES_LIMIT, SECTIONS_LIMIT = 20_000, 300
"""Maximum number of paragraphs that are read, and of sections for which a chapter can be chosen."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "followup": ("uppföljning", "föregående genomgång", "tidigare genomgång"),
    "introduction": ("inledning", "syfte"),
    "horizon": ("omvärld",),
    "audits": ("revision", "avvikelse"),
    "risks": ("risk",),
    "indicators": ("indikator", "måluppfyllelse"),
    "assessment": ("samlad bedömning", "slutsats"),
    "directions": ("inriktning",),
    "execution": ("genomförande",),
    "state": ("genomgång", "nuläge", "läget"),
}
"""Words that lead to a chapter when they stand in a heading that is like no chapter's own; the first that fits."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph. `level` is that of a heading, 0 for text; a `bold` short paragraph may be a heading too."""

    text: str
    level: int = 0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class EarlierSection:
    """A heading with the text below it, in Markdown. The text before the first heading has no heading."""

    heading: str
    text: str
    chapter: str = SKIP

    @property
    def words(self) -> int:
        """Return the number of words of the text."""
        return len(self.text.split())


def chapter_names(unit_name: str, *, city: bool) -> dict[str, str]:
    """Return the names of the chapters that an earlier text can go to, by key."""
    kinds = [
        kind
        for kind in REVIEW.chapters_for(city=city)
        if kind.kind != WRAPPER and kind.key not in ("remarks", "coverage")
    ]
    return {kind.key: title_for(kind, unit_name, city=city) or kind.title for kind in kinds}


def cut(lines: Sequence[TextLine], names: Mapping[str, str]) -> list[EarlierSection]:
    """Return the sections, each with the chapter proposed for it. Nothing of the text is lost.

    A text without headings is cut at the short paragraphs that are bold, or that are like a chapter's name.
    Headings below the level that divides the document stay in the text.
    """
    if not any(line.level for line in lines):
        lines = [TextLine(line.text, int(_looks_like_heading(line, names))) for line in lines]
    levels = Counter(line.level for line in lines if line.level)
    top = min((level for level, count in levels.items() if count > 1), default=min(levels, default=0))
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        if 0 < line.level <= top:
            parts.append((line.text, []))
        else:
            parts[-1][1].append(f"### {line.text}" if line.level else line.text)
    found: list[EarlierSection] = []
    for heading, texts in parts:
        if not texts and not heading:
            continue
        chapter = propose_chapter(heading, names) if heading else SKIP
        if not chapter and heading and any(each.chapter for each in found):
            chapter = JOIN
        found.append(EarlierSection(heading, _paragraphs(texts), chapter))
    return found


def _looks_like_heading(line: TextLine, names: Mapping[str, str]) -> bool:
    short = len(line.text) <= LONGEST_HEADING and not line.text.endswith((".", ":", ",", ";"))
    return short and (line.bold or max(_likeness(line.text, name) for name in names.values()) >= ALIKE)


def _paragraphs(texts: Iterable[str]) -> str:
    """Join paragraphs with an empty line between them, but not between the lines of a list."""
    found = ""
    for text in texts:
        near = text.startswith("- ") and found.rpartition("\n")[2].startswith("- ")
        found += ("\n" if near else "\n\n" if found else "") + text
    return found


def propose_chapter(heading: str, names: Mapping[str, str]) -> str:
    """Return the key of the chapter whose name is like the heading, or that a word in it leads to; else empty."""
    near = max(names, key=lambda key: _likeness(heading, names[key]))
    if _likeness(heading, names[near]) >= ALIKE:
        return near
    plain = _plain(heading)
    return next(
        (key for key, words in WORDS.items() if key in names and any(w in plain for w in words)), SKIP
    )


def _likeness(heading: str, name: str) -> float:
    return SequenceMatcher(None, _plain(heading), _plain(name)).ratio()


def _plain(heading: str) -> str:
    return re.sub(r"^[\d.\s]+", "", heading[: 2 * LONGEST_HEADING]).casefold().strip()


def gather_chapters(sections: Sequence[EarlierSection], chosen: Sequence[str]) -> dict[str, str]:
    """Return the text of each chapter by key, given the choice for each section.

    A section that joins the one above, or goes to a chapter that has a text already, keeps its heading there.
    """
    found: dict[str, list[str]] = {}
    current = SKIP
    for section, choice in zip(sections, chosen, strict=True):
        current = current if choice == JOIN else choice
        if current:
            below = choice == JOIN or current in found
            head = [f"### {section.heading}"] if below and section.heading else []
            found.setdefault(current, []).extend([*head, section.text])
    return {key: "\n\n".join(filter(None, texts)) for key, texts in found.items()}


def pasted_lines(text: str) -> list[TextLine]:
    """Return the paragraphs of a pasted text: divided by empty lines if there are any, else one on each line.

    A line that begins with # is a heading.
    """
    whole = text.replace("\r\n", "\n").strip()
    blocks = re.split(r"\n\s*\n", whole) if re.search(r"\n\s*\n", whole) else whole.split("\n")
    found = []
    for block in filter(str.strip, blocks):
        level = len(block) - len(block.lstrip("#"))
        listed = re.search(r"^\s*(?:[-•]|\d+\.)\s", block, re.MULTILINE)
        words = block.strip() if listed else " ".join(block.split())
        found.append(TextLine(re.sub(r"^[•]\s*", "- ", words.lstrip("# "), flags=re.MULTILINE), level))
    return found
