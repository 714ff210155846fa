"""The API description as a page where it can be read and tried."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import signed_in


@signed_in(
    because="the description is open to all, and what is tried is done with the rights of who tries it"
)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show every operation of the API. Reading can be tried with the user's own sign-in, writing with a token."""
    return render(request, "home/api_reference.html", {"title": _("API reference")})
