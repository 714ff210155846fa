"""Cache of query results per user, in the memory of each process.

An entry is valid until a row of any kind that it read has changed. Every write adds a link to the history, in the same
transaction, and `kernel.history.models.Latest` holds the hash of the newest link of each kind of row: the kind's
version. An entry holds the versions of the kinds that it read, and is used while they are the current ones. Which kinds
those are is read off the tables in the SQL statements (`kernel.cache.statements`).
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from threading import Lock
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model, StringAgg, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Tracked, Unit, User
from akropolis.base.kernel.cache.statements import tables_in
from akropolis.base.kernel.history.models import EPOCH, Latest
from akropolis.base.kernel.records import projections
from akropolis.base.kernel.records.values import tracked_models
from akropolis.base.kernel.records.writer import kind_of

MAX_ENTRIES = 20_000
"""Entries of a process, most of them a number or a short list. The least recently used are evicted."""
ALWAYS_READ = frozenset({EPOCH, *(kind_of(model) for model in (Unit, User, Appointment, Role))})
"""Kinds on which every entry depends: the request has read their rows before the cached work begins."""
EVERY_KIND = "*"
"""Used in place of kinds for a table without a history of its own: its version changes with every write."""
UNTRACKED = "?"
"""Instead of kinds, for a statement whose tables are not known: a result that depends on it is not cached."""
_LATEST = f'"{Latest._meta.db_table}"'
_LOCK = Lock()

type Versions = Mapping[str, str]
"""Kind → hash of its newest link in the history."""
type Key = tuple[Hashable, ...]
type Entries = OrderedDict[Key, CacheEntry]


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A result, the kinds of row that it read, and their versions in the same order."""

    result: Any
    kinds: frozenset[str]
    versions: tuple[str, ...]

    @classmethod
    def of(cls, result: object, kinds: frozenset[str], versions: Versions) -> "CacheEntry":
        """Return the entry for a result that read these kinds."""
        kinds = _interned(kinds)
        return cls(result, kinds, _interned(_versions_of(kinds, versions)))

    def is_valid(self, versions: Versions) -> bool:
        """Whether no row of a kind that the entry read has changed."""
        return self.versions == _versions_of(self.kinds, versions)


@dataclass(slots=True)
class RequestCache:
    """What lasts for one request: the versions, read once and again after a write, and entries of its own."""

    versions: Versions = field(default_factory=dict)
    kinds: set[str] = field(default_factory=lambda: set(ALWAYS_READ))
    entries: Entries = field(default_factory=OrderedDict)
    today: date = field(default_factory=timezone.localdate)

    def __call__(self, execute: Callable[..., object], sql: str, *arguments: object) -> object:
        """Execute a statement (Django's `execute_wrapper`), and forget the versions if it writes them."""
        if sql.startswith("INSERT") and _LATEST in sql:
            self.versions = {}
        return execute(sql, *arguments)

    def current_versions(self) -> Versions:
        """Return the versions, read from the database when they are first asked for."""
        if not self.versions:
            self.versions = _read_versions()
            _begin_epoch(self.versions.get(EPOCH, ""))
        return self.versions


@dataclass(slots=True)
class ReadSet(RequestCache):
    """The kinds of row that one piece of work reads, and the versions when the work began."""

    def __call__(self, execute: Callable[..., object], sql: str, *arguments: object) -> object:
        """Execute a statement, and note the kinds of row that it reads."""
        self.kinds |= _kinds_in(sql)
        return execute(sql, *arguments)


@contextmanager
def request_cache() -> Iterator[None]:
    """Let everything inside the block share one `RequestCache`, so that the versions are read once."""
    with connection.execute_wrapper(RequestCache()):
        yield


def cached[T](access: Access, work: Callable[..., T], *arguments: Hashable) -> T:
    """Return the result of `work(access, *arguments)`, from the cache if it has a valid entry. Callers must
    not mutate it.

    The key is the work, the user, the user's rights, the language, the day and the arguments. So `work` may
    depend on stored rows and on these, and not on the time of day. Inside a writer nothing is cached.
    """
    return _cached(_process_entries(), access, work, *arguments)


def cached_in_request[T](access: Access, work: Callable[..., T], *arguments: Hashable) -> T:
    """The same for one request: for what several parts of a page ask for, and the next page does not."""
    return _cached(_open_caches()[0].entries, access, work, *arguments)


def _cached[T](entries: Entries, access: Access, work: Callable[..., T], *arguments: Hashable) -> T:
    outer = _open_caches()[-1]
    if (
        not settings.QUERY_CACHE
        or any(projections.pending_changes())
        or not (versions := outer.current_versions())
    ):
        return work(access, *arguments)
    key = (work, access.actor.id, access.unlimited, access.mark, get_language(), outer.today, *arguments)
    entry = _get(entries, key, versions)
    if entry is None:
        entry = _compute(ReadSet(versions, today=outer.today), work, access, *arguments)
        if UNTRACKED not in entry.kinds:
            _put(entries, key, entry)
    outer.kinds |= entry.kinds
    result: T = entry.result
    return result


def _compute(read: ReadSet, work: Callable[..., object], *arguments: object) -> CacheEntry:
    with connection.execute_wrapper(read):
        result = work(*arguments)
    depends_on_all = EVERY_KIND in read.kinds and UNTRACKED not in read.kinds
    return CacheEntry.of(result, frozenset({EVERY_KIND} if depends_on_all else read.kinds), read.versions)


def _versions_of(kinds: frozenset[str], versions: Versions) -> tuple[str, ...]:
    return tuple(versions.get(kind, "") for kind in kinds)


@lru_cache(maxsize=5_000)
def _interned[T: Hashable](value: T) -> T:
    """Return the first of equal values: many entries read the same kinds, and share the memory for them."""
    return value


def _read_versions() -> Versions:
    """All versions by one row of text: a row for each kind would take longer to read than to find."""
    pairs = Concat("kind", Value(" "), "hash")
    rows = Latest.objects.values(whole=Value(1)).annotate(pairs=StringAgg(pairs, Value("\n")))
    return _parse_versions(*rows.values_list("pairs", flat=True))


@lru_cache(maxsize=10)
def _parse_versions(text: str = "") -> Versions:
    if not text:
        return {}
    pairs = (line.rpartition(" ") for line in text.split("\n"))
    versions = {kind: version for kind, _separator, version in pairs}
    every = sha256(repr(sorted(versions.items())).encode()).hexdigest()
    return MappingProxyType({**versions, EVERY_KIND: every})


def _open_caches() -> list[RequestCache]:
    """Return the request's cache, followed by the read sets of the work under way inside it, the innermost last."""
    return [each for each in connection.execute_wrappers if isinstance(each, RequestCache)] or [
        RequestCache()
    ]


def _get(entries: Entries, key: Key, versions: Versions) -> CacheEntry | None:
    with _LOCK:
        entry = entries.get(key)
        if entry is None or not entry.is_valid(versions):
            return None
        entries.move_to_end(key)
        return entry


def _put(entries: Entries, key: Key, entry: CacheEntry) -> None:
    with _LOCK:
        entries[key] = entry
        entries.move_to_end(key)
        while len(entries) > MAX_ENTRIES:
            entries.popitem(last=False)


@lru_cache(maxsize=1000)
def _kinds_in(sql: str) -> frozenset[str]:
    """The kinds of row that a statement reads; `UNTRACKED` where one of its sources is no table of a model."""
    tables, known = tables_in(sql), _kinds_by_table()
    if tables is None or not tables <= known.keys():
        return frozenset({UNTRACKED})
    return frozenset[str]().union(*(known[name] for name in tables))


@cache
def _kinds_by_table() -> Mapping[str, frozenset[str]]:
    """The kind of the rows of each table; for a projection's table the kinds of the rows that it follows from."""
    kinds = {model._meta.db_table: _kinds_of(model) for model in apps.get_models(include_auto_created=True)}
    for projection in projections.registry:
        causes = frozenset(
            kind_of(model) for model in tracked_models() if issubclass(model, projection.causes())
        )
        for model in projection.tables:
            kinds[model._meta.db_table] = (kinds[model._meta.db_table] | causes) - {EVERY_KIND}
    return kinds


def _kinds_of(model: type[Model]) -> frozenset[str]:
    return frozenset({kind_of(model) if issubclass(model, Tracked) else EVERY_KIND})


@lru_cache(maxsize=1)
def _begin_epoch(_epoch: str) -> None:
    """Clear the cache when this process first sees a new epoch: older entries may hold what has been redacted."""
    clear_cache()


def clear_cache() -> None:
    """Remove every entry of the process, for code that has written without adding to the history."""
    with _LOCK:
        _process_entries().clear()


@cache
def _process_entries() -> Entries:
    return OrderedDict()
