"""Documents as OpenDocument texts, with real headings, footnotes, table of contents, page numbers and table
headers.
"""

from __future__ import annotations

from akropolis.base.kernel.reporting import pictures
from akropolis.base.kernel.reporting.archive import zipped
from akropolis.base.kernel.reporting.odt import parts
from akropolis.base.kernel.reporting.odt.blocks import OdtBlockWriter, contents
from akropolis.base.kernel.reporting.odt.inlines import OdtInlineWriter, literal
from akropolis.base.kernel.reporting.prepared import Prepared


def render(prepared: Prepared) -> bytes:
    """Return the document as an .odt file."""
    blocks = OdtBlockWriter(prepared, OdtInlineWriter(prepared), pictures.drawer(prepared.document.blocks))
    document = prepared.document
    cover = document.meta.cover
    body = [
        blocks.letterhead(),
        blocks.paragraph("Cover_20_Title" if cover else "Title", literal(document.title)),
    ]
    if document.subtitle:
        body.append(blocks.paragraph("Subtitle", literal(document.subtitle)))
    body.append(blocks.facts())
    if cover:
        blocks.begin_page()
    body += [contents(prepared, blocks), blocks.write(document.blocks)]
    content = (
        f"{parts.HEAD}<office:document-content {parts.NAMESPACES}>"
        f"<office:automatic-styles>{blocks.styles.xml()}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(body)}</office:text></office:body></office:document-content>"
    )
    files = {
        "mimetype": parts.MEDIA_TYPE,
        "META-INF/manifest.xml": parts.manifest(len(blocks.pictures)),
        "content.xml": content,
        "styles.xml": parts.styles(prepared),
        "meta.xml": parts.meta(prepared),
    }
    packed = [(name, part.encode()) for name, part in files.items()]
    packed += [(f"Pictures/picture{n}.png", picture) for n, picture in enumerate(blocks.pictures, 1)]
    return zipped(packed, prepared.moment)
