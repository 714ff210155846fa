"""Entry point of SCIM. Its implementation takes a third of a second to load, so it is imported at the first
request.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt  # noqa: TID251 # each request carries an API token

from akropolis.base.kernel.access.web import public


@public(because="it asks for a token itself, and takes no other sign-in")
@csrf_exempt
@never_cache
def serve(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer one request of the directory's program."""
    from akropolis.people.federation.api.scim import answer  # noqa: PLC0415

    return answer(request, rest)


urls = [path("scim/v2/<path:rest>", serve, name="scim")]
