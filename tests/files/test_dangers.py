"""A document that would do something by itself to whoever opens it is refused; one that only looks like it is taken."""

import io
import zipfile
import zlib
from time import process_time

import pytest

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files.types import media_type_of

ODT = "application/vnd.oasis.opendocument.text"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(parts: dict[str, str], mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        if mimetype:
            zipped.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name, content in parts.items():
            zipped.writestr(name, content)
    return out.getvalue()


def docx(**more: str) -> bytes:
    named = {name.replace("__", "/"): content for name, content in more.items()}
    return package({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>", **named})


def related(
    kind: str, target: str, mode: str = "External", *, name: str = "word/_rels/settings.xml.rels"
) -> bytes:
    relation = f'<Relationship Id="a" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    rels = f'<Relationships xmlns="urn:x">{relation}</Relationships>'
    return package({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>", name: rels})


def code_of(name: str, data: bytes) -> str:
    """Why the file is refused; empty when it is taken."""
    try:
        media_type_of(name, data)
    except Refused as refusal:
        return str(refusal.code)
    return ""


@pytest.mark.parametrize(
    "target",
    [
        "http://a.example/x.dotm",
        "HTTPS://a.example/x.dotm",
        " ftp://a.example/x",
        "%68ttp://a.example/x",
        "mhtml:http://a.example/x",
        "\\\\server.example\\share\\x.dotm",
        "//192.0.2.1/share/x.dotm",
        "file://server.example/share/x.dotm",
        "file:///\\\\server@SSL\\share\\x.dotm",
        "\\\\3221225985\\share\\x.dotm",
        "file://0xC0000201/share/x.dotm",
    ],
)
@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject"])
def test_what_is_loaded_from_elsewhere_is_refused(kind: str, target: str) -> None:
    assert code_of("a.docx", related(kind, target)) == "dangerous"


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("hyperlink", "https://a.example/", "External"),
        ("externalLinkPath", "https://a.example/x.xlsx", "External"),
        ("attachedTemplate", "file:///C:\\Mallar\\Brev.dotx", "External"),
        ("attachedTemplate", "C:\\Mallar\\Brev.dotx", "External"),
        ("attachedTemplate", "Normal.dotm", "External"),
        ("attachedTemplate", "\\\\filserver\\mallar\\Brev.dotx", "External"),
        ("attachedTemplate", "file:///\\\\filserver\\mallar\\Brev.dotx", "External"),
        ("image", "file://localhost/Users/a/b.png", "External"),
        ("image", "file:///Users/a/b.png", "External"),
        ("image", "http://a.example/x.png", "Internal"),
    ],
)
def test_links_that_are_asked_for_or_lead_nowhere_are_taken(kind: str, target: str, mode: str) -> None:
    assert code_of("a.docx", related(kind, target, mode)) == ""


@pytest.mark.parametrize("kind", ["image", "oleObject"])
def test_nothing_but_a_template_is_taken_from_a_share(kind: str) -> None:
    assert code_of("a.docx", related(kind, "\\\\filserver\\mallar\\Brev.dotx")) == "dangerous"


def test_relations_are_read_however_their_names_are_written() -> None:
    target = "http://a.example/x.dotm"
    assert (
        code_of("a.docx", related("attachedTemplate", target, name="word/_RELS/settings.xml.Rels"))
        == "dangerous"
    )
    assert code_of("a.docx", related("attachedTemplate", target, "external")) == "dangerous"


@pytest.mark.parametrize(
    "rels",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
        "<a",
        "<a/>\0",
        *(
            f'<?xml version="1.0" encoding="{name}"?><a/>'
            for name in ("utf-7", "shift_jis", "none", "hex", "idna")
        ),
    ],
)
def test_relations_that_cannot_be_read_are_refused(rels: str) -> None:
    assert code_of("a.docx", docx(**{"_rels__.rels": rels})) == "damaged"


@pytest.mark.parametrize(
    "name", ["../evil.txt", "word/../../evil.txt", "..\\evil.txt", "/etc/evil", "C:\\evil", "a/.."]
)
def test_a_part_outside_the_package_is_refused(name: str) -> None:
    assert (code_of("a.docx", docx(**{name: "x"})), code_of("a.docx", docx(**{"word/a..b.xml": "x"}))) == (
        "damaged",
        "",
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Basic/Standard/Module1.xml", "dangerous"),
        ("Basic/Module1.xml", "dangerous"),
        ("Scripts/python/a.py", "dangerous"),
        ("Basic/script-lc.xml", ""),
        ("Basic/Standard/script-lb.xml", ""),
        ("Basic/Standard/dialog-lb.xml", ""),
        ("Scripts/", ""),
        ("Pictures/Basic/x.xml", ""),
    ],
)
def test_macros_in_an_open_document_are_refused(name: str, code: str) -> None:
    assert code_of("a.odt", package({name: "x"}, ODT)) == code


def objects(content: bytes, *, packed: bool = True) -> bytes:
    data = zlib.compress(content) if packed else content
    return b"%PDF-1.7\n1 0 obj <</Type/ObjStm /N 1>>stream\r\n" + data + b"\nendstream endobj"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>> >>",
        b"%PDF-1.4\n1 0 obj <</S/JavaScript>>",
        b"%PDF-1.4\n1 0 obj <</S\n/J#61va#53cript>>",
        b"%PDF-1.4\n1 0 obj <</S%x\n/JavaScript>>",
        b"%PDF-1.4\n1 0 obj <</JS 5 0 R>>",
        b"%PDF-1.4\n1 0 obj <</S /Launch /F (cmd.exe)>>",
        b"%PDF-1.4\n1 0 obj <<>>stream\nx\nendstream endobj 2 0 obj <</S/Launch>>",
        objects(b"<</S/JavaScript>>"),
        objects(b"<</S/JavaScript>>", packed=False),
        objects(b"<</S/JavaScript>>").replace(b"ObjStm", b"Obj#53tm"),
    ],
)
def test_a_pdf_that_runs_something_is_refused(data: bytes) -> None:
    assert code_of("a.pdf", data) == "dangerous"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n1 0 obj <</OpenAction [3 0 R /Fit]>>",
        b"%PDF-1.4\n1 0 obj <</S /URI /URI (https://a.example/wiki/JavaScript)>>",
        b"%PDF-1.4\n1 0 obj <</S /JavaScripted>>",
        b"%PDF-1.4\n1 0 obj <</Length 20>>stream\n/S /JavaScript /JS (\nendstream",
        b"%PDF-1.4\n1 0 obj <</JSX 1>>",
        objects(b"<</S/GoTo>>"),
    ],
)
def test_a_pdf_that_runs_nothing_is_taken(data: bytes) -> None:
    assert code_of("a.pdf", data) == ""


@pytest.mark.parametrize("word", [b"stream\n", b"/S", b"/S%", b"endstream", b"#4A"])
def test_looking_through_a_pdf_takes_time_in_step_with_its_size(word: bytes) -> None:
    begun = process_time()
    code_of("a.pdf", b"%PDF-1.7\n" + word * 200_000)
    assert process_time() - begun < 1


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"


def jpeg(width: int, height: int, *, marker: int = 0xC2) -> bytes:
    head = bytes([0xFF, 0xFF, marker]) + b"\0\x11\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x03"
    return b"\xff\xd8\xff\xc4\0\x04xx\xff\xe0\0\x10" + b"J" * 14 + head


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", png(10_000, 10_000), ""),
        ("a.png", png(10_000, 10_001), "dangerous"),
        ("a.png", png(60_000, 60_000), "dangerous"),
        ("a.jpg", jpeg(10_000, 10_000), ""),
        ("a.jpg", jpeg(10_001, 10_000), "dangerous"),
        ("a.jpg", jpeg(60_000, 60_000, marker=0xC0), "dangerous"),
        ("a.jpg", b"\xff\xd8\xff" + b"\xff" * 2_000_000, ""),
        ("a.jpg", b"\xff\xd8\xff", ""),
    ],
    ids=range(8),
)
def test_an_image_that_would_fill_the_memory_is_refused(name: str, data: bytes, code: str) -> None:
    assert code_of(name, data) == code
