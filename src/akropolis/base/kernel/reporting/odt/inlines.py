"""Inline text as OpenDocument spans, links and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

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

_SPACES = re.compile(" ( +)")


def literal(text: str) -> str:
    """Return the text as typed: OpenDocument collapses spaces unless they are written as counted elements."""
    return _SPACES.sub(lambda run: f' <text:s text:c="{len(run[1])}"/>', escape(text))


def span(style: str, content: str) -> str:
    """Return the content in a named character style."""
    return f'<text:span text:style-name="{style}">{content}</text:span>' if content else ""


@dataclass
class OdtInlineWriter:
    """Writes the inlines of one document."""

    prepared: Prepared
    _met: set[str] = field(default_factory=set)

    def write(self, inlines: Iterable[Inline], *, linked: bool = False) -> str:
        """Return the inlines as the XML content of a paragraph."""
        return "".join(self._inline(inline, linked) for inline in inlines)

    def secrecy(self, secrecy: Secrecy | None) -> str:
        """Return the mark shown after secret text; an empty string if `secrecy` is None."""
        if secrecy is None:
            return ""
        return span("Secrecy_20_Text", literal(f" ({self.prepared.secrecy_label(secrecy)})"))

    def _inline(self, inline: Inline, linked: bool) -> str:
        match inline:
            case Text():
                return literal(inline.text)
            case Strong():
                return span("Strong_20_Emphasis", self.write(inline.inlines, linked=linked))
            case Emphasis():
                return span("Emphasis", self.write(inline.inlines, linked=linked))
            case Link():
                return self._link(inline, linked)
            case LineBreak():
                return "<text:line-break/>"
            case FootnoteRef():
                return self._reference(inline.id)
            case _:
                return self._marked(inline, linked)

    def _marked(self, inline: Value | Secret, linked: bool) -> str:
        if isinstance(inline, Value):
            return literal(inline.text) + self.secrecy(inline.secrecy)
        return self.write(inline.inlines, linked=linked) + self.secrecy(inline.secrecy)

    def _link(self, link: Link, linked: bool) -> str:
        # A path from the root of an installation leads nowhere from a file, and a link holds no other link.
        if linked or not link.href.startswith(("http://", "https://", "mailto:")):
            return self.write(link.inlines, linked=linked)
        return (
            f'<text:a xlink:type="simple" xlink:href={quoteattr(link.href)} text:style-name="Internet_20_link">'
            f"{self.write(link.inlines, linked=True)}</text:a>"
        )

    def _reference(self, footnote: str) -> str:
        number = self.prepared.numbers.get(footnote)
        if number is None:
            return ""
        if footnote in self._met:
            again = (
                f'<text:note-ref text:note-class="footnote" text:reference-format="text"'
                f' text:ref-name="fotnot{number}">{number}</text:note-ref>'
            )
            return span("Footnote_20_anchor", again)
        self._met.add(footnote)
        note = self.prepared.notes[number - 1]
        words = self.write(inline for inline in note.inlines if not isinstance(inline, FootnoteRef))
        return (
            f'<text:note text:id="fotnot{number}" text:note-class="footnote">'
            f"<text:note-citation>{number}</text:note-citation><text:note-body>"
            f'<text:p text:style-name="Footnote">{words}{self.secrecy(note.secrecy)}</text:p>'
            "</text:note-body></text:note>"
        )
