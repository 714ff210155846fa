"""Messages to the person: a bell with how many are unread, a page, and the way to what each is about."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.notify.outbox import Draft, post
from tests.factories import reviews
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def receive(world: World, who: str, *subjects: str, url: str = "/incidenter/") -> list[int]:
    person = world.people[who]
    for number, subject in enumerate(subjects):
        post([Draft(person, f"{who}:{subject}", subject, "Text.", url)], NOW + timedelta(hours=number))
    return list(Message.objects.filter(user=person).order_by("created_at").values_list("pk", flat=True))


def unread(world: World, who: str) -> str:
    found = re.search(r'class="ak-bell__count">(\d+)<', world.client(who).get("/konto/").text)
    return found[1] if found else ""


def test_the_bell_counts_what_she_has_not_read(world: World) -> None:
    assert unread(world, "owner") == ""
    first, _second = receive(world, "owner", "Ett", "Två")
    receive(world, "neighbour", "Annat")
    assert (unread(world, "owner"), unread(world, "neighbour"), unread(world, "chef")) == ("2", "1", "")
    answer = world.client("owner").get(f"/meddelanden/{first}/")
    assert (answer.status_code, answer["Location"], unread(world, "owner")) == (302, "/incidenter/", "1")
    assert world.client("owner").post("/meddelanden/lasta/")["Location"] == "/meddelanden/"
    assert (unread(world, "owner"), unread(world, "neighbour")) == ("", "1")


def test_the_page_shows_her_own_newest_first_and_says_when_there_are_none(world: World) -> None:
    assert "Du har inga meddelanden." in world.client("owner").get("/meddelanden/").text
    receive(world, "owner", "Ett", "Två")
    receive(world, "neighbour", "Annat")
    text = world.client("owner").get("/meddelanden/").text
    assert text.index("Två") < text.index("Ett")
    assert ("Annat" in text, text.count(">Oläst<"), "2 meddelanden är olästa." in text) == (False, 2, True)


def test_another_persons_message_is_not_there_and_stays_unread(world: World) -> None:
    (mine,) = receive(world, "owner", "Ett")
    for who in ("neighbour", "outsider"):
        assert world.client(who).get(f"/meddelanden/{mine}/").status_code == 404
    assert world.client("outsider").post("/meddelanden/lasta/").status_code == 302
    assert Message.objects.get(pk=mine).read_at is None


def test_what_is_new_stands_below_what_there_is_to_do_and_not_twice(world: World) -> None:
    reviews.ongoing(SYSTEM, world.units["utb"], 2027)
    receive(world, "owner", "Skriv genomgången", url="/genomgangar/2027/utb/")
    (answered,) = set(receive(world, "owner", "Svar på din fråga", url="/it-tjanster/")[1:])
    client = world.client("owner")
    assert [row.subject for row in client.get("/").context["news"]] == ["Svar på din fråga"]
    assert world.client("neighbour").get("/").context["news"] == []
    client.get(f"/meddelanden/{answered}/")
    assert client.get("/").context["news"] == []
