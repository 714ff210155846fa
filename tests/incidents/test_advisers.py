"""The dataskyddsombud is told at once of each event that concerns personal data, within her reach and no further."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.incidents.models import Incident, IncidentSharing, IncidentUnit, TrackRegime
from akropolis.events.incidents.services import tracks
from tests.authority_reports import scenes
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ombud(world: World) -> World:
    """One for the city, one for `kul` alone, one for the company, and one whose appointment is over."""
    with writing(SYSTEM) as w:
        for name, unit in (("city", "stad"), ("kuls", "kul"), ("hamns", "hamn"), ("gone", "stad")):
            world.add(w, name, f"Ombud {name}", "dso", unit)
    ended = Appointment.everything.get(user=world.people["gone"])
    update(SYSTEM, ended, {"valid_to": timezone.localdate() - timedelta(1)})
    return world


def told(world: World) -> dict[str, str]:
    """Who has been told, and where the message leads."""
    names = {person.pk: name for name, person in world.people.items()}
    rows = Message.objects.filter(key__startswith="advise:")
    found = {names[row.user_id]: row.url for row in rows}
    assert len(found) == rows.count()
    return found


def page(incident: Incident) -> str:
    return f"/incidenter/{incident.pk}/"


def test_she_is_told_when_it_is_said_and_once(ombud: World) -> None:
    event = scenes.event(ombud, "utb", personal_data="unknown")
    assert told(ombud) == {}
    update(SYSTEM, event, {"personal_data": "yes"})
    assert told(ombud) == {"city": page(event)}
    update(SYSTEM, event, {"title": "Nytt namn"})
    assert told(ombud) == {"city": page(event)}
    message = Message.objects.get(key__startswith="advise:")
    assert ("Intrång" in message.subject, message.at_once) == (True, True)
    create(SYSTEM, IncidentUnit, {"incident": event, "unit": ombud.units["kul"]})
    update(SYSTEM, event, {"title": "Igen"})
    assert told(ombud) == {"city": page(event), "kuls": page(event)}


def test_she_is_told_of_a_track_whatever_is_said_of_personal_data(ombud: World) -> None:
    event = scenes.event(ombud, "utb", personal_data="no")
    tracks.open_tracks(SYSTEM, event, [(ombud.units["kul"], TrackRegime.POLICE)])
    assert told(ombud) == {}
    tracks.open_tracks(SYSTEM, event, [(ombud.units["kul"], TrackRegime.PRIVACY)])
    assert told(ombud) == {"city": page(event), "kuls": page(event)}


def test_of_what_she_may_not_read_she_is_told_of_her_units_track_alone(ombud: World) -> None:
    event = scenes.event(ombud, "utb", title="Hemligt", personal_data="yes", sharing=IncidentSharing.LEADING)
    made = tracks.open_tracks(SYSTEM, event, [(ombud.units["kul"], TrackRegime.PRIVACY)])
    assert told(ombud) == {"city": page(event), "kuls": f"/incidentspar/{made[0].pk}/"}
    message = Message.objects.get(user=ombud.people["kuls"])
    assert "Hemligt" not in f"{message.subject} {message.text}"


@pytest.mark.parametrize("over", [{"status": "closed", "closed_at": True}, {"archived": True}])
def test_of_what_is_over_nobody_is_told(ombud: World, over: dict[str, Any]) -> None:
    event = scenes.event(ombud, "utb", personal_data="no")
    with writing(SYSTEM) as w:
        if over.get("archived"):
            w.archive(event)
        else:
            w.update(event, {"status": "resolved"})
            w.update(event, {"status": "closed", "closed_at": timezone.now(), "cause": "Fel"})
    event.refresh_from_db()
    update(SYSTEM, event, {"personal_data": "yes"})
    assert told(ombud) == {}
