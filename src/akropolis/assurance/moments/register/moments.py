"""The register of moments and the table of their steps, declared."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.moments.models import Moment, MomentStep
from akropolis.assurance.moments.rules.states import CLOSED
from akropolis.assurance.moments.selectors.moments import late, open_at_cutoff
from akropolis.assurance.moments.services.moments import VERBS
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.registers.declaration import (
    FieldSection,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.base.ui.parts import Cell

RULES = (
    SelectionRule("open", _("going on"), open_at_cutoff),
    SelectionRule("late", _("not closed by the last day"), late),
)
MOMENTS = Register(
    key="moments",
    slug="moment",
    model=Moment,
    one=_("moment"),
    many=_("Moments"),
    new=_("Start a moment"),
    intro=_(
        "What must be done when a service is procured, introduced, changed or retired, and when somebody is hired,"
        " moves on or leaves."
    ),
    empty=_("No moments here. Start one when a service or a person's role begins, changes or ends."),
    sections=(
        FieldSection(_("The moment"), ("kind", "title", "owner_unit", "node")),
        FieldSection(_("When"), ("started_on", "due_on", "state", "closed_on")),
    ),
    columns=("title", "number", "kind", "owner_unit", "started_on", "due_on", "state"),
    filters=("owner_unit", "kind", "state", "node", "started_on", "due_on"),
    sort=("due_on", "sort_key", "number", "started_on", "kind", "state"),
    rules=RULES,
    narrowings=(narrow_by_standing(RULES),),
    period="started_on",
    fixed=("kind", "started_on"),
    verbs=VERBS,
    over=lambda _day: Q(state=CLOSED),
    steps={"close": _("Close the moment"), "reopen": _("Open again")},
)


def _what(row: MomentStep) -> Cell:
    return Cell(text=row.title, note=row.control.title if row.control else "")


STEPS: KeptTable[MomentStep] = KeptTable(
    key="moment-steps",
    slug="steg-i-moment",
    model=MomentStep,
    intro=_(
        "What must be done at each kind of moment, by whom, and how soon. A moment gets the steps that are in force"
        " when it starts, and keeps them."
    ),
    add=_("New step"),
    fields=("kind", "what", "what_en", "control", "role", "days"),
    columns=(
        "kind",
        KeptColumn(_("What is to be done"), _what),
        "role",
        "days",
        SOURCE,
        VALID,
        MARK,
    ),
    content="moment_steps.yaml",
    filters=("kind",),
    under=("moments-list", _("Moments")),
)
