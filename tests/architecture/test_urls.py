"""Every address says who may open it: `requires`, `signed_in` or `public`, found by walking the resolver."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Where others' code answers. It has its own door, and each has tests of its own.
FOREIGN = ("allauth.", "ninja.", "django.")


def views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address and the view behind it."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


def _module(view: Callable[..., Any]) -> str:
    return view.func.__module__ if isinstance(view, partial) else view.__module__


def test_every_address_declares_its_access_rule() -> None:
    undeclared = [
        f"{path} ({_module(view)})"
        for path, view in views()
        if not _module(view).startswith(FOREIGN) and not getattr(view, "access_rule", "")
    ]
    assert undeclared == []


def test_the_walk_finds_the_pages() -> None:
    assert len(list(views())) > 20
