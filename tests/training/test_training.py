"""Training: who must have it, who has it, what is hidden, what is refused, and a learning system's file."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.training.models import Course, CourseCompletion
from akropolis.assurance.training.rules.validity import TrainingState, share_of, training_state
from akropolis.assurance.training.selectors.needs import list_people, list_units
from akropolis.assurance.training.web.waiting import pending_management, pending_own
from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.calendar import months_on
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
type Taker = Callable[..., CourseCompletion]
NOW = timezone.localdate()
HIDDEN = "färre än fem, visas inte"


@pytest.fixture
def courses(world: World) -> dict[str, Course]:
    """The courses that come with the system, by key."""
    tables.get("courses").load(SYSTEM)
    return {row.code: row for row in Course.everything.all()}


@pytest.fixture
def taken(world: World, courses: dict[str, Course]) -> Taker:
    """Register the course, by default of the head of `utb`, who took the management's today."""

    def make(key: str = "management", who: str = "chef", day: date = NOW, **given: Any) -> CourseCompletion:
        person = {"person": world.people[who]} if who else {}
        of = {"course": courses[key], "owner_unit": world.units["utb"], "done_on": day}
        return create(SYSTEM, CourseCompletion, {**of, **person, **given})

    return make


@pytest.mark.parametrize(
    ("days", "state"),
    [(-1, "lapsed"), (0, "ending"), (30, "ending"), (31, "valid"), (None, "valid")],
)
def test_the_last_day_itself_counts(days: int | None, state: str) -> None:
    last = None if days is None else NOW + timedelta(days=days)
    assert training_state(taken=True, last=last, day=NOW) == state
    assert training_state(taken=False, last=None, day=NOW) is TrainingState.MISSING


def test_a_share_is_of_five_at_least_and_never_rounded_up() -> None:
    assert [share_of(4, 4), share_of(0, 5), share_of(5, 5), share_of(199, 200)] == [None, 0, 100, 99]


def test_name_and_last_day_follow_from_the_course(taken: Taker, courses: dict[str, Course]) -> None:
    made, once = taken(day=date(2026, 3, 10)), taken("risk-workshop", day=date(2026, 3, 10))
    assert (made.title, made.valid_to) == (courses["management"].name, date(2028, 3, 10))
    assert (once.valid_to, taken(valid_to=NOW).valid_to) == (None, NOW)
    assert update(SYSTEM, made, {"valid_to": None}).valid_to == date(2028, 3, 10)
    assert update(SYSTEM, made, {"done_on": date(2026, 5, 4)}).valid_to == date(2028, 5, 4)
    assert update(SYSTEM, made, {"course": courses["phishing"]}).valid_to == date(2027, 5, 4)
    update(SYSTEM, made, {"valid_to": date(2027, 1, 31)})
    assert update(SYSTEM, made, {"done_on": date(2026, 6, 1)}).valid_to == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"who": ""}, "person"),
        ({"taken": 1, "invited": 2}, "person"),
        ({"taken": 1}, "person"),
        ({"who": "", "taken": 1}, "invited"),
        ({"who": "", "invited": 1}, "taken"),
        ({"who": "", "taken": 3, "invited": 2}, "taken"),
        ({"who": "", "taken": 0, "invited": 0}, "invited"),
        ({"day": NOW + timedelta(days=1)}, "done_on"),
        ({"valid_to": NOW - timedelta(days=1)}, "valid_to"),
        ({"evidence_note": "Närvarade: 121212-1212"}, "evidence_note"),
        ({"provider": "121212-1212"}, "provider"),
        ({"title": "Pass för 121212-1212"}, "title"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_saved(
    taken: Taker, given: dict[str, Any], field: str
) -> None:
    count = Change.objects.count()
    with pytest.raises(Invalid) as refused:
        taken(**given)
    assert list(refused.value.errors) == [field]
    assert (CourseCompletion.everything.count(), Change.objects.count()) == (0, count)


def test_one_person_takes_a_course_once_a_day(taken: Taker) -> None:
    taken()
    with pytest.raises(Invalid):
        taken()
    assert CourseCompletion.everything.count() == 1


def test_a_course_names_roles_exactly_where_roles_must_have_it(courses: dict[str, Course]) -> None:
    for audience, roles in (("management", []), ("everyone", ["chef"])):
        with pytest.raises(Invalid) as refused:
            update(SYSTEM, courses["management"], {"audience": audience, "roles": roles})
        assert list(refused.value.errors) == ["roles"]


def test_a_person_is_read_by_herself_her_head_and_those_with_the_right_alone(
    world: World, taken: Taker
) -> None:
    mine, counted = taken("introduction", "colleague"), taken("phishing", "", taken=7, invited=9)
    everyone = ("colleague", "owner", "chef", "ciso", "auditor", "admin", "neighbour", "outsider")
    of_person, of_counts = {"colleague", "owner", "chef", "ciso"}, {*everyone} - {"neighbour", "outsider"}

    def readers(row: Tracked) -> set[str]:
        url = reverse("completions-detail", args=[row.pk])
        return {who for who in everyone if world.client(who).get(url).status_code == 200}

    assert (readers(mine), readers(counted)) == (of_person, of_counts)
    for who in everyone:
        listed = world.client(who).get(reverse("completions-list"))
        assert (mine.number in listed.text) == (who in of_person), who
        answer = world.client(**bearer(world, who)).get("/api/v1/completions")
        shown = {row["number"] for row in answer.json()["items"]} if answer.status_code == 200 else set()
        assert (mine.number in shown, counted.number in shown) == (who in of_person, who in of_counts), who
        history = world.client(who).get(f"/historik/?sok={mine.number}")
        assert mine.number not in history.text or who in of_person | {"admin"}, who


def test_who_writes_but_reads_no_persons_writes_of_none(world: World, courses: dict[str, Course]) -> None:
    values = {
        "course": courses["phishing"].pk,
        "owner_unit": world.units["utb"].pk,
        "done_on": NOW,
        "source": "form",
    }
    values |= {"person": world.people["colleague"].pk}
    for who, rows in (("admin", 0), ("owner", 1)):
        answer = world.client(who).post(reverse("completions-create"), values)
        assert (answer.status_code == 302, CourseCompletion.everything.count()) == (bool(rows), rows), who


def test_a_share_is_hidden_below_five_people_and_counts_say_it_above(world: World, taken: Taker) -> None:
    taken("introduction", "chef")

    def row(who: str, key: str = "introduction") -> list[tuple[int, int | None, int | None]]:
        found = list_units(world.access(who), NOW)
        return [(r.must, r.shown, r.share) for r in found if (r.course.code, r.unit.code) == (key, "utb")]

    assert row("colleague") == [(3, None, None)]
    answer = world.client("colleague").get(
        reverse("training-list"), {"unit": "utb", "course": "introduction"}
    )
    assert (HIDDEN in answer.text, bool(re.search(r"33\s*%", answer.text))) == (True, False)
    taken("introduction", "", taken=7, invited=9, day=NOW - timedelta(days=1))
    assert (row("colleague"), row("neighbour")) == ([(9, 7, 77)], [])
    api = world.client(**bearer(world, "owner")).get("/api/v1/training?unit=utb").json()["items"]
    shown = {(r["course"], r["valid"], r["share"], r["remark"]) for r in api}
    assert ("Introduktion i informationssäkerhet", 7, 77, "") in shown
    assert {remark for _course, valid, _share, remark in shown if valid is None} == {HIDDEN}


def test_persons_without_a_course_are_named_to_those_with_the_right_alone(world: World, taken: Taker) -> None:
    taken(day=NOW - timedelta(days=900))
    found = {
        who: [
            (r.person.username, r.state.value)
            for r in list_people(world.access(who), NOW)
            if r.course.code == "management"
        ]
        for who in ("owner", "chef", "ciso", "neighbour", "colleague", "auditor")
    }
    seen = [("chef", "lapsed")]
    assert found == {
        "owner": seen,
        "chef": seen,
        "ciso": seen,
        "neighbour": [],
        "colleague": [],
        "auditor": [],
    }
    assert world.client("auditor").get(reverse("training-people-list")).status_code == 404


def test_what_lapses_waits_for_the_person_and_a_lapsed_head_for_the_unit(world: World, taken: Taker) -> None:
    made = taken(day=months_on(NOW, -24) + timedelta(days=20))

    def asked() -> dict[str, int]:
        feeds = [pending_own, pending_management]
        people = ("chef", "owner", "ciso", "neighbour", "auditor")
        tasks = {who: tasks_for(world.access(who), NOW, feeds) for who in people}
        return {who: n for who, found in tasks.items() if (n := sum(each.due is not None for each in found))}

    assert asked() == {"chef": 1}
    update(SYSTEM, made, {"valid_to": NOW - timedelta(days=1)})
    assert asked() == {"chef": 1, "owner": 1}
    taken()
    assert asked() == {}


def test_a_course_never_taken_waits_for_whoever_must_have_it_unless_it_is_counted(
    world: World, taken: Taker, courses: dict[str, Course]
) -> None:
    def waiting(who: str = "colleague") -> list[str]:
        return [each.title for each in tasks_for(world.access(who), NOW, [pending_own])]

    titles = {key: f"Gå kursen: {courses[key].name}" for key in ("introduction", "phishing")}
    assert sorted(waiting()) == sorted(titles.values())
    assert waiting("outsider") == []
    taken("introduction", "colleague")
    assert waiting() == [titles["phishing"]]
    taken("phishing", "", taken=7, invited=9)
    assert (waiting(), titles["phishing"] in waiting("neighbour")) == ([], True)


def test_a_learning_systems_file_matches_persons_and_names_the_unknown(
    world: World, courses: dict[str, Course]
) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["colleague"], {"email": "oskar@malarstad.example"})
    lines = (
        "E-post;Kurs;Slutförd;Giltig till",
        "Oskar@malarstad.example;phishing;2026-03-10;2027-01-31",
        "okand@malarstad.example;phishing;2026-03-10;",
        "chef;Känn igen nätfiske;2026-03-11;",
        "neighbour;phishing;2026-03-12;",
    )
    client, page, people = world.client("owner"), reverse("completions-importing"), len(world.people)

    def send() -> Any:
        file = SimpleUploadedFile("portalen.csv", "\n".join(lines).encode())
        token = client.post(page, {"file": file}).context["token"]
        look = client.post(page, {"token": token, "register": "Portalen", "unit_of_rest": "utb"})
        sent = {"token": look.context["token"], "register": "Portalen", "unit_of_rest": "utb", "do": "save"}
        return look, client.post(page, sent)

    look, saved = send()
    assert saved.status_code == 302, saved.text
    assert "Det finns ingen person okand@malarstad.example" in look.text
    assert "Du får inte skriva för Kulturnämnden" in look.text
    stored = {
        (str(row.person and row.person.username), row.owner_unit.code, row.valid_to, row.provider, row.source)
        for row in CourseCompletion.everything.select_related("person", "owner_unit")
    }
    portal = ("Portalen", "file")
    assert stored == {
        ("colleague", "utb", date(2027, 1, 31), *portal),
        ("chef", "utb", date(2027, 3, 11), *portal),
    }
    assert type(world.people["chef"]).everything.count() == people
    count = CourseCompletion.everything.count()
    send()
    assert CourseCompletion.everything.count() == count
