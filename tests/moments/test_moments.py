"""Moments: the steps that they copy, whose desk each task lies on, closing, who reads them, and the record."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.moments.models import Moment, MomentKind, MomentStep, MomentTask
from akropolis.assurance.moments.register.moments import STEPS
from akropolis.assurance.moments.reports.moment_paper import moment_paper
from akropolis.assurance.moments.services.moments import VERBS
from akropolis.assurance.moments.web.tasks import pending_closings, pending_tasks_of_moments
from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.document.text import plain_text
from akropolis.graph.assets.models import Node, Service
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
FEEDS: list[Any] = [pending_tasks_of_moments, pending_closings]


STEPS_MADE = {
    "departure": [("chef", 0), ("chef", 7), ("samordnare", 30)],
    "introduction": [("objektagare", 7), ("informationsagare", 30), ("objektagare", 60)],
    "procurement": [("informationsagare", 14), ("objektagare", 120)],
    "hiring": [("chef", 1), ("chef", 30)],
}


@pytest.fixture
def steps(world: World) -> list[MomentStep]:
    """A few steps, of roles that are held in `utb` and of roles that nobody holds."""
    roles = {role.code: role for role in Role.everything.all()}
    rows = [
        {"kind": kind, "what": f"Steg {n} {kind}", "role": roles[role], "days": days}
        for kind, made in STEPS_MADE.items()
        for n, (role, days) in enumerate(made)
    ]
    with writing(SYSTEM) as w:
        usual = {"valid_from": START, "source": "Prov"}
        return w.create_many(MomentStep, [{**row, **usual, "position": n} for n, row in enumerate(rows)])


def start(world: World, kind: str = "departure", unit: str = "utb", **given: Any) -> Moment:
    """A moment of the unit that its coordinator starts today."""
    who = {"utb": "owner", "kul": "neighbour"}[unit]
    values = {"title": f"Handläggare {unit}", "kind": kind, "owner_unit": world.units[unit]}
    return VERBS.create(world.access(who), Moment, {**values, "started_on": TODAY, **given})


def tasks_in(moment: Moment) -> list[MomentTask]:
    return list(MomentTask.everything.filter(moment=moment).select_related("role", "control"))


def desks(world: World) -> dict[str, list[str]]:
    """Who has which tasks, by title; those without any are left out."""
    found = {who: [each.title for each in tasks_for(world.access(who), TODAY, FEEDS)] for who in world.people}
    return {who: titles for who, titles in found.items() if titles}


def settle(world: World, task: MomentTask, page: str = "done", who: str = "owner", **given: Any) -> int:
    sent = {"done_on": str(TODAY), "note": "Gjort.", "version": task.version, **given}
    return world.client(who).post(reverse(f"moment-task-{page}", args=[task.pk]), sent).status_code


def test_every_kind_has_steps_of_a_known_role_in_both_languages(world: World) -> None:
    for key in ("controls", STEPS.key):
        tables.get(key).load(SYSTEM)
    steps = MomentStep.everything.select_related("role", "control")
    assert {step.kind for step in steps} == {*MomentKind}
    assert [s.code for s in steps if not (s.what_en and s.what_en != s.what and s.source and s.control)] == []
    assert {step.mark for step in steps} == {"O"}


def test_tasks_keep_the_words_of_the_steps_that_were_in_force(world: World, steps: list[MomentStep]) -> None:
    mine = [step for step in steps if step.kind == "departure"]
    update(SYSTEM, mine[-1], {"valid_to": TODAY - DAY})
    moment = start(world)
    before = [(step.what, step.control, step.role, TODAY + timedelta(step.days)) for step in mine[:-1]]
    assert [(row.what, row.control, row.role, row.due_on) for row in tasks_in(moment)] == before
    assert moment.due_on == max(day for *_rest, day in before)
    update(SYSTEM, mine[0], {"what": "Något annat", "days": 300})
    create(
        SYSTEM,
        MomentStep,
        {"kind": "departure", "what": "Mer", "role": mine[0].role, "days": 1, "valid_from": START},
    )
    assert [(row.what, row.control, row.role, row.due_on) for row in tasks_in(moment)] == before
    assert "Mer" in [row.what for row in tasks_in(start(world))]


def test_no_task_is_later_than_the_moment(world: World, steps: list[MomentStep]) -> None:
    moment = start(world, "procurement", due_on=TODAY + 20 * DAY)
    assert {row.due_on for row in tasks_in(moment)} == {TODAY + 14 * DAY, TODAY + 20 * DAY}
    assert moment.due_on == TODAY + 20 * DAY


def test_each_open_task_lies_on_somebodys_desk(world: World, steps: list[MomentStep]) -> None:
    moment = start(world)
    of = {
        role: [f"{t.what} ({moment})" for t in tasks_in(moment) if t.role.code == role]
        for role in ("chef", "samordnare")
    }
    found = {who: sorted(titles) for who, titles in desks(world).items()}
    assert found == {"chef": sorted(of["chef"]), "owner": of["samordnare"]}


def test_tasks_of_a_vacant_role_lie_with_those_responsible_in_the_unit(
    world: World, steps: list[MomentStep]
) -> None:
    moment = start(world, "introduction")
    whole = sorted(f"{task.what} ({moment})" for task in tasks_in(moment))
    assert {who: sorted(titles) for who, titles in desks(world).items()} == {"chef": whole, "owner": whole}
    with writing(SYSTEM) as w:
        world.add(w, "systemowner", "Lo Berg", "objektagare", "utb")
        world.add(w, "citywide", "Mio Ek", "objektagare", "stad")
    mine = sorted(f"{t.what} ({moment})" for t in tasks_in(moment) if t.role.code == "objektagare")
    rest = sorted({*whole} - {*mine})
    expected = {"chef": rest, "owner": rest, "systemowner": mine}
    assert {who: sorted(titles) for who, titles in desks(world).items()} == expected
    update(SYSTEM, Appointment.everything.get(user=world.people["systemowner"]), {"valid_to": TODAY - DAY})
    assert {who: sorted(titles) for who, titles in desks(world).items()} == {"chef": whole, "owner": whole}


def test_tasks_of_a_role_that_may_not_do_them_do_not_vanish(world: World, steps: list[MomentStep]) -> None:
    update(SYSTEM, Role.everything.get(code="chef"), {"grants": ["*:*:read"]})
    moment = start(world)
    assert {who: len(titles) for who, titles in desks(world).items()} == {"owner": len(tasks_in(moment))}


def test_a_unit_without_anybody_leaves_its_tasks_to_the_nearest_above(
    world: World, steps: list[MomentStep]
) -> None:
    moment = VERBS.create(
        SYSTEM,
        Moment,
        {"title": "Vd", "kind": "hiring", "owner_unit": world.units["hamn"], "started_on": TODAY},
    )
    assert {who: len(titles) for who, titles in desks(world).items()} == {"ciso": 2, "admin": 2}
    assert len(tasks_in(moment)) == 2


def test_a_moment_is_closed_when_each_task_is_done_or_does_not_apply(
    world: World, steps: list[MomentStep]
) -> None:
    moment = start(world, started_on=TODAY - DAY)
    first, *rest = tasks_in(moment)
    close = reverse("moments-step", args=[moment.pk, "close"])
    assert settle(world, first, "not", note=" ") == 422
    assert settle(world, first, done_on=str(TODAY + DAY)) == 422
    assert settle(world, first, "not", note="Hade inga konton.") == 302
    for task in rest[1:]:
        assert settle(world, task) == 302
    assert world.client("owner").post(close, {"closed_on": str(TODAY)}).status_code == 422
    with pytest.raises(Invalid):
        update(world.access("owner"), moment, {"state": "closed", "closed_on": TODAY})
    moment.refresh_from_db()
    assert (moment.state, moment.closed_on) == ("open", None)
    assert settle(world, rest[0], who="chef") == 302
    assert set(desks(world)) == {"owner", "chef"}
    assert desks(world)["owner"] == [f"Avsluta momentet ”{moment}”"]
    assert world.client("owner").post(close, {"closed_on": str(TODAY)}).status_code == 302
    moment.refresh_from_db()
    assert (moment.state, moment.closed_on, desks(world)) == ("closed", TODAY, {})
    again = world.client("owner").post(reverse("moment-task-reopen", args=[first.pk]))
    first.refresh_from_db()
    assert (again.status_code, first.status, first.done_by) == (302, "not_applicable", "Nadja Perić")


def test_a_task_is_opened_again_with_what_was_written(world: World, steps: list[MomentStep]) -> None:
    task = tasks_in(start(world))[0]
    assert settle(world, task, note="Beställt.", evidence="Dnr 1") == 302
    assert settle(world, task, note="Annat") == 409
    assert world.client("owner").post(reverse("moment-task-reopen", args=[task.pk])).status_code == 302
    task.refresh_from_db()
    assert (task.status, task.done_on, task.done_by, task.note, task.evidence) == (
        "open",
        None,
        "",
        "Beställt.",
        "Dnr 1",
    )


def test_a_neighbour_sees_nothing_of_it(world: World, steps: list[MomentStep]) -> None:
    moment = start(world)
    task = tasks_in(moment)[0]
    pages = {
        reverse("moments-detail", args=[moment.pk]): (200, 404),
        reverse("moment-paper", args=[moment.pk, "docx"]): (200, 404),
        reverse("moment-paper", args=[moment.pk, "xlsx"]): (404, 404),
        reverse("moment-task-done", args=[task.pk]): (200, 404),
    }
    for url, statuses in pages.items():
        assert tuple(world.client(who).get(url).status_code for who in ("owner", "neighbour")) == statuses, (
            url
        )
    assert str(moment) in world.client("owner").get(reverse("moments-list")).text
    assert str(moment) not in world.client("neighbour").get(reverse("moments-list")).text
    assert settle(world, task, who="neighbour") == 404
    assert settle(world, task, who="auditor") == 404
    task.refresh_from_db()
    assert task.status == "open"
    shown = world.client("auditor").get(reverse("moments-detail", args=[moment.pk])).text
    assert task.what in shown
    assert reverse("moment-task-done", args=[task.pk]) not in shown


def test_the_record_holds_each_task_once(world: World, steps: list[MomentStep]) -> None:
    moment = start(world)
    done, skipped, *left = tasks_in(moment)
    settle(world, done, note="Beställt i går.", evidence="Dnr 2026/7")
    settle(world, skipped, "not", note="Hade ingen dator.")
    lines = plain_text(moment_paper(world.access("owner"), moment, TODAY))
    text = "\n".join(lines)
    assert [text.count(task.what) for task in (done, skipped, *left)] == [1] * (2 + len(left))
    done_at, not_at, left_at = (
        text.index(each) for each in ("Vad som har gjorts", "Det som inte gällde", "Det som återstår")
    )
    assert done_at < text.index("Nadja Perić, ") < text.index("Dnr 2026/7") < not_at
    assert not_at < text.index("Hade ingen dator.") < left_at < text.index(left[0].what)
    for form, begins in (("docx", b"PK"), ("odt", b"PK"), ("pdf", b"%PDF")):
        answer: Any = world.client("owner").get(reverse("moment-paper", args=[moment.pk, form]))
        assert b"".join(answer.streaming_content if answer.streaming else [answer.content]).startswith(begins)
        answer = world.client("owner").get(reverse("moment-paper", args=[moment.pk, form]))
        assert answer.getvalue().startswith(begins)


def test_a_moment_is_started_from_the_services_page(world: World, steps: list[MomentStep]) -> None:
    values = {"name": "Elevportalen", "owner_unit": world.units["utb"], "shared": True}
    service = create(SYSTEM, Service, values)
    page = reverse("services-detail", args=[service.pk])
    assert "Starta ett moment" in world.client("owner").get(page).text
    assert "Starta ett moment" not in world.client("neighbour").get(page).text
    node = Node.everything.get(record=service.pk)
    moment = start(world, "introduction", title="Elevportalen", node=node)
    assert moment.number in world.client("owner").get(page).text
    assert moment.number not in world.client("neighbour").get(page).text
    with pytest.raises(Invalid) as refused:
        start(world, "departure", node=node)
    assert set(refused.value.errors) == {"node"}


def test_what_comes_in_closed_has_no_tasks_and_an_archived_moment_none_to_do(
    world: World, steps: list[MomentStep]
) -> None:
    assert tasks_in(start(world, state="closed", closed_on=TODAY)) == []
    moment = start(world)
    with writing(world.access("owner")) as w:
        w.archive(moment)
    assert desks(world) == {}
    with pytest.raises(Refused):
        update(world.access("owner"), tasks_in(moment)[0], {"note": "Sent"})
