"""The register of actions: one list of all actions, whichever register raised them."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import (
    Beside,
    DueRule,
    FieldSection,
    Narrowing,
    Register,
    SelectionRule,
)
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.selectors import causes, periods
from akropolis.shared.actions.selectors.cause_column import cause_links, cause_words
from akropolis.shared.actions.services import actions

REGISTER = Register(
    key="actions",
    slug="atgarder",
    model=Action,
    one=_("action"),
    many=_("Actions"),
    intro=_("What shall be done, by whom and when, whichever register raised it."),
    empty=_("No actions here."),
    sections=(
        FieldSection(_("The action"), ("title", "description", "owner_unit")),
        FieldSection(_("Who and when"), ("responsible", "begun_on", "due_on", "status", "done_on", "result")),
        FieldSection(_("Frame and series"), ("cost", "hours", "recurs", "waits_for")),
        FieldSection(_("Why"), ("cause", "cause_note")),
    ),
    columns=("title", "number", "owner_unit", "responsible", "due_on", "status"),
    beside=(Beside("raised", _("Raised by"), cause_words, shown=str, links=cause_links),),
    filters=("owner_unit", "status", "cause", "responsible", "recurs", "begun_on", "due_on", "done_on"),
    sort=("due_on", "sort_key", "number", "status"),
    internal=("earlier",),
    rules=(
        SelectionRule("applied", _("open at any time in the period, or done in it"), periods.applied),
        SelectionRule("done", _("done in the period"), periods.done),
        SelectionRule("due", _("due in the period"), periods.due),
        SelectionRule("on_time", _("due in the period and done on time"), periods.on_time),
        SelectionRule("open", _("open on the cut-off"), periods.open_at_cutoff),
        SelectionRule("overdue", _("overdue on the cut-off"), periods.overdue),
        SelectionRule(
            "survived", _("open on the cut-off, and begun a year before or earlier"), periods.survived
        ),
        SelectionRule("no_owner", _("open on the cut-off, without anyone responsible"), periods.no_owner),
    ),
    narrowings=(
        Narrowing(
            "raised_by",
            _("raised by"),
            causes.parse_cause_filter,
            hint="kind:id, as the record's causes give them",
        ),
    ),
    period="begun_on",
    due=DueRule(date="due_on", person="responsible", open=OPEN, verb=_("Carry out"), page="action-done"),
    verbs=actions.VERBS,
    over=lambda _day: ~OPEN,
    steps={
        "begin": _("Begin the action"),
        "finish": _("Mark as done"),
        "cancel": _("Call off"),
        "reopen": _("Take up again"),
    },
)
