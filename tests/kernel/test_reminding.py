"""Reminding who answers for chosen rows: whom, in which words, where it leads, and why a row is left."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.notify.models import Message, Reminder
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.registers.reminding import WRITTEN, Reminding
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.world import SYSTEM, World

DAY = date(2026, 12, 1)


def made(world: World, *titles: str, who: str = "colleague", **given: Any) -> list[Action]:
    usual = {"owner_unit": world.units["utb"], "responsible": world.people[who], "due_on": DAY}
    with writing(SYSTEM) as w:
        return w.create_many(Action, [{"title": title, **usual, **given} for title in titles])


def reminding(world: World, rows: Sequence[Action], text: str = "", who: str = "owner") -> Reminding:
    return Reminding(ACTIONS, world.access(who), [row.number for row in rows], text)


def remind(world: World, rows: Sequence[Action], text: str = "", who: str = "owner") -> list[Message]:
    plan = reminding(world, rows, text, who)
    with writing(world.access(who)) as w:
        plan.carry_out(w)
    return list(Message.objects.order_by("user__username"))


def left(world: World, rows: Sequence[Action], who: str = "owner") -> list[str]:
    report = reminding(world, rows, who=who).report()
    said = [" ".join(str(problem.sentence) for problem in row.problems) for row in report.rows]
    assert [row.outcome for row in report.rows] == [
        RowOutcome.REFUSED if each else RowOutcome.UPDATE for each in said
    ]
    return said


def test_each_row_says_who_is_reminded_until_when_or_why_nobody_is(world: World) -> None:
    (fine,) = made(world, "Z")
    (undated,) = made(world, "B", due_on=None)
    (done,) = made(world, "C", status="done", done_on=DAY)
    (nobodys,) = made(world, "D", responsible=None)
    (own,) = made(world, "E", who="owner")
    (foreign,) = made(world, "F", who="neighbour")
    (closed,) = made(world, "G", who="chef")
    update(SYSTEM, world.people["chef"], {"is_active": False})
    rows = [closed, foreign, own, nobodys, done, undated, fine]
    report = reminding(world, rows).report()
    names = {who: world.people[who].name for who in ("colleague", "neighbour", "chef", "owner")}
    assert {row.line for row in report.rows} == {0}
    assert [(row.number, row.label, row.cells) for row in report.rows] == [
        (fine.number, "Z", (names["colleague"], "1 december 2026")),
        (undated.number, "B", (names["colleague"], "")),
        (done.number, "C", (names["colleague"], "1 december 2026")),
        (nobodys.number, "D", ("", "1 december 2026")),
        (own.number, "E", (names["owner"], "1 december 2026")),
        (foreign.number, "F", (names["neighbour"], "1 december 2026")),
        (closed.number, "G", (names["chef"], "1 december 2026")),
    ]
    assert left(world, rows) == [
        "",
        "",
        "Här återstår inget att göra.",
        "Ingen är angiven som ansvarig.",
        "Ansvarig är den som påminner.",
        f"{names['neighbour']} får inte längre läsa raden. Ange någon annan.",
        f"{names['chef']} får inte längre läsa raden. Ange någon annan.",
    ]
    assert [message.user for message in remind(world, rows)] == [world.people["colleague"]]
    assert {note.object_id for note in Reminder.everything.all()} == {fine.pk, undated.pk}


def test_who_only_reads_reminds_nobody_and_what_she_does_not_see_is_not_there(world: World) -> None:
    rows = made(world, "A")
    assert left(world, rows, "auditor") == ["Du får läsa posten men inte ändra den. Be enheten som äger den."]
    assert (left(world, rows, "neighbour"), remind(world, rows, who="auditor")) == ([], [])


def test_one_row_leads_to_its_own_page_and_is_named_in_the_subject(world: World) -> None:
    (row,) = made(world, "Byt tak")
    (message,) = remind(world, [row], "  Senast fredag.\n")
    assert (message.user, message.subject) == (world.people["colleague"], "Påminnelse: Byt tak")
    assert message.url == f"/atgarder/{row.pk}/"
    assert message.text == (
        f"Nadja Perić påminner dig.\n\nSenast fredag.\n\n{row.number} Byt tak, 1 december 2026"
    )
    assert message.about == [["action", str(row.pk)]]
    note = Reminder.everything.get()
    assert (note.kind, note.object_id, note.owner_unit, note.unit, note.text, note.reminded_by) == (
        "action", row.pk, world.units["utb"], world.units["utb"], "Senast fredag.", "Nadja Perić"
    )  # fmt: skip


def test_each_person_is_told_of_her_own_rows_in_her_own_language(world: World) -> None:
    update(SYSTEM, world.people["chef"], {"language": "en"})
    hers, his = made(world, "A", "B", due_on=None), made(world, "C", "D", who="chef")
    chef, colleague = remind(world, [*his, *hers])
    assert (chef.user, colleague.user) == (world.people["chef"], world.people["colleague"])
    assert (chef.subject, colleague.subject) == ("Reminder: Actions (2)", "Påminnelse: Åtgärder (2)")
    assert {message.url for message in (chef, colleague)} == {"/atgarder/?responsible=me"}
    assert colleague.text == (f"Nadja Perić påminner dig.\n\n{hers[0].number} A\n{hers[1].number} B")
    assert chef.text.startswith(f"Nadja Perić reminds you.\n\n{his[0].number} C, ")
    assert [len(message.about) for message in (chef, colleague)] == [2, 2]


@pytest.mark.parametrize(("count", "last"), [(WRITTEN, ""), (WRITTEN + 1, "1 till")])
def test_so_many_rows_are_named_and_the_rest_counted(world: World, count: int, last: str) -> None:
    rows = made(world, *(f"Rad {n:02}" for n in range(count)))
    (message,) = remind(world, rows)
    lines = message.text.split("\n\n")[1].split("\n")
    assert [line.split(" ")[0] for line in lines[:WRITTEN]] == [row.number for row in rows[:WRITTEN]]
    assert lines[WRITTEN:] == ([last] if last else [])
    assert Reminder.everything.count() == count


def test_a_row_is_reminded_of_once_a_day_whoever_does_it(world: World) -> None:
    told, other = made(world, "A", "B")
    remind(world, [told])
    assert left(world, [told, other], "ciso") == ["Redan påmind i dag.", ""]
    Reminder.everything.update(created_at=timezone.now() - timedelta(days=1))
    assert left(world, [told, other]) == ["", ""]
