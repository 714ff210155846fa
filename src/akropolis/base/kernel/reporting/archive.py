"""Reproducible zip files: their bytes depend on nothing but the content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime


def zipped(files: Iterable[tuple[str, bytes]], moment: datetime) -> bytes:
    """Return a zip of the files in the given order, all with the same timestamp.

    A file named "mimetype" is stored uncompressed, since OpenDocument requires its media type to be readable
    at the start of the file. Pictures are not compressed either: they already are.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            # The same on every operating system.
            entry.create_system = 0
            entry.compress_type = (
                zipfile.ZIP_STORED if name == "mimetype" or name.endswith(".png") else zipfile.ZIP_DEFLATED
            )
            archive.writestr(entry, content)
    return packed.getvalue()
