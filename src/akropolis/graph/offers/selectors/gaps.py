"""Gaps between demanded and offered levels, per unit and thing, with the status of each aspect.

The units of a thing (its owner, and an operator of another authority) are responsible for all demands on it.
Every other unit that depends on the thing has the gap that its own demands make: those of its information,
on every path, and of its services. If one authority is both responsible for the thing and depends on it,
only the responsible unit has the gap.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from operator import gt
from uuid import UUID

from akropolis.base.kernel.access.authorities import units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.cache.results import cached
from akropolis.graph.assets.models import Node, NodeLevel
from akropolis.graph.assets.selectors.demands import MANY
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.sight import Sight
from akropolis.graph.offers.models import GapAction, GapException
from akropolis.graph.offers.rules.gaps import Acceptance, LevelGap, State, View, gap_status, gaps
from akropolis.graph.offers.rules.permissions import GAP
from akropolis.graph.offers.selectors.gap_places import GapPlace, places
from akropolis.graph.offers.selectors.gap_rows import (
    ALL,
    AspectGap,
    GapFilter,
    GapRow,
    RaisedGapAction,
    filter_rows,
    may_match,
)
from akropolis.graph.offers.selectors.offers import Stated, stated
from akropolis.shared.actions.models import ActionStatus
from akropolis.shared.classification.rules.aspects import ORDER

READ, EDIT, ACCEPT = f"{GAP}:read", f"{GAP}:edit", f"{GAP}:accept"
ENOUGH = 99
"""A level higher than all demands: assumed for what the filter leaves out, so that no gap is found there."""
COUNTED: Mapping[str, tuple[int, int | None]] = {
    "": (0, None),
    View.KNOWN: (ENOUGH, None),
    View.UNKNOWN: (0, ENOUGH),
}
"""Assumed offered levels per view: where nothing is stated, and where something is; None means the stated level."""

type Key = tuple[int, UUID, str]
"""Key of a gap: node, unit, aspect."""


class Gaps:
    """The gaps that one user may see on a day. Caches what it reads: use one instance for the whole page."""

    def __init__(self, access: Access, day: date) -> None:
        self.access, self.day, self.units = access, day, cached_graph(units, day)

    def rows(self, wanted: GapFilter = ALL, path: str = "") -> list[GapRow]:
        """Return the matching rows at and below the unit with that path, worst first, with matching aspects."""
        places = (place for place in self.at(wanted) if place.path.startswith(path))
        found = (row for place in places for row in self._row(place))
        return sorted(filter_rows(found, wanted), key=lambda row: row.order)

    def lacking(self, wanted: GapFilter = ALL) -> Iterator[tuple[GapPlace, list[LevelGap]]]:
        """Yield the place and the matching gaps of each row that `rows` returns, unordered: enough for the matrix."""
        for place in self.at(wanted):
            if wanted.until or (place.thing.pk, place.unit) in self._decided:
                yield from (
                    (place, [e.gap for e in row.lines]) for row in filter_rows(self._row(place), wanted)
                )
            else:
                found = _gaps(place, self._offers.get(place.thing.pk))
                yield (
                    place,
                    [e for e in found if wanted.view in ("", e.view) and wanted.aspect in ("", e.aspect)],
                )

    def row(self, node: Node, unit: Unit) -> GapRow | None:
        """Return the unit's gaps at the thing, or None if it has none or the user may not see them."""
        found = self.rows(GapFilter(node=node.record, unit=unit.code))
        return next((row for row in found if row.unit.pk == unit.pk), None)

    def with_sources(self, rows: Iterable[GapRow]) -> list[GapRow]:
        """Return the rows with `source` set in each aspect to the node that set the demand. One query."""
        rows = list(rows)
        carriers = {carrier for row in rows for carrier in row.carriers.values()}
        levels = NodeLevel.objects.order_by()
        if len(carriers) <= MANY:
            levels = levels.filter(node_id__in=carriers)
        stored = levels.values_list("node_id", "aspect", "source_id").iterator()
        source = {(node, ORDER[aspect]): found for node, aspect, found in stored if node in carriers}
        return [
            replace(
                row,
                lines=tuple(
                    replace(line, source=source.get((row.carriers[line.gap.aspect], line.gap.aspect)))
                    for line in row.lines
                ),
            )
            for row in rows
        ]

    # Whose gaps

    @cached_property
    def mine(self) -> frozenset[UUID]:
        """Return the ids of the units whose gaps the user may read."""
        return frozenset(unit.pk for unit in self.units if self.access.may(READ, unit))

    @cached_property
    def operators(self) -> list[Unit]:
        """Return the units that are to state the offers of the things whose gaps the user may read."""
        return [self.units[pk] for pk in {place.thing.stated_by for place in self._places}]

    @property
    def _places(self) -> list[GapPlace]:
        """Return the places of possible gaps that the user may read."""
        return cached(self.access.rights, _places, self.day)

    def at(self, wanted: GapFilter) -> list[GapPlace]:
        """Return the places that `rows` returns rows for, unordered: enough to count them."""
        lacking = cached(self.access.rights, _lacking, self.day)[wanted.view]
        if wanted.unit or wanted.side or wanted.kind or wanted.node or wanted.operator:
            lacking = [p for p in lacking if may_match(p.thing, p.side, p.path, wanted)]
        return [place for place in lacking if self._stands(place, wanted)]

    def _stands(self, place: GapPlace, wanted: GapFilter) -> bool:
        """Tell whether a gap of the place matches the filter. Without decisions, as in most places, all are open."""
        decided = (place.thing.pk, place.unit) in self._decided
        if decided or wanted.aspect:
            return bool(filter_rows(self._row(place, self._offers_of_decided if decided else None), wanted))
        return wanted.state in ("", State.OPEN) and wanted.until is None

    # How each stands

    def _row(self, place: GapPlace, offers: Mapping[int, Stated] | None = None) -> Iterator[GapRow]:
        thing, demanded = place.thing, place.demanded
        offer = (self._offers if offers is None else offers).get(thing.pk)
        if found := _gaps(place, offer):
            lines = tuple(self._line(gap, (thing.pk, place.unit, gap.aspect)) for gap in found)
            yield GapRow(
                thing, self.units[place.unit], place.whole, place.side, demanded, offer, lines, place.carriers
            )

    def _line(self, gap: LevelGap, key: Key) -> AspectGap:
        exception, works = self._accepted.get(key), tuple(self._works.get(key, ()))
        accepted = (
            Acceptance(exception.demanded, exception.offered, exception.valid_to) if exception else None
        )
        done = sum(work.status == ActionStatus.DONE for work in works)
        running = sum(work.running for work in works)
        stands = gap_status(gap, accepted=accepted, running=running, finished=done, day=self.day)
        return AspectGap(gap, stands, exception, works)

    @cached_property
    def _offers(self) -> dict[int, Stated]:
        return stated(self.access, self.day)

    @cached_property
    def _offers_of_decided(self) -> dict[int, Stated]:
        """Return the offers of the nodes whose gaps have acceptances or actions: all offers that counting needs."""
        return stated(self.access, self.day, {node for node, _unit in self._decided})

    @cached_property
    def _accepted(self) -> dict[Key, GapException]:
        rows = GapException.objects.visible(self.access).order_by("decided_on", "created_at", "id")
        return {(row.node_id, row.unit_id, row.aspect): row for row in rows}

    @cached_property
    def _decided(self) -> set[tuple[int, UUID]]:
        """Return the (node, unit) pairs whose gaps have acceptances or actions."""
        return {(node, unit) for node, unit, _aspect in (*self._accepted, *self._works)}

    @cached_property
    def _works(self) -> dict[Key, list[RaisedGapAction]]:
        found: dict[Key, list[RaisedGapAction]] = {}
        rows = GapAction.objects.visible(self.access).filter(action__archived_at=None).order_by("created_at")
        columns = ("node_id", "unit_id", "aspect", "action_id", "action__status", "action__due_on")
        for node, unit, aspect, action, status, due in rows.values_list(*columns):
            found.setdefault((node, unit, aspect), []).append(RaisedGapAction(action, status, due))
        return found


def _gaps(place: GapPlace, offer: Stated | None) -> tuple[LevelGap, ...]:
    return gaps(place.demanded, offer.levels if offer else None, counts=bool(offer and offer.counts))


def _places(access: Access, day: date) -> list[GapPlace]:
    things, mine = Sight(access, day=day).opened, Gaps(access, day).mine
    return [p for p in cached_graph(places, day) if p.thing.pk in things and not mine.isdisjoint(p.readers)]


def _lacking(access: Access, day: date) -> dict[str, list[GapPlace]]:
    """Return a dict from view to the places where less is offered than demanded, whatever is decided about them."""
    known, offers = cached(access, _places, day), stated(access, day)
    standing = {node: offer.levels for node, offer in offers.items() if offer.counts}
    return {view: _short(known, standing, *counted) for view, counted in COUNTED.items()}


def _short(
    places: Sequence[GapPlace],
    levels: Mapping[int, Mapping[str, int | None]],
    nothing: int,
    given: int | None,
) -> list[GapPlace]:
    offered = {
        node: tuple(_counted(each[aspect], nothing, given) for aspect in ORDER)
        for node, each in levels.items()
    }
    unstated = (nothing,) * len(ORDER)
    return [p for p in places if any(map(gt, p.levels, offered.get(p.thing.pk, unstated)))]


def _counted(level: int | None, nothing: int, given: int | None) -> int:
    return nothing if level is None else level if given is None else given
