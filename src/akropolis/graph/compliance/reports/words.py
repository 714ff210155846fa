"""Short texts for the status of measures, the same on pages and in files."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.ui.parts import Crumb, Kind
from akropolis.graph.compliance.models import FulfilmentChoice
from akropolis.graph.compliance.models.catalogue import CLAUSES
from akropolis.graph.compliance.rules.demands import Because, Status
from akropolis.graph.compliance.selectors.catalogue import Areas
from akropolis.shared.actions.models import Action, ActionStatus

START = (gettext_lazy("Requirements and measures"), "compliance")
"""First breadcrumb of every page of requirements and measures: its label, and its URL name."""

STATES: dict[Status, tuple[object, Kind]] = {
    Status.NOT_ASSESSED: (gettext_lazy("Not assessed"), "neutral"),
    Status.NOT_BEGUN: (FulfilmentChoice.NOT_BEGUN.label, "danger"),
    Status.PARTLY: (FulfilmentChoice.PARTLY.label, "warning"),
    Status.MET: (FulfilmentChoice.MET.label, "success"),
    Status.NOT_APPLICABLE: (FulfilmentChoice.NOT_APPLICABLE.label, "info"),
    Status.LAPSED: (gettext_lazy("Has lapsed"), "warning"),
    Status.OBJECTED: (gettext_lazy("Objected to"), "danger"),
}


def start() -> Crumb:
    """Return the breadcrumb made from `START`."""
    return Crumb(label=str(START[0]), url=reverse(START[1]))


def why_words(why: Because | None, *, outward: bool = False) -> str:
    """Return why a measure is demanded, in a few words; to a bidder (`outward`) unknowns are put as conditions."""
    if why is None:
        return _("not demanded at these levels")
    levels = _("demanded from %(levels)s") % {"levels": why.letters}
    found = [levels if why.levels else _("basic protection")]
    unknown = _("applies if %(clause)s") if outward else _("not known whether %(clause)s")
    asked = ((_("since %(clause)s"), _(" and "), why.holds), (unknown, _(" or "), why.unknown))
    for sentence, word, conditions in asked:
        if clauses := [str(clause) for each, clause in CLAUSES.items() if each in conditions]:
            found.append(sentence % {"clause": word.join(clauses)})
    return ", ".join(found)


def area_name(found: Areas, area: int) -> str:
    """Return the name of an area with its number, or "Other measures" for REST."""
    named = found.named.get(area)
    return f"{area}. {named.title}" if named else _("Other measures")


def action_url(action: Action) -> str:
    """Return the URL of the action's page."""
    return reverse("actions-detail", args=[action.pk])


def action_words(action: Action) -> str:
    """Return the action's status and, while the action is open, its due date."""
    state = str(action.get_status_display())
    if action.due_on is None or action.status not in (ActionStatus.PLANNED, ActionStatus.ONGOING):
        return state
    return _("%(state)s, to be done by %(day)s") % {"state": state, "day": action.due_on.isoformat()}
