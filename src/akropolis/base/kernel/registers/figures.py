"""Counts the declared figures through the gate, with the filters of the lists that show their rows.

A figure's rows belong to a register, or to a computed list (`kernel.registers.computed`). Each figure
names its register or list by key.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import compress
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Aggregate, Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import whether
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.computed import Computed, lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.figures import DeclaredFigure, FigureTally
from akropolis.base.lib.periods import Period

type _Key = tuple[str, ...]


@dataclass
class FigureCache:
    """What has been read to count the figures of one reader, period and day, so that it is read once.

    `lists` holds the latest computed list of each family, from which the next one takes over data. With
    `all_units`, figures are counted for all units at once and the counts of a single unit are taken from
    that result, which is valid only as long as no counted row changes.
    """

    all_units: bool = False
    lists: dict[str, Computed[object]] = field(default_factory=dict)
    tallies: dict[_Key, dict[str, dict[str, FigureTally]]] = field(default_factory=dict)
    rows: dict[_Key, list[tuple[str, "CountedRow"]]] = field(default_factory=dict)
    listed: dict[_Key, list["CountedListRow"]] = field(default_factory=dict)
    versions: dict[UUID, tuple[int, str]] = field(default_factory=dict)


def permission_of(register: str) -> str:
    """Return the permission to read the register or computed list with the key."""
    return lists.get(register).permission if register in lists.entries else registry.get(register).read


def address_of(register: str, query: str) -> str:
    """Return the URL of the list of the register or computed list with the key, with the query string."""
    return f"{reverse(register if register in lists.entries else f'{register}-list')}?{query}"


def in_list(
    access: Access, figure: DeclaredFigure, period: Period, day: date, **within: str
) -> Computed[object]:
    """Return the computed list that shows the figure's rows as of the day."""
    return lists.get(figure.register)(access, {**within, **figure.query(period)}, day)


def rows_of(access: Access, figure: DeclaredFigure, period: Period, path: str) -> QuerySet[Record]:
    """Return the figure's rows that are owned by the unit with the path or by a unit below it, unordered."""
    listing = Listing(registry.get(figure.register), access, figure.query(period))
    return listing.rows.filter(owner_unit__path__startswith=path)


def by_month(access: Access, figure: DeclaredFigure, period: Period, path: str) -> list[tuple[str, str, int]]:
    """Return (month, value, count) for the figure's rows, sorted: their number per month (ISO 8601) of
    its date field and per value of the field that it is `spread` by. One query.
    """
    rows = rows_of(access, figure, period, path).annotate(month=TruncMonth(figure.dated))
    found = rows.values_list("month", figure.spread).annotate(Count("pk"))
    return sorted((f"{month:%Y-%m}", str(value), count) for month, value, count in found)


def counts(
    access: Access,
    figures: Sequence[DeclaredFigure],
    period: Period,
    day: date,
    within: Mapping[str, str],
    cache: FigureCache | None = None,
) -> list[int]:
    """Return the number of rows of each figure, with `within` as further filters. The figures belong to
    one register or computed list.

    A register takes one query; a computed list is computed as of the day.
    """
    if figures[0].register in lists.entries:
        return [len(one.paths()) for one in _alike(access, figures, period, day, within, cache)]
    queries = [figure.query(period) for figure in figures]
    return Listing(registry.get(figures[0].register), access, within).counts(queries)


def url_of(figure: DeclaredFigure, period: Period, within: Mapping[str, str]) -> str:
    """Return the address of the list of the figure's rows, with the figure's filters and `within`."""
    return address_of(figure.register, urlencode({**within, **figure.query(period)}, safe=":,"))


def by_unit(
    access: Access,
    figures: Sequence[DeclaredFigure],
    period: Period,
    path: str,
    day: date,
    cache: FigureCache | None = None,
) -> dict[str, dict[str, FigureTally]]:
    """Return path of the owner unit → figure key → count, for the paths that begin with `path`.

    The figures belong to one register or computed list. A register takes one query, plus one per
    measured duration; the conditions that the figures share narrow the rows first. A computed list is
    computed as of the day.
    """
    if cache is None or not cache.all_units:
        return _by_unit(access, figures, period, path, day, cache)
    key = _key(figures)
    if key not in cache.tallies:
        cache.tallies[key] = _by_unit(access, figures, period, "", day, cache)
    return {place: tallies for place, tallies in cache.tallies[key].items() if place.startswith(path)}


def _key(figures: Sequence[DeclaredFigure]) -> _Key:
    return tuple(figure.key for figure in figures)


def _by_unit(
    access: Access,
    figures: Sequence[DeclaredFigure],
    period: Period,
    path: str,
    day: date,
    cache: FigureCache | None,
) -> dict[str, dict[str, FigureTally]]:
    if figures[0].register in lists.entries:
        return _listed(access, figures, period, path, day, cache)
    rows, fits = _narrowed(access, figures, period, path)
    asked: dict[str, Aggregate] = {}
    for place, figure in enumerate(figures):
        asked |= _aggregates(figure, f"n{place}", fits[place])
    counted = rows.values("owner_unit__path").annotate(**asked)
    took = _took(figures, rows, fits)
    return {row["owner_unit__path"]: _tallies(figures, row, took) for row in counted}


class CountedRow(NamedTuple):
    """A counted row: its key and version, its owner unit's code, and the keys of the figures that count it."""

    pk: UUID
    version: int
    unit: str
    keys: tuple[str, ...]


def rows_by_figure(
    access: Access,
    figures: Sequence[DeclaredFigure],
    period: Period,
    path: str,
    cache: FigureCache | None = None,
) -> list[CountedRow]:
    """List every row counted by one of the figures, by number, in one query. The figures belong to one register."""
    if cache is None or not cache.all_units:
        return [row for _place, row in _rows_by_figure(access, figures, period, path)]
    key = _key(figures)
    if key not in cache.rows:
        cache.rows[key] = _rows_by_figure(access, figures, period, "")
    return [row for place, row in cache.rows[key] if place.startswith(path)]


def _rows_by_figure(
    access: Access, figures: Sequence[DeclaredFigure], period: Period, path: str
) -> list[tuple[str, CountedRow]]:
    rows, fits = _narrowed(access, figures, period, path)
    asked = {f"n{place}": whether(fit) for place, fit in enumerate(fits)}
    names = ("owner_unit__path", "pk", "version", "owner_unit__code", *asked)
    found = rows.annotate(**asked).order_by("number").values_list(*names)
    keys = _key(figures)
    counted = (
        (place, CountedRow(pk, version, unit, tuple(compress(keys, fits))))
        for place, pk, version, unit, *fits in found
    )
    return [(place, row) for place, row in counted if row.keys]


class CountedListRow(NamedTuple):
    """A counted row of a list: its subject, its unit's path, its stored values, and the figures that count it."""

    about: UUID
    path: str
    values: tuple[str | int | None, ...]
    keys: tuple[str, ...]


def listed_by_figure(
    access: Access,
    figures: Sequence[DeclaredFigure],
    period: Period,
    path: str,
    day: date,
    cache: FigureCache | None = None,
) -> list[CountedListRow]:
    """List every row of a list counted by one of the figures, in list order, as of the day."""
    if cache is None or not cache.all_units:
        return _listed_by_figure(access, figures, period, path, day, cache)
    key = _key(figures)
    if key not in cache.listed:
        cache.listed[key] = _listed_by_figure(access, figures, period, "", day, cache)
    return [row for row in cache.listed[key] if row.path.startswith(path)]


def _listed_by_figure(
    access: Access,
    figures: Sequence[DeclaredFigure],
    period: Period,
    path: str,
    day: date,
    cache: FigureCache | None,
) -> list[CountedListRow]:
    found: dict[tuple[UUID, str, tuple[str | int | None, ...]], list[str]] = {}
    for figure, listed in zip(figures, _alike(access, figures, period, day, {}, cache), strict=True):
        for row in listed.rows_under(path):
            same = listed.about(row), listed.path_of(row), listed.kept_of(row)
            found.setdefault(same, []).append(figure.key)
    return [CountedListRow(*row, tuple(keys)) for row, keys in found.items()]


def _narrowed(
    access: Access, figures: Sequence[DeclaredFigure], period: Period, path: str
) -> tuple[QuerySet[Record], list[Q]]:
    """Return the rows that meet the figures' shared conditions, and each figure's remaining condition."""
    queries = [figure.query(period) for figure in figures]
    common = dict(set.intersection(*(set(query.items()) for query in queries)))
    listing = Listing(registry.get(figures[0].register), access, common)
    own = ({name: value for name, value in query.items() if name not in common} for query in queries)
    rows = listing.rows.filter(owner_unit__path__startswith=path).order_by()
    return rows, [listing.fit(query) for query in own]


def _alike(
    access: Access,
    figures: Sequence[DeclaredFigure],
    period: Period,
    day: date,
    within: Mapping[str, str],
    cache: FigureCache | None = None,
) -> Iterator[Computed[object]]:
    """Return the list as each figure filters it; data that does not depend on the filter is read once."""
    lists_read = {} if cache is None else cache.lists
    for figure in figures:
        listed = in_list(access, figure, period, day, **within)
        family = listed.family or figure.register
        listed.share(lists_read.get(family))
        yield listed
        lists_read[family] = listed


def _listed(
    access: Access,
    figures: Sequence[DeclaredFigure],
    period: Period,
    path: str,
    day: date,
    cache: FigureCache | None,
) -> dict[str, dict[str, FigureTally]]:
    if not access.anywhere(permission_of(figures[0].register)):
        return {}
    found: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for figure, listed in zip(figures, _alike(access, figures, period, day, {}, cache), strict=True):
        values = rows = Counter(listed.paths())
        if figure.total:
            values = Counter()
            for row in listed.rows():
                values[listed.path_of(row)] += attrgetter(figure.total)(row)
        found[figure.key] = values, rows
    places = {place for _values, rows in found.values() for place in rows if place.startswith(path)}
    return {
        place: {key: FigureTally(values[place], rows[place]) for key, (values, rows) in found.items()}
        for place in places
    }


def _aggregates(figure: DeclaredFigure, name: str, fit: Q) -> dict[str, Aggregate]:
    asked: dict[str, Aggregate] = {f"{name}_rows": Count("pk", filter=fit or None)}
    if figure.total:
        asked[f"{name}_value"] = Sum(figure.total, filter=fit or None, default=0)
    if figure.lacking:
        field = figure.lacking.field
        asked[f"{name}_without"] = Count("pk", filter=fit & _empty(figure, field))
    return asked


def _empty(figure: DeclaredFigure, name: str) -> Q:
    field = registry.get(figure.register).model_field(name)
    return Q(**{f"{name}__isnull": True}) if field.null else Q(**{name: ""})


type Took = Mapping[str, Mapping[str, tuple[int, ...]]]
"""Rule key → path of the owner unit → the durations of the unit's rows, in whole minutes."""


def _took(figures: Sequence[DeclaredFigure], rows: QuerySet[Record], fits: Sequence[Q]) -> Took:
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for figure, fit in zip(figures, fits, strict=True):
        if figure.at and figure.rule not in found:
            start, end = _span(figure)
            each = found.setdefault(figure.rule, {})
            spans = rows.filter(fit).annotate(_start=start, _end=end).order_by("pk")
            for path, began, ended in spans.values_list("owner_unit__path", "_start", "_end"):
                minutes = max(0, (ended - began) // timedelta(minutes=1))
                each[path] = (*each.get(path, ()), minutes)
    return found


def _span(figure: DeclaredFigure) -> tuple[object, object]:
    rules = registry.get(figure.register).rules
    span = next((rule.span for rule in rules if rule.key == figure.rule), None)
    if span is None:
        raise TypeError(f"{figure.key}: its rule has no span")
    return span


def _tallies(figures: Iterable[DeclaredFigure], row: Mapping[str, Any], took: Took) -> dict[str, FigureTally]:
    return {
        figure.key: FigureTally(
            row.get(f"n{place}_value", row[f"n{place}_rows"]),
            row[f"n{place}_rows"],
            row.get(f"n{place}_without", 0),
            took[figure.rule].get(row["owner_unit__path"], ()) if figure.at else (),
        )
        for place, figure in enumerate(figures)
    }
