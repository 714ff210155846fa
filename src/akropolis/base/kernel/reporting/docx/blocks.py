"""Document blocks as Word paragraphs and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

from akropolis.base.kernel.reporting.columns import column_shares
from akropolis.base.kernel.reporting.docx import parts
from akropolis.base.kernel.reporting.docx.inlines import DocxInlineWriter, Look, run
from akropolis.base.kernel.reporting.prepared import Prepared, secrecy_runs
from akropolis.base.lib.document import (
    Block,
    BulletList,
    Cell,
    Figure,
    Heading,
    OrderedList,
    PageBreak,
    Paragraph,
    Quote,
    Row,
    Secrecy,
    Signature,
    Table,
)

TEXT_WIDTH = 9071
"""Width of the text in twentieths of a point: A4 less 25 mm on each side."""

_EMU_PER_UNIT = 9000
_ARMS_HEIGHT = 720_000
_DOUBLE_RULE = '<w:pBdr><w:left w:val="double" w:sz="4" w:space="8" w:color="4B5563"/></w:pBdr>'
_DRAWING = (
    '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{id}" name="{name}" descr={alt}/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="{name}" descr={alt}/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)


@dataclass
class _Place:
    """State of the next paragraph: list level and number, quote, secret."""

    level: int = -1
    number: int = 0
    quoted: bool = False
    secret: bool = False


@dataclass
class DocxBlockWriter:
    """Writes the blocks of one document and collects the numbered lists (`starts`) and `pictures` that they use."""

    prepared: Prepared
    inlines: DocxInlineWriter
    draw: Callable[[Figure], tuple[bytes, int, int]]
    starts: list[int] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    _headings: int = 0
    _break: bool = False
    _place: _Place = field(default_factory=_Place)

    def write(self, blocks: Iterable[Block]) -> str:
        """Return the blocks as the XML of the body, with the secrecy mark before each run of secret blocks."""
        out = []
        for secrecy, group in secrecy_runs(blocks):
            outer = self._place.secret
            if secrecy:
                self._place.secret = True
                label = run(self.prepared.secrecy_label(secrecy))
                out.append(self.paragraph("SecrecyMark", label))
            out.extend(self._block(block) for block in group)
            self._place.secret = outer
        return "".join(out)

    def _block(self, block: Block) -> str:
        writers: dict[type, Callable[[Any], str]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            BulletList: lambda block: self._items(block.items, parts.BULLETS),
            OrderedList: self._ordered,
            Quote: self._quote,
            Table: self._table,
            Figure: self._figure,
            Signature: self._signature,
            PageBreak: self._page_break,
        }
        return writers[type(block)](block)

    def paragraph(self, style: str, content: str, *, keep: bool = False, side: str = "") -> str:
        """Return a paragraph in the style, with the current list level, page break and secrecy."""
        place = self._place
        properties = f'<w:pStyle w:val="{style}"/>' if style else ""
        if keep:
            properties += "<w:keepNext/>"
        if self._break:
            properties += "<w:pageBreakBefore/>"
            self._break = False
        if place.number and style.startswith("List") and style != "ListContinue":
            properties += (
                f'<w:numPr><w:ilvl w:val="{min(place.level, 8)}"/><w:numId w:val="{place.number}"/></w:numPr>'
            )
        if place.secret:
            properties += _DOUBLE_RULE
        if style == "ListContinue":
            properties += f'<w:ind w:left="{parts.indent(place.level)}"/>'
        if side in ("right", "center"):
            properties += f'<w:jc w:val="{side}"/>'
        return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"

    def _heading(self, heading: Heading) -> str:
        self._headings += 1
        number = run(f"{heading.number} ") if heading.number else ""
        words = self.inlines.bookmark(
            f"_Toc{self._headings:06}", number + self.inlines.write(heading.inlines)
        )
        return self.paragraph(f"Heading{heading.level}", words)

    def _paragraph(self, paragraph: Paragraph) -> str:
        style = "Quote" if self._place.quoted else "ListContinue" if self._place.level >= 0 else ""
        return self.paragraph(style, self.inlines.write(paragraph.inlines))

    def _ordered(self, block: OrderedList) -> str:
        self.starts.append(block.start)
        return self._items(block.items, parts.FIRST_NUMBERED + len(self.starts) - 1)

    def _items(self, items: Sequence[Sequence[Block]], number: int) -> str:
        outer = self._place
        self._place = _Place(outer.level + 1, number, secret=outer.secret)
        out = "".join(
            self._item(item, "ListBullet" if number == parts.BULLETS else "ListNumber") for item in items
        )
        self._place = outer
        return out

    def _item(self, item: Sequence[Block], style: str) -> str:
        """Write a list item. Its first paragraph carries the bullet or number, and keeps with next if more follows."""
        first = item[0] if item else Paragraph(())
        if not isinstance(first, Paragraph) or first.secrecy:
            return self.paragraph(style, "", keep=True) + self.write(item)
        lead = self.paragraph(style, self.inlines.write(first.inlines), keep=len(item) > 1)
        return lead + self.write(item[1:])

    def _quote(self, quote: Quote) -> str:
        outer = self._place
        self._place = _Place(outer.level, outer.number, quoted=True, secret=outer.secret)
        out = self.write(quote.blocks)
        self._place = outer
        return out

    def _page_break(self, _block: PageBreak) -> str:
        self._break = True
        return ""

    def end(self) -> str:
        """Return a last page break if one is pending after the last block; otherwise an empty string."""
        if not self._break:
            return ""
        self._break = False
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def _table(self, table: Table) -> str:
        caption = self.paragraph("Caption", run(table.caption)) if table.caption else self.end()
        widths = _column_widths(table)
        look = f'w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="{int(table.header_column)}"'
        outer, self._place = self._place, _Place()
        head = self._row(Row(table.header), table, widths, head=True)
        rows = "".join(self._row(row, table, widths, head=False) for row in table.rows)
        self._place = outer
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        description = f"<w:tblCaption w:val={quoteattr(table.caption)}/>" if table.caption else ""
        return (
            f'{caption}<w:tbl><w:tblPr><w:tblStyle w:val="RuledTable"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook {look} w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f"{description}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
            f"{self.paragraph('TableNote' if table.note else 'TableEnd', self.inlines.write(table.note))}"
        )

    def _row(self, row: Row, table: Table, widths: Sequence[int], *, head: bool) -> str:
        sides = table.alignments or ("left",) * len(widths)
        cells = []
        for index, (cell, width, side) in enumerate(zip(row.cells, widths, sides, strict=True)):
            style = "TableHead" if head or (table.header_column and index == 0) else "TableText"
            secrecy = row.secrecy if index == 0 else None
            words = self._cell(cell, secrecy)
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
                f"{self.paragraph(style, words, side=side)}</w:tc>"
            )
        repeated = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"

    def _cell(self, cell: Cell, secrecy: Secrecy | None) -> str:
        return self.inlines.write(cell) + (self.inlines.secrecy(secrecy) if secrecy else "")

    def _signature(self, block: Signature) -> str:
        words = self.paragraph("", run(block.words), keep=True)
        return words + self.paragraph("SignatureLine", run(block.name))

    def _figure(self, figure: Figure) -> str:
        picture, width, height = self.draw(figure)
        drawing = self._drawing(picture, figure.alt, width * _EMU_PER_UNIT, height * _EMU_PER_UNIT)
        caption = self.paragraph("Caption", run(figure.caption), keep=True) if figure.caption else ""
        return caption + self.paragraph("", drawing)

    def _drawing(self, picture: bytes, alt: str, width: int, height: int) -> str:
        """Return a Word run that contains the picture. Its width and height are in EMU (914,400 per inch)."""
        self.pictures.append(picture)
        number = len(self.pictures)
        drawing = _DRAWING.format(
            id=number,
            name=f"Diagram {number}",
            alt=quoteattr(alt),
            relation=f"rIdPicture{number}",
            width=width,
            height=height,
        )
        return f"<w:r>{drawing}</w:r>"

    def begin_page(self) -> None:
        """Make the next block begin a page."""
        self._break = True

    def letterhead(self) -> str:
        """Return the arms, 20 mm high, and the sender's lines; nothing if the document has no letterhead."""
        meta = self.prepared.document.meta
        lines = "<w:r><w:br/></w:r>".join(map(run, meta.sender))
        sender = self.paragraph("Sender", lines) if lines else ""
        if meta.arms is None:
            return sender
        width = _ARMS_HEIGHT * meta.arms.width // meta.arms.height
        drawing = self._drawing(self.prepared.arms, meta.arms.alt, width, _ARMS_HEIGHT)
        return self.paragraph("Sender", drawing) + sender

    def facts(self) -> str:
        """Return the document's metadata as paragraphs, each a label and its text."""
        return "".join(
            self.paragraph(
                "DocumentFacts", f"{run(label, Look(style='Quiet'))}<w:r><w:tab/></w:r>{run(text)}"
            )
            for label, text in self.prepared.meta_rows()
        )


def _column_widths(table: Table) -> list[int]:
    widths = [int(TEXT_WIDTH * share) for share in column_shares(table)]
    widths[-1] += TEXT_WIDTH - sum(widths)
    return widths
