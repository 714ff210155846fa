"""Documents as HTML: a piece for a page of ours, and a page that stands alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from akropolis.kernel.reporting import charts
from akropolis.kernel.reporting.prepared import Entry, Prepared, prepare, secrecy_runs
from akropolis.lib.document import (
    Block,
    BulletList,
    Cell,
    Document,
    Emphasis,
    Figure,
    FootnoteRef,
    Heading,
    Inline,
    LineBreak,
    Link,
    OrderedList,
    PageBreak,
    Paragraph,
    Quote,
    Row,
    Secrecy,
    Secret,
    Strong,
    Table,
    Text,
    Value,
    inline_text,
)

_EMPTY = SafeString("")
_SIDES = {"left": "", "center": ' class="ak-center"', "right": ' class="ak-number"'}


def render_html_fragment(document: Document, *, top_level: int = 2, contents: bool = False) -> SafeString:
    """Give the document's blocks and footnotes as HTML to set into a page, without its title and head.

    Headings of level 1 become h`top_level`, with ids; everything a person wrote is escaped; there is no script
    and no style in it. The contents list is given only if `contents` asks and the document has one.
    """
    prepared = prepare(document)
    return _Writer(prepared, top_level).body(contents=contents)


def render(prepared: Prepared) -> bytes:
    """Give a whole page that needs no other file, with title, head, contents, text and footnotes."""
    document = prepared.document
    writer = _Writer(prepared, 2)
    head = format_html_join("", "<dt>{}</dt><dd>{}</dd>", prepared.meta_rows())
    page = format_html(
        '<!doctype html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{}</title>\n'
        "<style>\n{}</style>\n</head>\n<body>\n<header>\n<h1>{}</h1>\n{}{}</header>\n<main>\n{}</main>\n</body>\n</html>\n",
        document.language,
        document.title,
        _style(),
        document.title,
        format_html('<p class="subtitle">{}</p>\n', document.subtitle) if document.subtitle else _EMPTY,
        format_html("<dl>{}</dl>\n", head) if head else _EMPTY,
        writer.body(contents=True),
    )
    return page.encode()


@cache
def _style() -> SafeString:
    # Our own file, read once; it holds no text of any user.
    return SafeString((Path(__file__).parent / "page.css").read_text("utf-8"))


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


class _Writer:
    """Writes one document; what it has met of footnotes and headings decides ids and back links."""

    def __init__(self, prepared: Prepared, top_level: int) -> None:
        self._prepared = prepared
        self._words = prepared.words
        self._shift = top_level - 1
        self._entries = iter(prepared.entries)
        self._met: set[str] = set()
        self._figures = 0

    def body(self, *, contents: bool) -> SafeString:
        lead = self._contents(self._prepared.contents) if contents else _EMPTY
        text = self._blocks(self._prepared.document.blocks)
        return _join([lead, text, self._footnotes()])

    def _contents(self, entries: Sequence[Entry]) -> SafeString:
        if not entries:
            return _EMPTY
        lines = format_html_join(
            "",
            '<li class="contents-{}"><a href="#{}">{}{}</a></li>\n',
            (
                (entry.level, entry.anchor, f"{entry.number} " if entry.number else "", entry.text)
                for entry in entries
            ),
        )
        name = self._words.contents
        return format_html(
            '<nav class="contents" aria-label="{}"><p>{}</p>\n<ul>\n{}</ul></nav>\n', name, name, lines
        )

    def _blocks(self, blocks: Iterable[Block]) -> SafeString:
        return _join(self._run(secrecy, group) for secrecy, group in secrecy_runs(blocks))

    def _run(self, secrecy: Secrecy | None, blocks: Sequence[Block]) -> SafeString:
        html = _join(self._block(block) for block in blocks)
        if secrecy is None:
            return html
        return format_html(
            '<div class="secret"><p class="secret-law">{}</p>\n{}</div>\n', self._law(secrecy), html
        )

    def _law(self, secrecy: Secrecy) -> str:
        return self._prepared.secrecy_label(secrecy)

    def _block(self, block: Block) -> SafeString:
        writers: dict[type, Callable[[Any], SafeString]] = {
            Heading: self._heading,
            Paragraph: lambda block: format_html("<p>{}</p>\n", self._inlines(block.inlines)),
            BulletList: lambda block: format_html("<ul>\n{}</ul>\n", self._items(block.items)),
            OrderedList: self._ordered,
            Quote: lambda block: format_html("<blockquote>\n{}</blockquote>\n", self._blocks(block.blocks)),
            Table: self._table,
            Figure: self._figure,
            PageBreak: lambda _: SafeString('<div class="page-break"></div>\n'),
        }
        return writers[type(block)](block)

    def _ordered(self, block: OrderedList) -> SafeString:
        start = format_html(' start="{}"', block.start) if block.start != 1 else _EMPTY
        return format_html("<ol{}>\n{}</ol>\n", start, self._items(block.items))

    def _heading(self, block: Heading) -> SafeString:
        level = min(block.level + self._shift, 6)
        anchor = next(self._entries).anchor
        number = f"{block.number} " if block.number else ""
        law = (
            format_html(' <small class="secret-law">({})</small>', self._law(block.secrecy))
            if block.secrecy
            else ""
        )
        words = self._inlines(block.inlines)
        return format_html('<h{} id="{}">{}{}{}</h{}>\n', level, anchor, number, words, law, level)

    def _items(self, items: Sequence[Sequence[Block]]) -> SafeString:
        return _join(format_html("<li>{}</li>\n", self._item(item)) for item in items)

    def _item(self, item: Sequence[Block]) -> SafeString:
        if len(item) == 1 and isinstance(item[0], Paragraph) and not item[0].secrecy:
            return self._inlines(item[0].inlines)
        return self._blocks(item)

    def _table(self, table: Table) -> SafeString:
        labels = [inline_text(cell) for cell in table.header]
        sides = [_SIDES[side] for side in table.alignments] or [""] * len(labels)
        # The sides are constants of ours, so they go in as they are.
        safe = [SafeString(side) for side in sides]
        head = _join(
            format_html('<th scope="col"{}>{}</th>', side, self._inlines(cell))
            for side, cell in zip(safe, table.header, strict=True)
        )
        rows = _join(self._row(row, labels, safe, first=table.header_column) for row in table.rows)
        caption = format_html("<caption>{}</caption>\n", table.caption) if table.caption else _EMPTY
        note = (
            format_html('<p class="ak-missing">{}</p>\n', self._inlines(table.note)) if table.note else _EMPTY
        )
        return format_html(
            '<div class="ak-table-wrap"><table class="ds-table ak-table">\n{}<thead><tr>{}</tr></thead>\n'
            "<tbody>\n{}</tbody></table>\n{}</div>\n",
            caption,
            head,
            rows,
            note,
        )

    def _row(
        self, row: Row, labels: Sequence[str], sides: Sequence[SafeString], *, first: bool
    ) -> SafeString:
        cells = []
        for index, cell in enumerate(row.cells):
            heads = first and index == 0
            name, scope = ("th", SafeString(' scope="row"')) if heads else ("td", _EMPTY)
            words = self._cell(cell, row.secrecy if index == 0 else None)
            cells.append(
                format_html(
                    '<{}{}{} data-label="{}">{}</{}>', name, scope, sides[index], labels[index], words, name
                )
            )
        css = SafeString(' class="secret"') if row.secrecy else _EMPTY
        return format_html("<tr{}>{}</tr>\n", css, _join(cells))

    def _cell(self, cell: Cell, secrecy: Secrecy | None) -> SafeString:
        words = self._inlines(cell)
        if secrecy is None:
            return words
        return format_html('{} <small class="secret-law">({})</small>', words, self._law(secrecy))

    def _figure(self, figure: Figure) -> SafeString:
        self._figures += 1
        # The drawing escapes the labels itself.
        drawing = SafeString(charts.svg(figure, title_id=f"diagram-{self._figures}"))
        caption = format_html("<figcaption>{}</figcaption>\n", figure.caption) if figure.caption else _EMPTY
        return format_html('<figure class="chart">\n{}{}\n</figure>\n', caption, drawing)

    def _inlines(self, inlines: Iterable[Inline]) -> SafeString:
        return _join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> SafeString:
        writers: dict[type, Callable[[Any], SafeString]] = {
            Text: lambda inline: conditional_escape(inline.text),
            Strong: lambda inline: format_html("<strong>{}</strong>", self._inlines(inline.inlines)),
            Emphasis: lambda inline: format_html("<em>{}</em>", self._inlines(inline.inlines)),
            Link: lambda inline: format_html(
                '<a href="{}">{}</a>', inline.href, self._inlines(inline.inlines)
            ),
            LineBreak: lambda _: SafeString("<br>"),
            FootnoteRef: self._reference,
            Value: self._value,
            Secret: self._secret,
        }
        return writers[type(inline)](inline)

    def _secret(self, inline: Secret) -> SafeString:
        return format_html(
            '<span class="secret">{} <small class="secret-law">({})</small></span>',
            self._inlines(inline.inlines),
            self._law(inline.secrecy),
        )

    def _reference(self, reference: FootnoteRef) -> SafeString:
        number = self._prepared.numbers.get(reference.id)
        if number is None:
            return _EMPTY
        back = _EMPTY if reference.id in self._met else format_html(' id="fotnotsplats-{}"', number)
        self._met.add(reference.id)
        name = f"{self._words.footnote} {number}"
        return format_html(
            '<sup><a{} href="#fotnot-{}" aria-label="{}">{}</a></sup>', back, number, name, number
        )

    def _value(self, value: Value) -> SafeString:
        changed = value.changed_from is not None or value.current is not None
        css = "ak-figure ak-figure--changed" if changed else "ak-figure"
        # An address that came with the data may only lead to a page of ours or the web.
        if value.href and value.href.startswith(("/", "https://", "http://", "#")):
            shown = format_html(
                '<a class="{}" href="{}" data-figure="{}">{}</a>', css, value.href, value.key, value.text
            )
        else:
            shown = format_html('<span class="{}" data-figure="{}">{}</span>', css, value.key, value.text)
        notes = []
        if value.current is not None:
            notes.append(f"{self._words.now} {value.current}")
        if value.changed_from is not None:
            notes.append(f"{self._words.before} {value.changed_from}")
        if value.secrecy:
            notes.append(self._law(value.secrecy))
        if not notes:
            return shown
        return format_html('{} <span class="ak-quiet">({})</span>', shown, ", ".join(notes))

    def _footnotes(self) -> SafeString:
        if not self._prepared.notes:
            return _EMPTY
        lines = []
        for number, note in enumerate(self._prepared.notes, 1):
            law = (
                format_html(' <small class="secret-law">({})</small>', self._law(note.secrecy))
                if note.secrecy
                else _EMPTY
            )
            lines.append(
                format_html(
                    '<li id="fotnot-{}">{}{} <a href="#fotnotsplats-{}">{}</a></li>\n',
                    number,
                    self._inlines([i for i in note.inlines if not isinstance(i, FootnoteRef)]),
                    law,
                    number,
                    self._words.back,
                )
            )
        return format_html(
            '<section class="footnotes" aria-label="{}">\n<ol>\n{}</ol>\n</section>\n',
            self._words.footnotes,
            _join(lines),
        )
