"""Answers that are files."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from akropolis.kernel.exchange.writing import TYPES


def attachment(data: bytes, name: str) -> HttpResponse:
    """An Excel file to keep, named with today's date."""
    disposition = content_disposition_header(True, f"{name} {timezone.localdate().isoformat()}.xlsx")
    return HttpResponse(data, content_type=TYPES["xlsx"], headers={"Content-Disposition": disposition or ""})
