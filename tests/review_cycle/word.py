"""Word files as others make them, for the tests."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document

TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
LINKS = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(*parts: tuple[int, str], table: bool = False) -> bytes:
    """A .docx of headings (by level) and paragraphs (level 0), with a table last if asked for."""
    document = Document()
    for level, text in parts:
        if level:
            document.add_heading(text, level)
        else:
            document.add_paragraph(text)
    if table:
        document.add_table(1, 1).cell(0, 0).text = "Står i en tabell"
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def bare_file(body: str, *, entities: str = "") -> bytes:
    """A .docx with nothing but its text, without styles, as small generators write it."""
    xml = f'<?xml version="1.0"?>{entities}<w:document {W}><w:body>{body}</w:body></w:document>'
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", LINKS)
        package.writestr("word/document.xml", xml)
    return written.getvalue()


def paragraph(text: str, *, properties: str = "", run: str = "") -> str:
    """A paragraph of a bare file."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
