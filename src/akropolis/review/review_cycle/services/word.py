"""Read the paragraphs of a Word file, and count what is not taken from it."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.styles.style import ParagraphStyle
from lxml.etree import LxmlError, _Element

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange.guards import OLE_MAGIC, check_size
from akropolis.base.kernel.files.packages import MEGABYTE, ZIP_MAGIC, checked_parts
from akropolis.review.review.words import gettext as _
from akropolis.review.review_cycle.rules.earlier import LINES_LIMIT, TextLine

TEXT_LIMIT = 20 * MEGABYTE
"""Maximum size of the unpacked parts that are no images; in a tree they take many times as much."""
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a", b"BM", b"II*", b"MM\0*")
"""How images begin; no XML begins so."""
LETTERS_LIMIT = 2_000_000
STYLES_LIMIT = 20
"""Maximum number of styles that a style is based on in turn: in a circle there is no end."""
UNREADABLE = (
    PythonDocxError,
    OpcError,
    LxmlError,
    BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    AttributeError,
    EOFError,
)
"""What the library raises for a file that is no Word document, or a damaged one."""
NOT_TAKEN = {"w:tbl": "tables", "w:drawing": "images", "w:pict": "images", "w:footnoteReference": "footnotes",
             "w:endnoteReference": "footnotes", "w:commentReference": "comments"}  # fmt: skip
ELSEWHERE = {qn(name) for name in ("w:tbl", "w:txbxContent", "w:del", "w:moveFrom")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
"""Elements whose text is not running text: tables, text boxes, deleted text, and older forms of a picture."""


def read_word(name: str, data: bytes) -> tuple[list[TextLine], Counter[str]]:
    """Return the paragraphs of a .docx, and how many images, tables, footnotes and comments are left out.

    Raises Refused with a sentence if the file is of another kind, damaged, or too large.
    """
    check_size(len(data))
    if data.startswith(OLE_MAGIC) or not name.lower().endswith(".docx") or not data.startswith(ZIP_MAGIC):
        sentence = _(
            "Only a Word document without a password can be read. Save it as .docx and send it again."
        )
        raise Refused(sentence, code="wrong_type")
    try:
        if _text_size(data) > TEXT_LIMIT:
            raise text_too_large()
        document = Document(BytesIO(data))
        body = document.element.body
        tags = {qn(tag): kind for tag, kind in NOT_TAKEN.items()}
        left = Counter(tags[found.tag] for found in body.iter(*tags) if _counts(found))
        by_key = {each.style_id: each for each in document.styles if isinstance(each, ParagraphStyle)}
        styles = {key: _style(each, by_key) for key, each in by_key.items()}
        return list(_lines(body, styles)), left
    except UNREADABLE as error:
        sentence = _(
            "The file cannot be read as a Word document. Open it in Word, save it as .docx and send it again."
        )
        raise Refused(sentence, code="damaged") from error


def text_too_large() -> Refused:
    """Return the `Refused` to raise for a text of more than any review holds."""
    sentence = _("The text of the document is too large. Divide it and paste a part at a time.")
    return Refused(sentence, code="too_large")


def _text_size(data: bytes) -> int:
    """Return the unpacked size of the parts that are no images: any of them is parsed if the package says so."""
    parts = checked_parts(data)
    with ZipFile(BytesIO(data)) as package:
        return sum(part.file_size for part in parts if not package.open(part).read(4).startswith(IMAGES))


def _lines(body: _Element, styles: "Styles") -> Iterator[TextLine]:
    """Yield the paragraphs that have a text. Raises Refused for too many, or too many letters in all."""
    lines = letters = 0
    for found in _running_text(body):
        if line := _line(found, styles):
            lines, letters = lines + 1, letters + len(line.text)
            if lines > LINES_LIMIT or letters > LETTERS_LIMIT:
                raise text_too_large()
            yield line


def _counts(found: _Element) -> bool:
    """Whether the element is not within another one that is counted, or a second form of the same picture."""
    return not any(above.tag in ELSEWHERE for above in found.iterancestors())


def _running_text(body: _Element) -> Iterator[CT_P]:
    for found in body.iter(qn("w:p")):
        if isinstance(found, CT_P) and _counts(found) and not _in_contents(found):
            yield found


def _in_contents(found: _Element) -> bool:
    """Whether the paragraph is a line of the table of contents."""
    style = found.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and bool(re.match(r"(?i)(toc|innehåll|table of)", style.get(qn("w:val"), "")))


type Styles = Mapping[str, tuple[int, bool]]
"""The heading level of each style, and whether it is a list's."""


def _line(paragraph: CT_P, styles: Styles) -> TextLine | None:
    shown = [each for each in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")) if _counts(each)]
    text = " ".join("".join(each.text or " " for each in shown).split())
    if not text:
        return None
    level, listed = styles.get(str(paragraph.style), (0, False))
    level = _outline(paragraph, level)
    listed |= paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    runs = [run for run in paragraph.r_lst if run.text.strip()]
    bold = bool(runs) and all(run.rPr is not None and run.rPr.find(qn("w:b")) is not None for run in runs)
    return TextLine(f"- {text}" if listed and not level else text, level, bold)


def _style(style: ParagraphStyle, by_key: Mapping[str, ParagraphStyle], above: int = 0) -> tuple[int, bool]:
    """Return the level of the headings in this style, by its name, its outline or the style it is based on; else 0."""
    name = style.name or ""
    if named := re.match(r"(?i)(?:heading|rubrik)\s*(\d)", name):
        return int(named[1]), False
    based = by_key.get(style.element.basedOn_val or "") if above < STYLES_LIMIT else None
    inherited = _style(based, by_key, above + 1) if based is not None else (0, False)
    return _outline(style.element, inherited[0]), inherited[1] or name.startswith("List")


def _outline(element: _Element, otherwise: int) -> int:
    found = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    return otherwise if found is None else (int(found.get(qn("w:val"), "9")) + 1) % 10
