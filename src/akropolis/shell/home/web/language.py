"""The language of pages: Swedish, unless the user has chosen English. For programs, Accept-Language decides."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from akropolis.base.kernel.registers.api.answers import asked_language


class PersonLanguageMiddleware:
    """Activates the signed-in user's language during the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own: str = getattr(request.user, "language", "")
        language = own or asked_language(request) or settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response
