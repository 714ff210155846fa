"""Refresh of an open incident room: only the parts that have changed for the reader are sent anew."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.history.log import last_seq
from akropolis.base.kernel.reporting.charts.timeline import TimelinePoint, timeline
from akropolis.base.lib.numbers import number_in
from akropolis.events.incidents.models import Incident
from akropolis.events.incidents.rules.permissions import READ
from akropolis.events.incidents.selectors.board import Board
from akropolis.events.incidents.selectors.room import Room
from akropolis.events.incidents.services.tracks import assessments_by_track
from akropolis.events.incidents.services.viewings import record_refresh_viewing
from akropolis.events.leadership.services.times import label_of
from akropolis.events.leadership.web.board import clock_cards, unit_squares

ROOM, LOG = "", "logg"
LATEST = 5
"""Number of entries shown in the room; all are in the log's own tab."""
BY_DUTIES = {ROOM: ("clocks", "units")}
"""The parts of a tab that follow the duties; the other tabs have the clocks alone."""
BY_LOG = {ROOM: ("log",), LOG: ("times", "log")}
"""The parts of a tab that follow the log and the event's times."""


class PageState(NamedTuple):
    """What a page was last sent: the head of the history, the minute, and the marks of what its reader sees."""

    head: str
    minute: str
    duties: str
    log: str

    @property
    def text(self) -> str:
        """Return the state as written in the address of the next refresh."""
        return "-".join(self)

    @classmethod
    def read(cls, text: str) -> "PageState | None":
        """Return the state parsed from the text in an address; None if the text is no state."""
        parts = text.split("-")
        return cls(*parts) if len(parts) == len(cls._fields) else None


def board_of(room: Room) -> Board:
    """Return the room as a board; a track that is assessed is taken up."""
    outcomes = assessments_by_track(room.access, [walked.track for walked in room.tracks])
    return Board(room, [pk for pk, (_page, outcome) in outcomes.items() if outcome], timezone.now())


def _now() -> tuple[str, str]:
    """Return the present state. The head moves with every write; time left is shown in minutes."""
    return str(last_seq()), f"{timezone.now():%d%H%M}"


def all_parts(request: HttpRequest, board: Board, tab: str) -> dict[str, object]:
    """Return the context of all parts that the tab has, and the address of the next refresh."""
    state = PageState(*_now(), *board.room.marks)
    found: dict[str, object] = {"again": False, **_poll(request, board.room.incident, state, tab)}
    for name in (*BY_DUTIES.get(tab, ("clocks",)), *BY_LOG.get(tab, ())):
        found |= _context_of(name, request, board, tab)
    return found


@requires(READ)
@require_safe
def part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return the parts that differ from those the page was sent, or nothing (204) while nobody has written."""
    before, now = PageState.read(request.GET.get("till", "")), _now()
    if before and before[:2] == now:
        access_of(request).must_somewhere(READ)
        return HttpResponse(status=204)
    access, tab = access_of(request), request.GET.get("flik", ROOM)
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit").one(pk=pk)
    record_refresh_viewing(access, incident, "room")
    board = board_of(Room(access, incident))
    state = PageState(*now, *board.room.marks)
    changed: tuple[str, ...] = ()
    if before is None or (before.minute, before.duties) != (state.minute, state.duties):
        changed += BY_DUTIES.get(tab, ("clocks",))
    if before is None or before.log != state.log:
        changed += BY_LOG.get(tab, ())
    parts = [_rendered_part("poll", _poll(request, incident, state, tab))]
    parts += [_rendered_part(name, _context_of(name, request, board, tab)) for name in changed]
    return HttpResponse("".join(parts))


def _context_of(name: str, request: HttpRequest, board: Board, tab: str) -> dict[str, object]:
    match name:
        case "clocks":
            return clock_cards(board)
        case "units":
            return unit_squares(board)
        case "times":
            return _times(board.room)
        case _:
            return _log(request, board.room, tab)


def _page(request: HttpRequest) -> int:
    return number_in(request.GET.get("sida", ""), 999, 1) or 1


def _rendered_part(name: str, context: Mapping[str, object]) -> str:
    return render_to_string(f"leadership/_room_{name}.html", {**context, "again": True})


def _poll(request: HttpRequest, incident: Incident, state: PageState, tab: str) -> dict[str, object]:
    address = reverse("incident-room-part", args=[incident.pk])
    return {"part_url": f"{address}?flik={tab}&sida={_page(request)}&till={state.text}"}


def _times(room: Room) -> dict[str, object]:
    named = [TimelinePoint(at, label_of(name)) for name, at in room.times]
    return {
        "drawing": timeline([*named, *(TimelinePoint(at) for at in room.happened())]),
        "times": [(label_of(name), at) for name, at in room.times],
    }


def _log(request: HttpRequest, room: Room, tab: str) -> dict[str, object]:
    """Return a page of the log in its own tab, and the latest entries in the room."""
    place = _page(request) if tab == LOG else 1
    entries, older = room.entries(place)
    here = reverse("incidents-detail", args=[room.incident.pk])
    return {
        "entries": entries if tab == LOG else entries[:LATEST],
        "older": place + 1 if older else 0,
        "newer": place - 1,
        "log_url": f"{here}?flik={LOG}",
        "count": room.count_entries(),
        "whole": tab == LOG,
    }
