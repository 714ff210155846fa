"""Injects and observations on their pages: added once, set right, taken away, and proposed from a written exercise."""

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from akropolis.base.kernel.records.writer import writing
from akropolis.events.exercises.models import Exercise, Inject, Observed, Script, ScriptInject
from tests.world import START, SYSTEM, World


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """A planned exercise of `utb` without goals, with an inject; and a written exercise with two."""
    with django_db_blocker.unblock(), writing(SYSTEM) as w:
        values = {"title": "Molnet", "owner_unit": stage.units["utb"], "planned_on": date(2026, 11, 25)}
        stage.rows["exercise"] = made = w.create(Exercise, values)
        w.create(Inject, {"exercise": made, "minute": 7, "text": "Det ringer", "whom": "Alla"})
        script = w.create(Script, {"name": "Prov", "scene": "S", "goals": "G", "valid_from": START})
        for minute in (1, 2):
            line = {"script": script, "valid_from": START, "minute": minute, "text": f"Minut {minute}"}
            w.create(ScriptInject, line)
    return stage


def page(world: World, name: str, row: Any = None) -> str:
    return reverse(name, args=[(row or world.rows["exercise"]).pk])


def back(world: World) -> str:
    return page(world, "exercises-detail")


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def injects() -> list[tuple[int, str, str, str]]:
    return list(Inject.everything.values_list("minute", "text", "whom", "expected"))


def test_an_inject_is_added_and_one_without_words_or_beyond_the_week_is_not(world: World) -> None:
    client, place = world.client("ciso"), page(world, "exercise-inject-new")
    shown = client.get(place)
    assert [(crumb.label, crumb.url) for crumb in shown.context["crumbs"]][-2:] == [
        (world.rows["exercise"].label(), back(world)),
        ("Nytt inspel", ""),
    ]
    assert "gone" not in shown.context["form"].fields
    for wrong in ({"text": ""}, {"minute": "-1"}, {"minute": str(7 * 24 * 60 + 1)}):
        assert client.post(place, {"minute": "3", "text": "Hej", "version": "1", **wrong}).status_code == 422
    sent = {"minute": "3", "text": "Mejl", "whom": "Chefen", "expected": "Svar", "version": "1"}
    made = client.post(place, sent)
    assert (made["Location"], said(made)) == (back(world), ["Ändringen är sparad."])
    assert injects() == [(3, "Mejl", "Chefen", "Svar"), (7, "Det ringer", "Alla", "")]


def test_an_inject_is_set_right_by_who_saw_it_last_and_taken_away(world: World) -> None:
    row, client = Inject.everything.get(), world.client("ciso")
    place = page(world, "exercise-inject", row)
    form = client.get(place).context["form"]
    assert {name: form[name].value() for name in ("minute", "text", "whom", "expected", "version")} == {
        "minute": 7,
        "text": "Det ringer",
        "whom": "Alla",
        "expected": "",
        "version": 1,
    }
    sent = {"minute": "8", "text": "Det ringer", "whom": "", "expected": "Svar", "version": "1"}
    assert client.post(place, sent)["Location"] == back(world)
    assert injects() == [(8, "Det ringer", "", "Svar")]
    late = client.post(place, sent | {"text": "Nytt"})
    assert (late.status_code, injects()) == (409, [(8, "Det ringer", "", "Svar")])
    gone = client.post(place, sent | {"gone": "on", "version": "2"})
    assert (said(gone), injects()) == (["Det är borttaget."], [])


def test_an_observation_of_one_without_goals_is_of_the_whole_and_by_who_writes_it(world: World) -> None:
    client, place = world.client("ciso"), page(world, "exercise-observation-new")
    form = client.get(place).context["form"]
    assert (form.fields["goal"].choices, form.fields["goal"].required, form["seen_by"].value()) == (
        [("", "Övningen som helhet")],
        False,
        "Katarina Vesterlund",
    )
    assert [*form.fields] == ["goal", "outcome", "text", "seen_by", "version"]
    made = client.post(place, {"outcome": "met", "text": "Bra", "seen_by": "", "version": "1"})
    assert made["Location"] == back(world)
    row = Observed.everything.get()
    assert (row.goal, row.outcome, row.text, row.seen_by) == ("Övningen som helhet", "met", "Bra", "")
    own = client.get(page(world, "exercise-observation", row)).context["form"]
    assert [*own.fields] == ["goal", "outcome", "text", "seen_by", "gone", "version"]


def test_of_one_with_goals_one_must_be_said_and_what_it_was_called_then_can_still_be(world: World) -> None:
    exercise = world.rows["exercise"]
    Exercise.everything.filter(pk=exercise.pk).update(goals="Larma\nLogga")
    with writing(SYSTEM) as w:
        values = {"exercise": exercise, "goal": "Gammalt", "outcome": "met", "text": "Bra"}
        row = w.create(Observed, values)
    client = world.client("ciso")
    new = client.get(page(world, "exercise-observation-new")).context["form"].fields["goal"]
    old = client.get(page(world, "exercise-observation", row)).context["form"].fields["goal"]
    assert [[key for key, _goal in field.choices] for field in (new, old)] == [
        ["Larma", "Logga"],
        ["Larma", "Logga", "Gammalt"],
    ]
    sent = {"outcome": "met", "text": "Bra", "version": "1"}
    assert client.post(page(world, "exercise-observation-new"), sent).status_code == 422


def test_injects_are_proposed_in_place_of_those_there_were(world: World) -> None:
    client, place = world.client("ciso"), page(world, "exercise-propose")
    shown = client.get(place)
    assert [label for _key, label in shown.context["form"].fields["script"].choices] == ["Prov"]
    assert (shown.context["submit"], shown.context["back"]) == ("Föreslå", back(world))
    assert client.post(place, {"script": "nej", "version": "1"}).status_code == 422
    sent = {"script": str(Script.everything.get().pk), "version": "1"}
    made = client.post(place, sent)
    assert (made["Location"], said(made)) == (
        back(world),
        ["2 inspel är föreslagna. Läs igenom dem före start."],
    )
    assert [row[:2] for row in injects()] == [(1, "Minut 1"), (2, "Minut 2")]
    Exercise.everything.filter(pk=world.rows["exercise"].pk).update(state="called_off")
    assert client.post(place, sent).status_code == 422
