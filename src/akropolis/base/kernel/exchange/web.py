"""Responses that are files."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from akropolis.base.kernel.exchange.writing import TYPES


def file_answer(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Return a response that downloads the data as a file with that name."""
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, content_type=media_type, headers={"Content-Disposition": disposition})


def attachment(data: bytes, name: str) -> HttpResponse:
    """Return a response that downloads the data as an Excel file, named with `name` and today's date."""
    return file_answer(data, f"{name} {timezone.localdate().isoformat()}.xlsx", TYPES["xlsx"])
