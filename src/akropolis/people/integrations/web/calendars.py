"""The page of the user's own calendar address, and the calendar that the address serves."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.slowing import Slowed
from akropolis.base.kernel.access.tokens import note_use
from akropolis.base.kernel.access.web import access_of, public, signed_in
from akropolis.people.integrations.models import CalendarAddress
from akropolis.people.integrations.reports.due import calendar, due_to, entity_tag
from akropolis.people.integrations.selectors.calendars import address_of, address_with
from akropolis.people.integrations.services import calendars

OWN = "the page is about the person herself"
SECRET = "nyckel"  # noqa: S105, the name under which it is sent
ENDLESS = 10**9
READINGS = Slowed(of_one=30, of_all=ENDLESS, within=timedelta(minutes=15))
"""Rate limit per calendar, so that a program that polls constantly does not slow down the others."""


@signed_in(because=OWN)
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Show whether there is an address and when it was used; a POST creates one, which is shown only then."""
    access, secret, status = access_of(request), "", 200
    if request.method == "POST":
        _address, secret = calendars.make(access)
        status = 201
    context = {
        "title": _("My calendar"),
        "address": address_of(access),
        "secret": _address_in_full(request, secret) if secret else "",
        "crumbs": [
            {"label": _("My account"), "url": reverse("account")},
            {"label": _("My calendar"), "url": ""},
        ],
    }
    return render(request, "integrations/calendar.html", context, status=status)


def _address_in_full(request: HttpRequest, secret: str) -> str:
    """Return the full calendar address. The secret is in the query string, which the request log leaves out."""
    return request.build_absolute_uri(f"{reverse('calendar-file')}?{urlencode({SECRET: secret})}")


@signed_in(because=OWN)
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End the user's own calendar address."""
    if calendars.end(access_of(request)):
        messages.success(
            request, _("The calendar address is ended. Programs that use it find nothing from now on.")
        )
    return redirect("my-calendar")


@public(because="the secret in the address says whose it is, and an unknown one opens nothing")
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Serve the calendar of the secret's owner, with what the owner may read now; 304 if it is unchanged.

    Wrong secrets are not rate limited: nobody guesses 256 bits, and a limit by IP address would shut out a
    whole office.
    """
    now = timezone.now()
    address = address_with(request.GET.get(SECRET, ""))
    if again := READINGS.again(str(address.pk), now):
        return HttpResponse(status=429, headers={"Retry-After": str(int((again - now).total_seconds()) + 1)})
    READINGS.count(str(address.pk), now)
    note_use(address, address.used_at, now)
    return _calendar(request, address)


def _calendar(request: HttpRequest, address: CalendarAddress) -> HttpResponse:
    now, person = timezone.now(), address.user
    today = timezone.localdate(now)
    with override(person.language):
        title = _("To do in akropoLIS")
        due = due_to(access_for(person, today), today, request.build_absolute_uri)
        tag = entity_tag(due, title)
        if request.headers.get("If-None-Match") == tag:
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(calendar(due, title, now), content_type="text/calendar; charset=utf-8")
            answer["Content-Disposition"] = 'inline; filename="akropolis.ics"'
    answer["ETag"], answer["Cache-Control"] = tag, "private, no-cache"
    return answer


urls = [
    path("konto/kalender/", page, name="my-calendar"),
    path("konto/kalender/avsluta/", end, name="my-calendar-end"),
    path("kalender.ics", feed, name="calendar-file"),
]
