"""Zip packages, such as Office files: the directory of the zip is checked before anything is unpacked."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused

MEGABYTE = 1024 * 1024
UNPACKED_LIMIT = 200 * MEGABYTE
RATIO_LIMIT = 200
RATIO_FREE = MEGABYTE
PARTS_LIMIT = 2000
NESTED_LIMIT = 10
ZIP_MAGIC = b"PK\x03\x04"
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
"""Pattern of part names that would be written outside the folder into which the package is unpacked."""
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".odt", ".ods", ".gz", ".7z", ".rar", ".jar")


def zip_bomb_error() -> Refused:
    """Return the `Refused` to raise for a file that unpacks to far more than its size."""
    return Refused(
        _("The file unpacks to far more than it should and is not opened. Save it anew and send it again."),
        code="zip_bomb",
    )


def damaged_error() -> Refused:
    """Return the `Refused` to raise for a damaged file."""
    return Refused(
        _("The file is damaged and cannot be opened. Save it anew and send it again."), code="damaged"
    )


def checked_parts(data: bytes) -> list[ZipInfo]:
    """Return the directory of a package whose declared unpacked size is within bounds. Raises Refused otherwise."""
    try:
        with ZipFile(BytesIO(data)) as package:
            infos = package.infolist()
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise damaged_error() from error
    _check_directory(infos)
    return infos


def _check_directory(infos: list[ZipInfo]) -> None:
    unpacked = sum(info.file_size for info in infos)
    nested = sum(info.filename.lower().endswith(ARCHIVES) for info in infos)
    if unpacked > UNPACKED_LIMIT or len(infos) > PARTS_LIMIT or nested > NESTED_LIMIT:
        raise zip_bomb_error()
    # Of two parts with one name, the reader might take the one that was not looked at.
    if len({info.filename.lower().replace("\\", "/") for info in infos}) < len(infos):
        raise damaged_error()
    for info in infos:
        if _OUTSIDE.search(info.filename):
            raise damaged_error()
        if info.file_size > RATIO_FREE and info.file_size > RATIO_LIMIT * max(info.compress_size, 1):
            raise zip_bomb_error()
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
            raise damaged_error()
