"""The handbook: the user guide, chapter by chapter, and the accessibility statement, as shipped with this version."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.utils.safestring import SafeString

from akropolis.base.kernel.reporting import render_html_fragment
from akropolis.base.lib.document import Block, Document, Heading, inline_text
from akropolis.base.lib.markdown import parse
from akropolis.base.lib.text import found_in

SOURCE = Path(__file__).resolve().parents[5] / "docs" / "anvandarguide"
"""The folder of the user guide in the project; in an installed wheel the guide is in the package instead."""
FILE = re.compile(r"\d+-(.+)\.md")
STATEMENT = "tillganglighetsredogorelse.md"
"""The file of the accessibility statement, which is stored among the chapters without being one."""
NOBODY_NAMED = "den som förvaltar kontona i akropoLIS"
LINK = re.compile(r"\]\(\d+-([\w-]+)\.md(#[\w-]+)?\)")
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#{1,3} ", re.M)
BRACE, OPEN, CLOSE = "\ue000", "\ue001", "\ue002"
"""Substitutes for code characters while the text is parsed, so that it is not read as our own markup."""


@dataclass(frozen=True, slots=True)
class HandbookSection:
    """A section of a chapter, with its heading; the first section has the chapter's title as its heading."""

    title: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class HandbookChapter:
    """A chapter: its slug, title and sections, and its whole source text."""

    slug: str
    title: str
    sections: tuple[HandbookSection, ...]
    text: str

    @property
    def places(self) -> frozenset[str]:
        """Return the anchors of the headings that can be linked to."""
        return frozenset(section.anchor for section in self.sections)


@cache
def chapters() -> Mapping[str, HandbookChapter]:
    """Return a dict from slug to chapter, in the order of the guide."""
    found = ((path, FILE.fullmatch(path.name)) for path in _folder().glob("*.md"))
    named = [(int(path.name.partition("-")[0]), name[1], path) for path, name in found if name]
    return {slug: _chapter(slug, path.read_text(encoding="utf-8")) for _number, slug, path in sorted(named)}


def search_handbook(words: str) -> list[tuple[HandbookChapter, HandbookSection]]:
    """Return pairs of chapter and section, for each section that contains all the words."""
    return [
        (each, part) for each in chapters().values() for part in each.sections if found_in(words, part.text)
    ]


@cache
def chapter_html(slug: str) -> SafeString:
    """Return the chapter as HTML, without its title. Raises KeyError when there is none."""
    return _as_html(chapters()[slug].text.partition("\n")[2])


def accessibility_statement(city: str, contact: str) -> SafeString:
    """Return, as HTML without its title, the statement that the law requires on digital services of
    public bodies.

    The contact is an e-mail address or the URL of a page; if the city names none, the statement refers
    to the account administrators.
    """
    text = (_folder() / STATEMENT).read_text(encoding="utf-8").partition("\n")[2]
    whom = contact.removeprefix("mailto:") or NOBODY_NAMED
    return _as_html(text.replace("STADEN", city or "Staden").replace("KONTAKT", whom))


def _folder() -> Path:
    packaged = Path(str(files("akropolis.shell.home").joinpath("handbook")))
    return packaged if packaged.is_dir() else SOURCE


def _as_html(text: str) -> SafeString:
    text = CODE.sub(rf"{OPEN}\1{CLOSE}", LINK.sub(r"](/handbok/\1/\2)", FENCE.sub(_quoted, text)))
    text = text.replace("{", BRACE)
    blocks = tuple(_named(block) for block in parse(text, level=1).blocks)
    page = str(render_html_fragment(Document(title="", blocks=blocks)))
    # The guide's text is escaped above; the three characters are placeholders for a brace and our own tags.
    return SafeString(page.replace(BRACE, "{").replace(OPEN, "<code>").replace(CLOSE, "</code>"))


def _chapter(slug: str, text: str) -> HandbookChapter:
    pieces = [piece.partition("\n") for piece in HEADING.split(text)[1:]]
    sections = tuple(HandbookSection(head, _anchor(head), f"{head}\n{body}") for head, _line, body in pieces)
    return HandbookChapter(slug, sections[0].title, sections, text)


def _quoted(fence: re.Match[str]) -> str:
    return "\n".join(f"> {OPEN}{line}{CLOSE}  " for line in fence[1].splitlines())


def _named(block: Block) -> Block:
    return replace(block, anchor=_anchor(inline_text(block.inlines))) if isinstance(block, Heading) else block


def _anchor(title: str) -> str:
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")
