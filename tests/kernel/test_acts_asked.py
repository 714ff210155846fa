"""What can be done with many rows, what each of it asks for, and what it then says of every row."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.acts import BulkAct, ChosenRows, _text, acts_for
from akropolis.base.kernel.registers.declaration import registry
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.factories import registers
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
OPEN = {"closed_at": None}
EXPECTED: dict[str, list[BulkAct]] = {
    "actions": [
        BulkAct("step-begin", "Påbörja", (), {"done_on": None, "status": "ongoing"}),
        BulkAct("step-finish", "Markera som klar", ("done_on", "result"), {"status": "done"}),
        BulkAct("step-cancel", "Avbryt åtgärden", (), {"done_on": None, "status": "cancelled"}, reason=True),
        BulkAct("step-reopen", "Ta upp igen", (), {"done_on": None, "status": "ongoing"}, reason=True),
        BulkAct("set-responsible", "Ändra: Ansvarig", ("responsible",), {}),
        BulkAct("set-due_on", "Ändra: Ska vara klar", ("due_on",), {}),
        BulkAct("set-owner_unit", "Ändra: Enhet", ("owner_unit",), {}),
        BulkAct("set-cause", "Ändra: Orsak", ("cause",), {}),
        BulkAct("set-recurs", "Ändra: Återkommer", ("recurs",), {}),
        BulkAct("set-begun_on", "Ändra: Beslutad", ("begun_on",), {}),
    ],
    "incidents": [
        BulkAct("step-handle", "Börja hantera", (), OPEN | {"status": "handling"}),
        BulkAct("step-resolve", "Markera som åtgärdad", (), OPEN | {"status": "resolved"}),
        BulkAct("step-close", "Avsluta incidenten", ("closed_at", "cause"), {"status": "closed"}),
        BulkAct("step-reopen", "Öppna igen", (), OPEN | {"status": "handling"}, reason=True),
        BulkAct("set-owner_unit", "Ändra: Enhet", ("owner_unit",), {}),
        BulkAct("set-kind", "Ändra: Typ", ("kind",), {}),
        BulkAct("set-severity", "Ändra: Allvarlighetsgrad", ("severity",), {}),
        BulkAct("set-personal_data", "Ändra: Personuppgifter", ("personal_data",), {}),
        BulkAct("set-root_cause", "Ändra: Grundorsak", ("root_cause",), {}),
        BulkAct("set-lead", "Ändra: Leds av", ("lead",), {}),
    ],
}


@pytest.mark.parametrize("key", EXPECTED)
def test_the_steps_come_first_and_then_what_the_list_is_filtered_by(world: World, key: str) -> None:
    assert list(acts_for(registry.get(key))) == EXPECTED[key]


def test_of_rows_without_a_life_only_fields_are_set(world: World) -> None:
    assert {act.key[:4] for act in acts_for(registry.get("services"))} == {"set-"}


def act(key: str) -> BulkAct:
    return next(each for each in EXPECTED["actions"] if each.key == key)


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("step-begin", {"because": False}),
        ("step-cancel", {"because": True}),
        ("step-finish", {"done_on": True, "result": True, "because": False}),
        ("set-due_on", {"due_on": False, "because": False}),
        ("set-owner_unit", {"owner_unit": True, "because": False}),
    ],
)
def test_a_step_must_be_told_what_it_asks_for_and_a_value_may_be_emptied(
    world: World, key: str, asked: dict[str, bool]
) -> None:
    form = act(key).form(ACTIONS, world.access("owner"), None)
    assert ({name: field.required for name, field in form.fields.items()}, form.title) == (
        asked,
        act(key).label,
    )


def test_a_step_proposes_today_and_a_value_nothing(world: World) -> None:
    access = world.access("owner")
    assert act("step-finish").form(ACTIONS, access, None).initial == {
        "done_on": timezone.localdate(), "result": None
    }  # fmt: skip
    assert act("set-due_on").form(ACTIONS, access, None).initial == {}
    assert act("set-due_on").form(ACTIONS, access, QueryDict("due_on=2027-02-03&because=x")).is_valid()


def test_every_row_is_given_what_the_act_sets_and_what_was_written(world: World) -> None:
    with writing(SYSTEM) as w:
        rows = registers.rows(w, ACTIONS, world.units["utb"], 2)
    chosen = [(row.number, row.version) for row in rows]
    given = {"done_on": date(2026, 11, 3), "result": "Klart", "because": "x"}
    check = act("step-finish").plan(ACTIONS, world.access("owner"), chosen, given)
    assert isinstance(check, ChosenRows)
    assert (check.step, check.sheet.header) == (
        "finish",
        ("number", "version", "status", "done_on", "result"),
    )
    assert [line.cells for line in check.sheet.lines] == [
        (number, str(version), "done", "2026-11-03", "Klart") for number, version in chosen
    ]
    plain = act("set-due_on").plan(ACTIONS, world.access("owner"), chosen, {"due_on": None})
    assert isinstance(plain, ChosenRows)
    assert (plain.step, plain.sheet.header, plain.sheet.lines[0].cells) == (
        "", ("number", "version", "due_on"), (*map(str, chosen[0]), "")
    )  # fmt: skip


def test_a_step_leads_only_out_of_the_states_that_it_leaves(world: World) -> None:
    with writing(SYSTEM) as w:
        begun, planned = registers.rows(w, ACTIONS, world.units["utb"], 2)
        w.update(begun, {"status": "ongoing"})
        w.update(planned, {"status": "planned"})
    chosen = [(row.number, Action.everything.get(pk=row.pk).version) for row in (begun, planned)]

    def told(key: str, given: dict[str, Any]) -> list[list[str]]:
        check = act(key).plan(ACTIONS, world.access("owner"), [*chosen, ("ÅT-1999-0001", 1)], given)
        return [[problem.sentence for problem in row.problems] for row in check.report().rows]

    gone = ["Raden ÅT-1999-0001 finns inte längre."]
    assert told("step-begin", {}) == [["Det går inte att göra nu. Status är pågår."], [], gone]
    assert told("set-due_on", {"due_on": date(2027, 1, 1)}) == [[], [], gone]


def test_a_value_is_written_as_a_cell_of_a_file_says_it(world: World) -> None:
    with writing(SYSTEM) as w:
        row = registers.row(w, ACTIONS, world.units["utb"])
    values: dict[object, str] = {
        True: "yes",
        False: "no",
        None: "",
        7: "7",
        "text": "text",
        date(2026, 1, 2): "2026-01-02",
        world.units["utb"]: "utb",
        world.people["owner"]: "owner",
        row: row.number,
    }
    assert {value: _text(value) for value in values} == values
    moments = [datetime(2026, 1, 2, 3, 4, second, tzinfo=UTC) for second in (0, 5)]
    assert [_text(moment) for moment in moments] == ["2026-01-02 03:04", "2026-01-02 03:04:05"]


def test_a_row_that_is_chosen_twice_or_is_anothers_is_refused_for_that_alone(world: World) -> None:
    with writing(SYSTEM) as w:
        begun = registers.row(w, ACTIONS, world.units["utb"])
        other = registers.row(w, ACTIONS, world.units["kul"])
        w.update(begun, {"status": "ongoing"})
    chosen = [(begun.number, begun.version), (begun.number, begun.version), (other.number, other.version)]
    rows = act("step-begin").plan(ACTIONS, world.access("owner"), chosen, {}).report().rows
    assert [[problem.sentence for problem in row.problems] for row in rows] == [
        ["Numret står på flera rader i filen. Behåll en av dem."]
    ] * 2 + [[f"Raden {other.number} finns inte längre."]]
