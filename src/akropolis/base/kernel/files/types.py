"""Detects a file's type from its content. A file whose name indicates another type is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files.dangers import refuse_dangers
from akropolis.base.kernel.files.packages import ZIP_MAGIC, checked_parts

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
PARTS_LIMIT = 5000
MACROS = "vbaProject.bin"


@dataclass(frozen=True, slots=True)
class FileType:
    """An accepted file type: its allowed extensions, and the function that tests the content."""

    endings: tuple[str, ...]
    media_type: str
    fits: Callable[[bytes], bool]


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(beginnings)


def _package(part: str) -> Callable[[bytes], bool]:
    """Return a test for an Office file: a zip that has the main part `part` and no macros."""

    def fits(data: bytes) -> bool:
        names = _names(data)
        return {part, "[Content_Types].xml"} <= names and not any(name.endswith(MACROS) for name in names)

    return fits


def _names(data: bytes) -> set[str]:
    if not data.startswith(ZIP_MAGIC):
        return set()
    try:
        with ZipFile(BytesIO(data)) as package:
            names = package.namelist()
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return set()
    return set(names) if len(names) <= PARTS_LIMIT else set()


def _open_document(media_type: str) -> Callable[[bytes], bool]:
    """Test for an OpenDocument file: a zip whose first part, uncompressed, is its media type (ODF 1.3 part 2, 3.3)."""
    return lambda data: data.startswith(ZIP_MAGIC) and data[30:].startswith(b"mimetype" + media_type.encode())


def _text(data: bytes) -> bool:
    if any(kind.fits(data) for kind in TYPES if kind.fits is not _text) or data.startswith(ZIP_MAGIC):
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(character < " " and character not in "\t\n\r\f" for character in text)
    return False


TYPES = (
    FileType(("pdf",), "application/pdf", _starts(b"%PDF-")),
    FileType(("png",), "image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    FileType(("jpg", "jpeg"), "image/jpeg", _starts(b"\xff\xd8\xff")),
    FileType(("docx",), f"{OFFICE}.wordprocessingml.document", _package("word/document.xml")),
    FileType(("xlsx",), f"{OFFICE}.spreadsheetml.sheet", _package("xl/workbook.xml")),
    FileType(("pptx",), f"{OFFICE}.presentationml.presentation", _package("ppt/presentation.xml")),
    FileType(("odt",), f"{OPEN}.text", _open_document(f"{OPEN}.text")),
    FileType(("ods",), f"{OPEN}.spreadsheet", _open_document(f"{OPEN}.spreadsheet")),
    FileType(("csv",), "text/csv", _text),
    FileType(("txt",), "text/plain", _text),
)
ENDINGS = tuple(ending for kind in TYPES for ending in kind.endings)


def media_type_of(name: str, data: bytes) -> str:
    """Return the media type. Raises Refused if name and content disagree, or the type is not accepted."""
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    kind = next((kind for kind in TYPES if ending in kind.endings), None)
    if kind is None:
        sentence = _("Files of this type are not taken. Choose one of these: %(endings)s.")
        raise Refused(sentence % {"endings": ", ".join(ENDINGS)}, code="wrong_type")
    if not kind.fits(data):
        sentence = _(
            "The name says .%(ending)s, but the content is something else. Save the file anew and send it again."
        )
        raise Refused(sentence % {"ending": ending}, code="wrong_type")
    if data.startswith(ZIP_MAGIC):
        checked_parts(data)  # whoever opens it gets no more than it weighs, within reason
    refuse_dangers(data)
    return kind.media_type
