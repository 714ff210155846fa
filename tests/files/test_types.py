"""A file's type is told by its content, and a name that says something else is refused."""

import io
import zipfile

import pytest
import xlsxwriter

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files.types import media_type_of


def package(*parts: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        if mimetype:
            zipped.writestr("mimetype", mimetype)
        for part in parts:
            zipped.writestr(part, "<x/>")
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet()
    book.close()
    return out.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
DOCX = package("[Content_Types].xml", "word/document.xml")
PNG = b"\x89PNG\r\n\x1a\n...."


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("A.PNG", PNG, "image/png"),
        ("a.b.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.odt", package("content.xml", mimetype=ODT), ODT),
        ("a.txt", "Åsa på ön\n".encode(), "text/plain"),
        ("a.csv", "Åsa;1\n".encode("cp1252"), "text/csv"),
    ],
)
def test_a_file_that_is_what_it_says(name: str, data: bytes, kind: str) -> None:
    assert media_type_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", PNG),
        ("a.pdf", b"MZ\x90\x00"),
        ("a.png", b"<svg onload='x'/>"),
        ("a.docx", workbook()),
        ("a.docx", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.docx", b"PK\x03\x04nonsense"),
        ("a.xlsx", DOCX),
        ("a.odt", package("content.xml")),
        ("a.txt", b"%PDF-1.7"),
        ("a.txt", DOCX),
        ("a.txt", b"abc\x00def"),
        ("a.csv", b"\x7fELF\x02\x01"),
        ("a.exe", b"MZ\x90\x00"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg/>"),
        ("pdf", b"%PDF-1.7"),
        ("a.pdf.exe", b"%PDF-1.7"),
        ("a.pdf", b""),
    ],
)
def test_a_file_that_lies_or_is_not_taken(name: str, data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        media_type_of(name, data)
    assert caught.value.code == "wrong_type"
    assert str(caught.value)


def bomb(name: str, main: str, *, mimetype: str = "") -> tuple[str, bytes]:
    """A package of its kind that weighs 100 kB and unpacks to 100 MB of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        if mimetype:
            zipped.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        zipped.writestr("[Content_Types].xml", "<x/>")
        zipped.writestr(main, "<x/>")
        zipped.writestr("media/nothing.bin", bytes(100 * 1024 * 1024), compresslevel=1)
    return name, out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [bomb("a.docx", "word/document.xml"), bomb("a.odt", "content.xml", mimetype=ODT)],
    ids=["docx", "odt"],
)
def test_a_file_that_unpacks_to_far_more_than_it_weighs_is_refused(name: str, data: bytes) -> None:
    assert len(data) < 1024 * 1024
    with pytest.raises(Refused) as refused:
        media_type_of(name, data)
    assert refused.value.code == "zip_bomb"
