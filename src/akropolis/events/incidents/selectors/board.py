"""The room as a board: how far each unit has come, and running clocks grouped by what is to be done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from akropolis.base.kernel.access.models import Unit
from akropolis.events.incidents.models import StepState, TrackState
from akropolis.events.incidents.selectors.clocks import StepClock, sort_clocks
from akropolis.events.incidents.selectors.room import Room, Walked


class Standing(StrEnum):
    """How far a track, or a unit by its tracks, has come; the most urgent first."""

    LOST = "lost"
    LATE = "late"
    WAITING = "waiting"
    ASSESSING = "assessing"
    RECEIVED = "received"
    FILED = "filed"
    NOT_FILED = "not_filed"


ORDER = {standing: place for place, standing in enumerate(Standing)}


def standing_of(walked: Walked, now: datetime, *, taken_up: bool) -> Standing:
    """Return how far the track has come. `taken_up`: its unit has acknowledged or assessed the event."""
    track = walked.track
    if track.state == TrackState.NOT_REPORTED:
        return Standing.NOT_FILED
    if not track.living or walked.next is None:
        return Standing.FILED
    if not walked.asked:
        return Standing.LOST
    if any(clock.waits and clock.late(now) for clock in walked.clocks):
        return Standing.LATE
    if track.state == TrackState.REPORTED:
        return Standing.FILED
    sent = any(clock.step.state in (StepState.SENT, StepState.DONE) for clock in walked.clocks)
    return Standing.ASSESSING if taken_up or sent else Standing.WAITING


@dataclass(frozen=True, slots=True)
class TrackOnBoard:
    """A track with how far it has come."""

    walked: Walked
    standing: Standing

    @property
    def unit(self) -> Unit:
        """Return the unit that has the duty."""
        return self.walked.track.owner_unit


@dataclass(frozen=True, slots=True)
class UnitOnBoard:
    """A unit with how far it has come: as far as its least advanced track, which is `first` (None without tracks)."""

    unit: Unit
    standing: Standing
    first: Walked | None


@dataclass(frozen=True, slots=True)
class ClockGroup:
    """The pending steps of one kind, nearest first, and the number of tracks that have such a step, done or not."""

    clock: str
    waiting: Sequence[StepClock]
    tracks: int

    @property
    def nearest(self) -> StepClock:
        """Return the pending step that is due first."""
        return self.waiting[0]


class Board:
    """The tracks, units and clocks of a room, as far as its reader may see them. No queries of its own."""

    def __init__(self, room: Room, assessed: Collection[UUID], now: datetime) -> None:
        self.room, self.now = room, now
        received = {one.unit.pk for one in room.affected if one.receipt} | {room.incident.owner_unit_id}
        self.tracks = [self._place(walked, received, assessed) for walked in room.tracks]
        self.units = self._units(received)

    def _place(self, walked: Walked, received: Collection[UUID], assessed: Collection[UUID]) -> TrackOnBoard:
        taken_up = walked.track.owner_unit_id in received or walked.track.pk in assessed
        return TrackOnBoard(walked, standing_of(walked, self.now, taken_up=taken_up))

    def _units(self, received: Collection[UUID]) -> list[UnitOnBoard]:
        by_unit: dict[UUID, list[TrackOnBoard]] = {}
        for each in self.tracks:
            by_unit.setdefault(each.unit.pk, []).append(each)
        units = {one.unit.pk: one.unit for one in self.room.affected}
        units |= {each.unit.pk: each.unit for each in self.tracks}
        found = []
        for unit in sorted(units.values(), key=attrgetter("sort_key")):
            if mine := by_unit.get(unit.pk):
                least = min(mine, key=lambda each: ORDER[each.standing])
                found.append(UnitOnBoard(unit, least.standing, least.walked))
            else:
                standing = Standing.RECEIVED if unit.pk in received else Standing.WAITING
                found.append(UnitOnBoard(unit, standing, None))
        return found

    def clocks(self) -> list[ClockGroup]:
        """Return the running clocks grouped by what is to be done, the group that is due first before the others."""
        held: dict[str, set[UUID]] = {}
        for each in self.tracks:
            for clock in each.walked.clocks:
                held.setdefault(clock.step.clock, set()).add(clock.step.track_id)
        groups: dict[str, list[StepClock]] = {}
        for clock in self.room.running:
            groups.setdefault(clock.step.clock, []).append(clock)
        return [ClockGroup(name, clocks, len(held[name])) for name, clocks in groups.items()]


type TrackGroup = tuple[str, Standing, list[TrackOnBoard]]


def group_tracks(tracks: Iterable[TrackOnBoard]) -> list[TrackGroup]:
    """Return the tracks grouped by set of rules and how far they have come, the most urgent group first."""

    def kind(each: TrackOnBoard) -> tuple[int, str]:
        return ORDER[each.standing], each.walked.track.regime

    found = [(regime, list(rows)) for (_place, regime), rows in groupby(sorted(tracks, key=kind), key=kind)]
    return [(regime, rows[0].standing, rows) for regime, rows in found]


def nearest_of(tracks: Iterable[TrackOnBoard]) -> StepClock | None:
    """Return the pending step of these tracks that is due first; None if nothing is pending."""
    return next(iter(sort_clocks(clock for each in tracks if (clock := each.walked.next))), None)
