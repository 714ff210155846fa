"""The registers of incidents and their tracks."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register, SelectionRule
from akropolis.events.incidents.models import (
    TIMES,
    Incident,
    IncidentStatus,
    IncidentThreat,
    Track,
    TrackState,
)
from akropolis.events.incidents.selectors import afterwards
from akropolis.events.incidents.selectors import incidents as selectors
from akropolis.events.incidents.selectors import tracks as tracks_by_time
from akropolis.events.incidents.selectors.proposals import BY_DUTY
from akropolis.events.incidents.services import tracks
from akropolis.events.incidents.services.viewings import IncidentVerbs
from akropolis.shared.threats.selectors.naming import by_threat

REGISTER = Register(
    key="incidents",
    slug="incidenter",
    model=Incident,
    one=_("incident"),
    many=_("Incidents"),
    new=_("Report an incident"),
    intro=_("What has happened, when, how serious it was and how far the handling has come."),
    empty=_("No incidents here. That may mean that none has been reported."),
    sections=(
        FieldSection(_("The event"), ("title", "description", "owner_unit", "occurred_at", "detected_at")),
        FieldSection(_("Assessment"), ("kind", "severity", "personal_data", "service")),
        FieldSection(_("Handling"), ("status", "lead", "closed_at")),
        FieldSection(_("Afterwards"), ("root_cause", "cause", "learned")),
        FieldSection(_("Who may read it"), ("sharing", "secret", "secrecy")),
    ),
    internal=("exercise", "pace", "level", "same_as", *TIMES[2:]),
    columns=("title", "number", "owner_unit", "occurred_at", "severity", "personal_data", "status"),
    filters=(
        *(
            "owner_unit",
            "kind",
            "severity",
            "personal_data",
            "status",
            "root_cause",
            "occurred_at",
            "closed_at",
            "lead",
            "exercise",
        ),
    ),
    sort=("-occurred_at", "sort_key", "number", "severity", "status"),
    rules=(
        SelectionRule("open", _("not closed on the cut-off"), selectors.open_at_cutoff),
        *afterwards.RULES,
    ),
    narrowings=(by_threat(IncidentThreat), BY_DUTY),
    period="occurred_at",
    own_first=False,  # include incidents opened by others that affect the user's unit
    over=lambda _day: Q(status=IncidentStatus.CLOSED),
    verbs=IncidentVerbs(),
    steps={
        "handle": _("Begin to handle"),
        "resolve": _("Mark as resolved"),
        "close": _("Close the incident"),
        "reopen": _("Open again"),
    },
)


TRACKS = Register(
    key="incident-tracks",
    slug="incidentspar",
    model=Track,
    one=_("track"),
    many=_("Tracks of incidents"),
    new=_("New track"),
    intro=_(
        "What each unit has to do because of an incident, under one set of rules: its own clock, words and decisions."
    ),
    empty=_("No tracks here. They are opened from an incident."),
    sections=(
        FieldSection(_("The track"), ("incident", "owner_unit", "regime", "title", "text")),
        FieldSection(_("Handling"), ("responsible", "aware_at", "aware_because", "state")),
    ),
    columns=("title", "number", "incident", "owner_unit", "regime", "responsible", "state"),
    filters=("owner_unit", "regime", "state", "responsible"),
    sort=("-number", "sort_key", "state"),
    rules=(
        SelectionRule("happened", _("the event happened in the period"), tracks_by_time.tracks_of_period),
        SelectionRule("open", _("something is left to do"), tracks_by_time.open_tracks),
        SelectionRule("late", _("something is or was submitted too late"), tracks_by_time.late_tracks),
        afterwards.REPORTED,
    ),
    internal=("formerly",),
    fixed=("incident", "owner_unit", "regime"),
    over=lambda _day: Q(state__in=(TrackState.NOT_REPORTED, TrackState.CLOSED)),
    verbs=tracks.TrackVerbs(),
    steps={
        "report": _("Mark as reported"),
        "decide_not": _("Decide not to report"),
        "close": _("Close the track"),
        "reopen": _("Open again"),
    },
)
