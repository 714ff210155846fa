"""What the page of a legal entity says: its class, its sectors, the facts with what they were, and history."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.graph.compliance.models import RegisteredField, Sector
from akropolis.graph.entities import services
from tests.entities.test_entities import FACTS
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page(world: World) -> Any:
    return world.client("ciso").get(reverse("entity", args=["hamn"])).context


def state(world: World, day: date, **facts: str) -> None:
    given = {name: (value, day) for name, value in facts.items()}
    services.save_facts(world.access("ciso"), world.units["hamn"], given)


def stated(world: World) -> list[tuple[str, str, str, str, str, str]]:
    """Each fact: its name, what holds and held, since when, and when it was registered by which number."""
    return [
        (str(name), str(held.text), str(held.note), str(since), str(told.text), str(told.note))
        for name, held, since, told in (row.cells for row in page(world)["facts"].rows)
    ]


@pytest.fixture
def today(world: World) -> date:
    return timezone.localdate()


def test_nothing_is_said_of_an_entity_that_nobody_has_described(world: World) -> None:
    found = page(world)
    assert (found["terms"], found["sectors"].rows, found["facts"].rows, list(found["steps"])) == (
        [],
        [],
        [],
        [],
    )
    assert (found["due"], found["history"], str(found["kind"])) == ("", [], "Inte beslutat")


def test_a_fact_is_said_with_all_that_it_was_the_latest_first(world: World, today: date) -> None:
    days = [today - ago * DAY for ago in (40, 10, 3)]
    for field in RegisteredField:
        state(world, days[0], **{field: "a@b.se" if field == "email" else "192.0.2.1"})
    sent = {"sent_on": days[0], "receipt": "AN-1", "confirmed_on": days[0]}
    services.register(world.access("ciso"), world.units["hamn"], sent)
    state(world, days[1], phone="1")
    state(world, days[2], phone="2", ip_ranges="192.0.2.1\n192.0.2.2")
    found = {each[0]: each[1:] for each in stated(world)}
    assert list(found) == [str(field.label) for field in RegisteredField]
    first, later, last = (day.isoformat() for day in days)
    assert found["Telefon"] == ("2", f"Tidigare: 1 ({later}); 192.0.2.1 ({first})", last, "Inte anmäld", "")
    ranges = str(RegisteredField.IP_RANGES.label)
    assert found[ranges] == (
        "192.0.2.1, 192.0.2.2",
        f"Tidigare: 192.0.2.1 ({first})",
        last,
        "Inte anmäld",
        "",
    )
    assert found["Adress"] == ("192.0.2.1", "", first, first, "AN-1")


def test_the_class_is_said_with_what_it_rests_on(world: World, today: date) -> None:
    values = {"entity_class": "outside", "provision": "1 kap. 9 §", "reason": "", "decided_on": today}
    services.decide(world.access("ciso"), world.units["hamn"], values, version=None)

    def terms() -> list[tuple[str, str, str]]:
        return [(str(term.label), str(term.value), str(term.note)) for term in page(world)["terms"]]

    name = world.people["ciso"].name
    said = [("Beslutad", today.isoformat(), name)]
    assert terms()[1:] == [("Bestämmelse", "1 kap. 9 §", ""), ("Skäl", "Som testet föreslår.", ""), *said]
    reasoned = values | {"reason": "Nämnd i bilagan."}
    services.decide(world.access("ciso"), world.units["hamn"], reasoned, version=None)
    assert terms()[2:] == [("Skäl", "Nämnd i bilagan.", ""), *said]


def test_the_history_is_of_all_that_hangs_on_it_the_latest_first(world: World, today: date) -> None:
    state(world, today, phone="1")
    state(world, today, phone="2", address="Kaj 1")
    seqs = [each.event.seq for each in page(world)["history"]]
    assert seqs == sorted(seqs, reverse=True)
    assert len(seqs) >= 3


def test_sectors_are_said_with_who_supervises(world: World) -> None:
    sectors = [Sector.everything.get(code=code) for code in ("transport", "energy")]
    values = {"employees": 1, "turnover": None, "balance": None}
    services.describe(world.access("ciso"), world.units["hamn"], values, sectors, version=None)
    rows = page(world)["sectors"].rows
    found = {str(row.cells[0].text): (str(row.cells[1]), str(row.cells[2])) for row in rows}
    assert found == {row.title: (str(row.get_annex_display()), row.supervisor) for row in sectors}


def test_what_comes_with_the_system_has_source_mark_and_both_languages(world: World) -> None:
    rows = Sector.rows(SYSTEM)
    assert len({row.name for row in rows}) == 19  # eighteen sectors; health has two supervisors
    assert {row.annex for row in rows} == {1, 2}
    assert all(row.source and row.supervisor and row.name_en and row.supervisor_en for row in rows)
    assert [row.code for row in rows if row.unsure] == ["drinking-water", "manufacturing"]
    assert set(RegisteredField.values) == set(FACTS)
