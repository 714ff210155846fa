"""Document blocks as OpenDocument paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from akropolis.base.kernel.reporting.columns import column_shares
from akropolis.base.kernel.reporting.odt.inlines import OdtInlineWriter, literal, span
from akropolis.base.kernel.reporting.pdf import pages_of_headings
from akropolis.base.kernel.reporting.prepared import Prepared, secrecy_runs
from akropolis.base.lib.document import (
    Block,
    BulletList,
    Figure,
    Heading,
    OrderedList,
    PageBreak,
    Paragraph,
    Quote,
    Row,
    Signature,
    Table,
)

TEXT_WIDTH = 16.0
"""Width of the text in centimetres: A4 less 25 mm on each side."""

_UNIT = TEXT_WIDTH / 640
_ARMS_HEIGHT = 2.0
_RULE = "0.5pt solid #c3c9d1"
_HEAD_RULE = "1pt solid #1f2937"
_SIDE_RULE = (
    'fo:padding-left="0.25cm" fo:border-left="1pt solid #4b5563" fo:border-right="none"'
    ' fo:border-top="none" fo:border-bottom="none"'
)


@dataclass
class Styles:
    """Collects the automatic styles of a text, each created when it is first needed."""

    _made: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def named(self, family: str, properties: str, parent: str = "") -> str:
        """Return the name of an automatic style with these properties; create the style if there is none."""
        key = (family, parent, properties)
        return self._made.setdefault(key, f"A{len(self._made) + 1}")

    def xml(self) -> str:
        """Return all the styles as XML."""
        return "".join(
            f'<style:style style:name="{name}" style:family="{family}"'
            f"{f' style:parent-style-name={quoteattr(parent)}' if parent else ''}>{properties}</style:style>"
            for (family, parent, properties), name in self._made.items()
        )


@dataclass
class OdtBlockWriter:
    """Writes the blocks of one document and collects the styles and pictures that they use."""

    prepared: Prepared
    inlines: OdtInlineWriter
    draw: Callable[[Figure], tuple[bytes, int, int]]
    styles: Styles = field(default_factory=Styles)
    pictures: list[bytes] = field(default_factory=list)
    _headings: int = 0
    _tables: int = 0
    _break: bool = False
    _secret: bool = False
    _depth: int = 0
    _quoted: bool = False

    def write(self, blocks: Iterable[Block]) -> str:
        """Return the blocks as the XML of the text, with the secrecy mark before each run of secret blocks."""
        out = []
        for secrecy, group in secrecy_runs(blocks):
            outer = self._secret
            if secrecy:
                self._secret = True
                out.append(self.paragraph("Secrecy_20_Mark", literal(self.prepared.secrecy_label(secrecy))))
            out.extend(self._block(block) for block in group)
            self._secret = outer
        return "".join(out)

    def _block(self, block: Block) -> str:
        writers: dict[type, Callable[[Any], str]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            BulletList: lambda block: self._list(block.items, "Bullets", 1),
            OrderedList: lambda block: self._list(block.items, "Numbers", block.start),
            Quote: self._quote,
            Table: self._table,
            Figure: self._figure,
            Signature: self._signature,
            PageBreak: self._page_break,
        }
        return writers[type(block)](block)

    def paragraph(self, style: str, content: str, *, side: str = "") -> str:
        """Return a paragraph in a named style, with the page break, secrecy and page side that apply now."""
        return f'<text:p text:style-name="{self._style(style, side)}">{content}</text:p>'

    def _style(self, style: str, side: str = "") -> str:
        properties = []
        if self._break:
            properties.append('fo:break-before="page"')
            self._break = False
        if self._secret:
            properties.append(_SIDE_RULE)
        if side in ("right", "center"):
            properties.append(f'fo:text-align="{"end" if side == "right" else side}"')
        if not properties:
            return style
        return self.styles.named("paragraph", f"<style:paragraph-properties {' '.join(properties)}/>", style)

    def _heading(self, heading: Heading) -> str:
        self._headings += 1
        mark = f"avsnitt{self._headings}"
        number = literal(f"{heading.number} ") if heading.number else ""
        return (
            f'<text:h text:style-name="{self._style(f"Heading_20_{heading.level}")}"'
            f' text:outline-level="{heading.level}"><text:bookmark-start text:name="{mark}"/>{number}'
            f'{self.inlines.write(heading.inlines)}<text:bookmark-end text:name="{mark}"/></text:h>'
        )

    def _paragraph(self, paragraph: Paragraph) -> str:
        style = "Quotations" if self._quoted else "List_20_Paragraph" if self._depth else "Text_20_body"
        return self.paragraph(style, self.inlines.write(paragraph.inlines))

    def _list(self, items: Sequence[Sequence[Block]], style: str, start: int) -> str:
        if not items:
            return ""
        self._depth += 1
        quoted, self._quoted = self._quoted, False
        written = [self._item(item) for item in items]
        self._depth -= 1
        self._quoted = quoted
        first = f' text:start-value="{start}"' if style == "Numbers" else ""
        body = f"<text:list-item{first}>{written[0]}</text:list-item>" + "".join(
            f"<text:list-item>{item}</text:list-item>" for item in written[1:]
        )
        return f'<text:list text:style-name="{style}">{body}</text:list>'

    def _item(self, item: Sequence[Block]) -> str:
        if len(item) > 1 and isinstance(item[0], Paragraph) and not item[0].secrecy:
            return self.paragraph("List_20_Lead", self.inlines.write(item[0].inlines)) + self.write(item[1:])
        return self.write(item) or self.paragraph("List_20_Paragraph", "")

    def _quote(self, quote: Quote) -> str:
        outer, self._quoted = self._quoted, True
        out = self.write(quote.blocks)
        self._quoted = outer
        return out

    def _page_break(self, _block: PageBreak) -> str:
        self._break = True
        return ""

    def _table(self, table: Table) -> str:
        if self._depth:
            return self._table_in_list(table)
        caption = self.paragraph("Caption", literal(table.caption)) if table.caption else ""
        secret, self._secret = self._secret, False
        self._tables += 1
        page = ' fo:break-before="page"' if self._break else ""
        self._break = False
        shape = f'style:width="{TEXT_WIDTH}cm" table:align="left" table:border-model="collapsing"'
        style = self.styles.named("table", f"<style:table-properties {shape}{page}/>")
        head = self._row(Row(table.header), table, head=True)
        rows = "".join(self._row(row, table, head=False) for row in table.rows)
        self._secret = secret
        named = f"<table:title>{escape(table.caption)}</table:title>" if table.caption else ""
        return (
            f'{caption}<table:table table:name="Tabell{self._tables}" table:style-name="{style}">{named}'
            f"{self._columns(table)}<table:table-header-rows>{head}</table:table-header-rows>{rows}</table:table>"
            f"{self.paragraph('Table_20_Note', self.inlines.write(table.note))}"
        )

    def _table_in_list(self, table: Table) -> str:
        """Return the table's rows as list content, one after the other: OpenDocument has no tables in lists."""
        rows = [table.header, *(row.cells for row in table.rows)]
        lines = [self.paragraph("List_20_Paragraph", literal(table.caption))] if table.caption else []
        for row in rows:
            cells = literal(" · ").join(self.inlines.write(cell) for cell in row)
            lines.append(self.paragraph("List_20_Paragraph", cells))
        if table.note:
            lines.append(self.paragraph("List_20_Paragraph", self.inlines.write(table.note)))
        return "".join(lines)

    def _columns(self, table: Table) -> str:
        columns = []
        for share in column_shares(table):
            size = f'style:column-width="{TEXT_WIDTH * share:.3f}cm"'
            style = self.styles.named("table-column", f"<style:table-column-properties {size}/>")
            columns.append(f'<table:table-column table:style-name="{style}"/>')
        if table.header_column:
            columns[0] = f"<table:table-header-columns>{columns[0]}</table:table-header-columns>"
        return "".join(columns)

    def _row(self, row: Row, table: Table, *, head: bool) -> str:
        sides = table.alignments or ("left",) * len(row.cells)
        last = len(row.cells) - 1
        cells = []
        for index, (cell, side) in enumerate(zip(row.cells, sides, strict=True)):
            name = "Table_20_Heading" if head or (table.header_column and index == 0) else "Table_20_Contents"
            mark = self.inlines.secrecy(row.secrecy) if index == 0 else ""
            gap = "0cm" if index == last else "0.4cm"
            properties = (
                f'fo:padding-left="0cm" fo:padding-right="{gap}" fo:padding-top="0cm" fo:padding-bottom="0cm"'
                f' fo:border-bottom="{_HEAD_RULE if head else _RULE}" fo:border-left="none" fo:border-right="none"'
                f' fo:border-top="none"{" style:vertical-align=" + quoteattr("bottom") if head else ""}'
            )
            style = self.styles.named("table-cell", f"<style:table-cell-properties {properties}/>")
            words = self.paragraph(name, self.inlines.write(cell) + mark, side=side)
            cells.append(
                f'<table:table-cell table:style-name="{style}" office:value-type="string">{words}</table:table-cell>'
            )
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def _signature(self, block: Signature) -> str:
        words = self.paragraph("Signed_20_Words", literal(block.words))
        return words + self.paragraph("Signature_20_Line", literal(block.name))

    def _figure(self, figure: Figure) -> str:
        picture, width, height = self.draw(figure)
        caption = self.paragraph("Caption", literal(figure.caption)) if figure.caption else ""
        frame = self._frame(picture, figure.alt, width * _UNIT, height * _UNIT)
        return caption + self.paragraph("Text_20_body", frame)

    def _frame(self, picture: bytes, alt: str, width: float, height: float) -> str:
        """Return a frame that contains the picture. Its width and height are in centimetres."""
        self.pictures.append(picture)
        number = len(self.pictures)
        return (
            f'<draw:frame draw:name="Diagram {number}" text:anchor-type="as-char"'
            f' svg:width="{width:.3f}cm" svg:height="{height:.3f}cm">'
            f'<draw:image xlink:href="Pictures/picture{number}.png" xlink:type="simple" xlink:show="embed"'
            f' xlink:actuate="onLoad"/><svg:desc>{escape(alt)}</svg:desc></draw:frame>'
        )

    def begin_page(self) -> None:
        """Make the next block begin a page."""
        self._break = True

    def letterhead(self) -> str:
        """Return the arms, 2 cm high, and the sender's lines; nothing if the document has no letterhead."""
        meta = self.prepared.document.meta
        lines = "<text:line-break/>".join(map(literal, meta.sender))
        sender = self.paragraph("Sender", lines) if lines else ""
        if meta.arms is None:
            return sender
        width = _ARMS_HEIGHT * meta.arms.width / meta.arms.height
        frame = self._frame(self.prepared.arms, meta.arms.alt, width, _ARMS_HEIGHT)
        return self.paragraph("Sender", frame) + sender

    def facts(self) -> str:
        """Return the document's metadata as paragraphs, each a label and its text."""
        return "".join(
            self.paragraph("Document_20_Facts", f"{span('Quiet', literal(label))}<text:tab/>{literal(text)}")
            for label, text in self.prepared.meta_rows()
        )


def contents(prepared: Prepared, blocks: OdtBlockWriter) -> str:
    """Return the table of contents, each entry with a link and its page in the PDF, which the reader's program
    sets right.
    """
    if not prepared.contents:
        return ""
    pages = pages_of_headings(prepared)
    lines = []
    for index, entry in enumerate(prepared.entries, 1):
        if entry not in prepared.contents:
            continue
        number = f"{entry.number} " if entry.number else ""
        known = pages[index - 1] if pages else "–"
        page = (
            f'<text:bookmark-ref text:reference-format="page" text:ref-name="avsnitt{index}">{known}'
            "</text:bookmark-ref>"
        )
        lines.append(
            f'<text:p text:style-name="Contents_20_{entry.level}"><text:a xlink:type="simple"'
            f' xlink:href="#avsnitt{index}" text:style-name="Index_20_Link"'
            f' text:visited-style-name="Index_20_Link">{literal(number + entry.text)}<text:tab/>{page}'
            "</text:a></text:p>"
        )
    title = literal(prepared.words.contents)
    templates = "".join(_template(level) for level in range(1, 4))
    return (
        '<text:table-of-content text:name="Innehåll" text:protected="false"><text:table-of-content-source'
        ' text:outline-level="3" text:use-index-marks="false">'
        f'<text:index-title-template text:style-name="Contents_20_Heading">{title}</text:index-title-template>'
        f'{templates}</text:table-of-content-source><text:index-body><text:index-title text:name="Rubrik">'
        f"{blocks.paragraph('Contents_20_Heading', title)}</text:index-title>"
        f"{''.join(lines)}</text:index-body></text:table-of-content>"
    )


def _template(level: int) -> str:
    return (
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents_20_{level}">'
        "<text:index-entry-link-start/><text:index-entry-chapter/><text:index-entry-text/>"
        '<text:index-entry-tab-stop style:type="right" style:leader-char="."/><text:index-entry-page-number/>'
        "<text:index-entry-link-end/></text:table-of-content-entry-template>"
    )
