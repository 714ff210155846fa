"""List of all running clocks in tracks that the person may read, sorted by due time, the nearest first."""

from collections.abc import Sequence
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import datetime_iso
from akropolis.base.ui.parts import Cell
from akropolis.events.incidents.models import Track, TrackRegime
from akropolis.events.incidents.reports import by_in_words, left_in_words
from akropolis.events.incidents.selectors.clocks import StepClock, list_running_clocks

LATE, AHEAD, STILL = "late", "ahead", "still"
STATES = {
    LATE: gettext_lazy("Late"),
    AHEAD: gettext_lazy("There is time"),
    STILL: gettext_lazy("Without a moment"),
}


def _state(clock: StepClock) -> str:
    if clock.moment is None:
        return STILL
    return LATE if clock.late(timezone.now()) else AHEAD


def _moment(clock: StepClock) -> str:
    """Format in Swedish local time, for a spreadsheet and the API."""
    return datetime_iso(timezone.localtime(clock.moment)) if clock.moment else ""


def _left(_list: object, clock: StepClock) -> Cell:
    text, kind = left_in_words(clock, timezone.now())
    return Cell(text=text, kind=kind)


def _url(clock: StepClock) -> str:
    return reverse("incident-tracks-detail", args=[clock.step.track_id]) + "#steps"


class ClockBoard(Computed[StepClock]):
    """Pending steps of active tracks."""

    key, slug, api, permission = (
        "incident-clocks",
        "incidentklockor",
        "incident-clocks",
        f"{Track.permission}:read",
    )
    start = (gettext_lazy("Incidents"), "incidents-list")
    title, empty = gettext_lazy("Clocks of incidents"), gettext_lazy("No clock runs that you may see.")
    filters = (
        ListFilter(
            "unit", gettext_lazy("Unit"), lambda asked: units_of(c.step.track.owner_unit for c in asked.every)
        ),
        ListFilter("regime", gettext_lazy("Rules"), TrackRegime.choices),
        ListFilter("state", gettext_lazy("Time"), tuple(STATES.items())),
    )
    columns = (
        ListColumn(gettext_lazy("What is to be done"), "listed_name", key="step", width=36, link=_url),
        ListColumn(gettext_lazy("Unit"), "step.track.owner_unit.name", key="unit", width=28),
        ListColumn(gettext_lazy("Incident"), "step.track.incident.number", key="incident", unbroken=True),
        ListColumn(
            gettext_lazy("Rules"), lambda c: c.step.track.get_regime_display(), key="regime", width=24
        ),
        ListColumn(
            gettext_lazy("Responsible"), lambda c: str(c.step.track.responsible or ""), key="responsible"
        ),
        ListColumn(gettext_lazy("Due"), by_in_words, key="due_words", width=34),
        ListColumn(
            gettext_lazy("Time left"), lambda c: left_in_words(c, timezone.now())[0], key="left", cell=_left
        ),
        ListColumn(gettext_lazy("Moment"), _moment, key="due", on_page=False),
    )

    @cached_property
    def every(self) -> list[StepClock]:
        """Return everything that the person may read, regardless of the filters."""
        return [clock for clock in list_running_clocks(self.access) if not clock.step.track.incident.exercise]

    def rows(self) -> Sequence[StepClock]:
        """Return the clocks that match the chosen unit, set of rules and state."""
        unit, regime, state = (self.chosen[name] for name in ("unit", "regime", "state"))
        return [
            clock
            for clock in self.every
            if unit in ("", clock.step.track.owner_unit.code)
            and regime in ("", clock.step.track.regime)
            and state in ("", _state(clock))
        ]
