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
from akropolis.base.kernel.reporting.charts.timeline import Moment, timeline
from akropolis.base.lib.numbers import number_in
from akropolis.base.ui.naming import first_named
from akropolis.events.incidents.models import Incident, Track
from akropolis.events.incidents.reports import describe_step
from akropolis.events.incidents.rules.permissions import READ
from akropolis.events.incidents.selectors.room import Room
from akropolis.events.incidents.services.viewings import record_refresh_viewing
from akropolis.events.leadership.services.times import label_of
from akropolis.people.organisation.services.appointments import GIVES

NAMED = 3
NEAREST = 10
"""Maximum number of clocks at the top; each track shows its own next one."""


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


def _now() -> tuple[str, str]:
    """Return the present state. The head moves with every write; time left is shown in minutes."""
    return str(last_seq()), f"{timezone.now():%d%H%M}"


def all_parts(request: HttpRequest, room: Room) -> dict[str, object]:
    """Return the context of all parts of the page, and the address of the next refresh."""
    state = PageState(*_now(), *room.marks)
    return {**_poll(request, room.incident, state), **_duties(room), **_log(request, room), **_times(room)}


@requires(READ)
@require_safe
def part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return the parts that differ from those the page was sent, or nothing (204) while nobody has written."""
    before, now = PageState.read(request.GET.get("till", "")), _now()
    if before and before[:2] == now:
        access_of(request).must_somewhere(READ)
        return HttpResponse(status=204)
    access = access_of(request)
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit").one(pk=pk)
    record_refresh_viewing(access, incident, "room")
    room = Room(access, incident)
    state = PageState(*now, *room.marks)
    parts = [_rendered_part("poll", _poll(request, incident, state))]
    if before is None or (before.minute, before.duties) != (state.minute, state.duties):
        parts.append(_rendered_part("duties", _duties(room)))
    if before is None or before.log != state.log:
        parts += [_rendered_part("times", _times(room)), _rendered_part("log", _log(request, room))]
    return HttpResponse("".join(parts))


def _page(request: HttpRequest) -> int:
    return number_in(request.GET.get("sida", ""), 999, 1) or 1


def _rendered_part(name: str, context: Mapping[str, object]) -> str:
    return render_to_string(f"leadership/_room_{name}.html", {**context, "again": True})


def _poll(request: HttpRequest, incident: Incident, state: PageState) -> dict[str, object]:
    address = reverse("incident-room-part", args=[incident.pk])
    return {"part_url": f"{address}?sida={_page(request)}&till={state.text}"}


def _duties(room: Room) -> dict[str, object]:
    now = timezone.now()
    words = {clock.step.pk: describe_step(clock, now) for clock in room.running}
    return {
        "clocks": [
            {"told": words[clock.step.pk], "step": clock.step, "url": _step_url(clock.step.track)}
            for clock in room.running[:NEAREST]
        ],
        "more": max(0, len(room.running) - NEAREST),
        "tracks": [
            {
                "track": walked.track,
                "next": words[walked.next.step.pk] if walked.next else None,
                "asked": first_named([person.name for person in walked.asked], NAMED),
                "lost": walked.track.living and not walked.asked,
                "name_url": f"{reverse('appointment-give')}?enhet={walked.track.owner_unit.code}"
                if room.access.may(GIVES, walked.track.owner_unit)
                else "",
            }
            for walked in room.tracks
        ],
        "affected": room.affected,
        "taken": sum(one.receipt is not None for one in room.affected),
    }


def _step_url(track: Track) -> str:
    return reverse("incident-tracks-detail", args=[track.pk]) + "#steps"


def _times(room: Room) -> dict[str, object]:
    named = [Moment(at, label_of(name)) for name, at in room.times]
    return {
        "drawing": timeline([*named, *(Moment(at) for at in room.happened())]),
        "times": [(label_of(name), at) for name, at in room.times],
    }


def _log(request: HttpRequest, room: Room) -> dict[str, object]:
    place = _page(request)
    entries, older = room.entries(place)
    return {"entries": entries, "older": place + 1 if older else 0, "newer": place - 1}
