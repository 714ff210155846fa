"""Public pages: where to report a vulnerability, and how accessible the pages are."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.web import public
from akropolis.shell.home.selectors.handbook import accessibility_statement
from akropolis.shell.home.web.context import city_name

HOLDS = timedelta(days=180)
"""Validity of the file. RFC 9116 section 2.5.5 recommends less than a year; the date is recomputed at each request."""


@public(because="it is for whoever has found a weakness")
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Return the file security.txt according to RFC 9116. Raises Hidden where the city names no contact."""
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


@public(because="the law asks for it on every page, also before one has signed in")
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement. Lagen (2018:1937) om tillgänglighet till digital offentlig service, 13 §."""
    text = accessibility_statement(city_name(), settings.ACCESSIBILITY_CONTACT)
    return render(request, "home/accessibility.html", {"title": _("Accessibility statement"), "text": text})
