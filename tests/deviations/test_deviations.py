"""A deviation from the day it is found to its verified effect: who may do what, and what waits for whom."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.deviations.models import (
    Deviation,
    DeviationAction,
    DeviationException,
    DeviationGrade,
)
from akropolis.assurance.deviations.register.deviations import GRADES, RULES
from akropolis.assurance.deviations.selectors.deviations import standing_words
from akropolis.assurance.deviations.services.deviations import VERBS, grant_exception, why_not_verified
from akropolis.assurance.deviations.web import waiting
from akropolis.assurance.effect_tests.models import EffectTest, EffectTestKind
from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update
from akropolis.base.lib.periods import Period
from akropolis.events.exercises.models import Exercise, Observed
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import Control
from akropolis.graph.internal_control.models import ControlActivity, ControlResult
from akropolis.graph.risk.models import Risk
from akropolis.shared.actions.models import Action
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
WORD = "Loggarna läses inte"
FEEDS: list[Any] = [
    waiting.pending_people,
    waiting.pending_late,
    waiting.pending_verifications,
    waiting.pending_exceptions,
]


def found(world: World, **given: Any) -> Deviation:
    """An open deviation in utb."""
    values = {"title": WORD, "what": "Ingen har läst dem sedan i maj.", "found_on": TODAY - 9 * DAY}
    return create(SYSTEM, Deviation, {**values, "owner_unit": world.units["utb"], **given})


def waiting_for(world: World, who: str) -> set[str]:
    """The kinds of tasks that wait for the person."""
    return {task.key.split(":")[0] for task in tasks_for(world.access(who), TODAY, FEEDS)}


def selected(rule: str, day: date = TODAY) -> int:
    """How many deviations the selection holds, as of the day."""
    condition = next(each for each in RULES if each.key == rule).condition(
        Period(day.replace(month=1, day=1), day, day)
    )
    return Deviation.everything.filter(condition).count()


def test_the_effect_is_verified_by_somebody_else_than_who_corrected(world: World) -> None:
    row = found(world)

    def take(who: str, name: str, **given: str) -> Any:
        return world.client(who).post(reverse("deviations-step", args=[row.pk, name]), given)

    assert take("owner", "correct", correction="Larm", corrected_on=str(TODAY)).status_code == 302
    row.refresh_from_db()
    assert row.state == "open"
    assert take("owner", "analyse").status_code == 422
    assert take("owner", "analyse", cause="Ingen äger rutinen.").status_code == 302
    assert take("owner", "correct", correction="Larm", corrected_on=str(TODAY)).status_code == 302
    proof = {"effect": "Fyra veckor i rad.", "verified_on": str(TODAY)}
    take("owner", "verify", **proof)
    row.refresh_from_db()
    assert (row.state, row.corrected_by, row.verified_by) == ("corrected", world.people["owner"], None)
    assert take("chef", "fail").status_code == 422
    assert take("chef", "verify", **proof).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.verified_by) == ("verified", world.people["chef"])
    assert take("owner", "reopen", because="Den kom tillbaka.").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.verified_by, row.verified_on) == ("analysed", None, None)


@pytest.mark.parametrize("field", ["found_on", "corrected_on", "verified_on"])
def test_what_is_said_to_have_happened_has(world: World, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        found(world, **{field: TODAY + DAY})
    assert field in refused.value.errors
    assert not Deviation.everything.exists()


def test_an_exception_ends_by_itself(world: World) -> None:
    row = found(world, due_on=TODAY - DAY, responsible=world.people["owner"])
    assert (selected("open"), selected("late"), waiting_for(world, "chef")) == (1, 1, {"deviation-late"})
    given = {"owner": world.people["owner"], "reasons": "Systemet byts.", "ends_on": TODAY + 10 * DAY}
    with pytest.raises(Hidden):
        grant_exception(world.access("owner"), row, given)
    with pytest.raises(Invalid):
        grant_exception(world.access("chef"), row, {**given, "ends_on": TODAY})
    assert not DeviationException.everything.exists()
    grant_exception(world.access("chef"), row, given)
    assert (selected("open"), selected("late"), selected("exception_ending")) == (0, 0, 1)
    assert (waiting_for(world, "chef"), waiting_for(world, "owner")) == (set(), {"deviation-exception"})
    after = TODAY + 11 * DAY
    assert (selected("open", after), selected("late", after), selected("exception_ending", after)) == (
        1,
        1,
        0,
    )
    late = tasks_for(world.access("chef"), after, [waiting.pending_late])
    assert [task.title for task in late] == [f"Se till den försenade avvikelsen ”{WORD}”"]


def test_what_is_verified_needs_no_exception(world: World) -> None:
    row = found(world, state="verified", verified_on=TODAY)
    given = {"owner": world.people["owner"], "reasons": "Byts.", "ends_on": TODAY + DAY}
    with pytest.raises(Refused):
        grant_exception(world.access("chef"), row, given)


@pytest.mark.parametrize(
    ("grade", "counts"), [("major", 1), ("minor", 1), ("observation", 0), ("strength", 0)]
)
def test_the_grade_says_what_must_be_corrected(world: World, grade: str, counts: int) -> None:
    GRADES.load(SYSTEM)
    found(world, grade=grade, due_on=TODAY - DAY)
    assert (selected("open"), selected("late")) == (counts, counts)
    assert len(waiting_for(world, "owner")) == counts


def test_each_last_day_has_a_desk(world: World) -> None:
    row = found(world, due_on=TODAY)
    assert (waiting_for(world, "owner"), waiting_for(world, "neighbour")) == ({"deviation-person"}, set())
    who = {"responsible": world.people["owner"], "corrected_by": world.people["owner"]}
    row = update(SYSTEM, row, {**who, "state": "analysed", "cause": "Okunskap"})
    assert waiting_for(world, "owner") == set()
    row = update(SYSTEM, row, {"state": "corrected", "correction": "Larm", "corrected_on": TODAY})
    assert (waiting_for(world, "owner"), waiting_for(world, "chef")) == (set(), {"deviation-verify"})
    update(SYSTEM, row, {"verifier": world.people["auditor"]})
    assert waiting_for(world, "chef") == set()


READERS: list[tuple[str, int]] = [
    ("owner", 200), ("chef", 200), ("ciso", 200), ("auditor", 200),
    ("neighbour", 404), ("colleague", 404), ("outsider", 404), ("admin", 404),
]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), READERS)
def test_deviations_are_read_by_name_alone(world: World, who: str, status: int) -> None:
    row = found(world)
    client = world.client(who)
    assert client.get(reverse("deviations-detail", args=[row.pk])).status_code == status
    listed = client.get(reverse("deviations-list"))
    assert (WORD in listed.text) is (status == 200)
    edits = client.get(reverse("deviations-edit", args=[row.pk])).status_code
    assert edits == (200 if who in ("owner", "chef") else 404)


def incident(world: World, **given: Any) -> tuple[str, Incident]:
    """An incident of utb."""
    values = {"title": "Nät nere", "description": "Reserven startade inte.", "occurred_at": timezone.now()}
    row = create(SYSTEM, Incident, {**values, "owner_unit": world.units["utb"], **given})
    return "incidents", row


def checked(world: World) -> tuple[str, ControlActivity]:
    """A control activity whose check found a deviation."""
    here = {"owner_unit": world.units["utb"]}
    risk = create(SYSTEM, Risk, {"title": "Fel behörighet", **here})
    row = create(SYSTEM, ControlActivity, {"title": "Behörigheter", "risk": risk, "year": 2026, **here})
    result = {"checked_on": TODAY, "checked_by": "N", "what": "20 konton", "result": "Tre konton kvar."}
    create(SYSTEM, ControlResult, {"activity": row, **result, "deviation": True})
    return "control-activities", row


def exercised(world: World) -> tuple[str, Exercise]:
    """An exercise that has ended, with one goal reached and one not."""
    values = {"title": "Utpressning", "planned_on": TODAY, "state": "ended", "ended_at": timezone.now()}
    row = create(SYSTEM, Exercise, {**values, "owner_unit": world.units["utb"]})
    for goal, outcome in (("Larma", "met"), ("Ring", "not_met")):
        create(SYSTEM, Observed, {"exercise": row, "goal": goal, "outcome": outcome, "text": "Så var det."})
    return "exercises", row


def proved(world: World, held: int = 3) -> tuple[str, EffectTest]:
    """A test of a measure: by the kind's threshold 3 of 20 does not hold."""
    for key in ("effect-test-kinds", "controls"):
        tables.get(key).load(SYSTEM)
    kind, control = EffectTestKind.everything.get(code="phishing"), Control.everything.get(code="awareness")
    of = {"kind": kind, "control": control, "owner_unit": world.units["utb"], "tester": "N"}
    numbers = {"population": 20, "tested": 20, "held": held, "tested_on": TODAY}
    return "effect-tests", create(SYSTEM, EffectTest, {**of, **numbers})


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (incident, "Reserven startade inte."),
        (checked, "Tre konton kvar."),
        (exercised, "Ring: Så var det."),
        (proved, "3 av 20 höll."),
    ],
)
def test_another_register_raises_a_deviation(
    world: World, source: Callable[[World], tuple[str, Any]], what: str
) -> None:
    key, row = source(world)
    url, client = reverse("deviation-raise", args=[key, row.pk]), world.client("owner")
    page = client.get(reverse(f"{key}-detail", args=[row.pk]))
    assert url in page.text
    given = client.get(url).context["form"].initial
    assert given["what"] == what
    sent = {"title": given["title"], "what": what, "grade": "major", "found_on": str(given["found_on"])}
    assert client.post(url, {**sent, "found_on": str(TODAY + DAY)}).status_code == 422
    assert world.client("neighbour").post(url, sent).status_code == 404
    assert not Deviation.everything.exists()
    made = client.post(url, sent)
    found_row = Deviation.everything.get()
    assert made["Location"] == reverse("deviations-detail", args=[found_row.pk])
    assert (found_row.source_kind, found_row.source_id, found_row.owner_unit.code) == (key, row.pk, "utb")
    assert row.number in client.get(made["Location"]).text
    tab = "?flik=atgarder" if key == "incidents" else ""
    assert found_row.number in client.get(reverse(f"{key}-detail", args=[row.pk]) + tab).text


def test_the_texts_of_a_secret_incident_are_not_repeated(world: World) -> None:
    key, row = incident(world, secret=True)
    page = world.client("owner").get(reverse("deviation-raise", args=[key, row.pk]))
    assert page.status_code == 200
    assert "Reserven" not in page.text
    assert "Nät nere" not in page.text


def test_no_deviation_is_raised_from_other_registers_or_a_check_that_found_none(world: World) -> None:
    client = world.client("owner")
    action = create(SYSTEM, Action, {"title": "Byt", "owner_unit": world.units["utb"]})
    _key, activity = checked(world)
    create(
        SYSTEM,
        ControlResult,
        {"activity": activity, "checked_on": TODAY, "checked_by": "N", "what": "Allt", "result": "Bra"},
    )
    others = [("actions", action), ("control-activities", activity), ("nothing", action), proved(world, 20)]
    for key, row in others:
        assert client.get(reverse("deviation-raise", args=[key, row.pk])).status_code == 404, key


def test_a_corrective_action_is_raised_from_a_deviation(world: World) -> None:
    row = found(world)
    address = reverse("action-raise", args=["deviation", row.pk])
    who = {"owner_unit": str(world.units["utb"].pk), "responsible": str(world.people["owner"].pk)}
    sent = {"title": "Läs loggarna", "due_on": str(TODAY + DAY), **who}
    assert world.client("neighbour").get(address).status_code == 404
    assert world.client("owner").post(address, sent).status_code == 302
    assert "Läs loggarna" in world.client("owner").get(reverse("deviations-detail", args=[row.pk])).text


def test_who_corrected_it_is_not_offered_to_verify_it(world: World) -> None:
    who = {
        "cause": "Okunskap",
        "correction": "Larm",
        "corrected_on": TODAY,
        "corrected_by": world.people["owner"],
    }
    row = found(world, state="corrected", **who)
    page, step = (
        reverse("deviations-detail", args=[row.pk]),
        reverse("deviations-step", args=[row.pk, "verify"]),
    )
    offered = {each: step in world.client(each).get(page).text for each in ("owner", "chef", "auditor")}
    assert offered == {"owner": False, "chef": True, "auditor": False}


def test_the_table_says_which_grades_count_as_major(world: World) -> None:
    GRADES.load(SYSTEM)
    for grade in ("major", "minor", "minor", "strength"):
        found(world, grade=grade)
    names = ("open_major", "open_minor", "major", "minor", "uncounted")
    assert [selected(name) for name in names] == [1, 2, 1, 2, 1]
    for row in DeviationGrade.everything.filter(grade__in=("major", "minor")):
        update(SYSTEM, row, {"is_major": row.grade == "minor"})
    assert [selected(name) for name in names] == [2, 1, 2, 1, 1]


def test_a_service_shows_its_open_deviations_to_those_alone_who_read_them(world: World) -> None:
    service = create(SYSTEM, Service, {"name": "Schema", "owner_unit": world.units["utb"], "shared": True})
    node = Node.objects.unscoped(because="test").get(record=service.pk)
    found(world, node=node)
    found(world, title="Är redan verifierad", node=node, state="verified", verified_on=TODAY)
    page = reverse("services-detail", args=[service.pk])
    shown = {who: world.client(who).get(page).text for who in ("owner", "neighbour", "colleague")}
    assert {who: WORD in text for who, text in shown.items()} == {
        "owner": True,
        "neighbour": False,
        "colleague": False,
    }
    assert "Är redan verifierad" not in shown["owner"]


def test_the_effect_is_verified_when_no_action_remains(world: World) -> None:
    row = found(world, state="corrected", cause="Okunskap", correction="Larm", corrected_on=TODAY)
    raised = reverse("action-raise", args=["deviation", row.pk])
    who = {"owner_unit": str(world.units["utb"].pk), "responsible": str(world.people["owner"].pk)}
    world.client("owner").post(raised, {"title": "Läs loggarna", "due_on": str(TODAY + DAY), **who})
    page = reverse("deviations-detail", args=[row.pk])
    step = reverse("deviations-step", args=[row.pk, "verify"])
    proof = {"effect": "Fyra veckor i rad.", "verified_on": str(TODAY)}
    assert "Läs loggarna” innan effekten verifieras" in world.client("chef").get(page).text
    assert step not in world.client("chef").get(page).text
    assert "deviation-verify" not in waiting_for(world, "chef")
    with pytest.raises(Refused, match="Läs loggarna"):
        VERBS.step(world.access("chef"), row, "verify", {"effect": "Bra", "verified_on": TODAY})
    row.state = "verified"
    assert VERBS.refusals(world.access("chef"), [row]).keys() == {row.pk}
    update(SYSTEM, Action.everything.get(), {"status": "done", "done_on": TODAY, "result": "Lästa"})
    assert "deviation-verify" in waiting_for(world, "chef")
    assert world.client("chef").post(step, proof).status_code == 302
    row.refresh_from_db()
    assert row.state == "verified"


def test_an_action_that_may_not_be_read_is_not_named_but_remains(world: World) -> None:
    row = found(world, state="corrected", cause="Okunskap", correction="Larm", corrected_on=TODAY)
    action = create(SYSTEM, Action, {"title": "Hemligt", "owner_unit": world.units["kul"]})
    create(SYSTEM, DeviationAction, {"deviation": row, "action": action})
    said = why_not_verified(world.access("chef"), row)
    assert said
    assert "Hemligt" not in said


def test_a_strength_needs_no_correction_and_its_page_asks_for_none(world: World) -> None:
    GRADES.load(SYSTEM)
    rows = {grade: found(world, grade=grade) for grade in ("minor", "strength")}
    words = standing_words(world.access("owner"), [*rows.values()])
    assert [words[rows[grade].pk] for grade in rows] == ["Öppen", "Behöver inte rättas"]
    step = {grade: reverse("deviations-step", args=[row.pk, "analyse"]) for grade, row in rows.items()}
    pages = {
        grade: world.client("owner").get(reverse("deviations-detail", args=[row.pk])).text
        for grade, row in rows.items()
    }
    assert {grade: step[grade] in pages[grade] for grade in rows} == {"minor": True, "strength": False}
