"""The start page, the city in words, the search, and the answer to who asks whether we live."""

from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from akropolis.kernel.access.web import public, signed_in


@signed_in(because="the page shows only what waits for the person herself")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, and why."""
    return render(request, "config/home.html", {"title": _("To do")})


@signed_in(because="each register searches only what the person may read")
def search(request: HttpRequest) -> HttpResponse:
    """One search over all registers and the organisation."""
    return render(request, "config/search.html", {"title": _("Search")})


@public(because="it says nothing but that the database answers")
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
