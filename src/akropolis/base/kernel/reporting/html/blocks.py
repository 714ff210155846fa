"""Document blocks as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from akropolis.base.kernel.reporting import charts
from akropolis.base.kernel.reporting.html.inlines import EMPTY, HtmlInlineWriter, joined
from akropolis.base.kernel.reporting.prepared import HeadingEntry, Prepared, secrecy_runs
from akropolis.base.lib.document import (
    Block,
    BulletList,
    Figure,
    FootnoteRef,
    Heading,
    OrderedList,
    PageBreak,
    Paragraph,
    Quote,
    Row,
    Secrecy,
    Signature,
    Table,
    inline_text,
    table_of,
)

type Around = Callable[[int, SafeString], SafeString]
"""Takes the number and HTML of one of the document's blocks, and returns what to show instead."""
_SIDES = {"left": "", "center": ' class="ak-center"', "right": ' class="ak-number"'}


class HtmlBlockWriter:
    """Writes one document; the footnotes and headings met so far decide ids and back links."""

    def __init__(self, prepared: Prepared, top_level: int, *, alone: bool = False) -> None:
        self._prepared = prepared
        self._inlines = HtmlInlineWriter(prepared, alone=alone)
        self._words = prepared.words
        self._shift = top_level - 1
        self._entries = iter(prepared.entries)

    def body(self, *, contents: bool, around: Around | None = None) -> SafeString:
        """Return the table of contents, the blocks and the footnotes.

        The table of contents is included only if the argument `contents` is true and the document has one.
        `around` takes the number and HTML of each block, and returns what to show instead.
        """
        lead = self._contents(self._prepared.contents) if contents else EMPTY
        blocks = self._prepared.document.blocks
        text = (
            joined(around(number, self._blocks([block])) for number, block in enumerate(blocks))
            if around
            else self._blocks(blocks)
        )
        return joined([lead, text, self._footnotes()])

    def _contents(self, entries: Sequence[HeadingEntry]) -> SafeString:
        if not entries:
            return EMPTY
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
        return joined(self._run(secrecy, group) for secrecy, group in secrecy_runs(blocks))

    def _run(self, secrecy: Secrecy | None, blocks: Sequence[Block]) -> SafeString:
        html = joined(self._block(block) for block in blocks)
        if secrecy is None:
            return html
        return format_html(
            '<div class="secret"><p class="secret-law">{}</p>\n{}</div>\n', self._inlines.law(secrecy), html
        )

    def _block(self, block: Block) -> SafeString:
        writers: dict[type, Callable[[Any], SafeString]] = {
            Heading: self._heading,
            Paragraph: lambda block: format_html("<p>{}</p>\n", self._inlines.write(block.inlines)),
            BulletList: lambda block: format_html("<ul>\n{}</ul>\n", self._items(block.items)),
            OrderedList: self._ordered,
            Quote: lambda block: format_html("<blockquote>\n{}</blockquote>\n", self._blocks(block.blocks)),
            Table: self._table,
            Figure: self._figure,
            Signature: lambda block: format_html(
                '<p>{}</p>\n<p class="signature">{}</p>\n', block.words, block.name
            ),
            PageBreak: lambda _: SafeString('<div class="page-break"></div>\n'),
        }
        return writers[type(block)](block)

    def _ordered(self, block: OrderedList) -> SafeString:
        start = format_html(' start="{}"', block.start) if block.start != 1 else EMPTY
        return format_html("<ol{}>\n{}</ol>\n", start, self._items(block.items))

    def _heading(self, block: Heading) -> SafeString:
        level = min(block.level + self._shift, 6)
        anchor = next(self._entries).anchor
        number = f"{block.number} " if block.number else ""
        words = self._inlines.write(block.inlines)
        return format_html('<h{} id="{}">{}{}</h{}>\n', level, anchor, number, words, level)

    def _items(self, items: Sequence[Sequence[Block]]) -> SafeString:
        return joined(format_html("<li>{}</li>\n", self._item(item)) for item in items)

    def _item(self, item: Sequence[Block]) -> SafeString:
        if len(item) == 1 and isinstance(item[0], Paragraph) and not item[0].secrecy:
            return self._inlines.write(item[0].inlines)
        return self._blocks(item)

    def _table(self, table: Table) -> SafeString:
        labels = [inline_text(cell) for cell in table.header]
        sides = [_SIDES[side] for side in table.alignments] or [""] * len(labels)
        # The sides are constants of ours, so they go in as they are.
        safe = [SafeString(side) for side in sides]
        head = joined(
            format_html('<th scope="col"{}>{}</th>', side, self._inlines.write(cell))
            for side, cell in zip(safe, table.header, strict=True)
        )
        rows = joined(self._row(row, labels, safe, first=table.header_column) for row in table.rows)
        caption = format_html("<caption>{}</caption>\n", table.caption) if table.caption else EMPTY
        note = (
            format_html('<p class="ak-missing">{}</p>\n', self._inlines.write(table.note))
            if table.note
            else EMPTY
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
            name, scope = ("th", SafeString(' scope="row"')) if heads else ("td", EMPTY)
            words = joined(
                [self._inlines.write(cell), self._inlines.after(row.secrecy if index == 0 else None)]
            )
            cells.append(
                format_html(
                    '<{}{}{} data-label="{}">{}</{}>', name, scope, sides[index], labels[index], words, name
                )
            )
        css = SafeString(' class="secret"') if row.secrecy else EMPTY
        return format_html("<tr{}>{}</tr>\n", css, joined(cells))

    def _figure(self, figure: Figure) -> SafeString:
        return format_html(
            '<figure class="chart chart--{}">\n{}{}\n<div class="chart-table">{}</div></figure>\n',
            figure.kind,
            format_html("<figcaption>{}</figcaption>\n", figure.caption) if figure.caption else EMPTY,
            # The drawing escapes the labels itself.
            SafeString(charts.svg(figure)),
            self._table(table_of(figure)),
        )

    def beside(self, figure: Figure, caption: SafeString, ends: tuple[str, str]) -> SafeString:
        """Return the chart as a small line between its two end texts, below the caption, with its table."""
        return format_html(
            '<figure class="chart-beside">\n<figcaption>{}</figcaption>\n<span aria-hidden="true">{} {} {}</span>\n'
            '<div class="ds-sr-only">{}</div></figure>\n',
            caption,
            ends[0],
            SafeString(charts.small(figure)),
            ends[1],
            self._table(table_of(figure)),
        )

    def _footnotes(self) -> SafeString:
        if not self._prepared.notes:
            return EMPTY
        lines = []
        for number, note in enumerate(self._prepared.notes, 1):
            lines.append(
                format_html(
                    '<li id="fotnot-{}">{}{} <a href="#fotnotsplats-{}">{}</a></li>\n',
                    number,
                    self._inlines.write([i for i in note.inlines if not isinstance(i, FootnoteRef)]),
                    self._inlines.after(note.secrecy),
                    number,
                    self._words.back,
                )
            )
        return format_html(
            '<section class="footnotes" aria-label="{}">\n<ol>\n{}</ol>\n</section>\n',
            self._words.footnotes,
            joined(lines),
        )
