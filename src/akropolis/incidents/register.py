"""The register of incidents."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.incidents import selectors
from akropolis.incidents.models import Incident, IncidentStatus, IncidentThreat
from akropolis.kernel.registers.declaration import Register, Rule, Section
from akropolis.threats.selectors.naming import by_threat

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
        Section(_("The event"), ("title", "description", "owner_unit", "occurred_at", "detected_at")),
        Section(_("Assessment"), ("severity", "personal_data", "service", "cause")),
        Section(_("Handling"), ("status", "lead", "closed_at")),
    ),
    columns=("title", "number", "owner_unit", "occurred_at", "severity", "personal_data", "status"),
    filters=("owner_unit", "severity", "personal_data", "status", "occurred_at", "closed_at", "lead"),
    sort=("-occurred_at", "sort_key", "number", "severity", "status"),
    rules=(Rule("open", _("not closed on the cut-off"), selectors.open_at_cutoff),),
    narrowings=(by_threat(IncidentThreat),),
    period="occurred_at",
    own_first=False,  # what others have opened and what affects the own unit is not to be missed
    over=lambda _day: Q(status=IncidentStatus.CLOSED),
    steps={
        "handle": _("Begin to handle"),
        "resolve": _("Mark as resolved"),
        "close": _("Close the incident"),
        "reopen": _("Open again"),
    },
)
