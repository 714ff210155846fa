"""What holds for every answer under /api/: its language, that every refusal is a problem, and the pace."""

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
    """Outermost, so that also what stops a request on its way in is answered as a program can read it."""

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
    """The language that a program asks for by Accept-Language; None where it asks for none, or no program asks."""
    if request.path.startswith(ADDRESS) and request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return None


def counted(request: HttpRequest, access: Access) -> None:
    """Count the request to its account. Raises TooMany when the account has asked as often as it may."""
    if settings.API_PER_MINUTE:
        left, allowed = pace.count(access.actor.id, settings.API_PER_MINUTE, timezone.now())
        request.left = left  # type: ignore[attr-defined]
        if not allowed:
            raise TooMany(left)


def _set_rate_headers(response: HttpResponse, left: RemainingRequests) -> None:
    """draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it."""
    window = int(WINDOW.total_seconds())
    response["RateLimit-Policy"] = f'"{POLICY}";q={left.most};w={window}'
    response["RateLimit"] = f'"{POLICY}";r={left.left};t={left.seconds}'
