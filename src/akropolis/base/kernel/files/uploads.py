"""Files on their way in. A file over the limit is never kept, neither in memory nor on disk."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files.packages import MEGABYTE

UPLOAD_LIMIT = 25 * MEGABYTE
"""The largest file that any page takes, in bytes."""
OVERHEAD = MEGABYTE
"""Room for the other fields of the form beside the file."""


class LimitedUpload(FileUploadHandler):
    """Stands first among the upload handlers and drops what is too large; the page's answer is then a sentence."""

    received = 0

    def handle_raw_input(
        self,
        input_data: object,
        META: object,  # noqa: N803 - Django's own name
        content_length: int,
        boundary: object,
        encoding: object = None,
    ) -> None:
        """Notes how long the whole request says it is."""
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Drops the file at once when the request is too long to hold an acceptable one."""
        super().new_file(*args, **kwargs)
        self.received = 0
        if self.announced > UPLOAD_LIMIT + OVERHEAD:
            self._drop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Counts, in case the request did not say."""
        self.received += len(raw_data)
        if self.received > UPLOAD_LIMIT:
            self._drop()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leaves the file to the handlers behind."""

    def _drop(self) -> None:
        assert self.request is not None
        self.request.dropped_upload = True  # type: ignore[attr-defined]
        raise SkipFile


def too_large() -> Refused:
    """The answer to a file over the limit."""
    sentence = _("The file is larger than %(limit)s MB. Choose a smaller file, or divide it.")
    return Refused(sentence % {"limit": UPLOAD_LIMIT // MEGABYTE}, code="file_too_large")


def uploaded(request: HttpRequest, name: str) -> "UploadedFile[Any]":
    """The file that was sent in the field `name`. Raises Refused when there is none, or when it was too large."""
    if getattr(request, "dropped_upload", False):
        raise too_large()
    found = request.FILES.get(name)
    if not isinstance(found, UploadedFile):
        raise Refused(_("Choose a file first."), code="no_file")
    return found
