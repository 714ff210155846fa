"""Start an exercise, which creates an event marked as an exercise, and end it, which closes that event."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Values, Verbs
from akropolis.base.lib.marks import add_mark
from akropolis.events.exercises.models import Exercise, ExerciseState, ExerciseThreat, Observed
from akropolis.events.exercises.selectors.reached import nodes_hit
from akropolis.events.incidents.models import Incident, IncidentThreat
from akropolis.events.incidents.rules.permissions import LEADS
from akropolis.events.incidents.rules.tracks import EXERCISE
from akropolis.events.incidents.services import receipts
from akropolis.events.incidents.services.incidents import link
from akropolis.events.incidents.services.triage import close
from akropolis.shared.threats.selectors.naming import named_by


class ExerciseVerbs(Verbs[Exercise]):
    """Create the event on start and close it on end, whichever way the state is changed."""

    def update(
        self, access: Access, row: Exercise, values: Values, *, version: int | None = None, because: str = ""
    ) -> Exercise:
        """Update an exercise. Raises Refused if it may not be started, or has no observations to report."""
        with writing(access, because=because) as w:
            w.require(row)
            follows = _apply_transition(w, row, str(values.get("state", row.state)))
            return super().update(access, row, {**values, **follows}, version=version, because=because)


def _apply_transition(w: Writer, row: Exercise, state: str) -> Mapping[str, object]:
    """Carry out what the change to that state entails, and return the field values that it sets."""
    match row.state, state:
        case ExerciseState.PLANNED, ExerciseState.RUNNING:
            return {"incident": _begin(w, row), "started_at": w.at, "ended_at": None}
        case ExerciseState.RUNNING, ExerciseState.ENDED:
            _end(w, row)
            return {"ended_at": w.at}
        case ExerciseState.ENDED, ExerciseState.REPORTED:
            _refuse_without_observations(w.access, row)
    return {}


def _begin(w: Writer, row: Exercise) -> Incident:
    """Create the event and notify the unit's incident handlers. Whom it affects is for the players to find out."""
    if not w.access.may(LEADS, row.owner_unit):
        sentence = _(
            "Whoever starts an exercise leads its event, and you may not lead incidents in %(unit)s."
        )
        raise Refused(sentence % {"unit": row.owner_unit.name})
    values = {
        "title": add_mark(EXERCISE, row.title),
        "description": row.scene,
        "owner_unit": row.owner_unit,
        "occurred_at": w.at,
        "aware_at": w.at,
        "severity": row.severity,
        "lead": row.lead,
        "exercise": True,
        "pace": row.pace,
    }
    incident = w.create(Incident, values)
    link(w, incident, nodes_hit(w.access, row))
    threats = named_by(w.access, row, ExerciseThreat)
    set_links(w, IncidentThreat, {"incident": incident}, "threat", threats)
    receipts.tell_leading(w, incident)
    return incident


def _end(w: Writer, row: Exercise) -> None:
    """Close the exercise's event, so that its deadlines stop and no more tasks are given."""
    incident = row.incident
    if incident is not None and incident.closed_at is None:
        with override(settings.LANGUAGE_CODE):
            close(w, incident, _("The exercise is over."))


def _refuse_without_observations(access: Access, row: Exercise) -> None:
    if not Observed.objects.visible(access).filter(exercise=row).exists():
        raise Refused(_("Nothing is said yet of how it went. Write at least one observation first."))
