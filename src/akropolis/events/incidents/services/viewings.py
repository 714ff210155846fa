"""Record every viewing of an event marked as secret."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records import derived
from akropolis.base.kernel.records.projections import Projection, Touched, rows_of
from akropolis.base.kernel.registers.verbs import Verbs
from akropolis.events.incidents.models import Incident, Track, Viewing
from akropolis.events.incidents.rules.permissions import LEADS
from akropolis.events.incidents.services import receipts


def record_viewing(access: Access, incident: Incident, page: str) -> None:
    """Record that the person viewed the event on that page, if it is secret. Takes no lock of the history."""
    if incident.secret:
        Viewing.record(access, incident=incident, page=page)


def record_refresh_viewing(access: Access, incident: Incident, page: str) -> None:
    """Record viewings of a page that refreshes itself: once in ten minutes per person."""
    if incident.secret:
        Viewing.record(access, once=timedelta(minutes=10), incident=incident, page=page)


def led_by(access: Access, pk: UUID) -> Incident:
    """Return the incident with that key for those who lead it. Raises Hidden for everybody else."""
    found: Incident = Incident.objects.visible(access).select_related("owner_unit").one(pk=pk)
    access.must(LEADS, found.owner_unit)
    record_viewing(access, found, "lead")
    return found


class IncidentVerbs(Verbs[Incident]):
    """Write rules of incidents: opening an event's own page counts as a viewing."""

    def shown(self, access: Access, row: Incident) -> None:
        """Record the viewing, if the event is secret."""
        record_viewing(access, row, "event")


def _follow(touched: Touched) -> None:
    """Update a track's search and sort keys (number only, if secret), and notify the dataskyddsombud."""
    keys = [row.pk for row in rows_of(touched, Incident)]
    receipts.tell_advisers({*keys, *(row.incident_id for row in rows_of(touched, Track))}, timezone.now())
    derived.follow(list(Track.everything.filter(incident__in=keys).select_related("incident")))


NAMES = Projection(_follow, tuple, tuple, (Track,), lambda: (Incident, Track))
