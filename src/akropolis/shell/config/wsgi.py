"""WSGI entry point."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akropolis.shell.config.settings")
CONTENT_TYPE = "CONTENT_TYPE"
OURS = {"utf-8", "utf8"}
_django = get_wsgi_application()


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Django's application, with one change: a content type that cannot be parsed is removed from the
    request.

    A header too long to be parsed would give the server's own empty 500. A form whose charset is not a
    text encoding, such as rot13 or zlib, would cause an error of ours.
    """
    if not _is_readable(environ.get(CONTENT_TYPE, "")):
        environ = {**environ, CONTENT_TYPE: ""}
    return _django(environ, start_response)


def _is_readable(content_type: str) -> bool:
    try:
        _kind, said = parse_header_parameters(content_type)
    except ValueError:
        return False
    return said.get("charset", "utf-8").lower() in OURS
