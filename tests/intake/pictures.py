"""Photos for the tests: each says where it was taken, by which telephone, and that it is to be turned a quarter."""

from io import BytesIO

import pillow_heif
from PIL import Image

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    """Return a photo with metadata, as JPEG, PNG or HEIF."""
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Vidhav"
    exif[GPS] = {1: "N", 2: (59.0, 36.0, 0.0), 3: "E", 4: (16.0, 33.0, 0.0)}
    made = BytesIO()
    Image.new("RGB", size, "red").save(made, kind, exif=exif.tobytes())
    return made.getvalue()


def png() -> bytes:
    """Return a PNG of one pixel."""
    made = BytesIO()
    Image.new("RGB", (1, 1)).save(made, "PNG")
    return made.getvalue()
