"""Benchmark of events with tracks: opening one for a whole city, its room with a long log, all running
clocks, and deadlines.

The baseline of each figure is writing or reading the same rows by the database alone.
"""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from itertools import count

from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create, writing
from akropolis.events.incidents.models import (
    EntryKind,
    EntryMark,
    Incident,
    LogEntry,
    Severity,
    Track,
    TrackRegime,
    TrackStep,
)
from akropolis.events.incidents.selectors.clocks import list_running_clocks
from akropolis.events.incidents.selectors.tracks import duty_units
from akropolis.events.incidents.services import tracks
from akropolis.shared.clocks.rules.due import Clock, TimeMeasure, due
from akropolis.tools.bench.measure import Measurement, figure, median, timed
from akropolis.tools.bench.visiting import client_of, visit

UNITS, ENTRIES, TRACKS, DUES = 42, 2_000, 500, 200_000
OPENED, ROOM, PART, BOARD, SECOND = 1_500.0, 150.0, 30.0, 100.0, 1_000.0
RUNS = 9
READER = "ciso"


def measured() -> Iterator[Measurement]:
    """Yield all figures. The stored rows remain: no other group is measured after this one."""
    access = access_for_username(READER)
    units = [unit for unit in duty_units(access) if unit.own_authority][:UNITS]
    yield _opening(access, units)
    event = _event(access, "Rum")
    _filled(access, event)
    tracks.open_tracks(access, event, [(unit, TrackRegime.PRIVACY) for unit in units])
    room = reverse("incidents-detail", args=[event.pk])
    size = f"{ENTRIES} entries, {len(units)} tracks"
    rows = median(timed(lambda: list(LogEntry.everything.filter(incident=event).values_list()), runs=RUNS))
    yield figure(
        "incident room",
        size,
        timed(visit(room, READER), runs=RUNS, clock=time.process_time),
        baseline=rows,
        limit=ROOM,
    )
    part = reverse("incident-room-part", args=[event.pk])
    yield figure(
        "its update, anew",
        size,
        timed(visit(part, READER), runs=RUNS, clock=time.process_time),
        baseline=rows,
    )
    still = _state(part)
    yield figure(
        "its update, nothing new",
        size,
        timed(visit(still, READER, answers=(200, 204)), runs=RUNS, clock=time.process_time),
        limit=PART,
    )
    while Track.everything.count() < TRACKS:
        tracks.open_tracks(access, _event(access, "Fler"), [(unit, TrackRegime.PRIVACY) for unit in units])
    board = f"{Track.everything.count()} open tracks"
    plain = median(
        timed(lambda: list(TrackStep.everything.values_list()), runs=RUNS, clock=time.process_time)
    )
    yield figure(
        "clocks that run, as data",
        board,
        timed(lambda: list_running_clocks(access), runs=RUNS, clock=time.process_time),
        baseline=plain,
    )
    address = reverse("incident-clocks")
    yield figure(
        "clock board, a page",
        board,
        timed(visit(address, READER), runs=RUNS, clock=time.process_time),
        baseline=plain,
        limit=BOARD,
    )
    yield figure(
        "deadlines worked out",
        f"{DUES} deadlines",
        timed(_dues, runs=3, clock=time.process_time),
        limit=SECOND,
    )


def _opening(access: Access, units: list[Unit]) -> Measurement:
    """Return the figure of opening an event for these units, with tracks, steps, texts and inbox messages."""
    events = iter([_event(access, f"Öppnas {place}") for place in range(3)])
    wanted = [(unit, TrackRegime.PRIVACY) for unit in units]
    took = timed(
        lambda: tracks.open_tracks(access, next(events), wanted), runs=2, warm=1, clock=time.process_time
    )
    return figure("an event opened with tracks", f"{len(units)} units", took, limit=OPENED)


def _event(access: Access, title: str) -> Incident:
    at = timezone.now() - timedelta(hours=1)
    values = {"title": title, "occurred_at": at, "aware_at": at, "severity": Severity.SERIOUS}
    return create(access, Incident, values | {"owner_unit": Unit.everything.get(parent=None)})


def _filled(access: Access, event: Incident) -> None:
    now = timezone.now()
    shared = {"incident": event, "unit": event.owner_unit, "kind": EntryKind.FACT, "mark": EntryMark.AFFECTED}
    rows = [
        {
            **shared,
            "text": f"Uppgift {place} ur loggen.",
            "written_by": "B",
            "happened_at": now - timedelta(minutes=place),
        }
        for place in range(ENTRIES)
    ]
    with writing(access) as w:
        w.create_many(LogEntry, rows)


def _state(part: str) -> str:
    """Return the part's URL with its latest state, as an open page would request it."""
    found = re.search(rb'hx-get="([^"]+)"', client_of(READER).get(part).content)
    assert found, "no address in the part"
    return unescape(found[1].decode())


def _dues() -> None:
    clock, start, hours = Clock(72, TimeMeasure.HOURS), timezone.now(), count()
    for _each in range(DUES):
        due(clock, start + timedelta(hours=next(hours) % 8760))
