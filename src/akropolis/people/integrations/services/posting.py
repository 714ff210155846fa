"""Sends a request to a URL that a person has written, and only to an IP address that has been checked.

The host name is resolved, each IP address is checked, and the connection goes to the very address that was
checked. No redirect is followed, no proxy is used, and the total time is limited.
"""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from akropolis.people.integrations.rules.addresses import Networks, open_to

SECONDS = 10.0
MOST = 64 * 1024
"""Maximum number of bytes of the receiver's answer that are read."""
REFUSED, UNKNOWN, SILENT, FAILED, UNSIGNED = "refused", "unknown", "silent", "failed", "unsigned"


@dataclass(frozen=True, slots=True)
class WebhookResponse:
    """The receiver's answer: the HTTP status and the beginning of the text; or status 0 and, in `why`, a word
    for why there was no answer.

    `why` is `refused` (no IP address of the name may be sent to), `unknown` (there is no such name),
    `silent` (no answer in time), `failed`, or `unsigned` (there is no secret to sign with, and nothing was
    sent).
    """

    status: int
    text: str = ""
    why: str = ""

    @property
    def taken(self) -> bool:
        """Return whether the receiver accepted the request."""
        return 200 <= self.status < 300


class _Pinned(HTTPConnection):
    """A connection to an IP address that has been checked, for the host name that was resolved to it."""

    def __init__(
        self, name: str, port: int, address: str, context: ssl.SSLContext | None, seconds: float
    ) -> None:
        super().__init__(name, port, timeout=seconds)
        self._address, self._context = address, context
        self.late = False
        self.default_port = 443 if context else 80

    def connect(self) -> None:
        """Connect to the checked IP address, and verify by TLS that the host is the one named."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._context:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """Close the connection from another thread, whatever the connection is doing."""
        self.late = True
        held: Any = getattr(self, "sock", None)
        if held is not None:
            with suppress(OSError):  # it had already ended
                socket.socket.shutdown(held, socket.SHUT_RDWR)


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, networks: Networks, seconds: float = SECONDS
) -> WebhookResponse:
    """Send the body and return the receiver's answer. Never raises, whatever the receiver does.

    `seconds` count from when the host name has been resolved; resolving takes as long as the machine's own
    resolver allows.
    """
    parts = urlsplit(url)
    name, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = list(_addresses(name, port))
    except (OSError, UnicodeError):
        return WebhookResponse(0, why=UNKNOWN)
    allowed = [address for address in found if open_to(address, networks)]
    if not allowed:
        return WebhookResponse(0, why=REFUSED)
    context = ssl.create_default_context() if parts.scheme == "https" else None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _exchange(_Pinned(name, port, allowed[0], context, seconds), path, body, headers, seconds)


def _addresses(name: str, port: int) -> Iterator[str]:
    """Yield each IP address of the host name, once, in the order that the resolver gives."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    yield from dict.fromkeys(str(place[0]) for *_kind, place in found)


def _exchange(
    connection: _Pinned, path: str, body: bytes, headers: Mapping[str, str], seconds: float
) -> WebhookResponse:
    clock = Timer(seconds, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.connect()
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        if connection.late:  # headers that were cut off look like headers that have ended
            return WebhookResponse(0, why=SILENT)
        return WebhookResponse(answer.status, _beginning(answer))
    except TimeoutError:
        return WebhookResponse(0, why=SILENT)
    except (OSError, HTTPException, ValueError) as error:
        return (
            WebhookResponse(0, why=SILENT)
            if connection.late
            else WebhookResponse(0, type(error).__name__, FAILED)
        )
    finally:
        clock.cancel()
        connection.close()


def _beginning(answer: HTTPResponse) -> str:
    """Return the beginning of the answer; the status counts even if the rest never came."""
    try:
        return bytes(answer.read(MOST)).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""
