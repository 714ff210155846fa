"""Everything a person may see of one event at once: its tracks with their clocks, the affected units, and its log."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from django.db.models import Count, Max, Model
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.registers.declaration import Panel
from akropolis.base.lib.registry import Registry
from akropolis.events.incidents.models import (
    TIMES,
    EntryKind,
    Incident,
    IncidentReceipt,
    IncidentUnit,
    LogEntry,
    Track,
    TrackStep,
)
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS
from akropolis.events.incidents.selectors.clocks import BECAUSE, StepClock, next_of, sort_clocks, steps_of
from akropolis.events.incidents.selectors.incidents import Affected, affected

PAGE = 30
PANELS: Registry[str, Panel] = Registry("panel of the incident room")
"""Panels that packages above add to the room: each has a template, and is built for a reader and an event."""
DRAWN = 300
"""Maximum number of entries drawn on the timeline."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A track with its steps' clocks, and the step to do first."""

    track: Track
    clocks: list[StepClock]
    asked: list[User]
    """The people responsible for the track; empty where nobody may handle it."""

    @property
    def next(self) -> StepClock | None:
        """Return the step to do first; None when nothing is left to do or the track is not active."""
        return next_of(self.clocks) if self.track.living else None


def _last[M: Model](rows: GatedQuerySet[M]) -> tuple[int, datetime | None]:
    """Return the number of rows, and when one was last changed (None if there are no rows)."""
    found = rows.order_by().aggregate(count=Count("pk"), last=Max("updated_at"))
    return found["count"], found["last"]


def _mark(*seen: object) -> str:
    return sha256(repr(seen).encode()).hexdigest()[:12]


class Room:
    """One event as one person may see it. A fixed number of queries, however many tracks and entries."""

    def __init__(self, access: Access, incident: Incident) -> None:
        self.access, self.incident = access, incident

    @cached_property
    def tracks(self) -> list[Walked]:
        """Return the tracks that the reader may read, by unit and set of rules."""
        rows = Track.objects.visible(self.access).filter(incident=self.incident, archived_at=None)
        rows = rows.select_related("owner_unit", "responsible")
        tracks = list(rows.order_by("owner_unit__sort_key", "number"))
        for track in tracks:
            track.incident = self.incident
        clocks = steps_of(self.access, tracks)
        units = {track.owner_unit_id: track.owner_unit for track in tracks}
        people = (
            responsible_people(EDIT_TRACKS, list(units.values()), timezone.localdate(), because=BECAUSE)
            if units
            else {}
        )
        return [Walked(track, clocks[track.pk], people[track.owner_unit_id]) for track in tracks]

    @property
    def running(self) -> list[StepClock]:
        """Return the pending steps of these tracks, sorted with the nearest due first."""
        return sort_clocks(
            clock for walked in self.tracks if walked.track.living for clock in walked.clocks if clock.waits
        )

    @cached_property
    def affected(self) -> list[Affected]:
        """Return the affected units that the reader sees, each with its receipt."""
        return affected(self.access, self.incident)

    def entries(self, page: int) -> tuple[list[LogEntry], bool]:
        """Return a page of the newest entries that the reader may read, and whether there are older ones."""
        rows = LogEntry.objects.visible(self.access).filter(incident=self.incident).select_related("unit")
        start = (page - 1) * PAGE
        found = list(rows.order_by("-happened_at", "-created_at", "-id")[start : start + PAGE + 1])
        return found[:PAGE], len(found) > PAGE

    def count_entries(self) -> int:
        """Return the number of entries that the reader may read."""
        return LogEntry.objects.visible(self.access).filter(incident=self.incident).count()

    def happened(self) -> list[datetime]:
        """Return the times at which the facts and decisions that the reader may read happened, latest first."""
        rows = LogEntry.objects.visible(self.access).filter(incident=self.incident)
        rows = rows.exclude(kind=EntryKind.CORRECTION).order_by("-happened_at")
        return list(rows.values_list("happened_at", flat=True)[:DRAWN])

    @property
    def marks(self) -> tuple[str, str]:
        """Return two version marks of what the reader sees: one for the duties, one for the log and the
        event's times. A mark changes when the content changes.

        The marks are part of the address that the page refreshes from, and contain nothing that the
        reader may not read.
        """
        event = {"incident": self.incident}
        return (
            _mark(
                self.incident.version,
                *_last(TrackStep.objects.visible(self.access).filter(track__incident=self.incident)),
                *_last(Track.objects.visible(self.access).filter(**event)),
                *_last(IncidentUnit.objects.visible(self.access).filter(**event)),
                *_last(IncidentReceipt.objects.visible(self.access).filter(**event)),
            ),
            _mark(self.incident.version, *_last(LogEntry.objects.visible(self.access).filter(**event))),
        )

    @property
    def times(self) -> list[tuple[str, datetime]]:
        """Return pairs of name and time for each known time of the event, in the order of `TIMES`."""
        return [(name, at) for name in TIMES if (at := getattr(self.incident, name))]
