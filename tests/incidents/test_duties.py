"""Who can have the duty to tell of an event, and what waits while nobody has taken it up."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Token, Unit
from akropolis.base.kernel.access.models.tokens import digest
from akropolis.base.kernel.deadlines.tasks import PendingTask, tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.kernel.registers.figures import counts
from akropolis.base.lib.figures import all_figures
from akropolis.base.lib.periods import Period
from akropolis.events.authority_reports.rules.questions import Question
from akropolis.events.authority_reports.services.assessing import assess
from akropolis.events.incidents.models import (
    Incident,
    IncidentKind,
    IncidentUnit,
    Severity,
    Track,
    TrackRegime,
    TrackState,
)
from akropolis.events.incidents.register import REGISTER, TRACKS
from akropolis.events.incidents.selectors.proposals import known_since, propose
from akropolis.events.incidents.selectors.tracks import without_duty
from akropolis.events.incidents.services import tracks
from akropolis.events.incidents.services.triage import close
from akropolis.graph.assets.models import Node
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.entities import services as entities
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.authority_reports import scenes
from tests.behaviours.walk import forms_on
from tests.factories.duties import classed
from tests.world import START, SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
COVERED = "omfattas inte av cybersäkerhetslagen enligt beslut, och har inget att rapportera enligt den."
AUTHORITY = "är ingen egen myndighet: öppna spåret för"
PERSON = "är ingen egen juridisk person: öppna spåret för"
NOBODY = "den nämnd eller det bolag som har skyldigheten"
UNDECIDED = "Det är inte beslutat om cybersäkerhetslagen gäller för {}. Besluta klassen först."
NESTED = (
    ("ks", "Kommunstyrelsen", "committee", "stad"),
    ("slk", "Stadsledningskontoret", "administration", "ks"),
    ("slk-it", "It-avdelningen", "department", "slk"),
    ("slk-drift", "Driftenheten", "section", "slk-it"),
)
FLAT = (NESTED[0], ("slk", "Stadsledningskontoret", "administration", "stad"), *NESTED[2:])
"""The people of the kommunstyrelse sit below it, or beside it right under the city."""


def grown(world: World, tree: tuple[tuple[str, str, str, str], ...]) -> None:
    """More units, and three bolag: one that is essential, one outside the act, one of which nobody has decided."""
    bolag = (("vatten", "Vattenverket AB"), ("teater", "Stadsteatern AB"), ("bo", "Bostaden AB"))
    with writing(SYSTEM) as w:
        for code, name, kind, parent in (*tree, *((code, name, "company", "stad") for code, name in bolag)):
            values = {"code": code, "name": name, "kind": kind, "parent": world.units[parent]}
            world.units[code] = w.create(Unit, {**values, "valid_from": START})
        values = {"code": "lab", "name": "Labbet", "kind": "department", "parent": world.units["vatten"]}
        world.units["lab"] = w.create(Unit, {**values, "valid_from": START})
    classed(world, "stad", "vatten", kind="essential")
    classed(world, "teater", kind="outside")


def refused(above: str) -> dict[tuple[str, str], str]:
    """What is said of each unit that cannot have a duty, where the administration's authority is the one said."""
    return {
        ("stad", "privacy"): f"Mälarstad {AUTHORITY} {NOBODY}.",
        ("slk", "privacy"): f"Stadsledningskontoret {AUTHORITY} {above}.",
        ("slk-it", "privacy"): f"It-avdelningen {AUTHORITY} {above}.",
        ("slk-drift", "privacy"): f"Driftenheten {AUTHORITY} {above}.",
        ("lab", "privacy"): f"Labbet {AUTHORITY} Vattenverket AB.",
        ("ks", "cyber"): f"Kommunstyrelsen {PERSON} Mälarstad.",
        ("slk", "cyber"): f"Stadsledningskontoret {PERSON} Mälarstad.",
        ("slk-it", "cyber"): f"It-avdelningen {PERSON} Mälarstad.",
        ("slk-drift", "cyber"): f"Driftenheten {PERSON} Mälarstad.",
        ("lab", "cyber"): f"Labbet {PERSON} Vattenverket AB.",
        ("teater", "cyber"): f"Stadsteatern AB {COVERED}",
        ("bo", "cyber"): UNDECIDED.format("Bostaden AB"),
    }


CODES = ("stad", "ks", "slk", "slk-it", "slk-drift", "vatten", "teater", "bo", "lab")
SAME = {TrackRegime.REGISTERED: TrackRegime.PRIVACY, TrackRegime.RECIPIENTS: TrackRegime.CYBER}
"""Those are told by the same: controllers and covered entities."""


@pytest.mark.parametrize(
    ("tree", "above"), [(NESTED, "Kommunstyrelsen"), (FLAT, NOBODY)], ids=["nested", "flat"]
)
def test_each_kind_of_unit_has_the_duties_that_the_law_lays_on_it(
    world: World, tree: tuple[tuple[str, str, str, str], ...], above: str
) -> None:
    grown(world, tree)
    event, said = scenes.event(world, "stad"), refused(above)
    for regime in TrackRegime:
        for code in CODES:
            pair, before = (world.units[code], regime), (Change.objects.count(), event.aware_at)
            why = said.get((code, str(SAME.get(regime, regime).value)))
            assert without_duty([pair]) == ({pair: why} if why else {}), (code, regime)
            if why is None:
                assert len(tracks.open_tracks(world.access("ciso"), event, [pair])) == 1
                continue
            with pytest.raises(Invalid) as one:
                tracks.open_tracks(
                    world.access("ciso"), event, [(world.units["stad"], TrackRegime.POLICE), pair]
                )
            assert one.value.errors == {"tracks": [why]}
            values = {"incident": event, "owner_unit": pair[0], "regime": regime, "title": "X"}
            with pytest.raises(Invalid) as other:
                TRACKS.verbs.create(world.access("ciso"), Track, values)
            assert other.value.errors == {"owner_unit": [why]}
            assert (Change.objects.count(), event.aware_at) == before
    held = {(row.owner_unit.code, row.regime) for row in Track.everything.select_related("owner_unit")}
    private = {"ks", "vatten", "teater", "bo"}
    assert {code for code, regime in held if regime == "privacy"} == private
    assert {code for code, regime in held if regime == "cyber"} == {"stad", "vatten"}
    assert {code for code, regime in held if regime == "police"} == {*CODES}


def test_the_api_says_at_the_unit_why_it_has_no_such_duty(world: World) -> None:
    grown(world, NESTED)
    event = scenes.event(world, "stad")
    user, until = world.people["ciso"], timezone.now() + HOUR
    create(SYSTEM, Token, {"user": user, "digest": digest("x"), "scope": "write", "expires_at": until})
    client, before = Client(headers={"authorization": "Bearer x"}), Change.objects.count()
    body = {"incident": str(event.pk), "title": "X"}
    for (code, regime), why in refused("Kommunstyrelsen").items():
        sent = body | {"owner_unit": code, "regime": regime}
        answer = client.post(
            "/api/v1/incident-tracks",
            sent,
            content_type="application/json",
            headers={"accept-language": "sv", "idempotency-key": f"{code}{regime}xxxxxxxx"},
        )
        assert (answer.status_code, answer.json()["errors"]) == (
            422,
            [{"field": "owner_unit", "detail": why}],
        )
    assert (Change.objects.count(), Track.everything.count()) == (before, 0)


def opening(world: World, event: Incident, **sent: Any) -> Any:
    page, client = reverse("incident-tracks-open", args=[event.pk]), world.client("ciso")
    return client.post(page, sent) if sent else client.get(page)


def test_the_right_pairs_are_opened_in_one_act_and_no_others_are_there(world: World) -> None:
    grown(world, NESTED)
    event = scenes.event(world, "slk-drift", severity=Severity.SERIOUS, personal_data="yes")
    field = opening(world, event).context["form"].fields["tracks"]
    offered = {(unit.code, regime.value) for unit, regime in field.pairs.values()}
    able = {"stad", "utb", "kul", "ks", "hamn", "vatten", "teater", "bo"}
    assert {code for code, regime in offered if regime == "privacy"} == able - {"stad"}
    assert {code for code, regime in offered if regime == "cyber"} == {"stad", "vatten"}
    assert {code for code, regime in offered if regime == "work"} == able
    form = opening(world, event).context["form"]
    ks, stad = (world.units[code].pk for code in ("ks", "stad"))
    assert form.initial == {"tracks": [f"privacy:{ks}", f"cyber:{stad}"]}
    before = Change.objects.count()
    wrong = opening(world, event, tracks=[f"privacy:{stad}", f"cyber:{stad}"])
    assert wrong.status_code == 422
    assert "Välj enheter som kan ha skyldigheten: en nämnd eller ett bolag" in wrong.text
    assert opening(world, event, other="").status_code == 422
    assert Change.objects.count() == before
    assert opening(world, event, tracks=form.initial["tracks"]).status_code == 302
    rows = Track.everything.filter(incident=event).select_related("owner_unit")
    assert {(row.owner_unit.code, row.regime) for row in rows} == {("ks", "privacy"), ("stad", "cyber")}


def test_a_mail_to_the_wrong_person_is_proposed_to_the_own_authority(world: World) -> None:
    grown(world, FLAT)
    access = world.access("ciso")

    def proposed(code: str) -> tuple[list[tuple[str, str, str]], list[str]]:
        found = propose(access, [], RadiusEvent.BREACH, world.units[code])
        told = [(each.unit.code, regime.value, each.what) for regime, each in found.tracks()]
        return told, [unit.code for unit in found.undecided]

    assert proposed("utbf") == (
        [
            ("utb", "privacy", "Händelsen hör till Utbildningsförvaltningen"),
            ("stad", "cyber", "Utbildningsförvaltningen"),
        ],
        [],
    )
    assert proposed("slk-it")[0] == [("stad", "cyber", "It-avdelningen")]
    assert proposed("lab")[0][0][:2] == ("vatten", "privacy")
    assert [each[:2] for each in proposed("teater")[0]] == [("teater", "privacy")]
    assert proposed("bo") == ([("bo", "privacy", "Händelsen hör till Bostaden AB")], ["bo"])


def judging(world: World, who: str, event: Incident) -> dict[str, list[str]]:
    page = reverse("incident-judge", args=[event.pk])
    found = next(each for each in forms_on(world.client(who).get(page), page) if "kind" in each.names)
    return {name: value for name, value in found.untouched().items() if name != "show"}


@pytest.mark.parametrize(("personal", "ticked"), [("yes", True), ("unknown", True), ("no", False)])
def test_it_is_ticked_in_the_judgement_where_it_is_a_breach_and_one_act_opens_it(
    world: World, personal: str, ticked: bool
) -> None:
    event = scenes.event(world, "utbf", kind=IncidentKind.EVENT, personal_data=personal)
    given = judging(world, "owner", event)
    assert given.get("tracks", []) == ([f"privacy:{world.units['utb'].pk}"] if ticked else [])
    sent = given | {"kind": "incident", "severity": "3"}
    page = reverse("incident-judge", args=[event.pk])
    assert world.client("owner").post(page, sent).status_code == 302
    rows = Track.everything.filter(incident=event).select_related("owner_unit")
    assert [(row.owner_unit.code, row.regime) for row in rows] == ([("utb", "privacy")] if ticked else [])


def test_what_a_service_holds_says_who_controls_and_the_own_authority_only_then(
    world: World, nodes: dict[str, Node]
) -> None:
    access = world.access("ciso")
    hit = propose(access, [nodes["moln"]], RadiusEvent.BREACH, world.units["hamn"])
    assert world.units["hamn"] not in hit.controllers or hit.controllers[world.units["hamn"]].way
    assert world.units["utb"] in hit.controllers
    assert all(each.way for each in hit.controllers.values())


def pending(world: World, who: str, mark: str = "untracked") -> list[PendingTask]:
    found = tasks_for(world.access(who, timezone.localdate()), timezone.localdate())
    return [task for task in found if f":{mark}" in task.key]


def counted(world: World, who: str, key: str) -> int:
    day = timezone.localdate()
    period = Period(day.replace(month=1, day=1), day.replace(month=12, day=31), day)
    figure = next(each for each in all_figures() if each.key == key)
    return int(counts(world.access(who), [figure], period, day, {})[0])


@pytest.fixture
def breach(world: World) -> Incident:
    """Known for eighty hours, without a track."""
    CLOCK_RULES.load(SYSTEM)
    with writing(SYSTEM) as w:
        world.add(w, "dso", "Jonas Öhrn", "dso", "stad")
    now = timezone.now()
    times = {"occurred_at": now - 90 * HOUR, "detected_at": now - 80 * HOUR, "aware_at": None}
    return scenes.event(world, "utb", personal_data="yes", title="Mejl till fel person", **times)


def test_personal_data_without_a_track_waits_for_the_unit_its_head_and_the_officer(
    world: World, breach: Incident
) -> None:
    found = {who: pending(world, who) for who in world.people}
    assert {who for who, told in found.items() if told} >= {"owner", "chef", "dso"}
    assert not {who for who, told in found.items() if told} & {
        "neighbour",
        "colleague",
        "auditor",
        "outsider",
    }
    (mine,), (head,), (officer,) = found["owner"], found["chef"], found["dso"]
    assert breach.detected_at is not None
    assert mine.title == "Öppna spår för personuppgiftsincidenten ”Mejl till fel person”"
    assert mine.at == breach.detected_at + 72 * HOUR < timezone.now()
    assert mine.url == reverse("incident-tracks-open", args=[breach.pk])
    assert {head.url, officer.url} == {reverse("incidents-detail", args=[breach.pk])}
    assert mine.why.startswith("Utbildningsnämnden leder den.")
    assert len(mine.reasons) > 0
    page = world.client("dso").get(reverse("incidents-detail", args=[breach.pk])).text
    assert "ingen personuppgiftsansvarig har ett spår" in page
    update(SYSTEM, breach, {"aware_at": breach.detected_at + HOUR})
    assert pending(world, "owner")[0].at == breach.detected_at + 73 * HOUR
    update(SYSTEM, breach, {"aware_at": None, "detected_at": None})
    assert known_since(breach) == breach.created_at


def test_it_waits_until_it_has_a_track_or_is_said_to_concern_nobody(world: World, breach: Incident) -> None:
    def left() -> tuple[int, int]:
        return len(pending(world, "owner")), counted(world, "owner", "incidents.untracked")

    assert left() == (1, 1)
    (track,) = tracks.open_tracks(world.access("owner"), breach, [(world.units["utb"], TrackRegime.PRIVACY)])
    assert left() == (0, 0)
    because = "Mejlet togs bort oläst."
    assess(world.access("owner"), track, Question.RISK, {}, outcome="no", reasons=because, seen=None)
    TRACKS.verbs.step(world.access("owner"), track, "decide_not", {}, because=because)
    assert (left(), track.state) == ((0, 0), TrackState.NOT_REPORTED)
    update(SYSTEM, track, {"archived_at": timezone.now()})
    assert left() == (1, 1)
    for values in ({"kind": "none"}, {"kind": "duplicate"}, {"personal_data": "unknown"}):
        before = {name: getattr(breach, name) for name in values}
        update(SYSTEM, breach, values)
        assert left() == (0, 0), values
        update(SYSTEM, breach, before)
    update(SYSTEM, breach, {"archived_at": timezone.now()})
    assert left() == (0, 0)
    update(SYSTEM, breach, {"archived_at": None})
    with writing(SYSTEM) as w:
        close(w, breach, "Fel adress")
    assert left() == (0, 1)  # closing it is no decision: nobody is asked, and it is counted


def test_an_exercise_is_no_breach_that_waits(world: World, breach: Incident) -> None:
    assert len(pending(world, "owner")) == 1
    scenes.event(world, "utb", personal_data="yes", exercise=True, title="ÖVNING: Mejl")
    assert len(pending(world, "owner")) == 1


def test_the_nämnd_next_door_sees_neither_the_task_nor_the_count_though_the_event_affects_it(
    world: World, breach: Incident
) -> None:
    create(SYSTEM, IncidentUnit, {"incident": breach, "unit": world.units["kul"]})
    client = world.client("neighbour")
    assert breach.title in client.get(reverse("incidents-list")).text
    assert pending(world, "neighbour") == []
    assert counted(world, "neighbour", "incidents.untracked") == 0
    assert breach.title not in client.get(reverse("incidents-list"), {"duty": "untracked"}).text
    assert (
        "ingen personuppgiftsansvarig" not in client.get(reverse("incidents-detail", args=[breach.pk])).text
    )
    assert breach.title in world.client("owner").get(reverse("incidents-list"), {"duty": "untracked"}).text


def test_an_undecided_bolag_opens_no_track_but_a_task_with_the_hours_that_would_run(world: World) -> None:
    CLOCK_RULES.load(SYSTEM)
    classed(world, "stad")
    with writing(SYSTEM) as w:
        world.add(w, "vd", "Eva Vd", "chef", "hamn")
    known = timezone.now() - 30 * HOUR
    event = scenes.event(world, "stad", severity=Severity.SERIOUS, occurred_at=known, aware_at=known)
    scenes.event(world, "hamn", severity=Severity.MODERATE, title="Liten")
    scenes.event(world, "hamn", severity=Severity.SERIOUS, kind=IncidentKind.EVENT, title="Obedömd")
    assert pending(world, "ciso", "class") == []
    create(SYSTEM, IncidentUnit, {"incident": event, "unit": world.units["hamn"]})
    told = {
        who: pending(world, who, "class") for who in ("vd", "ciso", "owner", "neighbour", "auditor", "chef")
    }
    assert {who: len(each) for who, each in told.items() if each} == {"vd": 1, "ciso": 1}
    (task,) = told["vd"]
    assert task.title == "Besluta om cybersäkerhetslagen gäller för Mälarstads Hamn AB: ”Intrång”"
    assert (task.at, task.url) == (known + 24 * HOUR, reverse("entity", args=["hamn"]))
    assert ("24 timmar" in task.why, "72 timmar" in task.why) == (True, True)
    assert counted(world, "ciso", "incidents.unclassed") == 1
    assert counted(world, "neighbour", "incidents.unclassed") == 0
    values = {"entity_class": "important", "provision": "1 kap. 4 §", "reason": "Hamnen är medelstor."}
    day = timezone.localdate()
    entities.decide(world.access("vd", day), world.units["hamn"], {**values, "decided_on": day}, version=None)
    assert (pending(world, "vd", "class"), counted(world, "ciso", "incidents.unclassed")) == ([], 0)
    (task,) = pending(world, "ciso", "class")
    assert task.title == "Öppna spår enligt cybersäkerhetslagen för Mälarstads Hamn AB: ”Intrång”"
    initial = world.client("ciso").get(task.url).context["form"].initial["tracks"]
    assert f"cyber:{world.units['hamn'].pk}" in initial
    (track,) = tracks.open_tracks(world.access("ciso"), event, [(world.units["hamn"], TrackRegime.CYBER)])
    assert (track.knowledge, pending(world, "ciso", "class")) == (known, [])


@pytest.mark.parametrize(("kind", "day"), [("outside", 0), ("important", -3)])
def test_what_was_decided_before_or_is_outside_asks_for_nothing(world: World, kind: str, day: int) -> None:
    at = timezone.now()
    classed(world, "stad")
    classed(world, "hamn", kind=kind, day=timezone.localdate() + timedelta(days=day))
    scenes.event(world, "hamn", severity=Severity.CRITICAL, occurred_at=at, aware_at=at)
    assert (pending(world, "ciso", "class"), counted(world, "ciso", "incidents.unclassed")) == ([], 0)


def test_the_list_is_filtered_by_the_two_and_by_nothing_else(world: World) -> None:
    assert REGISTER.narrowings[-1].find(world.access("ciso"), "else") is None
