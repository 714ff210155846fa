"""Documents as Word files, with real headings, footnotes, table of contents, page numbers and table headers.

The XML parts are written here rather than by a library: every byte is determined by the document, and all
that Word requires to open the file without a prompt is in one place.
"""

from __future__ import annotations

from akropolis.base.kernel.reporting import pictures
from akropolis.base.kernel.reporting.archive import zipped
from akropolis.base.kernel.reporting.docx import parts
from akropolis.base.kernel.reporting.docx.blocks import DocxBlockWriter
from akropolis.base.kernel.reporting.docx.inlines import DocxInlineWriter, run
from akropolis.base.kernel.reporting.pdf import pages_of_headings
from akropolis.base.kernel.reporting.prepared import HeadingEntry, Prepared

_NAMESPACES = (
    f'xmlns:w="{parts.W}" xmlns:r="{parts.R}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1871" w:right="1418" w:bottom="1418" w:left="1417" w:header="794" w:footer="709" w:gutter="0"/>'
    "</w:sectPr>"
)


def render(prepared: Prepared) -> bytes:
    """Return the document as a .docx file."""
    inlines = DocxInlineWriter(prepared)
    blocks = DocxBlockWriter(prepared, inlines, pictures.drawer(prepared.document.blocks))
    document = prepared.document
    style = "CoverTitle" if document.meta.cover else "Title"
    body = [blocks.letterhead(), blocks.paragraph(style, run(document.title))]
    if document.subtitle:
        body.append(blocks.paragraph("Subtitle", run(document.subtitle)))
    body.append(blocks.facts())
    if document.meta.cover and not prepared.contents:
        blocks.begin_page()
    body += [_contents(prepared), blocks.write(document.blocks), blocks.end(), _SECTION]
    text = f"{parts.HEAD}<w:document {_NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>"
    # Word keeps a part's links beside the part, so those in footnotes have a list of their own.
    text_links = dict(inlines.links)
    inlines.links.clear()
    footnotes = inlines.footnotes()
    files = {
        "[Content_Types].xml": parts.content_types(),
        "_rels/.rels": parts.package_relationships(),
        "word/document.xml": text,
        "word/_rels/document.xml.rels": parts.document_relationships(text_links, len(blocks.pictures)),
        "word/styles.xml": parts.styles(document.language),
        "word/settings.xml": parts.settings(document.language),
        "word/numbering.xml": parts.numbering(blocks.starts),
        "word/footnotes.xml": footnotes,
        "word/_rels/footnotes.xml.rels": parts.relationships([], inlines.links),
        "word/fontTable.xml": parts.font_table(),
        "word/header1.xml": parts.header(prepared),
        "docProps/core.xml": parts.core(prepared),
        "docProps/app.xml": parts.app(),
    }
    packed = [(name, part.encode()) for name, part in files.items()]
    packed += [(f"word/media/picture{n}.png", picture) for n, picture in enumerate(blocks.pictures, 1)]
    return zipped(packed, prepared.moment)


def _contents(prepared: Prepared) -> str:
    """Return the table of contents as a Word field, filled in for readers who never update it.

    The page numbers are those of the PDF. Word sets them right when it opens the file, since the field is marked to
    be updated.
    """
    if not prepared.contents:
        return ""
    pages = pages_of_headings(prepared)
    broken = "<w:pageBreakBefore/>" if prepared.document.meta.cover else ""
    title = f'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/>{broken}</w:pPr>{run(prepared.words.contents)}</w:p>'
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines: list[str] = []
    for index, entry in enumerate(prepared.entries, 1):
        if entry in prepared.contents:
            page = str(pages[index - 1]) if pages else ""
            lines.append(_line(entry, index, page, "" if lines else begin))
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    lines[-1:] = [line.removesuffix("</w:p>") + end for line in lines[-1:]]
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{title}{''.join(lines)}</w:sdtContent></w:sdt>"
    )


def _line(entry: HeadingEntry, index: int, page: str, begin: str) -> str:
    mark = f"_Toc{index:06}"
    field = (
        f'<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> PAGEREF {mark} \\h </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(page)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        if page
        else ""
    )
    number = f"{entry.number} " if entry.number else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="TOC{entry.level}"/></w:pPr>{begin}'
        f'<w:hyperlink w:anchor="{mark}" w:history="1">{run(number + entry.text)}{field}</w:hyperlink></w:p>'
    )
