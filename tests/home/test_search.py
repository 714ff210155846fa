"""The search: å is found by a, what is of the own unit comes first, and nothing of others is found."""

from typing import Any

import pytest
from django.test import Client

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.actions.models import Action
from tests.organisation.cast import Cast, build

pytestmark = pytest.mark.django_db
TITLE = "Byt Personalstödets lås på Kafé"


@pytest.fixture
def cast() -> Cast:
    cast = build()
    with writing(system("Test")) as w:
        for unit, title in (("ald", f"{TITLE} A"), ("utb", f"{TITLE} B"), ("utb", "Byt lasen")):
            w.create(Action, {"title": title, "owner_unit": cast.units[unit], "begun_on": "2026-01-01"})
    return cast


def found(client: Client, words: str) -> dict[str, list[str]]:
    places = client.get("/sok/", {"q": words}).context["places"]
    return {str(place.title): [hit.title for hit in place.hits] for place in places}


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("personalstod", [f"{TITLE} B"]),
        ("PERSONALSTÖD kafe", [f"{TITLE} B"]),
        ("personalståd", []),
        ("lås", [f"{TITLE} B"]),
        ("byt las", ["Byt lasen", f"{TITLE} B"]),
        ("%", []),
    ],
)
def test_a_word_without_marks_finds_letters_with_them(
    client: Client, cast: Cast, words: str, hits: list[str]
) -> None:
    client.force_login(cast.people["samordnare.utb"])
    got = {place: sorted(titles) for place, titles in found(client, words).items()}
    assert got == ({"Åtgärder": sorted(hits)} if hits else {})
    listed = client.get("/atgarder/", {"q": words})
    assert sorted(str(row) for row in listed.context["listing"].rows) == sorted(hits)


def test_units_and_people_are_found_without_marks_too(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["ciso"])
    assert found(client, "aldrenamnden")["Organisation"] == ["Äldrenämnden"]
    assert found(client, "peric")["Personer"] == ["Nadja Perić"]


def test_the_unit_where_one_stands_comes_first(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["ciso"])
    assert found(client, "kafe")["Åtgärder"] == [f"{TITLE} A", f"{TITLE} B"]
    with writing(system("Test")) as w:
        ciso: Any = Appointment.everything.get(user=cast.people["ciso"])
        w.create(
            Appointment,
            {**{n: getattr(ciso, n) for n in ("user", "role", "valid_from")}, "unit": cast.units["utb"]},
        )
    client.post("/enhet/", {"unit": "utb", "next": "/"})
    assert found(client, "kafe")["Åtgärder"] == [f"{TITLE} B", f"{TITLE} A"]


def test_the_registers_page_names_and_searches_what_may_be_read(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["samordnare.utb"])
    page = client.get("/register/")
    assert [title for title, _shown in page.context["groups"]][:2] == [
        "Information och tjänster",
        "Arbete och uppföljning",
    ]
    assert ">Åtgärder</a>" in page.text
    places = client.get("/register/?q=kafe").context["places"]
    assert [[hit.title for hit in place.hits] for place in places] == [[f"{TITLE} B"]]
    client.force_login(cast.people["outsider"])
    assert client.get("/register/").context["groups"] == []
    assert client.get("/register/?q=kafe").context["places"] == []
