"""Inline text as Word runs, links and footnotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from akropolis.base.kernel.reporting.docx.parts import HEAD, R, W
from akropolis.base.kernel.reporting.prepared import Prepared
from akropolis.base.lib.document import (
    Emphasis,
    FootnoteRef,
    Inline,
    LineBreak,
    Link,
    Secrecy,
    Secret,
    Strong,
    Text,
    Value,
)

FOOTNOTE_MARK = "_Fotnot{}"


@dataclass(frozen=True, slots=True)
class Look:
    """Formatting of a run: bold, italic, or a named style."""

    bold: bool = False
    italic: bool = False
    style: str = ""

    def xml(self) -> str:
        """Return the run's properties as XML, in the order that the schema requires."""
        style = f'<w:rStyle w:val="{self.style}"/>' if self.style else ""
        bold = "<w:b/><w:bCs/>" if self.bold else ""
        italic = "<w:i/><w:iCs/>" if self.italic else ""
        return f"<w:rPr>{style}{bold}{italic}</w:rPr>" if style or bold or italic else ""


PLAIN = Look()


def run(text: str, look: Look = PLAIN) -> str:
    """Return a run of literal text."""
    return f'<w:r>{look.xml()}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


@dataclass
class DocxInlineWriter:
    """Writes the inline text of one document and collects `links`: relationship ids keyed by link address."""

    prepared: Prepared
    links: dict[str, str] = field(default_factory=dict)
    bookmarks: int = 0
    _met: set[str] = field(default_factory=set)

    def write(self, inlines: Iterable[Inline], look: Look = PLAIN) -> str:
        """Return the inlines as the XML content of a paragraph."""
        return "".join(self._inline(inline, look) for inline in inlines)

    def secrecy(self, secrecy: Secrecy) -> str:
        """Return the mark shown after secret text."""
        return run(f" ({self.prepared.secrecy_label(secrecy)})", Look(style="SecrecyText"))

    def _inline(self, inline: Inline, look: Look) -> str:
        match inline:
            case Text():
                return run(inline.text, look)
            case Strong():
                return self.write(inline.inlines, replace(look, bold=True))
            case Emphasis():
                return self.write(inline.inlines, replace(look, italic=True))
            case Link():
                return self._link(inline, look)
            case LineBreak():
                return "<w:r><w:br/></w:r>"
            case FootnoteRef():
                return self._reference(inline.id)
            case _:
                return self._marked(inline, look)

    def _marked(self, inline: Value | Secret, look: Look) -> str:
        words = run(inline.text, look) if isinstance(inline, Value) else self.write(inline.inlines, look)
        return words + (self.secrecy(inline.secrecy) if inline.secrecy else "")

    def _link(self, link: Link, look: Look) -> str:
        # A path from the root of an installation leads nowhere from a file.
        if not link.href.startswith(("http://", "https://", "mailto:")):
            return self.write(link.inlines, look)
        key = self.links.setdefault(link.href, f"rIdLink{len(self.links) + 1}")
        return f'<w:hyperlink r:id="{key}">{self.write(link.inlines, replace(look, style="Hyperlink"))}</w:hyperlink>'

    def bookmark(self, name: str, content: str) -> str:
        """Return the content wrapped in a named bookmark."""
        self.bookmarks += 1
        key = self.bookmarks
        return f'<w:bookmarkStart w:id="{key}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{key}"/>'

    def _reference(self, footnote: str) -> str:
        number = self.prepared.numbers.get(footnote)
        if number is None:
            return ""
        name = FOOTNOTE_MARK.format(number)
        style = Look(style="FootnoteReference").xml()
        if footnote in self._met:
            field_code = f" NOTEREF {name} \\f \\h "
            return f'<w:fldSimple w:instr="{field_code}"><w:r>{style}<w:t>{number}</w:t></w:r></w:fldSimple>'
        self._met.add(footnote)
        return self.bookmark(name, f'<w:r>{style}<w:footnoteReference w:id="{number}"/></w:r>')

    def footnotes(self) -> str:
        """Return the part with the text of all footnotes; its links are in `links` too."""
        separators = (
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
            "</w:footnote>"
        )
        mark = f"<w:r>{Look(style='FootnoteReference').xml()}<w:footnoteRef/></w:r>{run(' ')}"
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{mark}'
            f"{self.write(inline for inline in note.inlines if not isinstance(inline, FootnoteRef))}"
            f"{self.secrecy(note.secrecy) if note.secrecy else ''}</w:p></w:footnote>"
            for number, note in enumerate(self.prepared.notes, 1)
        )
        return f'{HEAD}<w:footnotes xmlns:w="{W}" xmlns:r="{R}">{separators}{notes}</w:footnotes>'
