"""Of an event that is marked as secret every viewing is kept."""

from django.utils import timezone

from akropolis.incidents.models import Incident, Viewing
from akropolis.kernel.access.gate import Access
from akropolis.kernel.registers.verbs import Verbs


def seen(access: Access, incident: Incident, page: str) -> None:
    """Keep that the person has looked at the event on that page, if it is secret. Takes no lock of the history."""
    if incident.secret:
        actor = access.actor
        Viewing.objects.create(
            incident=incident, person=actor.name, username=actor.username, page=page, at=timezone.now()
        )


class IncidentVerbs(Verbs[Incident]):
    """An event that is shown by itself is seen."""

    def shown(self, access: Access, row: Incident) -> None:
        """Keeps the viewing, if the event is secret."""
        seen(access, row, "event")
