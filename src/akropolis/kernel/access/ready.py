"""Ready queries: what pages ask on every visit is translated into SQL once, and after that only filled in.

To say a query in Django's words and translate it takes three times as long as to ask it and read the answer.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from threading import Lock
from typing import Any, Never
from uuid import UUID
from weakref import WeakValueDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Q, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import NothingNode
from django.utils import timezone
from django.utils.hashable import make_hashable
from django.utils.translation import get_language
from django.utils.tree import Node

from akropolis.kernel.access.gate import NAMELESS, NOBODY, Access, Actor, Granted, Scope

MOST = 10_000
"""How many ready queries a process keeps: some hundred bytes each, since those with the same SQL share the rest."""
_GUARD = Lock()

type Rows = QuerySet[Any]
type Child = Node | NothingNode | Sequence[object]
"""Of a condition: another, an expression, or a lookup and its value."""
type Say = Callable[..., Rows]


class Word(str):
    """A string that is filled in. Another string is a part of the query itself."""


class Given(Expression):
    """Where one of the given values is filled in: `steps` lead to it, through tuples and conditions."""

    def __init__(self, *steps: int) -> None:
        super().__init__()
        self.steps = steps

    def as_sql(self, compiler: object, connection: object, **_more: object) -> tuple[str, list["Given"]]:  # type: ignore[override]
        """Itself as the parameter, until it is filled in."""
        return "%s", [self]


class Several(Expression):
    """Where a list of given values is filled in: the right side of `__in`."""

    def __init__(self, many: int, *steps: int) -> None:
        super().__init__()
        self.places = [Given(*steps, nth) for nth in range(many)]

    def as_sql(self, compiler: object, connection: object, **_more: object) -> tuple[str, list[Given]]:  # type: ignore[override]
        """All of them as parameters."""
        return f"({', '.join('%s' for _each in self.places)})", self.places


class Noting(Mapping[str, frozenset[Scope]]):
    """Rights that note which permissions they were asked for. To go through all of them is refused."""

    def __init__(self, rights: Granted, *, some: bool) -> None:
        self.rights, self.some, self.noted = rights, some, set[str]()

    def __getitem__(self, permission: str) -> frozenset[Scope]:
        self.noted.add(permission)
        return self.rights[permission]

    def __len__(self) -> int:
        """Whether there were any at all before they were narrowed."""
        return int(self.some)

    def __iter__(self) -> Never:
        """Refused: what hangs on all that a person may do is not ready for the next."""
        raise TypeError("a ready query asks for each permission by its name")


@dataclass(frozen=True, slots=True)
class UnitPath:
    """Where the path of a unit is filled in, in which the access has one of the permissions that the query asks for."""

    permissions: frozenset[str]
    nth: int
    begins: bool
    """Whether it is what paths begin with."""

    def value(self, given: Sequence[object], connection: BaseDatabaseWrapper) -> object:
        """As Django's lookups would give it to the database."""
        path = _asking(given)[1].granted.of(self.permissions).paths[self.nth]
        return f"{connection.ops.prep_for_like_query(path)}%" if self.begins else path


@dataclass(frozen=True, slots=True)
class Who:
    """Where the id of who asks is filled in."""

    def value(self, given: Sequence[object], connection: BaseDatabaseWrapper) -> object:
        """As Django's fields would give it to the database."""
        return _adapted(_asking(given)[1].actor.id, connection)


@dataclass(slots=True, weakref_slot=True, eq=False)
class Text:
    """A query's SQL, and what Django needs to read the answer."""

    queryset: Rows
    compiler: SQLCompiler
    sql: str

    def rows(self, params: Iterable[object], given: Sequence[object]) -> list[Any]:
        """What it finds with these parameters, when the values are filled in."""
        connection = connections[DEFAULT_DB_ALIAS]
        filled = tuple(_filled(each, given, connection) for each in params)
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_more: (self.sql, filled)  # type: ignore[assignment,method-assign]
        rows = self.queryset._chain()  # type: ignore[attr-defined]
        rows._query = _Translated(self.queryset.query, compiler)
        return list(rows._iterable_class(rows))


@dataclass(frozen=True, slots=True)
class Said:
    """A query in SQL, with the values that do not change and places for those that do; no text if it finds nothing."""

    text: Text | None
    params: tuple[object, ...] = ()

    def named(self, given: Sequence[object]) -> tuple[object, ...]:
        """The parameters with who asks, and the units of her rights."""
        connection = connections[DEFAULT_DB_ALIAS]
        return tuple(p.value(given, connection) if isinstance(p, UnitPath | Who) else p for p in self.params)

    def rows(self, given: Sequence[object]) -> list[Any]:
        """What it finds when the values are filled in."""
        return self.text.rows(self.named(given), given) if self.text else []


class Shelf[V]:
    """What has been found out, by what it is about; the longest unasked give way."""

    def __init__(self) -> None:
        self._rows: OrderedDict[Hashable, V] = OrderedDict()

    def take(self, key: Hashable) -> V | None:
        """What stands there."""
        with _GUARD:
            if key in self._rows:
                self._rows.move_to_end(key)
            return self._rows.get(key)

    def put(self, key: Hashable, found: V) -> None:
        """Let it stand there."""
        with _GUARD:
            self._rows[key] = found
            while len(self._rows) > MOST:
                self._rows.popitem(last=False)


@dataclass(slots=True)
class _Translated:
    """In place of a query, for Django's own readers of rows."""

    query: Query
    compiler: SQLCompiler

    def get_compiler(self, using: str | None = None, **_more: object) -> SQLCompiler:
        return self.compiler

    def __getattr__(self, name: str) -> object:
        return getattr(self.query, name)


def ready[*Given_, R](say: Callable[[*Given_], QuerySet[Any, R]]) -> Callable[[*Given_], list[R]]:
    """A function that says a query becomes one that answers it, with new rows at each call.

    `say` is called once for each pattern of rights, language and combination of the other values (`kept`). Ids,
    numbers, days, points of time, `Word`s, lists and tuples of these, and ids and units' paths in a condition, are
    filled in afterwards: they come to it as expressions, that it may do nothing with but put them into the query
    (right of `=`, `<`, `__in`). The units of an access have no names while it says the query: what it may in one of
    them is not to be asked. It reads nothing else that changes.
    """

    @wraps(say)
    def ask(*given: *Given_) -> list[R]:
        lists = tuple(_padded(each) if isinstance(each, list) else each for each in given)
        return kept(say, lists).rows(lists)

    return ask


def kept(say: Say, given: Sequence[object]) -> Said:
    """The query as it was said before on this day, or as it is said now: the same for all whose rights have the same
    pattern, of those permissions that it asks for. A gate may hang on the day.
    """
    _place, access = _asking(given)
    asked = (say, get_language(), *map(_told_apart, given))
    permissions = _permissions.take(asked) or frozenset[str]()
    key = asked, timezone.localdate(), access.granted.of(permissions).pattern.mark
    if before := _shelf.take(key):
        return before
    found, noted = _nameless(say, given, permissions)
    if not noted <= permissions:
        _permissions.put(asked, permissions | noted)
        return kept(say, given)
    _shelf.put(key, found)
    return found


def _nameless(say: Say, given: Sequence[object], permissions: frozenset[str]) -> tuple[Said, set[str]]:
    """The query said for whoever has these permissions, in units without names; and those that it asked for."""
    place, access = _asking(given)
    pattern = access.granted.of(permissions).pattern
    rights = Noting(pattern, some=bool(access.granted))
    whoever = Actor(access.actor.id and NAMELESS_ID, NAMELESS, NAMELESS, access.actor.program, NAMELESS)
    asking = Access(whoever, rights, access.unlimited, access.unproved)
    found = said(say, [asking if n == place else each for n, each in enumerate(given)])
    places: dict[object, object] = {
        path + more: UnitPath(permissions, nth, begins=bool(more))
        for nth, path in enumerate(pattern.paths)
        for more in ("", "%")
    }
    places |= {NAMELESS_ID: Who(), NAMELESS_ID.hex: Who()}
    return replace(found, params=tuple(_placed(each, places) for each in found.params)), rights.noted


def _placed(param: object, places: Mapping[object, object]) -> object:
    """Raises KeyError for what has no name and no place: it would find nothing, in silence."""
    if isinstance(param, str) and NAMELESS in param:
        return places[param]
    return places.get(param, param) if isinstance(param, str | UUID) else param


def said(say: Say, given: Sequence[object]) -> Said:
    """The query in SQL, said now for these rights and no others."""
    queryset = say(*(_stand_in(each, place) for place, each in enumerate(given)))
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Said(None)
    del compiler.connection  # the thread's that said it
    with _GUARD:
        return Said(_texts.setdefault((say, sql), Text(queryset, compiler, sql)), tuple(params))


def _asking(given: Sequence[object]) -> tuple[int, Access]:
    """The access among what is given, and its place; nobody's where there is none."""
    found = [(place, each) for place, each in enumerate(given) if isinstance(each, Access)]
    assert len(found) <= 1, "whose rights a path stands for could not be told"
    return found[0] if found else (len(given), NO_ONE)


def _told_apart(value: object) -> Hashable:
    match value:
        case Access():
            actor = value.actor
            return value.unlimited, bool(value.granted), value.unproved, actor.program, actor.id is None
        case list():
            return list, len(value)
        case tuple():
            return tuple(map(_told_apart, value))
        case Q():
            return value.connector, value.negated, *map(_child_told_apart, value.children)
        case Hashable():
            return type(value) if _fills(value) else value
    raise TypeError(value)


def _child_told_apart(child: object) -> Hashable:
    if not isinstance(child, tuple):
        return _told_apart(child)
    lookup, value = child
    return lookup, type(value) if _of_somebody(lookup, value) else make_hashable(value)


def _of_somebody(lookup: str, value: object) -> bool:
    """Whether what a condition asks for is one person's: an id, a unit's path, or a word that looks nameless."""
    if isinstance(value, str):
        return NAMELESS in value or lookup.endswith("path__startswith")
    return isinstance(value, UUID)


def _stand_in(value: object, *steps: int) -> object:
    if isinstance(value, list) and value:
        return Several(len(value), *steps)
    if isinstance(value, tuple):
        return tuple(_stand_in(each, *steps, nth) for nth, each in enumerate(value))
    if isinstance(value, Q):
        return _with_places(value, *steps)
    return Given(*steps) if _fills(value) else value


def _with_places(condition: Q, *steps: int) -> Q:
    children = [_child(child, *steps, nth) for nth, child in enumerate(condition.children)]
    return Q.create(children, condition.connector, condition.negated)


def _child(child: Child, *steps: int) -> Child:
    if isinstance(child, Q):
        return _with_places(child, *steps)
    if not isinstance(child, tuple):
        return child
    lookup, value = child
    return lookup, Given(*steps) if _of_somebody(lookup, value) else value


def _fills(value: object) -> bool:
    """Whether it is filled in afterwards: also a word that could be taken for what has no name."""
    if isinstance(value, str):
        return isinstance(value, Word) or NAMELESS in value
    return isinstance(value, UUID | date | int) and not isinstance(value, bool)


def _padded(values: list[object]) -> list[object]:
    """As many as the next power of two, so that few lengths are told apart: the last one some times more."""
    more = (1 << (len(values) - 1).bit_length()) - len(values) if values else 0
    return values + values[-1:] * more


def _filled(param: object, given: Sequence[object], connection: BaseDatabaseWrapper) -> object:
    """As Django's fields would give it to the database."""
    if not isinstance(param, Given):
        return param
    value: object = given
    for step in param.steps:
        value = _part(value, step)
    return _adapted(value, connection)


def _part(whole: object, nth: int) -> object:
    """One of the values in a list or a tuple, or of what a condition asks for."""
    if isinstance(whole, Q):
        child = whole.children[nth]
        return child[1] if isinstance(child, tuple) else child
    assert isinstance(whole, Sequence)
    return whole[nth]


def _adapted(value: object, connection: BaseDatabaseWrapper) -> object:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    adapted: object = connection.ops.adapt_unknown_value(value)
    return adapted


NO_ONE = Access(NOBODY)
NAMELESS_ID = UUID("00000000-0000-8000-8000-00000000e000")
"""Stands for who asks: no row has it, since ids are of version 7."""
_shelf = Shelf[Said]()
_permissions = Shelf[frozenset[str]]()
"""Which each query was found to ask for."""
_texts: WeakValueDictionary[Hashable, Text] = WeakValueDictionary()
