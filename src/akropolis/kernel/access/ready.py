"""Ready queries: what pages ask on every visit is translated into SQL once, and after that only filled in.

To say a query in Django's words and translate it takes three times as long as to ask it and read the answer.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import get_language

from akropolis.kernel.access.gate import Access

MOST = 10_000
"""How many ready queries a process keeps: some hundred bytes each, since those with the same SQL share the rest."""
_GUARD = Lock()

type Rows = QuerySet[Any]
type Say = Callable[..., Rows]


class Word(str):
    """A string that is filled in. Another string is a part of the query itself."""


class Given(Expression):
    """Where one of the given values is filled in."""

    def __init__(self, place: int, nth: int = 0) -> None:
        super().__init__()
        self.place, self.nth = place, nth

    def as_sql(self, compiler: object, connection: object, **_more: object) -> tuple[str, list["Given"]]:  # type: ignore[override]
        """Itself as the parameter, until it is filled in."""
        return "%s", [self]


class Several(Expression):
    """Where a list of given values is filled in: the right side of `__in`."""

    def __init__(self, place: int, many: int) -> None:
        super().__init__()
        self.places = [Given(place, nth) for nth in range(many)]

    def as_sql(self, compiler: object, connection: object, **_more: object) -> tuple[str, list[Given]]:  # type: ignore[override]
        """All of them as parameters."""
        return f"({', '.join('%s' for _each in self.places)})", self.places


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

    def rows(self, given: Sequence[object]) -> list[Any]:
        """What it finds when the values are filled in."""
        return self.text.rows(self.params, given) if self.text else []


@dataclass(frozen=True, slots=True)
class Kept:
    """A query that was said for somebody, and whether it is the same for all with her rights: unknown at first."""

    said: Said
    who: tuple[object, ...]
    shared: bool | None = None

    def serves(self, who: tuple[object, ...]) -> bool:
        """Whether it is known to be the same for these."""
        return self.shared is True or self.who == who


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

    `say` is called once for each rights, language and combination of the other values. Ids, numbers, days, points of
    time, `Word`s, and lists and tuples of these, are filled in afterwards: they come to it as expressions, that it may
    do nothing with but put them into the query (right of `=`, `<`, `__in`). It reads nothing else that changes.
    """

    @wraps(say)
    def ask(*given: *Given_) -> list[R]:
        lists = tuple(_padded(each) if isinstance(each, list) else each for each in given)
        return kept(say, lists).rows(lists)

    return ask


def kept(say: Say, given: Sequence[object]) -> Said:
    """The query as it was said before, or as it is said now: the same for all with the same rights, unless it names
    who asks, which shows when the second of them does.
    """
    key = (say, get_language(), *map(_told_apart, given))
    who = tuple(each.actor.id for each in given if isinstance(each, Access))
    before = _taken(key)
    if before is None:
        return _put(key, Kept(said(say, given), who)).said
    if before.serves(who):
        return before.said
    if before.shared is False:
        hers = _taken((*key, who)) or _put((*key, who), Kept(said(say, given), who))
        return hers.said
    found = said(say, given)
    _put(key, replace(before, shared=found == before.said))
    return found


def _taken(key: Hashable) -> Kept | None:
    with _GUARD:
        if key in _shelf:
            _shelf.move_to_end(key)
        return _shelf.get(key)


def _put(key: Hashable, found: Kept) -> Kept:
    with _GUARD:
        _shelf[key] = found
        while len(_shelf) > MOST:
            _shelf.popitem(last=False)
    return found


def said(say: Say, given: Sequence[object]) -> Said:
    """The query in SQL, said now."""
    queryset = say(*(_stand_in(each, place) for place, each in enumerate(given)))
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Said(None)
    del compiler.connection  # the thread's that said it
    with _GUARD:
        return Said(_texts.setdefault((say, sql), Text(queryset, compiler, sql)), tuple(params))


def _told_apart(value: object) -> Hashable:
    match value:
        case Access():
            actor = value.actor
            return value.unlimited, value.mark, value.unproved, actor.program, actor.id is None
        case list():
            return list, len(value)
        case tuple():
            return tuple(map(_told_apart, value))
        case Hashable():
            return type(value) if _fills(value) else value
    raise TypeError(value)


def _stand_in(value: object, place: int, nth: int = 0) -> object:
    if isinstance(value, list) and value:
        return Several(place, len(value))
    if isinstance(value, tuple):
        return tuple(_stand_in(each, place, nth) for nth, each in enumerate(value))
    return Given(place, nth) if _fills(value) else value


def _fills(value: object) -> bool:
    """Whether it is filled in afterwards."""
    return isinstance(value, UUID | date | Word | int) and not isinstance(value, bool)


def _padded(values: list[object]) -> list[object]:
    """As many as the next power of two, so that few lengths are told apart: the last one some times more."""
    more = (1 << (len(values) - 1).bit_length()) - len(values) if values else 0
    return values + values[-1:] * more


def _filled(param: object, given: Sequence[object], connection: BaseDatabaseWrapper) -> object:
    """As Django's fields would give it to the database."""
    if not isinstance(param, Given):
        return param
    value = given[param.place]
    value = value[param.nth] if isinstance(value, list | tuple) else value
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    adapted: object = connection.ops.adapt_unknown_value(value)
    return adapted


_shelf: OrderedDict[Hashable, Kept] = OrderedDict()
_texts: WeakValueDictionary[Hashable, Text] = WeakValueDictionary()
