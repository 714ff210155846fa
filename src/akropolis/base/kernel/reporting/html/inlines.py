"""Inline text as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

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

EMPTY = SafeString("")


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Concatenate the parts."""
    return format_html_join("", "{}", ((part,) for part in parts))


@dataclass
class HtmlInlineWriter:
    """Writes the inline text of one document.

    If `alone`, the page is a file of its own, like the other formats: paths on the site do not become links,
    and changes are not marked.
    """

    prepared: Prepared
    alone: bool = False
    _met: set[str] = field(default_factory=set)

    def law(self, secrecy: Secrecy) -> str:
        """Return the label shown at secret text: the legal provision."""
        return self.prepared.secrecy_label(secrecy)

    def after(self, secrecy: Secrecy | None) -> SafeString:
        """Return the mark shown after secret text; an empty string if `secrecy` is None."""
        return format_html(' <small class="secret-law">({})</small>', self.law(secrecy)) if secrecy else EMPTY

    def write(self, inlines: Iterable[Inline]) -> SafeString:
        """Return the inlines as HTML."""
        return joined(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> SafeString:
        writers: dict[type, Callable[[Any], SafeString]] = {
            Text: lambda inline: conditional_escape(inline.text),
            Strong: lambda inline: format_html("<strong>{}</strong>", self.write(inline.inlines)),
            Emphasis: lambda inline: format_html("<em>{}</em>", self.write(inline.inlines)),
            Link: self._link,
            LineBreak: lambda _: SafeString("<br>"),
            FootnoteRef: self._reference,
            Value: self._value,
            Secret: self._secret,
        }
        return writers[type(inline)](inline)

    def _link(self, inline: Link) -> SafeString:
        words = self.write(inline.inlines)
        return format_html('<a href="{}">{}</a>', inline.href, words) if self._leads(inline.href) else words

    def _leads(self, href: str | None) -> bool:
        """Return whether a link to `href`, an address from the data, may be shown as a link on this page."""
        outside = ("https://", "http://", "mailto:")
        return bool(href) and str(href).startswith(outside if self.alone else (*outside, "/", "#"))

    def _secret(self, inline: Secret) -> SafeString:
        return format_html(
            '<span class="secret">{} <small class="secret-law">({})</small></span>',
            self.write(inline.inlines),
            self.law(inline.secrecy),
        )

    def _reference(self, reference: FootnoteRef) -> SafeString:
        number = self.prepared.numbers.get(reference.id)
        if number is None:
            return EMPTY
        back = EMPTY if reference.id in self._met else format_html(' id="fotnotsplats-{}"', number)
        self._met.add(reference.id)
        name = f"{self.prepared.words.footnote} {number}"
        return format_html(
            '<sup><a{} href="#fotnot-{}" aria-label="{}">{}</a></sup>', back, number, name, number
        )

    def _value(self, value: Value) -> SafeString:
        notes = [self.law(value.secrecy)] if value.secrecy else []
        changes = [] if self.alone else self._changes(value)
        css = "ak-figure ak-figure--changed" if changes else "ak-figure"
        if self._leads(value.href):
            shown = format_html(
                '<a class="{}" href="{}" data-figure="{}">{}</a>', css, value.href, value.key, value.text
            )
        else:
            shown = format_html('<span class="{}" data-figure="{}">{}</span>', css, value.key, value.text)
        if not changes + notes:
            return shown
        return format_html('{} <span class="ak-quiet">({})</span>', shown, ", ".join(changes + notes))

    def _changes(self, value: Value) -> list[str]:
        now = [] if value.current is None else [f"{self.prepared.words.now} {value.current}"]
        before = [] if value.changed_from is None else [f"{self.prepared.words.before} {value.changed_from}"]
        return now + before
