"""File uploads. A file over the limit is never stored, neither in memory nor on disk."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files.packages import MEGABYTE

UPLOAD_LIMIT = 25 * MEGABYTE
"""Maximum size of a file on any page, in bytes."""
OVERHEAD = MEGABYTE
"""Bytes of a request allowed for the form's other fields."""


class LimitedUpload(FileUploadHandler):
    """First upload handler, which drops a file that is too large; the page then shows an explanation."""

    received = 0

    def handle_raw_input(
        self,
        input_data: object,
        META: object,  # noqa: N803 - Django's own name
        content_length: int,
        boundary: object,
        encoding: object = None,
    ) -> None:
        """Note the declared length of the request."""
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Drop the file at once if the request is too long for a file within the limit."""
        super().new_file(*args, **kwargs)
        self.received = 0
        if self.announced > UPLOAD_LIMIT + OVERHEAD:
            self._drop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Drop the file when the bytes received exceed the limit, in case the request declared no length."""
        self.received += len(raw_data)
        if self.received > UPLOAD_LIMIT:
            self._drop()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return None, which leaves the file to the later upload handlers."""

    def _drop(self) -> None:
        assert self.request is not None
        self.request.dropped_upload = True  # type: ignore[attr-defined]
        raise SkipFile


def too_large() -> Refused:
    """Return the `Refused` to raise for a file over the limit."""
    sentence = _("The file is larger than %(limit)s MB. Choose a smaller file, or divide it.")
    return Refused(sentence % {"limit": UPLOAD_LIMIT // MEGABYTE}, code="file_too_large")


def uploaded(request: HttpRequest, name: str) -> "UploadedFile[Any]":
    """Return the file uploaded in the field `name`. Raises Refused if there is none, or it was too large."""
    if getattr(request, "dropped_upload", False):
        raise too_large()
    found = request.FILES.get(name)
    if not isinstance(found, UploadedFile):
        raise Refused(_("Choose a file first."), code="no_file")
    return found
