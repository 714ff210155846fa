"""PNG pictures from outside: they are verified, and only what makes up the picture is kept."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
"""Chunks needed to draw the picture. All others may carry text, locations or programs, and are dropped."""
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = frozenset({1, 2, 4, 8, 16})


class NotAPictureError(ValueError):
    """The bytes are not an accepted PNG."""


def clean(data: bytes, *, side: int) -> tuple[bytes, int, int]:
    """Return the picture with its drawing chunks alone, and its width and height.

    Raises NotAPictureError if it is not a whole PNG, is interlaced, or has a side over `side` pixels. Never holds
    more unpacked data than the size given in its head.
    """
    if not data.startswith(SIGNATURE):
        raise NotAPictureError("no signature")
    chunks = [(kind, body) for kind, body in _chunks(data) if kind in KEPT]
    kinds = [kind for kind, _body in chunks]
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or len(chunks[0][1]) != 13:
        raise NotAPictureError("no head or no end")
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    if (
        not (0 < width <= side and 0 < height <= side)
        or colour not in CHANNELS
        or depth not in DEPTHS
        or any(rest)
    ):
        raise NotAPictureError("a size or kind that is not taken")
    rows = height * (1 + (width * depth * CHANNELS[colour] + 7) // 8)
    _unpacks(b"".join(body for kind, body in chunks if kind == b"IDAT"), rows)
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks), width, height


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place < len(data):
        if place + 12 > len(data):
            raise NotAPictureError("cut off")
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body, check = data[place + 8 : place + 8 + length], data[place + 8 + length : place + 12 + length]
        if check != struct.pack(">I", zlib.crc32(kind + body)):
            raise NotAPictureError("a chunk is damaged")
        yield kind, body
        if kind == b"IEND":
            return
        place += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _unpacks(packed: bytes, size: int) -> None:
    """Refuse data that does not unpack to exactly `size` bytes; at most one byte beyond that is ever unpacked."""
    try:
        found = len(zlib.decompressobj().decompress(packed, size + 1))
    except zlib.error as error:
        raise NotAPictureError("its content cannot be unpacked") from error
    if found != size:
        raise NotAPictureError("its content is of another size")
