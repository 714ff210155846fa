"""The register of objectives, declared."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import (
    DueRule,
    FieldSection,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.base.kernel.registers.verbs import Verbs
from akropolis.shared.objectives import selectors
from akropolis.shared.objectives.models import Objective, ObjectiveOutcome


class ObjectiveVerbs(Verbs[Objective]):
    """Operations on objectives: a new one holds for the calendar year."""

    def initial(self, today: date) -> dict[str, object]:
        """Return the default values of a new objective: from today to the end of the year."""
        return {"begins_on": today, "due_on": today.replace(month=12, day=31)}


RULES = (
    SelectionRule("held", _("held in the period"), selectors.held),
    SelectionRule("reached", _("reached"), selectors.reached),
    SelectionRule("missed", _("reached in part or not at all"), selectors.missed),
    SelectionRule("unassessed", _("over, and not assessed"), selectors.unassessed),
)
OBJECTIVES = Register(
    key="objectives",
    slug="sakerhetsmal",
    model=Objective,
    one=_("objective"),
    many=_("Objectives"),
    new=_("New objective"),
    intro=_(
        "What the city and its units aim at in information security, by when, and whether it was reached."
    ),
    empty=_(
        "No objectives here. Add the first: what will be true, by when, and which indicator measures it."
    ),
    sections=(
        FieldSection(_("The objective"), ("name", "description", "indicator")),
        FieldSection(_("Who and when"), ("owner_unit", "responsible", "begins_on", "due_on")),
        FieldSection(_("What came of it"), ("outcome", "outcome_reason", "assessed_on")),
    ),
    columns=("name", "number", "owner_unit", "responsible", "due_on", "outcome"),
    filters=("owner_unit", "outcome", "responsible", "indicator", "due_on"),
    sort=("due_on", "sort_key", "number", "outcome"),
    rules=RULES,
    narrowings=(narrow_by_standing(RULES),),
    period="due_on",
    due=DueRule(
        "due_on",
        "responsible",
        Q(outcome=ObjectiveOutcome.NOT_ASSESSED, archived_at=None),
        _("Assess the objective"),
    ),
    verbs=ObjectiveVerbs(),
    over=lambda _day: ~Q(outcome=ObjectiveOutcome.NOT_ASSESSED),
)
