"""Rules for every answer under /api/: its language, refusals as problem documents, and the rate limit."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.pace import WINDOW, Pace, RemainingRequests, TooMany
from akropolis.base.kernel.registers.api.problems import MEDIA_TYPE, plain

ADDRESS = "/api/"
POLICY = "account"
pace = Pace()


class ApiMiddleware:
    """Outermost middleware, so that requests stopped early are also answered in a form a program can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(ADDRESS):
            return response
        told = response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
        if response.status_code >= HTTPStatus.BAD_REQUEST and not told:
            with translation.override(response.headers.get("Content-Language", settings.LANGUAGE_CODE)):
                response = plain(response)
        patch_vary_headers(response, ["Accept-Language"])
        left: RemainingRequests | None = getattr(request, "left", None)
        if left is not None:
            _set_rate_headers(response, left)
        return response


def asked_language(request: HttpRequest) -> str | None:
    """Return the language requested by Accept-Language; None if none is requested or the client is no program."""
    if request.path.startswith(ADDRESS) and request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return None


def counted(request: HttpRequest, access: Access) -> None:
    """Count the request against its account. Raises TooMany if the account is over its rate limit."""
    if settings.API_PER_MINUTE:
        left, allowed = pace.count(access.actor.id, settings.API_PER_MINUTE, timezone.now())
        request.left = left  # type: ignore[attr-defined]
        if not allowed:
            raise TooMany(left)


def _set_rate_headers(response: HttpResponse, left: RemainingRequests) -> None:
    """Set the rate limit headers of draft-ietf-httpapi-ratelimit-headers."""
    window = int(WINDOW.total_seconds())
    response["RateLimit-Policy"] = f'"{POLICY}";q={left.most};w={window}'
    response["RateLimit"] = f'"{POLICY}";r={left.left};t={left.seconds}'
