"""The pages' language: Swedish, unless the person has chosen English. A program asks by Accept-Language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from akropolis.base.kernel.registers.api.answers import asked_language


class PersonLanguageMiddleware:
    """Speaks the signed-in person's language for the length of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own: str = getattr(request.user, "language", "")
        language = own or asked_language(request) or settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response
