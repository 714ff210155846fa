"""Photos that people send from their telephones: stored without the data of where and when they were taken."""

from io import BytesIO
from pathlib import PurePath

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files.dangers import MEGAPIXELS_LIMIT
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT

PHOTOS = (".jpg", ".jpeg", ".png", ".heic", ".heif")
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, RuntimeError)
"""What the libraries raise for a damaged file; the last is libheif's, also for one beyond its own limits."""
SIDE = 4000
"""Maximum width and height of a stored photo, in pixels; a larger one is made smaller."""


def cleaned_photo(name: str, data: bytes) -> tuple[str, bytes]:
    """Return the photo drawn anew, turned the right way, without metadata: a PNG as PNG, JPEG and HEIC as JPEG.

    A JPEG or PNG is known by its content, whatever it is called; any other file is returned as it is. Raises
    Refused for a photo that cannot be read, or is too large.
    """
    plain = PurePath(name.strip())
    if not (data.startswith((JPEG, PNG)) or plain.suffix.lower() in PHOTOS) or len(data) > UPLOAD_LIMIT:
        return name, data
    kind, ending = ("PNG", ".png") if data.startswith(PNG) else ("JPEG", ".jpg")
    return f"{plain.stem}{ending}", _drawn_anew(data, kind)


def _drawn_anew(data: bytes, kind: str) -> bytes:
    # The two libraries are large, and only this needs them.
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415
    from pillow_heif import register_heif_opener  # noqa: PLC0415

    register_heif_opener()
    unreadable = (UnidentifiedImageError, Image.DecompressionBombError, *DAMAGED)
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "HEIF")) as photo:
            if photo.width * photo.height > MEGAPIXELS_LIMIT * 1_000_000:
                sentence = _(
                    "The image has more than %(most)s megapixels. Make it smaller and send it again."
                )
                raise Refused(sentence % {"most": MEGAPIXELS_LIMIT}, code="dangerous")
            photo.thumbnail((SIDE, SIDE))  # before anything that copies it: a pixel takes four bytes
            turned = ImageOps.exif_transpose(photo)
            drawn, made = Image.new("RGB", turned.size, "white"), BytesIO()
            shown = turned.convert("RGBA")
            drawn.paste(shown, mask=shown)
            drawn.save(made, kind, quality=88)
    except unreadable as error:
        sentence = _("The photo cannot be read. Take it again, or send a picture of it instead.")
        raise Refused(sentence, code="damaged") from error
    return made.getvalue()
