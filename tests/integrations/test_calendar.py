"""A person's calendar of what is due: what stands in it, what never does, and when its address opens nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Token
from akropolis.base.kernel.access.slowing import Slowed
from akropolis.base.kernel.deadlines.tasks import list_recorded_tasks
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.people.integrations.models import CalendarAddress
from akropolis.people.integrations.reports.due import CalendarDue, calendar, due_to, entity_tag
from akropolis.people.integrations.services import calendars
from akropolis.people.integrations.web import calendars as pages
from akropolis.people.organisation.services import people, service_accounts, tokens
from akropolis.people.organisation.services.tokens import TokenRequest
from tests.organisation.cast import START, Cast, build

pytestmark = pytest.mark.django_db
SYSTEM = system("Test")
PAGE, FEED = "/konto/kalender/", "/kalender.ics"
HERS, OTHER = "Havsörn", "Strömstare"
"""Stand in the names of what is due to her and to the neighbour."""


@pytest.fixture
def cast() -> Cast:
    return build({"administrator": ["*:*:*"], "samordnare": ["*:*:read", "organisation:token:edit"]})


@pytest.fixture(autouse=True)
def unslowed(monkeypatch: Any) -> None:
    """Each test begins with nobody having asked."""
    monkeypatch.setattr(pages, "READINGS", Slowed(of_one=5, of_all=10**9, within=timedelta(minutes=15)))


def _due(cast: Cast, who: str, name: str, days: int = 3) -> Token:
    """Something of the person's that ends soon, and waits for her because of that."""
    last = timezone.localdate() + timedelta(days=days)
    return tokens.make(
        access_for(cast.people[who], timezone.localdate()), cast.people[who], TokenRequest(name, last)
    )[0]


def _address(cast: Cast, who: str) -> tuple[Client, str]:
    client = Client()
    client.force_login(cast.people[who], backend="akropolis.shell.home.web.sign_in.LocalBackend")
    answer = client.post(PAGE)
    assert answer.status_code == 201
    shown = answer.context["secret"]
    assert shown.startswith(f"http://testserver{FEED}?nyckel=akro_")
    return client, shown.removeprefix("http://testserver")


def _events(answer: Any) -> list[Any]:
    return [*Calendar.from_ical(answer.content).walk("VEVENT")]


def test_what_is_due_to_her_stands_in_it_by_kind_and_day_and_nothing_of_what_it_is_about(cast: Cast) -> None:
    mine = _due(cast, "samordnare.utb", HERS)
    theirs = _due(cast, "samordnare.ald", OTHER)
    _client, address = _address(cast, "samordnare.utb")
    _neighbour, others = _address(cast, "samordnare.ald")
    today = timezone.localdate()
    [task] = list_recorded_tasks(access_for(cast.people["samordnare.utb"], today), today)
    assert HERS in task.title
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "private, no-cache"
    [event] = _events(answer)
    assert event["summary"] == "Att göra: API-nyckel"
    assert event.decoded("dtstart") == timezone.localdate() + timedelta(days=3)
    assert event["url"] == f"http://testserver/api-nycklar/{mine.pk}/"
    assert (event["class"], event["transp"], event.walk("VALARM")) == ("PRIVATE", "TRANSPARENT", [])
    assert [str(event["url"])[-37:-1] for event in _events(Client().get(others))] == [str(theirs.pk)]
    for text in (answer.text, Client().get(others).text):
        assert [word for word in (HERS, OTHER, "Nadja", "Per-Olov") if word in text] == []
    assert str(theirs.pk) not in answer.text


def test_unchanged_is_said_so_and_a_change_is_told(cast: Cast) -> None:
    _due(cast, "samordnare.utb", HERS)
    _client, address = _address(cast, "samordnare.utb")
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    uid = _events(first)[0]["uid"]
    _due(cast, "samordnare.utb", "Another", days=5)
    later = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert later.status_code == 200
    assert next(event["uid"] for event in _events(later)) == uid
    assert len({event["uid"] for event in _events(later)}) == 2


def test_a_right_that_has_ended_shows_nothing_more(cast: Cast) -> None:
    account = {"username": "robot", "name": "Robot", "title": "Hämtar", "unit": cast.units["utb"]}
    robot = service_accounts.create(SYSTEM, account | {"responsible": cast.people["medarbetare.utb"]})
    tokens.make(SYSTEM, robot, TokenRequest(HERS, timezone.localdate() + timedelta(days=2)))
    _client, address = _address(cast, "samordnare.utb")
    assert len(_events(Client().get(address))) == 1
    with writing(SYSTEM) as w:
        held = Appointment.everything.get(user=cast.people["samordnare.utb"])
        w.update(held, {"valid_from": START, "valid_to": timezone.localdate() - timedelta(days=1)})
    assert _events(Client().get(address)) == []


def test_ended_replaced_closed_and_guessed_addresses_look_alike(cast: Cast) -> None:
    client, first = _address(cast, "samordnare.utb")
    second = client.post(PAGE).context["secret"].removeprefix("http://testserver")
    assert [Client().get(each).status_code for each in (first, second)] == [404, 200]
    assert client.post(f"{PAGE}avsluta/").status_code == 302
    closed = _address(cast, "samordnare.ald")[1]
    people.change(SYSTEM, cast.people["samordnare.ald"], {"is_active": False})
    assert CalendarAddress.everything.filter(ended_at=None).count() == 0
    people.change(SYSTEM, cast.people["samordnare.ald"], {"is_active": True})
    dead = (first, second, closed, FEED, f"{FEED}?nyckel=", f"{FEED}?nyckel=akro_x", f"{FEED}?nyckel=%00å")
    answers = [Client().get(each) for each in dead]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert second not in client.get(PAGE).text


def test_wrong_addresses_stop_nobody_else_in_the_office_and_one_who_asks_all_the_time_is_slowed(
    cast: Cast,
) -> None:
    _client, address = _address(cast, "samordnare.utb")
    office = Client(REMOTE_ADDR="10.1.2.3")
    assert {office.get(f"{FEED}?nyckel=x").status_code for _ in range(25)} == {404}
    assert [office.get(address).status_code for _ in range(6)] == [200] * 5 + [429]
    assert int(office.get(address)["Retry-After"]) in range(1, 12)
    assert Client(REMOTE_ADDR="10.9.9.9").get(address).status_code == 429
    _client, another = _address(cast, "samordnare.ald")
    assert office.get(another).status_code == 200


def test_its_use_is_seen_and_the_secret_stands_nowhere(cast: Cast) -> None:
    client, address = _address(cast, "samordnare.utb")
    assert "Aldrig använd" in client.get(PAGE).text
    Client().get(address)
    row = CalendarAddress.everything.get()
    assert row.used_at is not None
    assert "Senast använd" in client.get(PAGE).text
    secret = address.partition("=")[2]
    stored = repr([*CalendarAddress.everything.values_list(), *Change.objects.values_list()])
    assert secret not in stored


def test_a_program_and_nobody_have_no_calendar(cast: Cast) -> None:
    account = {"username": "robot", "name": "Robot", "title": "Hämtar", "unit": cast.units["utb"]}
    robot = service_accounts.create(SYSTEM, account | {"responsible": cast.people["admin"]})
    before = Change.objects.count()
    for access in (access_for(robot, timezone.localdate()), SYSTEM):
        with pytest.raises(Hidden):
            calendars.make(access)
    assert (CalendarAddress.everything.count(), Change.objects.count()) == (0, before)


def test_a_moment_is_told_in_utc_and_a_day_is_a_day() -> None:
    now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    due = [
        CalendarDue("a@akropolis", date(2026, 10, 25), "Dag; med, tecken", "https://x/1"),
        CalendarDue("b@akropolis", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Stund", "https://x/2"),
    ]
    text = calendar(due, "Kalender", now).decode()
    assert "DTSTART;VALUE=DATE:20261025\r\n" in text
    assert "DTSTART:20261025T013000Z\r\n" in text
    assert "SUMMARY:Dag\\; med\\, tecken\r\n" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert (
        entity_tag(due, "Kalender") == entity_tag(list(due), "Kalender"),
        entity_tag(due, "K") == entity_tag(due[:1], "K"),
    ) == (
        True,
        False,
    )


def test_the_same_task_keeps_its_name_another_day(cast: Cast) -> None:
    _due(cast, "samordnare.utb", HERS)
    access, today = access_for(cast.people["samordnare.utb"], timezone.localdate()), timezone.localdate()
    [first] = due_to(access, today, str)
    [again] = due_to(access, today + timedelta(days=1), str)
    assert first == again
