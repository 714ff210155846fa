"""Reproducible zip files: their bytes depend on nothing but the content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime


def zipped(files: Iterable[tuple[str, bytes]], moment: datetime) -> bytes:
    """Zip the files in the order given, all with the same timestamp; a file named "mimetype" is not compressed.

    OpenDocument requires its media type readable at the start of the file, hence the exception. Pictures are
    already compressed.
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
