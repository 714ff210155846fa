"""What each address reads of its query: seen while it answers, read in the code, and told by the API's description."""

import ast
import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.test import Client
from django.test.client import ClientHandler
from django.urls import resolve
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.web import computed, work_pages
from akropolis.shell.config.api import api
from tests.architecture import source
from tests.behaviours import walk
from tests.world import World

WHOLE = "every name"
"""Noted when a view takes the query as it is; what it then looks for, its register's declaration says."""


class Noted(QueryDict):
    """A query that notes what is asked of it."""

    names: set[str]

    def __getitem__(self, key: str) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        """Several values of one name."""
        self.names.add(key)
        return super().getlist(key, default)

    def dict(self) -> Any:
        """All of them, by whatever names were sent."""
        self.names.add(WHOLE)
        return super().dict()


class Noting(ClientHandler):
    """Answers as the server does, and notes which parameters are read on the way."""

    names: set[str]

    def get_response(self, request: Any) -> Any:
        """The answer; `names` are then what was read."""
        request.GET = Noted(request.META["QUERY_STRING"], encoding="utf-8")
        request.GET.names = self.names = set()
        return super().get_response(request)


def noting(client: Client) -> Noting:
    """Let the client note what is read."""
    client.handler = Noting(enforce_csrf_checks=False)
    return client.handler


def read_in_code() -> set[str]:
    """Every name that the code asks a query for by a literal."""
    found = set()
    for path in source.modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= set(_literals(node))
    return found


def _literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_query(node.func.value):
        told: Any = node.args[0] if node.args else None
    elif isinstance(node, ast.Subscript) and _is_query(node.value):
        told = node.slice
    elif isinstance(node, ast.Compare) and _is_query(node.comparators[0]):
        told = node.left
    else:
        return
    if isinstance(told, ast.Constant) and isinstance(told.value, str):
        yield told.value


def _is_query(node: ast.AST) -> bool:
    """`request.GET`, or a list's `query`."""
    return isinstance(node, ast.Attribute) and (
        node.attr == "GET" or (node.attr == "query" and isinstance(node.value, ast.Name))
    )


@cache
def of_api() -> dict[str, dict[str, Any]]:
    """The query parameters of each address of the API that reads, with their schemas."""
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        told = methods.get("get", {}).get("parameters", ())
        found[path] = {p["name"]: p["schema"] for p in told if p["in"] == "query"}
    return {path: names for path, names in found.items() if names}


def of_list(name: str) -> set[str]:
    """What the list behind a register's address takes: what its API takes, and the rule that figures lead to."""
    register = next((r for r in registry.all() if name.startswith(f"{r.key}-")), None)
    return {"rule", *of_api()[f"/api/v1/{register.key}"]} if register else set()


@dataclass(frozen=True)
class Reader:
    """An address whose view reads parameters, the names it reads, and an account for which it opens."""

    address: walk.Address
    who: str
    names: list[str]


def readers(world: World) -> list[Reader]:
    """Each view that reads parameters, at one address; each list and each page that a declaration makes for itself.

    Raises AssertionError for a name that the code reads and no address was seen to.
    """
    clients = {who: world.client(who) for who in WHO}
    handlers = {who: noting(client) for who, client in clients.items()}
    found: dict[object, Reader] = {}
    for address in walk.addresses(world):
        view: Any = resolve(address.url).func
        view = getattr(view, "func", view)
        made = address.name.endswith("-list") or view.__module__ in MADE
        key = address.name if made else (view.__module__, view.__qualname__)
        if (
            "." not in address.name
            and address.rule
            and (key not in found or address.arguments.get("year") == UNDER_WAY)
        ):
            who = next((who for who in WHO if clients[who].get(address.url).status_code != 404), WHO[-1])
            read = handlers[who].names | LATER.get(address.name, set())
            read = read - {WHOLE} | (of_list(address.name) if WHOLE in read else set())
            found[key] = Reader(address, who, sorted(read))
    unseen = read_in_code().difference(*(each.names for each in found.values()))
    assert unseen == set(), f"No address of tests/behaviours/walk.py shows where these are read: {unseen}"
    return [each for each in found.values() if each.names]


MADE = {computed.__name__, work_pages.__name__}
"""Modules of which one function is the view of many pages, each with its own declaration."""
WHO = ("admin", "owner")
"""The accounts in turn: most pages open for the first, and what only the units' own people read for the second."""


UNDER_WAY = 2027
LATER = {
    "review-chapter": {"forslag"},
    "review-decision-package": {"kontroll"},
    "work": {"fil", "sedan"},
    "campaign-choose": {"about"},
    "action-raise": {"row"},
    "scim": {"filter"},
    "risk-losses": {"budget", "run"},
}
"""What is read in a state that the walk does not come to: a proposal put away, work that somebody waits for, a campaign
that nobody has sent, measures that are missing, a program with the directory's token, losses that are worked out."""


def hostile_paths() -> Iterator[str]:
    """Every address that takes a text or a number, with one that nobody means."""
    for route, pattern in walk.patterns():
        arguments = pattern.pattern.converters
        for turn in range(len(WORDS)):
            given = {n: _argument(c, turn + place) for place, (n, c) in enumerate(arguments.items())}
            if any(isinstance(c, (StringConverter, IntConverter)) for c in arguments.values()):
                yield walk.filled_route(route, arguments, given)


def _argument(converter: Any, turn: int) -> Any:
    if isinstance(converter, IntConverter):
        return NUMBERS[turn % len(NUMBERS)]
    if isinstance(converter, UUIDConverter):
        return UUID(int=turn)
    return WORDS[turn % len(WORDS)] if type(converter) is not SlugConverter else "x" * 9_000


NUMBERS = (0, 10**30, 2**63)
WORDS = ("\0", "A\u030a", "x" * 9_000)


def _cursor(value: Any) -> str:
    text = json.dumps(["f", value, "019d5d00-0000-7000-8000-000000000050"])
    return base64.urlsafe_b64encode(text.encode()).decode()


VALUES = (
    "null",
    "a%00b".replace("%00", "\0"),
    "9" * 400,
    "-1",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "\ud800",
    "A\u030a\u202e\u200b",
    "x" * 10_000,
    '["a", {"b": null}]',
    "a,,b;%_\\'\"<b>{{7*7}}",
    "in_use:0001-01-01:9999-12-31:9999-12-31",
    "019d5d00-0000-7000-8000-000000000050",
    "====",
    *map(_cursor, (None, 10**30, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "\ud800", ["a"])),
)
"""What a liar writes: nothing as JSON says it, NUL, halves of signs, great numbers, the calendar's edges, cursors."""


def query(given: Mapping[str, str]) -> str:
    """The query string, also of what is no text in UTF-8."""
    return "?" + urlencode([(name, value.encode(errors="surrogatepass")) for name, value in given.items()])


def queries(names: Sequence[str], turn: int, *, alone: int, together: int) -> Iterator[dict[str, str]]:
    """Each name alone with `alone` of the values, and all at once `together` times; `turn` moves the choice on."""
    for place, name in enumerate(names):
        for step in range(alone):
            yield {name: VALUES[(turn + place + step) % len(VALUES)]}
    for step in range(together):
        yield {name: VALUES[(turn + 3 * place + 5 * step) % len(VALUES)] for place, name in enumerate(names)}
