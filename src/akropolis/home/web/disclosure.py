"""Whom to tell of a weakness, as RFC 9116 says it: where a city has said so."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from akropolis.kernel.access.errors import Hidden
from akropolis.kernel.access.web import public

HOLDS = timedelta(days=180)
"""RFC 9116 section 2.5.5 recommends less than a year; it is counted anew each time somebody asks."""


@public(because="it is for whoever has found a weakness")
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The file; nothing where the city names nobody."""
    if not settings.SECURITY_CONTACT:
        raise Hidden
    expires = (timezone.now() + HOLDS).astimezone(UTC).replace(microsecond=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {request.build_absolute_uri(reverse('security-txt'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
