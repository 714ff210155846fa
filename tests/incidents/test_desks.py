"""Whose desk a track lies on, for every kind of unit and wherever its people sit: who is asked, who opens it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import update, writing
from akropolis.events.authority_reports.rules.questions import Question
from akropolis.events.authority_reports.services.assessing import assess
from akropolis.events.incidents.models import Incident, IncidentSharing, Track, TrackRegime, TrackStep
from akropolis.events.incidents.register import TRACKS
from akropolis.events.incidents.selectors.room import Room
from akropolis.events.incidents.services import tracks
from akropolis.events.incidents.web import walking
from akropolis.events.leadership.models import ClimbRule
from akropolis.events.leadership.web import climbing
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.authority_reports import scenes
from tests.factories.duties import opened_before
from tests.world import START, SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
TREES = {
    "large": (
        ("top", "city", ""),
        ("ks", "committee", "top"),
        ("slk", "administration", "ks"),
        ("srv", "administration", "ks"),
        ("slk-it", "department", "slk"),
        ("kultur", "committee", "top"),
        ("kulturf", "administration", "kultur"),
        ("bolag", "company", "top"),
        ("bolag-it", "department", "bolag"),
    ),
    "small": (
        ("top", "city", ""),
        ("kansli", "administration", "top"),
        ("kansli-it", "section", "kansli"),
        ("ks", "committee", "top"),
        ("ksf", "administration", "ks"),
        ("ksf-under", "administration", "ksf"),
    ),
}
WALKS, READS = "samordnare", "lasare"
type Held = tuple[str, str, bool]
"""Role, unit, and whether with those below. The person is called as the unit that she sits in, and her role."""
CASES: list[tuple[str, str, list[Held], set[str], set[str]]] = [
    # tree, whose duty, who holds what: of whom it is asked, and who may open it besides
    ("large", "ks", [(WALKS, "ks", False), (WALKS, "slk", True), (READS, "slk", True)], {"ks"}, set()),
    ("large", "ks", [(WALKS, "slk", True), (WALKS, "kultur", True), (READS, "srv", True)], {"slk"}, set()),
    ("large", "ks", [(WALKS, "slk", False), (WALKS, "srv", False)], {"slk", "srv"}, set()),
    ("large", "ks", [(WALKS, "slk", True), (WALKS, "top", True)], {"slk"}, {"top"}),
    ("large", "ks", [(WALKS, "slk-it", True), (WALKS, "top", True)], {"top"}, set()),
    ("large", "ks", [(READS, "ks", True), (WALKS, "kulturf", True), (WALKS, "bolag", True)], set(), {"ks"}),
    ("large", "kultur", [(WALKS, "kulturf", True), (WALKS, "slk", True)], {"kulturf"}, set()),
    ("large", "slk", [(WALKS, "ks", True), (WALKS, "srv", True)], {"ks"}, set()),
    ("large", "slk", [(WALKS, "ks", False), (WALKS, "top", True)], {"top"}, set()),
    ("large", "slk-it", [(WALKS, "slk", True), (WALKS, "top", True)], {"slk"}, {"top"}),
    ("large", "bolag", [(WALKS, "bolag", True), (WALKS, "top", True)], {"bolag"}, {"top"}),
    ("large", "bolag", [(WALKS, "bolag-it", True), (WALKS, "top", True)], {"top"}, set()),
    ("large", "top", [(WALKS, "top", True), (WALKS, "ks", True)], {"top"}, set()),
    ("small", "top", [(WALKS, "kansli", True), (WALKS, "ksf", True)], {"kansli"}, set()),
    ("small", "ks", [(WALKS, "ksf-under", True), (WALKS, "kansli", True)], set(), set()),
    ("small", "ks", [(WALKS, "ksf", True), (WALKS, "kansli", True)], {"ksf"}, set()),
    ("small", "kansli-it", [(WALKS, "kansli", True)], {"kansli"}, set()),
]


def grow(tree: str) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    with writing(SYSTEM) as w:
        for code, kind, above in TREES[tree]:
            values = {"code": f"x-{code}", "name": f"X {code}", "kind": kind, "parent": made.get(above)}
            made[code] = w.create(Unit, {**values, "valid_from": START})
    return made


def seat(units: dict[str, Unit], held: list[Held]) -> dict[str, User]:
    """Each a person of her own."""
    found = {}
    with writing(SYSTEM) as w:
        for role, code, below in held:
            name = code if role == WALKS or code not in found else f"{code} {role}"
            person = w.create(User, {"username": f"{code}.{role}", "name": name})
            appoint = {"user": person, "role": Role.everything.get(code=role), "unit": units[code]}
            w.create(Appointment, {**appoint, "and_below": below, "valid_from": START})
            found[name] = person
    return found


def opened(world: World, unit: Unit, sharing: IncidentSharing = IncidentSharing.AFFECTED) -> Track:
    CLOCK_RULES.load(SYSTEM)
    known = timezone.now() - timedelta(hours=71)
    event: Incident = scenes.event(world, "utb", occurred_at=known, aware_at=known, sharing=sharing)
    (track,) = opened_before(SYSTEM, event, [(unit, TrackRegime.PRIVACY)])
    return track


def today(person: User) -> Access:
    return access_for(User.everything.get(pk=person.pk), timezone.localdate())


def on_desk(person: User, track: Track) -> bool:
    keys = {f"track-step:{step.pk}" for step in TrackStep.everything.filter(track=track)}
    return bool(keys & {task.key for task in walking.list_step_tasks(today(person), timezone.localdate())})


def opens(person: User, track: Track) -> tuple[bool, bool, bool]:
    """Whether she reads the track, what happened, and may walk it."""
    access = today(person)
    reads = Track.objects.visible(access).filter(pk=track.pk).exists()
    facts = Incident.objects.visible(access).filter(pk=track.incident_id).exists()
    return reads, facts, track.writable_by(access)


@pytest.mark.parametrize(("tree", "duty", "held", "desk", "besides"), CASES)
def test_the_desk_of_a_track(
    world: World, tree: str, duty: str, held: list[Held], desk: set[str], besides: set[str]
) -> None:
    units = grow(tree)
    people = seat(units, held)
    track = opened(world, units[duty])
    assert {name for name, person in people.items() if on_desk(person, track)} == desk
    reminded = {due.person for due in walking.due_everywhere(date.max)}
    assert {name for name, person in people.items() if person.pk in reminded} == desk
    (walked,) = Room(SYSTEM, track.incident).tracks
    assert {person.name for person in walked.asked} == desk
    assert track.responsible == (people[next(iter(desk))] if len(desk) == 1 else None)
    may = {name: opens(person, track) for name, person in people.items()}
    assert {name for name, found in may.items() if found == (True, True, True)} == desk | (
        besides - {READS} - readers(held)
    )
    assert {name for name, found in may.items() if any(found)} == desk | besides


def readers(held: list[Held]) -> set[str]:
    return {code for role, code, _below in held if role == READS}


def test_who_stands_in_opens_that_track_and_nothing_else_of_the_unit(world: World) -> None:
    units = grow("large")
    person = seat(units, [(WALKS, "slk", True)])["slk"]
    track = opened(world, units["ks"])
    other = scenes.event(world, "utb")
    update(SYSTEM, other, {"owner_unit": units["ks"]})
    assert opens(person, track) == (True, True, True)
    access = today(person)
    assert list(Incident.objects.visible(access)) == [track.incident]
    assert access.scopes("incidents:incident:edit") == access.scopes("actions:action:edit")
    gained = {name for name in access.grants if access.may(name, units["ks"])}
    assert gained == {"incidents:track:read", "incidents:track:edit"}
    assess(access, track, Question.RISK, {}, outcome="no", reasons="Låg risk", seen=None)
    TRACKS.verbs.step(access, track, "decide_not", {}, because="Låg risk")
    assert not on_desk(person, track)
    hidden = opened(world, units["ks"], IncidentSharing.LEADING)
    assert opens(person, hidden) == (True, False, True)


def test_a_desk_moves_on_the_day_on_which_an_appointment_begins_or_ends(world: World) -> None:
    units, now = grow("large"), timezone.localdate()
    below = seat(units, [(WALKS, "slk", True)])["slk"]
    track = opened(world, units["ks"])
    above = seat(units, [(WALKS, "ks", False)])["ks"]
    row = Appointment.everything.get(user=above)
    for first, last, desk in (
        (now + timedelta(1), None, below),
        (now, None, above),
        (START, now, above),
        (START, now - timedelta(1), below),
    ):
        row = update(SYSTEM, row, {"valid_from": first, "valid_to": last})
        assert [each for each in (above, below) if on_desk(each, track)] == [desk], (first, last)
        assert opens(below, track)[0] is (desk == below)
    update(SYSTEM, row, {"valid_to": None})
    update(SYSTEM, above, {"is_active": False})
    assert (on_desk(below, track), opens(below, track)[2]) == (True, True)
    update(SYSTEM, units["slk"], {"valid_to": now - timedelta(1)})
    assert (on_desk(below, track), opens(below, track)) == (False, (False, False, False))


def test_a_page_finds_the_desk_of_now(world: World) -> None:
    units = grow("large")
    person = seat(units, [(WALKS, "slk", True), (WALKS, "srv", True)])["slk"]
    track = opened(world, units["ks"])
    step = TrackStep.everything.get(track=track)
    world.people["slk"] = person
    client = world.client("slk")
    pages = [
        reverse("incident-tracks-detail", args=[track.pk]),
        reverse("track-step", args=[step.pk]),
        reverse("incidents-detail", args=[track.incident_id]),
    ]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    seat(units, [(WALKS, "ks", False)])
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_the_ladder_reaches_the_heads_below_who_read_and_do_not_walk(world: World) -> None:
    units = grow("large")
    people = seat(units, [(WALKS, "slk", True), ("chef", "srv", True)])
    track = opened(world, units["ks"])
    with writing(SYSTEM) as w:
        role = Role.everything.get(code="chef")
        head = w.create(User, {"username": "chef.slk", "name": "Chefen"})
        w.create(Appointment, {"user": head, "role": role, "unit": units["slk"], "valid_from": START})
        w.create(ClimbRule, {"name": "Nu", "hours": 12, "role": role, "valid_from": START})
    assert opens(head, track) == (True, True, False)
    found = {due.person for due in climbing.due_everywhere(date.max)}
    assert found == {head.pk}
    (task,) = climbing.list_ladder_tasks(today(head), timezone.localdate())
    assert task.about == refer(track)
    assert opens(people["srv"], track) == (False, False, False)
    with pytest.raises(Hidden):
        update(today(head), track, {"text": "Nej"})


def test_nobody_has_it_is_said_until_somebody_has(world: World) -> None:
    units = grow("small")
    track = opened(world, units["ks"])
    page = reverse("incidents-detail", args=[track.incident_id]) + "?flik=spar"
    given = f"{reverse('appointment-give')}?enhet={units['ks'].code}"

    def said() -> list[bool]:
        text = world.client("owner").get(page).content.decode()
        return [
            words in text for words in ("Ingen har det", "Be den som delar ut roller", given, "Ligger hos")
        ]

    assert said() == [True, True, False, False]
    with writing(SYSTEM) as w:
        role = w.create(Role, {"code": "giver", "name": "G", "grants": ["organisation:appointment:edit"]})
        held = {"user": world.people["owner"], "role": role, "unit": units["ks"], "valid_from": START}
        w.create(Appointment, held)
    assert said() == [True, False, True, False]
    people = seat(units, [(WALKS, "ksf", True), (WALKS, "ksf-under", True)])
    assert said() == [False, False, False, True]
    update(SYSTEM, track, {"responsible": people["ksf"]})
    assert said() == [False, False, False, False]


def test_desks_are_found_in_few_queries(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    units = grow("large")
    people = seat(units, [(WALKS, "top", True), (WALKS, "slk", True)])
    event = opened(world, units["ks"]).incident
    tracks.open_tracks(SYSTEM, event, [(unit, TrackRegime.POLICE) for unit in units.values()])
    for person, most in ((people["top"], 8), (people["slk"], 6)):
        with django_assert_max_num_queries(most):
            assert list(walking.list_step_tasks(today(person), timezone.localdate()))
