"""What is refused before a file is parsed, at its bounds: size, extent, kind, and what its directory says."""

import io
import zlib
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from django.utils import translation

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange import guards
from akropolis.base.kernel.exchange.guards import (
    CELLS_LIMIT,
    COLUMNS_LIMIT,
    FOREIGN,
    OLE_MAGIC,
    ROWS_LIMIT,
    check_extent,
    check_package,
    check_size,
    check_text,
)
from akropolis.base.kernel.files.packages import MEGABYTE
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT

PARTS = ("xl/workbook.xml", "[Content_Types].xml")


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


def refused(act: Callable[[], object]) -> tuple[str, str]:
    """The code and the first words of the refusal; empty when there is none."""
    try:
        act()
    except Refused as refusal:
        return str(refusal.code), str(refusal)
    return "", ""


@pytest.mark.parametrize(
    ("size", "limit", "code", "words"),
    [
        (UPLOAD_LIMIT, UPLOAD_LIMIT, "", ""),
        (UPLOAD_LIMIT + 1, UPLOAD_LIMIT, "file_too_large", "The file is larger than 25 MB."),
        (3 * MEGABYTE + 1, 3 * MEGABYTE, "file_too_large", "The file is larger than 3 MB."),
        (1, UPLOAD_LIMIT, "", ""),
        (0, UPLOAD_LIMIT, "empty", "The file is empty."),
    ],
)
def test_a_file_is_neither_empty_nor_over_the_limit(size: int, limit: int, code: str, words: str) -> None:
    found = refused(lambda: check_size(size, limit=limit))
    assert (found[0], found[1][: len(words)]) == (code, words)
    assert refused(lambda: check_size(UPLOAD_LIMIT + 1))[0] == "file_too_large"


@pytest.mark.parametrize(
    ("rows", "columns", "fits"),
    [
        (ROWS_LIMIT + 1, CELLS_LIMIT // (ROWS_LIMIT + 1), True),
        (ROWS_LIMIT + 2, 1, False),
        (1, COLUMNS_LIMIT, True),
        (1, COLUMNS_LIMIT + 1, False),
        (CELLS_LIMIT // 100, 100, True),
        (CELLS_LIMIT // 100 + 1, 100, False),
    ],
)
def test_a_sheet_reaches_over_so_many_rows_and_columns(rows: int, columns: int, fits: bool) -> None:
    code, words = refused(lambda: check_extent(rows, columns))
    said = f"A sheet in the file reaches over {rows} rows and {columns} columns;"
    assert (code, words[: len(said)]) == (("", "") if fits else ("too_many_rows", said))


@pytest.mark.parametrize("magic", FOREIGN)
def test_what_calls_itself_text_and_begins_as_something_else_is_refused(magic: bytes) -> None:
    assert refused(lambda: check_text(magic + b"x"))[0] == "wrong_type"
    assert refused(lambda: check_text(b"a;" + magic)) == ("", "")


def package(*names: str, kind: int = ZIP_DEFLATED, content: bytes = b"<x/>" * 50) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", kind) as archive:
        for name in names:
            info = ZipInfo(name)
            info.compress_type = kind
            archive.writestr(info, content)
    return out.getvalue()


@pytest.mark.parametrize("kind", [ZIP_DEFLATED, ZIP_STORED])
def test_the_parts_of_a_workbook_are_unpacked_by_their_names(kind: int) -> None:
    found = check_package(package(*PARTS, "xl/sharedStrings.xml", kind=kind))
    assert found == dict.fromkeys((*PARTS, "xl/sharedStrings.xml"), b"<x/>" * 50)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE_MAGIC + b"x", "The file is in an older Excel format or has a password."),
        (b"namn;enhet", "The name says .xlsx, but the content is not an Excel workbook."),
        (package(PARTS[0]), "The file is not an Excel workbook without macros."),
        (package(PARTS[1]), "The file is not an Excel workbook without macros."),
        (package(*PARTS, "xl/vbaProject.bin"), "The file is not an Excel workbook without macros."),
    ],
    ids=range(5),
)
def test_what_is_no_workbook_says_what_it_is(data: bytes, words: str) -> None:
    code, said = refused(lambda: check_package(data))
    assert (code, said[: len(words)]) == ("wrong_type", words)


def info(data: bytes, **values: int) -> ZipInfo:
    with ZipFile(io.BytesIO(data)) as archive:
        found = archive.infolist()[0]
    for name, value in values.items():
        setattr(found, name, value)
    return found


def test_a_part_whose_head_is_not_where_the_directory_says_is_damaged() -> None:
    data = package(*PARTS)
    assert zlib.decompress(guards._packed(data, info(data)), -15) == b"<x/>" * 50
    damaged = refused(lambda: guards._packed(data, info(data, header_offset=1)))
    assert damaged[0]
    assert refused(lambda: guards._packed(data, info(data, header_offset=len(data) - 5))) == damaged
    short = data[: guards.LOCAL_HEADER]
    assert guards._packed(short, info(data)) == b""
    assert refused(lambda: guards._packed(short[:-1], info(data))) == damaged


def test_a_part_is_as_large_as_the_directory_says() -> None:
    packed = zlib.compressobj(wbits=-15)
    data = packed.compress(b"x" * 100) + packed.flush()
    assert guards._inflated(data, 100) == b"x" * 100
    bomb, damaged, broken = (
        refused(lambda: guards._inflated(data, 99)),
        refused(lambda: guards._inflated(data, 101)),
        refused(lambda: guards._inflated(b"\xff\xff", 1)),
    )
    assert (bomb != damaged, broken == damaged, bomb[0] != "") == (True, True, True)
    whole = package(*PARTS, kind=ZIP_STORED)
    stored = info(whole, file_size=1)
    assert refused(lambda: list(guards._unpacked(whole, [stored]))) == bomb
