"""Which chapter each paragraph of a document is in, and the words by which a remark names the paragraph. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from akropolis.base.lib.document import Document, Heading, PageBreak, inline_text, mask, plain_text

LENGTH = 80
"""Maximum number of a paragraph's characters that name it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list, table or figure: the key of its chapter, and its first words in the open version."""

    chapter: str
    words: str


def passages(document: Document, chapters: Mapping[str, str]) -> dict[int, Passage]:
    """Return the passages by their number among the document's blocks. `chapters` maps headings to keys.

    What stands under other headings of the first level is left out, and so are those headings.
    """
    found, chapter = {}, ""
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading) and block.level == 1:
            chapter = chapters.get(inline_text(block.inlines), "")
        elif chapter and not isinstance(block, PageBreak):
            alone = mask(Document("", (block,), footnotes=document.footnotes, figures=document.figures))
            lines = [line for line in plain_text(alone) if line.strip()]
            found[number] = Passage(chapter, _first_words(lines[0] if lines else ""))
    return found


def _first_words(text: str) -> str:
    words = " ".join(text.split())
    return f"”{words}”" if len(words) <= LENGTH else f"”{words[:LENGTH].rsplit(' ', 1)[0]} …”"
