"""What was found for a reader, found again without looking as long as nobody has written of what it rests on.

Every change of a row adds a link to the history in the same transaction, and the newest link of each kind of row is
kept (`kernel.history.models.Latest`). What a finding rests on is read off the tables that it asked: it is found again
while these kinds' newest links are the same.
"""

import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache, partial
from hashlib import sha256
from threading import Lock
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model, StringAgg, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.grants import actor_for, appointments_held
from akropolis.kernel.access.models import Appointment, Role, Tracked, Unit, User
from akropolis.kernel.history.models import EPOCH, Latest
from akropolis.kernel.records import projections, shared_findings
from akropolis.kernel.records.values import tracked_models
from akropolis.kernel.records.writer import kind_of

MOST = 20_000
"""How many findings are kept in a process, most of them a number or a short list; the longest unasked give way."""
ALWAYS = frozenset({EPOCH, *(kind_of(model) for model in (Unit, User, Appointment, Role))})
"""What a request has read before the work begins, and what the work may know without asking."""
EVERY = "*"
"""Instead of kinds: a table was asked whose rows have no history, or the history itself."""
ALL = frozenset({EVERY})
_LATEST = f'"{Latest._meta.db_table}"'
_NAMED = re.compile(r'"(\w+)"')
_GUARD = Lock()

type Links = Mapping[str, str]
"""Kind → the newest link's hash. Of every kind together: the same for as long as none has another link."""
type Key = tuple[Hashable, ...]
type Shelf = OrderedDict[Key, Kept]
type Look = Callable[..., Kept]


@dataclass(slots=True)
class Reading:
    """The newest links, asked for once by all that is found within it, until somebody writes within it."""

    links: Links = field(default_factory=dict)
    kinds: set[str] = field(default_factory=lambda: set(ALWAYS))
    shelf: Shelf = field(default_factory=OrderedDict)
    """What is found for as long as the reading lasts."""
    today: date = field(default_factory=timezone.localdate)

    def __call__(self, execute: Callable[..., object], sql: str, *given: object) -> object:
        """Carry a statement out (Django's `execute_wrapper`)."""
        if sql.startswith("INSERT") and _LATEST in sql:
            self.links = {}
        return execute(sql, *given)

    def newest(self) -> Links:
        """The links as they were when they were first asked for."""
        if not self.links:
            self.links = _links(_newest())
            _enter_epoch(self.links.get(EPOCH, ""), os.environ.get(shared_findings.FOLDER))
        return self.links


@dataclass(slots=True)
class Looking(Reading):
    """A work under way: the links when it began, and the kinds that it has asked for."""

    def __call__(self, execute: Callable[..., object], sql: str, *given: object) -> object:
        """Note what a statement asks, and carry it out."""
        self.kinds |= _kinds_in(sql)
        return execute(sql, *given)


@contextmanager
def one_reading() -> Iterator[None]:
    """What is found inside rests on the same links, so that they are asked for once."""
    with connection.execute_wrapper(Reading()):
        yield


class OneReading:
    """Middleware: each request is one reading. Who asks has the appointments that she was found to have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within one reading."""
        with one_reading():
            request.appointments = SimpleLazyObject(partial(_appointments, request))  # type: ignore[attr-defined]
            return self.get_response(request)


def _appointments(request: HttpRequest) -> list[Appointment]:
    if not request.user.is_authenticated:
        return []
    return while_unchanged(Access(actor_for(request.user)), appointments_held, timezone.localdate())


@dataclass(frozen=True, slots=True)
class Kept:
    """Something found, and the links that it rests on, in the order of their kinds."""

    found: Any
    kinds: frozenset[str]
    links: tuple[str, ...]

    @classmethod
    def of(cls, found: object, kinds: frozenset[str], links: Links) -> "Kept":
        """Something found that rests on these kinds, whose newest links are among these."""
        kinds = _one_of(kinds)
        return cls(found, kinds, _one_of(_of(kinds, links)))

    def stands(self, links: Links) -> bool:
        """Whether nobody has written of what it rests on."""
        return self.links == _of(self.kinds, links)


def while_unchanged[T](access: Access, work: Callable[..., T], *given: Hashable) -> T:
    """What `work(access, *given)` finds; nobody may change it.

    It hangs on rows that have a history, on who asks with which rights and in which language, on which day it is, and
    on what is given: not on the hour. Inside a writer nothing is kept. One query before the work, for a request or a
    work with all that is inside it: what is written meanwhile is found by the next who asks.
    """
    return _found(_shelf(), _looked_beside, access, work, *given)


def within_reading[T](access: Access, work: Callable[..., T], *given: Hashable) -> T:
    """The same for what several parts of a page ask for, and the next page does not: nothing of it is kept after it."""
    return _found(_readings()[0].shelf, _looked, access, work, *given)


def _found[T](shelf: Shelf, look: Look, access: Access, work: Callable[..., T], *given: Hashable) -> T:
    outer = _readings()[-1]
    if any(projections.waiting()) or not (links := outer.newest()):
        return work(access, *given)
    key = (work, access.actor.id, access.unlimited, access.mark, get_language(), outer.today, *given)
    kept = _taken(shelf, key, links)
    if kept is None:
        kept = _put(shelf, key, look(key, Looking(links, today=outer.today), work, access, *given))
    outer.kinds |= kept.kinds
    found: T = kept.found
    return found


def _looked_beside(key: Key, looking: Looking, work: Callable[..., object], *given: object) -> Kept:
    """What another process of the server has found, and looked for otherwise, for the others too."""
    epoch = looking.links.get(EPOCH, "")
    if beside := shared_findings.taken(key, epoch):
        found, links = beside
        kept = Kept.of(found, frozenset(links), links)
        if kept.stands(looking.links):
            return kept
    began = time.thread_time()
    kept = _looked(key, looking, work, *given)
    if time.thread_time() - began >= shared_findings.WORTH:
        shared_findings.put(key, (kept.found, dict(zip(kept.kinds, kept.links, strict=True))), epoch)
    return kept


def _looked(_key: Key, looking: Looking, work: Callable[..., object], *given: object) -> Kept:
    with connection.execute_wrapper(looking):
        found = work(*given)
    return Kept.of(found, ALL if looking.kinds >= ALL else frozenset(looking.kinds), looking.links)


def _of(kinds: frozenset[str], links: Links) -> tuple[str, ...]:
    return tuple(links.get(kind, "") for kind in kinds)


@lru_cache(maxsize=5_000)
def _one_of[T: Hashable](alike: T) -> T:
    """The first of those that are alike: many findings rest on the same, and share what says so."""
    return alike


def _newest() -> str:
    """All in one text: a row for each kind would take longer to read than to find."""
    each = Concat("kind", Value(" "), "hash")
    told: str | None = Latest.objects.aggregate(told=StringAgg(each, Value("\n")))["told"]
    return told or ""


@lru_cache(maxsize=10)
def _links(told: str = "") -> Links:
    """The links in that text. Read once for as long as they are the same."""
    if not told:
        return {}
    pairs = (line.rpartition(" ") for line in told.split("\n"))
    links = {kind: link for kind, _between, link in pairs}
    return MappingProxyType({**links, EVERY: sha256(repr(sorted(links.items())).encode()).hexdigest()})


def _readings() -> list[Reading]:
    """The request's, and after it those of the works under way within it, the innermost last."""
    return [each for each in connection.execute_wrappers if isinstance(each, Reading)] or [Reading()]


def _taken(shelf: Shelf, key: Key, links: Links) -> Kept | None:
    with _GUARD:
        kept = shelf.get(key)
        if kept is None or not kept.stands(links):
            return None
        shelf.move_to_end(key)
        return kept


def _put(shelf: Shelf, key: Key, kept: Kept) -> Kept:
    with _GUARD:
        shelf[key] = kept
        shelf.move_to_end(key)
        while len(shelf) > MOST:
            shelf.popitem(last=False)
    return kept


@lru_cache(maxsize=1000)
def _kinds_in(sql: str) -> frozenset[str]:
    """The kinds of row that a statement asks for, by the tables that it names; all where none is known."""
    tables = _NAMED.findall(sql)
    known = [_kinds_by_table()[name] for name in tables if name in _kinds_by_table()]
    return frozenset[str]().union(*known) if known else ALL


@cache
def _kinds_by_table() -> Mapping[str, frozenset[str]]:
    """Of which kinds the rows of each table are, and of which those are that they follow from."""
    found = {model._meta.db_table: _kinds_of(model) for model in apps.get_models()}
    for projection in projections.registry:
        causes = frozenset(
            kind_of(model) for model in tracked_models() if issubclass(model, projection.causes())
        )
        for model in projection.tables:
            found[model._meta.db_table] = (found[model._meta.db_table] | causes) - ALL
    return found


def _kinds_of(model: type[Model]) -> frozenset[str]:
    return frozenset({kind_of(model)}) if issubclass(model, Tracked) else ALL


@lru_cache(maxsize=1)
def _enter_epoch(epoch: str, _folder: str | None) -> None:
    """Delete what was found in other epochs, here and for the others, when this process first sees a new one."""
    forget()
    shared_findings.begin(epoch)


def forget() -> None:
    """Begin anew, for who has written past the history."""
    with _GUARD:
        _shelf().clear()


@cache
def _shelf() -> Shelf:
    return OrderedDict()
