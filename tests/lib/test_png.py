"""PNG pictures from outside: only whole ones are taken, and only what draws them is kept."""

import struct
import zlib

import pytest

from akropolis.base.lib import png


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def picture(
    width: int = 3,
    height: int = 2,
    *,
    rows: bytes | None = None,
    extra: bytes = b"",
    colour: int = 2,
    depth: int = 8,
    interlace: int = 0,
) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    content = bytes(height * (1 + width * 3)) if rows is None else rows
    body = chunk(b"IDAT", zlib.compress(content))
    return png.SIGNATURE + chunk(b"IHDR", head) + extra + body + chunk(b"IEND", b"")


def test_a_picture_is_given_with_its_size_and_without_what_does_not_draw_it() -> None:
    hidden = picture(extra=chunk(b"tEXt", b"Comment\0Hemligt")) + b"<script>"
    assert png.clean(hidden, side=10) == (picture(), 3, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg/>",
        png.SIGNATURE,
        picture()[:-4],
        picture()[:-12],
        picture().replace(b"IHDR", b"IHDX"),
        picture()[:20] + b"\1" + picture()[21:],
        picture(11, 1),
        picture(1, 11),
        picture(0, 1, rows=b""),
        picture(interlace=1),
        picture(colour=5),
        picture(depth=3),
        picture(rows=bytes(19)),
        picture(rows=bytes(21)),
        picture(rows=bytes(10_000_000)),
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(png.NotAPictureError):
        png.clean(data, side=10)


def test_the_largest_side_is_taken() -> None:
    assert png.clean(picture(10, 10), side=10)[1:] == (10, 10)


@pytest.mark.parametrize(
    ("colour", "depth", "row"), [(0, 1, 1), (0, 16, 6), (3, 4, 2), (4, 8, 6), (6, 8, 12)]
)
def test_every_kind_of_colour_is_measured(colour: int, depth: int, row: int) -> None:
    assert png.clean(picture(colour=colour, depth=depth, rows=bytes(2 * (1 + row))), side=10)[1:] == (3, 2)
