"""URLs that grant access by themselves because they contain a secret, and how to redact them in a log."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver, register_converter
from django.urls.converters import StringConverter
from django.utils.encoding import escape_uri_path, iri_to_uri

_SECRET = re.compile(r"<secret:(\w+)>")


class SecretConverter(StringConverter):
    """Path converter for a secret part of a route, `path("follow/<secret:reference>/", …)`; at least 8 characters."""

    regex = "[^/]{8,}"


register_converter(SecretConverter, "secret")


def without_secrets(request: HttpRequest, text: str) -> str:
    """Return `text`, which may contain the request's address, with the secrets of that address redacted.

    The query string is removed, and each secret part is replaced by its name in the route. An address that
    matches no route may be a mistyped secret one: it is cut off after a literal segment of a secret route.
    """
    if query := request.META.get("QUERY_STRING"):
        text = text.replace(f"?{iri_to_uri(query)}", "")
    if match := request.resolver_match:
        for name in _SECRET.findall(match.route):
            text = _replace(text, str(match.kwargs[name]), f"<{name}>")
    elif word := _word().search(request.path):
        text = _replace(text, request.path, f"{request.path[: word.end()]}/…")
    return text


def _replace(text: str, value: str, shown: str) -> str:
    """Replace the value as it is, as Django's log escapes it, and as it is quoted in an address."""
    for form in (value, value.encode("unicode_escape").decode(), escape_uri_path(value)):
        text = text.replace(form, shown)
    return text


@cache
def _word() -> re.Pattern[str]:
    """Return a pattern that matches a literal path segment of any route with a secret part."""
    routes = [route for route in _routes(get_resolver().url_patterns) if _SECRET.search(route)]
    words = {re.escape(word) for route in routes for word in route.split("/") if word and "<" not in word}
    return re.compile("|".join(sorted(words)) or "(?!)", re.IGNORECASE)


def _routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, f"{before}{each.pattern}")
        else:
            yield f"{before}{each.pattern}"
