"""The request that a thread is answering: what the log and the metrics say of it, and never who the person is by name.

This is the one place that is not told by argument what it is about: a line is logged by Django, by a library, by code
that knows of no request, and the person who reads the log wants to know which request it belongs to.
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
"""What a proxy may call a request: nothing that could be taken for more than a name."""
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
        """How long it has taken so far."""
        return time.perf_counter() - self.begun

    @property
    def method(self) -> str:
        """Its method; what no server knows is not repeated."""
        return self.request.method if self.request.method in METHODS else OTHER

    @property
    def route(self) -> str:
        """The name of the address that it led to, which holds nothing of what stood in it."""
        match = self.request.resolver_match
        return (match.view_name or match.route) if match else NOWHERE

    @property
    def account(self) -> str:
        """The id of the account, where it has been asked for; nobody is looked up for the sake of a log."""
        access = self.request.__dict__.get("access")
        found = getattr(access, "__dict__", {}).get("_wrapped", access)
        actor = getattr(found, "actor", None)
        return str(actor.id) if actor is not None and actor.id else _signed_in(self.request)

    def count(self, execute: Callable[..., object], *given: object) -> object:
        """Stands around each query of the database while the request is answered."""
        self.queries += 1
        return execute(*given)


def _signed_in(request: HttpRequest) -> str:
    key = getattr(request.__dict__.get("_cached_user"), "pk", None)
    return str(key) if key else ""


def accepted_request_id(given: str) -> str:
    """The name that a trusted proxy has given the request, or a new one."""
    return given if GIVEN.fullmatch(given) else secrets.token_hex(16)


asked: ContextVar[CurrentRequest | None] = ContextVar("asked", default=None)
"""What this thread is answering."""


def asked_of(record: LogRecord) -> CurrentRequest | None:
    """The request that a line of the log is about: the one that is being answered, or that the line says itself."""
    return asked.get() or getattr(getattr(record, "request", None), "asked", None)
