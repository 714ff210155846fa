"""Search, over everything or in the registers alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, signed_in
from akropolis.shell.home.selectors.search import search as search_all

SHORTEST, LONGEST = 2, 200


def asked_words(request: HttpRequest) -> str:
    """Return the search words; empty when they have too few letters to search for."""
    words = written_words(request)
    return words if len(words) >= SHORTEST else ""


def written_words(request: HttpRequest) -> str:
    """Return the text entered in the search field."""
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


@signed_in(because="each register searches only what the person may read")
def search(request: HttpRequest) -> HttpResponse:
    """Search all registers and the organisation; results of the user's current unit come first."""
    words = asked_words(request)
    unit = chosen_unit(request, appointments_on(request))
    places = search_all(access_of(request), words, timezone.localdate(), unit) if words else []
    context = {"title": _("Search"), "words": written_words(request), "asked": bool(words), "places": places}
    return render(request, "home/search.html", context)
