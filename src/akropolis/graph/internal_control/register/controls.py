"""The register of control activities, declared."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import DueRule, FieldSection, Register
from akropolis.graph.internal_control.models import ControlActivity
from akropolis.graph.internal_control.services.controls import VERBS

CONTROLS = Register(
    key="control-activities",
    slug="kontrollmoment",
    model=ControlActivity,
    one=_("control activity"),
    many=_("Control activities"),
    new=_("New control activity"),
    intro=_(
        "What the internal control checks because of a risk, how and how often, and what the checks found."
    ),
    empty=_("No control activities here. Add one from a risk that is marked for the internal control."),
    sections=(
        FieldSection(_("The activity"), ("title", "risk", "year", "area", "decision", "owner_unit")),
        FieldSection(_("How"), ("method", "sample", "frequency", "responsible", "report_to", "next_on")),
    ),
    columns=("title", "number", "risk", "owner_unit", "year", "frequency", "responsible", "next_on"),
    filters=("owner_unit", "year", "decision", "responsible", "next_on"),
    sort=("next_on", "sort_key", "number"),
    due=DueRule(
        "next_on", "responsible", Q(archived_at=None, next_on__isnull=False), _("Carry out the check")
    ),
    verbs=VERBS,
)
