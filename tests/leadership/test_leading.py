"""An event is led on a level that its facts propose and a person decides; a ladder tells who else must know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.deadlines.tasks import fleeting, tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.incidents.models import (
    EntryKind,
    Incident,
    IncidentUnit,
    LogEntry,
    Severity,
    TrackRegime,
)
from akropolis.events.incidents.services import tracks
from akropolis.events.leadership.models import CallEntry, ClimbRule, LeadershipLevel
from akropolis.events.leadership.register.leading import LADDER, LEVELS, TEMPLATES
from akropolis.events.leadership.rules.levels import LevelProposal, LevelRule, propose_level
from akropolis.events.leadership.selectors.levels import call_list, leadership_of
from akropolis.events.leadership.services.escalating import escalate
from akropolis.events.leadership.web.leading import fill_template
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from akropolis.shell.home.services.reminders import remind_of_due
from tests.world import START, SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ROWS = [
    LevelRule("low", 1, 1),
    LevelRule("mid", 2, None),
    LevelRule("high", 4, 5),
    LevelRule("never", None, None),
]


@pytest.mark.parametrize(
    ("severity", "units", "found"),
    [
        (1, 0, LevelProposal("low", by_severity=True, by_units=False)),
        (1, 1, LevelProposal("low", by_severity=True, by_units=True)),
        (3, 4, LevelProposal("mid", by_severity=True, by_units=False)),
        (1, 5, LevelProposal("high", by_severity=False, by_units=True)),
        (4, 5, LevelProposal("high", by_severity=True, by_units=True)),
    ],
)
def test_the_highest_level_that_the_facts_reach_is_proposed(
    severity: int, units: int, found: LevelProposal
) -> None:
    assert propose_level(ROWS, severity, units) == found


def test_nothing_is_proposed_where_nothing_is_reached() -> None:
    assert propose_level(ROWS[2:], 3, 4) is None


@pytest.fixture
def event(world: World) -> Incident:
    """An event that the city leads, serious, known for 61 hours."""
    for table in (CLOCK_RULES, LEVELS, LADDER, TEMPLATES):
        table.load(SYSTEM)
    at = timezone.now() - 61 * HOUR
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": at, "aware_at": at}
    return create(world.access("ciso"), Incident, {**values, "severity": Severity.SERIOUS})


def level(code: str) -> LeadershipLevel:
    return LeadershipLevel.everything.get(code=code)


def listed(world: World, unit: str, duty: str, position: int, who: str) -> CallEntry:
    values = {"duty": duty, "owner_unit": world.units[unit], "level": "staden", "position": position}
    return create(SYSTEM, CallEntry, {**values, "person": world.people[who], "telephone": "08-1"})


def test_the_step_to_a_level_is_decided_logged_and_told_to_its_list(world: World, event: Incident) -> None:
    listed(world, "stad", "Ersätter", 2, "chef")
    listed(world, "stad", "Leder", 1, "colleague")
    access = world.access("ciso")
    found = leadership_of(access, event, 0)
    assert (found.now, found.proposed) == (None, level("staden"))
    assert [entry.duty for entry in call_list(access, event, found.proposed)] == ["Leder", "Ersätter"]
    before = Change.objects.count()
    for chosen, because in ((level("staden"), " "), (level("staden"), "")):
        with pytest.raises(Invalid):
            escalate(access, event, chosen, because)
    with pytest.raises(Hidden):
        escalate(world.access("owner"), event, level("staden"), "Flera nämnder")
    assert Change.objects.count() == before
    escalate(access, event, level("staden"), "Flera nämnder berörs.")
    (entry,) = LogEntry.everything.filter(incident=event)
    assert (entry.kind, entry.basis, event.level) == (EntryKind.HANDOVER, "Flera nämnder berörs.", "staden")
    assert set(Message.objects.filter(key__startswith="level:").values_list("user__username", flat=True)) == {
        "chef",
        "colleague",
    }
    with pytest.raises(Invalid):
        escalate(access, event, level("staden"), "En gång till")


def test_the_list_of_the_nearest_unit_counts(world: World, event: Incident) -> None:
    listed(world, "stad", "Stadens", 1, "chef")
    update(SYSTEM, event, {"owner_unit": world.units["utb"]})
    access = world.access("ciso")
    assert [entry.duty for entry in call_list(access, event, level("staden"))] == ["Stadens"]
    listed(world, "utb", "Nämndens", 1, "chef")
    assert [entry.duty for entry in call_list(access, event, level("staden"))] == ["Nämndens"]


def test_the_ladder_brings_a_step_to_each_role_at_its_hour_and_to_no_neighbour(
    world: World, event: Incident
) -> None:
    tracks.open_tracks(world.access("ciso"), event, [(world.units["utb"], TrackRegime.PRIVACY)])
    now = timezone.now()

    def brought(who: str) -> list[str]:
        every = tasks_for(world.access(who), timezone.localdate(), fleeting)
        return [task.key.split(":")[0] for task in every if task.key.startswith("ladder:")]

    assert {who: brought(who) for who in ("chef", "ciso", "neighbour")} == {
        "chef": ["ladder"],
        "ciso": [],
        "neighbour": [],
    }
    update(SYSTEM, event, {"occurred_at": now - 100 * HOUR, "aware_at": now - 73 * HOUR})
    assert {who: brought(who) for who in ("chef", "ciso", "neighbour")} == {
        "chef": ["ladder"],
        "ciso": ["ladder"],
        "neighbour": [],
    }
    remind_of_due(now)
    told = Message.objects.filter(key__startswith="ladder:").values_list("user__username", flat=True)
    assert sorted(told) == ["chef", "ciso"]
    remind_of_due(now)
    assert Message.objects.filter(key__startswith="ladder:").count() == 2


def test_the_ladder_tells_two_days_before_and_who_holds_two_of_its_roles_once(
    world: World, event: Incident
) -> None:
    tracks.open_tracks(world.access("ciso"), event, [(world.units["utb"], TrackRegime.PRIVACY)])
    now = timezone.now()
    known = now - 30 * HOUR
    update(SYSTEM, event, {"aware_at": known})
    roles = {code: Role.objects.unscoped(because="by code").get(code=code) for code in ("chef", "ciso")}
    with writing(SYSTEM) as w:
        for hours, code in ((48, "chef"), (44, "ciso")):
            w.create(ClimbRule, {"name": code, "hours": hours, "role": roles[code], "valid_from": START})
        holds = {"user": world.people["chef"], "role": roles["ciso"], "unit": world.units["utb"]}
        w.create(Appointment, {**holds, "valid_from": START})
    remind_of_due(now)
    remind_of_due(now + 5 * HOUR)
    told = Message.objects.filter(key__startswith="ladder:").values_list("user__username", "until")
    until = known + 48 * HOUR
    assert sorted(told) == [("chef", until), ("ciso", until)]


def test_a_template_is_filled_from_the_event_and_what_was_sent_stands_in_the_log(
    world: World, event: Incident
) -> None:
    update(SYSTEM, event, {"title": "Stopp i {tid}-systemet"})
    assert fill_template("{händelse} hos {enhet} {okänt} {nummer}", event).count("{okänt}") == 1
    client = world.client("ciso")
    page = client.get(f"/incidenter/{event.pk}/meddelande/")
    assert page.text.count("Mälarstad") > 0
    client.post(
        f"/incidenter/{event.pk}/meddelande/", {"text": "Vi har en störning.", "channel": "Intranätet"}
    )
    (entry,) = LogEntry.everything.filter(incident=event)
    assert (entry.kind, entry.text) == (EntryKind.MESSAGE, "Intranätet: Vi har en störning.")


def test_the_room_says_how_it_is_led_to_those_who_may_read_it(world: World, event: Incident) -> None:
    with writing(SYSTEM) as w:
        w.create(IncidentUnit, {"incident": event, "unit": world.units["utb"]})
    listed(world, "stad", "Leder", 1, "colleague")
    escalate(world.access("ciso"), event, level("staden"), "Flera nämnder")
    own, other = world.client("owner"), world.client("neighbour")
    assert own.get(f"/incidenter/{event.pk}/").text.count("Stadens incidentledning") >= 1
    for old in ("ledning/", "", "?flik=spar", "?flik=logg"):
        assert other.get(f"/incidenter/{event.pk}/{old}").status_code == 404
    moved = own.get(f"/incidenter/{event.pk}/ledning/?sida=3")
    assert moved["Location"] == f"/incidenter/{event.pk}/?flik=logg&sida=3"
    assert own.get(f"/incidenter/{event.pk}/ledning/")["Location"] == f"/incidenter/{event.pk}/"
    pages = [own.get(f"/incidenter/{event.pk}/?flik=logg&sida={page}") for page in (1, 3)]
    shown = [page.context["newer"] for page in pages]
    assert shown == [0, 2]
    assert [
        own.get(f"/incidenter/{event.pk}/{page}/").status_code for page in ("ledningsniva", "meddelande")
    ] == [404] * 2


def test_the_ladder_is_read_by_machines_too(world: World, event: Incident) -> None:
    answer = world.client("ciso").get("/api/v1/reminder-ladder")
    assert [(row["hours"], row["role"]) for row in answer.json()["items"]] == [
        (12, "chef"),
        (4, "cert"),
        (0, "ciso"),
    ]
