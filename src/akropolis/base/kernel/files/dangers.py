"""Detects what a document would do when opened: fetch from elsewhere, run a script, exhaust memory.

Dangers are found where ordinary programs write them. Not scanned: encrypted PDFs, XFA forms, attachments,
broken files that readers repair, and fields of a text (INCLUDEPICTURE). Those are left to the virus scanner.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from posixpath import basename
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files.packages import MEGABYTE, ZIP_MAGIC, damaged_error

MEGAPIXELS_LIMIT = 100
"""Maximum megapixels: a pixel takes four bytes of memory, however small the image file is."""
SCANNED_LIMIT = 100 * MEGABYTE
"""Maximum number of unpacked bytes that are scanned of a PDF, or of the relationship lists of an Office file."""
SEGMENTS_LIMIT = 10_000
FRAMES = frozenset(bytes([marker]) for marker in range(0xC0, 0xD0) if marker not in (0xC4, 0xC8, 0xCC))
"""Markers of the JPEG segment that holds the image's size; the segment comes well before `SEGMENTS_LIMIT`."""
ASKED_FIRST = frozenset({"hyperlink", "externalLinkPath"})
"""Types of relationship that an Office program follows only when its user agrees."""
_REMOTE = re.compile(r"(?!file:/*[a-z]:/)(//|file://(?!/|localhost/)|file:////|(?!file:)[a-z][a-z0-9+.-]+:)")
_WORKGROUP_TEMPLATE = re.compile(r"(?:file:)?/{2,5}(?!(?:\d+|0x[0-9a-f]+)/)[a-z0-9_-]{1,63}/")
"""Pattern of a template on a file share whose server name has no dots, so that only the city's own network
resolves it.

A numeric server name does not match: it is read as an IP address, which may belong to somebody else.
"""
_MACRO = re.compile(r"Scripts/.*[^/]$|Basic/(?!(.*/)?(script|dialog)-l[bc]\.xml$).*[^/]$")
_ACTION = re.compile(rb"/S[\0\s]*/(?:JavaScript|Launch)\b|/JS[\0\s]*[(<0-9]")
_COMMENT = re.compile(rb"%[^\r\n]*")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def refuse_dangers(data: bytes) -> None:
    """Raise Refused, with an explanation, if the file is too dangerous to pass on to others."""
    if data.startswith(b"%PDF-"):
        _refuse_actions(data)
    elif data.startswith(ZIP_MAGIC):
        _refuse_parts(data)
    elif _pixels(data) > MEGAPIXELS_LIMIT * 1_000_000:
        sentence = _("The image has more than %(most)s megapixels. Make it smaller and send it again.")
        raise _dangerous(sentence % {"most": MEGAPIXELS_LIMIT})


def _dangerous(sentence: str) -> Refused:
    return Refused(sentence, code="dangerous")


def _refuse_parts(data: bytes) -> None:
    """Raise Refused for OpenDocument macros, and for relationships that Office loads on opening, such as templates."""
    with ZipFile(BytesIO(data)) as package:
        if any(map(_MACRO.match, package.namelist())):
            raise _dangerous(_("The document holds macros. Save it without them and send it again."))
        lists = [info for info in package.infolist() if info.filename.lower().endswith(".rels")]
        if sum(info.file_size for info in lists) > SCANNED_LIMIT:
            raise damaged_error()
        try:
            loaded = any(_is_loaded(each) for info in lists for each in _relations(package.read(info)))
        except (BadZipFile, zlib.error, EOFError, ElementTree.ParseError, LookupError, ValueError) as error:
            # The last two: an encoding that is not known, or that the reader does not take.
            raise damaged_error() from error
    if loaded:
        sentence = _(
            "The document loads a template, an image or something else from elsewhere when it is opened. Remove that "
            "link where it was written, or save it as PDF, and send it again."
        )
        raise _dangerous(sentence)


def _relations(xml: bytes) -> Iterator[ElementTree.Element]:
    if b"<!DOCTYPE" in xml or b"\0" in xml:
        raise damaged_error()
    return ElementTree.fromstring(xml).iter()  # noqa: S314 # without a DTD there are no entities


def _is_loaded(relation: ElementTree.Element) -> bool:
    target = unquote(relation.get("Target", "")).strip().replace("\\", "/").lower()
    kind = basename(relation.get("Type", ""))
    if kind == "attachedTemplate" and _WORKGROUP_TEMPLATE.match(target):
        return False
    outside = relation.get("TargetMode", "").lower() == "external" and _REMOTE.match(target)
    return bool(outside) and kind not in ASKED_FIRST


def _refuse_actions(data: bytes) -> None:
    """Raise Refused for a PDF with actions of the types JavaScript and Launch (ISO 32000-1, 12.6.4).

    A name in a PDF may be written with escapes, such as #4A for J.
    """
    for part in _objects(data):
        plain = _plain(part)
        if _ACTION.search(plain) or _ACTION.search(_COMMENT.sub(b"", plain)):
            sentence = _(
                "The PDF holds a script, or starts a program. Print it to a new PDF and send that one."
            )
            raise _dangerous(sentence)


def _plain(part: bytes) -> bytes:
    """Return the part with hexadecimal escapes in names decoded (ISO 32000-1, 7.3.5)."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _objects(data: bytes) -> Iterator[bytes]:
    """Yield a PDF's content outside streams, and inside object streams: no other stream can hold an action."""
    end, left = 0, SCANNED_LIMIT
    while (begin := data.find(b"stream", end)) >= 0 and (stop := data.find(b"endstream", begin)) >= 0:
        between, packed, end = data[end:begin], data[begin + 6 : stop].lstrip(b"\r\n"), stop + 9
        yield between
        if b"/ObjStm" in _plain(between) and left > 0:
            with suppress(zlib.error):
                packed = zlib.decompressobj().decompress(packed, left)
            left -= len(packed)
            yield packed
    yield data[end:]


def _pixels(data: bytes) -> int:
    """Return the pixel count in the header of a PNG or JPEG; 0 for anything else (PNG 11.2.1, ITU-T T.81 B.2)."""
    if data.startswith(b"\x89PNG"):
        return int.from_bytes(data[16:20]) * int.from_bytes(data[20:24])
    place = 2 if data.startswith(b"\xff\xd8") else len(data)
    for _segment in range(SEGMENTS_LIMIT):
        marker, length = data[place + 1 : place + 2], int.from_bytes(data[place + 2 : place + 4])
        if marker in FRAMES:
            return int.from_bytes(data[place + 5 : place + 7]) * int.from_bytes(data[place + 7 : place + 9])
        place += 1 if marker == b"\xff" else 2 + length
    return 0
