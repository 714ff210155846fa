"""Addresses that are themselves the right to what is there, and how a log may name them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver, register_converter
from django.urls.converters import StringConverter
from django.utils.encoding import escape_uri_path, iri_to_uri

LEFT_OUT = "…"
_SECRET = re.compile(r"<secret:(\w+)>")


class Secret(StringConverter):
    """Declares a secret part of a route: `path("follow/<secret:reference>/", …)`. No log line repeats its value.

    A shorter value is no secret: the address then leads nowhere, and a log line cannot be garbled by one letter.
    """

    regex = "[^/]{8,}"


register_converter(Secret, "secret")


def without_secrets(request: HttpRequest, text: str) -> str:
    """`text` without the secrets of the request's address: secret parts by their names, and no query.

    An address that led nowhere, or has not been looked up yet, may be a mistyped secret one. It is cut off after the
    first word that stands in a secret route too.
    """
    query = request.META.get("QUERY_STRING", "")
    for form in {query, iri_to_uri(query)} - {""}:
        text = text.replace(f"?{form}", "")
    match = request.resolver_match
    if match is None:
        return _replace(text, request.path, _cut(request.path))
    for name in _SECRET.findall(match.route):
        text = _replace(text, str(match.kwargs[name]), f"<{name}>")
    return text


def _replace(text: str, told: str, shown: str) -> str:
    """`told` replaced as it is, as Django's log escapes it, and as it stands in an address."""
    for form in (told, told.encode("unicode_escape").decode(), escape_uri_path(told)):
        text = text.replace(form, shown)
    return text


def _cut(path: str) -> str:
    found = _word().search(path)
    return f"{path[: found.end()]}/{LEFT_OUT}" if found else path


@cache
def _word() -> re.Pattern[str]:
    """A fixed word of the address of a secret route."""
    routes = [route for route in _routes(get_resolver().url_patterns) if _SECRET.search(route)]
    words = {word for route in routes for word in route.split("/") if word and "<" not in word}
    return re.compile("|".join(map(re.escape, sorted(words))) or "(?!)", re.IGNORECASE)


def _routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        else:
            yield route
