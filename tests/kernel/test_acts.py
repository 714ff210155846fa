"""Acting on chosen rows: shown before it is done, done in one transaction, and what may not be changed is left."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message, Reminder
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.registers.acts import acts_for
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.web import acts
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.factories import registers
from tests.world import SYSTEM, World

WORLD = "build"
HERE = "/atgarder/valda/"


def made(world: World, count: int, unit: str = "utb", **values: Any) -> list[Any]:
    """Planned actions of a unit."""
    with writing(SYSTEM) as w:
        rows = registers.rows(w, ACTIONS, world.units[unit], count)
        for row in rows:
            w.update(row, {"status": "planned", **values})
    return rows


class Chooser:
    """Somebody who chooses rows in the list of actions."""

    def __init__(self, world: World, who: str = "owner") -> None:
        self.client = world.client(who)

    def choose(self, act: str, rows: Sequence[Any], **more: str) -> Any:
        """The page after the list."""
        return self.client.post(HERE, {"act": act, "row": [str(row.pk) for row in rows], **more})

    def look(self, act: str, rows: Sequence[Any], given: dict[str, Any], **more: str) -> Any:
        """How it will be."""
        asked = self.choose(act, rows, **more)
        return self.client.post(HERE, {"token": asked.context["token"], "do": "look", **given})

    def carry_out(self, preview: Any) -> Any:
        """Do it, as the page's button does."""
        sent = {"token": preview.context["token"], "do": "save", **preview.context["chosen"]}
        return self.client.post(HERE, sent)


def cells(table: Any) -> list[list[str]]:
    """A table's texts."""
    return [[str(getattr(cell, "text", cell)) for cell in row.cells] for row in table.rows]


def said(answer: Any) -> list[str]:
    """The messages that an answer leaves."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_what_the_page_says_is_what_is_done(world: World) -> None:
    rows, chooser, colleague = made(world, 3), Chooser(world), world.people["colleague"]
    before = Change.objects.count()
    preview = chooser.look("set-responsible", rows[:2], {"responsible": str(colleague.pk), "because": "Byte"})
    assert Change.objects.count() == before
    changed = f"Ansvarig: (tom) → {colleague.name}"
    assert [line[-1] for line in cells(preview.context["changes"])] == [changed, changed]
    answer = chooser.carry_out(preview)
    assert (answer.status_code, answer["Location"]) == (302, "/atgarder/")
    assert said(answer) == ["Klart: 2 ändrade rader."]
    stored = Action.everything.in_bulk([row.pk for row in rows])
    assert [stored[row.pk].responsible_id for row in rows] == [colleague.pk, colleague.pk, None]
    assert [max(events_of([row.pk]), key=lambda event: event.seq).because for row in rows[:2]] == [
        "Byte",
        "Byte",
    ]
    assert Change.objects.count() == before + 2
    again = chooser.carry_out(preview)
    assert (again.status_code, said(again)[-1]) == (302, "Klart: 2 ändrade rader.")
    assert Change.objects.count() == before + 2


def test_what_may_not_be_changed_is_named_with_the_reason_and_left(world: World) -> None:
    (planned, done), (shared,) = made(world, 2), made(world, 1, "kul")
    update(SYSTEM, done, {"status": "cancelled"}, because="x")
    stale = made(world, 1)[0]
    chooser = Chooser(world)
    asked = chooser.choose("step-begin", [planned, done, stale, shared])
    assert asked.context["form"].lead == "3 rader är valda."  # the neighbour's is not there
    update(SYSTEM, stale, {"title": "Ny"})
    preview = chooser.client.post(HERE, {"token": asked.context["token"], "do": "look", "because": ""})
    assert [line[0] for line in cells(preview.context["changes"])] == [planned.number]
    left = {line[0]: line[-1] for line in cells(preview.context["problems"])}
    assert left == {
        done.number: "Det går inte att göra nu. Status är avbruten.",
        stale.number: "Någon har ändrat raden sedan den valdes. Läs den och välj den på nytt.",
    }
    assert said(chooser.carry_out(preview)) == ["Klart: 1 ändrad rad och 2 överhoppade rader."]
    after = [Action.everything.get(pk=row.pk).status for row in (planned, done, stale, shared)]
    assert after == ["ongoing", "cancelled", "planned", "planned"]


def test_a_reader_can_neither_change_nor_remind_but_take_out(world: World) -> None:
    rows = made(world, 2)
    reader = Chooser(world, "auditor")
    page = reader.client.get("/atgarder/")
    assert [label for label, _choices in page.context["acts"]] == ["Filer"]
    before = Change.objects.count()
    assert reader.choose("set-responsible", rows).status_code == 302
    file = reader.choose("csv", rows[:1])
    sheet = read("x.csv", b"".join(file) if file.streaming else file.content)
    assert [rows[0].number in line.cells for line in sheet.lines] == [
        True,
        False,
    ]  # the last tells what the file is
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    ("act", "more", "sentence"),
    [
        ("step-begin", {"row": []}, "Välj minst en rad först."),
        ("step-begin", {"row": ["x", "' or 1=1"]}, "Välj minst en rad först."),
        ("", {}, "Välj vad som ska göras med raderna."),
        ("set-number", {}, "Välj vad som ska göras med raderna."),
        ("step-begin", {"all": "1", "query": "status=fel"}, "Filtret status har ett värde som inte finns."),
    ],
)
def test_what_cannot_be_done_is_said_on_the_list(
    world: World, act: str, more: dict[str, Any], sentence: str
) -> None:
    rows, client = made(world, 1), world.client("owner")
    answer = client.post(HERE, {"act": act, "row": [str(rows[0].pk)], "query": "q=a", **more})
    assert (answer.status_code, said(answer)) == (302, [sentence])


def test_all_rows_of_the_list_are_those_that_its_filters_leave(world: World, monkeypatch: Any) -> None:
    rows = made(world, 3)
    update(SYSTEM, rows[0], {"status": "ongoing"})
    chooser = Chooser(world)
    preview = chooser.look(
        "step-finish",
        [],
        {"done_on": str(timezone.localdate()), "result": "Klart"},
        all="1",
        query="status=ongoing&cursor=x",
    )
    assert [line[0] for line in cells(preview.context["changes"])] == [rows[0].number]
    assert chooser.carry_out(preview)["Location"] == "/atgarder/?status=ongoing"
    assert Action.everything.get(pk=rows[0].pk).done_on == timezone.localdate()
    monkeypatch.setattr(acts, "MOST", 1)
    *_before, refusal = said(chooser.choose("step-begin", [], all="1"))
    assert refusal.startswith("Högst 1 rader åt gången.")


def test_who_answers_is_reminded_once_for_all_of_hers_and_each_row_once_a_day(world: World) -> None:
    colleague, outsider = world.people["colleague"], world.people["neighbour"]
    hers = made(world, 2, responsible=colleague, due_on=date(2026, 12, 1))
    (nobodys,), (foreign,) = made(world, 1), made(world, 1, responsible=outsider)
    chooser = Chooser(world)
    preview = chooser.look("remind", [*hers, nobodys, foreign], {"text": "Senast fredag."})
    assert [line[2] for line in cells(preview.context["changes"])] == [colleague.name] * 2
    assert {line[0]: line[-1] for line in cells(preview.context["problems"])} == {
        nobodys.number: "Ingen är angiven som ansvarig.",
        foreign.number: f"{outsider.name} får inte längre läsa raden. Ange någon annan.",
    }
    assert Message.objects.count() == 0
    chooser.carry_out(preview)
    (message,) = Message.objects.all()
    assert (message.user_id, message.subject) == (colleague.pk, "Påminnelse: Åtgärder (2)")
    assert "Nadja Perić påminner" in message.text
    assert "Senast fredag." in message.text
    assert all(row.number in message.text for row in hers)
    assert foreign.number not in message.text
    assert {note.object_id for note in Reminder.everything.all()} == {row.pk for row in hers}
    again = chooser.look("remind", hers, {"text": ""})
    assert [line[-1] for line in cells(again.context["problems"])] == ["Redan påmind i dag."] * 2
    chooser.carry_out(again)
    assert (Message.objects.count(), Reminder.everything.count()) == (1, 2)


@pytest.mark.parametrize("register", registry.all(), ids=lambda register: register.key)
def test_no_register_lets_many_rows_get_what_one_may_not(register: Any) -> None:
    names = {name for act in acts_for(register) for name in (*act.asks, *act.sets)}
    assert names <= set(register.fields)
    assert not names & set(register.fixed)
    set_freely = {act.key for act in acts_for(register) if act.key.startswith("set-")}
    assert register.model.life is None or f"set-{register.model.life.field}" not in set_freely
