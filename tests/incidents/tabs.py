"""Everything that a reader gets of an event: its room, the other tabs, and the parts that refresh."""

from django.test import Client
from django.urls import reverse

from akropolis.events.incidents.models import Incident
from akropolis.events.leadership.web.room import TABS


def pages_of(incident: Incident) -> list[str]:
    """Return the URLs of every tab of the event, and of their parts."""
    page = reverse("incidents-detail", args=[incident.pk])
    part = reverse("incident-room-part", args=[incident.pk])
    return [f"{address}?flik={tab}" for address in (page, part) for tab in TABS]


def text_of(client: Client, incident: Incident) -> str:
    """Return the text of all of them; nothing where the reader may not open them."""
    answers = [client.get(page) for page in pages_of(incident)]
    assert {answer.status_code for answer in answers} <= {200, 404}
    return "".join(answer.text for answer in answers if answer.status_code == 200)
