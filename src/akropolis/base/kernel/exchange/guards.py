"""Checks made before a file is parsed. Each refusal says what is wrong and what to do."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZIP_STORED, ZipInfo

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files.packages import (
    MEGABYTE,
    ZIP_MAGIC,
    checked_parts,
    damaged_error,
    zip_bomb_error,
)
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT

ROWS_LIMIT = 100_000
COLUMNS_LIMIT = 200
CELLS_LIMIT = 5_000_000
LOCAL_HEADER = 30

OLE_MAGIC = b"\xd0\xcf\x11\xe0"
FOREIGN = (
    ZIP_MAGIC,
    OLE_MAGIC,
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
)


def check_size(size: int, *, limit: int = UPLOAD_LIMIT) -> None:
    """Refuse an empty file and one over the limit (in bytes)."""
    if size > limit:
        sentence = _(
            "The file is larger than %(limit)s MB. Divide it into smaller files and send them one by one."
        )
        raise Refused(sentence % {"limit": limit // MEGABYTE}, code="file_too_large")
    if size == 0:
        raise Refused(
            _("The file is empty. Choose a file with a header row and at least one row."), code="empty"
        )


def check_text(data: bytes) -> None:
    """Refuse a .csv that is really another file type."""
    if data.startswith(FOREIGN):
        raise _lies(
            _("The name says .csv, but the content is not text. Save the file as CSV and send it again.")
        )


def _lies(sentence: str) -> Refused:
    return Refused(sentence, code="wrong_type")


@dataclass(frozen=True, slots=True)
class PackagePart:
    """One unpacked file of the zip package that a workbook is."""

    name: str
    data: bytes


def check_package(data: bytes) -> dict[str, bytes]:
    """Return the unpacked parts of an .xlsx, keyed by name. Raises Refused if it is no .xlsx or unpacks
    beyond the limits.

    Sizes are counted while unpacking, since the zip directory can lie about them.
    """
    _check_magic(data)
    infos = checked_parts(data)
    names = {info.filename for info in infos}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names or "xl/vbaProject.bin" in names:
        raise _lies(
            _("The file is not an Excel workbook without macros. Save it as .xlsx and send it again.")
        )
    return {part.name: part.data for part in _unpacked(data, infos)}


def _check_magic(data: bytes) -> None:
    if data.startswith(OLE_MAGIC):
        raise _lies(
            _("The file is in an older Excel format or has a password. Save it as .xlsx without a password.")
        )
    if not data.startswith(ZIP_MAGIC):
        raise _lies(
            _(
                "The name says .xlsx, but the content is not an Excel workbook. Save it as .xlsx and send it again."
            )
        )


def _unpacked(data: bytes, infos: list[ZipInfo]) -> Iterator[PackagePart]:
    for info in infos:
        packed = _packed(data, info)
        if info.compress_type == ZIP_STORED:
            if info.compress_size != info.file_size:
                raise zip_bomb_error()
            yield PackagePart(info.filename, packed)
        else:
            yield PackagePart(info.filename, _inflated(packed, info.file_size))


def _packed(data: bytes, info: ZipInfo) -> bytes:
    head = data[info.header_offset : info.header_offset + LOCAL_HEADER]
    if len(head) < LOCAL_HEADER or not head.startswith(ZIP_MAGIC):
        raise damaged_error()
    name, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    start = info.header_offset + LOCAL_HEADER + name + extra
    return data[start : start + info.compress_size]


def _inflated(packed: bytes, declared: int) -> bytes:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than declared is enough to see that the directory lies.
        found = stream.decompress(packed, declared + 1)
    except zlib.error as error:
        raise damaged_error() from error
    if len(found) > declared:
        raise zip_bomb_error()
    if len(found) < declared:
        raise damaged_error()
    return found


def check_extent(rows: int, columns: int) -> None:
    """Refuse a sheet with too many rows, columns or cells."""
    if rows > ROWS_LIMIT + 1 or columns > COLUMNS_LIMIT or rows * columns > CELLS_LIMIT:
        sentence = _(
            "A sheet in the file reaches over %(rows)s rows and %(columns)s columns; the limit is 100,000 rows and "
            "200 columns. Remove what does not belong to the table, or divide the file."
        )
        raise Refused(sentence % {"rows": rows, "columns": columns}, code="too_many_rows")
