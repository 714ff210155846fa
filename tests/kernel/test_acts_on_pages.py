"""The pages on which many rows are chosen, from the list and back to it: what is offered, said and kept."""

from typing import Any

import pytest
from django.utils import timezone, translation

from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.web import acts
from akropolis.base.kernel.registers.web.acts import list_offered_acts
from akropolis.base.ui.parts import Crumb
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.kernel.test_acts import HERE, Chooser, made, said
from tests.world import World

GONE = "Det är redan gjort, eller har väntat i mer än en timme. Välj raderna på nytt."


def choices(world: World, who: str, key: str = "actions") -> dict[str, list[str]]:
    groups = list_offered_acts(registry.get(key), world.access(who))
    return {label: [choice.value for choice in those] for label, those in groups}


def test_what_is_offered_stands_in_groups_for_who_may_write(world: World) -> None:
    files = {"Filer": ["xlsx", "csv"]}
    steps = ["step-begin", "step-finish", "step-cancel", "step-reopen", "remind"]
    fields = ["responsible", "due_on", "owner_unit", "cause", "recurs", "begun_on"]
    assert choices(world, "auditor") == files
    found = choices(world, "owner")
    assert found == {"Steg": steps, "Ge samma värde": [f"set-{name}" for name in fields]} | files
    assert list(found) == ["Steg", "Ge samma värde", "Filer"]
    assert list(choices(world, "owner", "services")) == ["Ge samma värde", "Filer"]
    with translation.override("en"):
        labels = [label for label, _choices in list_offered_acts(ACTIONS, world.access("owner"))]
    assert labels == ["Steps", "Give the same value", "Files"]


@pytest.mark.parametrize(
    ("because", "stands"),
    [
        ("Beslut 7", "Beslut 7"),
        ("  ", "Gjort med 2 valda rader på en gång."),
        ("", "Gjort med 2 valda rader på en gång."),
    ],
)
def test_the_history_has_the_reason_that_was_given_or_that_many_were_changed(
    world: World, because: str, stands: str
) -> None:
    rows, chooser = made(world, 2), Chooser(world)
    chooser.carry_out(chooser.look("step-begin", rows, {"because": because}))
    last = [max(events_of([row.pk]), key=lambda event: event.seq) for row in rows]
    assert [event.because for event in last] == [stands, stands]


@pytest.mark.parametrize(
    ("act", "count", "lead"),
    [
        ("step-begin", 1, "1 rad är vald."),
        ("set-owner_unit", 1, "1 rad är vald."),
        ("set-due_on", 2, "2 rader är valda. Ett tomt fält tömmer värdet."),
        ("step-finish", 2, "2 rader är valda."),
        ("remind", 1, "1 rad är vald."),
    ],
)
def test_it_is_said_how_many_are_chosen_and_that_an_empty_field_empties(
    world: World, act: str, count: int, lead: str
) -> None:
    form = Chooser(world).choose(act, made(world, count)).context["form"]
    assert (form.lead, form.is_bound) == (lead, False)


def test_what_was_chosen_waits_once_and_then_no_more(world: World) -> None:
    rows, chooser = made(world, 1), Chooser(world)
    for token in ("", "finns-inte"):
        answer = chooser.client.post(HERE, {"token": token, "do": "look", "query": "q=a&cursor=b"})
        assert (answer.status_code, answer["Location"], said(answer)[-1:]) == (302, "/atgarder/?q=a", [GONE])
    assert Action.everything.get(pk=rows[0].pk).status == "planned"


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", "/atgarder/"),
        ("cursor=x", "/atgarder/?"),
        ("q=a+b&status=ongoing&cursor=x", "/atgarder/?q=a+b&status=ongoing"),
    ],
)
def test_the_way_leads_back_to_the_list_as_it_was_but_for_its_page(
    world: World, query: str, address: str
) -> None:
    chooser = Chooser(world)
    assert chooser.choose("step-begin", [], query=query)["Location"] == address
    page = chooser.choose("step-begin", made(world, 1), query=query)
    assert page.context["crumbs"][0] == Crumb(label="Åtgärder", url=address)
    preview = chooser.client.post(HERE, {"token": page.context["token"], "do": "look", "because": ""})
    assert chooser.carry_out(preview)["Location"] == address


def test_as_many_as_may_be_are_chosen_and_no_more(world: World, monkeypatch: Any) -> None:
    rows, chooser = made(world, 3), Chooser(world)
    monkeypatch.setattr(acts, "MOST", 2)
    assert chooser.choose("step-begin", rows[:2]).context["form"].lead == "2 rader är valda."
    refused = chooser.choose("step-begin", rows)
    sentence = "Högst 2 rader åt gången. Begränsa listan, eller ändra raderna med en fil."
    assert (refused.status_code, said(refused)) == (302, [sentence])


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_chosen_rows_are_taken_out_under_the_registers_name_and_the_day(
    world: World, ending: str
) -> None:
    rows, chooser = made(world, 2), Chooser(world)
    file = chooser.choose(ending, rows[:1])
    assert f"{ACTIONS.slug}-{timezone.localdate()}.{ending}" in file["Content-Disposition"]
    refused = chooser.choose(ending, [], query="q=a")
    assert (refused["Location"], said(refused)) == ("/atgarder/?q=a", ["Välj minst en rad först."])
    assert chooser.client.get(HERE).status_code == 302
