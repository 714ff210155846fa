"""The request that the current thread is answering, as the log and the metrics report it; never the user's
name.

This is the only context that is global instead of passed as an argument: a log line may be written by
Django, by a library or by code that knows of no request, and the reader of the log needs to know which
request it belongs to.
"""

import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from logging import LogRecord

from django.http import HttpRequest

GIVEN = re.compile(r"[A-Za-z0-9._:+/=-]{8,128}")
"""Pattern of request ids accepted from a proxy: plain ids that could not be taken for anything else."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER, NOWHERE = "other", "(none)"


@dataclass(slots=True)
class CurrentRequest:
    """A request that is being answered."""

    id: str
    request: HttpRequest = field(repr=False)
    begun: float = field(default_factory=time.perf_counter)
    queries: int = 0

    @property
    def seconds(self) -> float:
        """Return the seconds since the request began."""
        return time.perf_counter() - self.begun

    @property
    def method(self) -> str:
        """Return the request's HTTP method; an unknown method is replaced by a fixed word."""
        return self.request.method if self.request.method in METHODS else OTHER

    @property
    def route(self) -> str:
        """Return the name of the matched route, which contains no values from the request's address."""
        match = self.request.resolver_match
        return (match.view_name or match.route) if match else NOWHERE

    @property
    def account(self) -> str:
        """Return the account's id if the request has loaded it; never queries for it."""
        access = self.request.__dict__.get("access")
        found = getattr(access, "__dict__", {}).get("_wrapped", access)
        actor = getattr(found, "actor", None)
        return str(actor.id) if actor is not None and actor.id else _signed_in(self.request)

    def count(self, execute: Callable[..., object], *given: object) -> object:
        """Database execute wrapper: count each query while the request is answered."""
        self.queries += 1
        return execute(*given)


def _signed_in(request: HttpRequest) -> str:
    key = getattr(request.__dict__.get("_cached_user"), "pk", None)
    return str(key) if key else ""


def accepted_request_id(given: str) -> str:
    """Return `given`, the request id from a trusted proxy, if it has the accepted form; otherwise a new id."""
    return given if GIVEN.fullmatch(given) else secrets.token_hex(16)


asked: ContextVar[CurrentRequest | None] = ContextVar("asked", default=None)
"""The request that the current thread is answering."""


def asked_of(record: LogRecord) -> CurrentRequest | None:
    """Return the request that a log record is about: the current one, or that of the record itself."""
    return asked.get() or getattr(getattr(record, "request", None), "asked", None)
