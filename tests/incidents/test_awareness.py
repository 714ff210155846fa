"""When the law's hours start: each case says by which paragraph, who found the event, and who knew of it when."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.incidents.models import (
    Incident,
    IncidentKind,
    IncidentUnit,
    Track,
    TrackRegime,
    TrackState,
    TrackStep,
)
from akropolis.events.incidents.register import TRACKS
from akropolis.events.incidents.selectors.awareness import Knowledge, KnowledgeRule
from akropolis.events.incidents.selectors.clocks import clocks_of
from akropolis.events.incidents.services import tracks
from akropolis.events.incidents.services.triage import TriageJudgement, judge
from akropolis.events.leadership.services import times
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.behaviours.tokens import bearer
from tests.factories.duties import classed
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HOURS = {TrackRegime.PRIVACY: ("gdpr-33", 72), TrackRegime.CYBER: ("nis2-early", 24)}
CASES = [
    ("GDPR art. 33.1", "utbf", {"detected": 65}, "utb", TrackRegime.PRIVACY, 65, "då upptäcktes händelsen"),
    (
        "GDPR art. 33.1",
        "utb",
        {"reported": 30},
        "utb",
        TrackRegime.PRIVACY,
        30,
        "då rapporterades händelsen första gången",
    ),
    (
        "GDPR art. 33.1",
        "utb",
        {"detected": 65, "reported": 30},
        "utb",
        TrackRegime.PRIVACY,
        65,
        "då upptäcktes händelsen",
    ),
    ("GDPR art. 33.2", "stad", {"detected": 65}, "utb", TrackRegime.PRIVACY, 0, "då underrättades enheten"),
    ("GDPR art. 33.2", "kul", {"detected": 65}, "utb", TrackRegime.PRIVACY, 0, "då underrättades enheten"),
    (
        "GDPR art. 33.2",
        "stad",
        {"detected": 65, "told": 9},
        "utb",
        TrackRegime.PRIVACY,
        9,
        "då underrättades enheten",
    ),
    (
        "GDPR art. 33.1",
        "stad",
        {"detected": 65, "same": 70},
        "utb",
        TrackRegime.PRIVACY,
        70,
        "då upptäcktes händelsen",
    ),
    ("CSL 2 kap. 5 §", "utbf", {"detected": 65}, "stad", TrackRegime.CYBER, 65, "då upptäcktes händelsen"),
    (
        "CSL 2 kap. 5 §",
        "stad",
        {"detected": 30, "track": 65},
        "stad",
        TrackRegime.CYBER,
        65,
        "då fick den första delen",
    ),
    (
        "CSL 2 kap. 5 §",
        "stad",
        {"detected": 30, "same": 65},
        "stad",
        TrackRegime.CYBER,
        65,
        "då upptäcktes händelsen",
    ),
    ("CSL 1 kap. 2 §", "stad", {"detected": 65}, "hamn", TrackRegime.CYBER, 0, "då underrättades enheten"),
    ("CSL 1 kap. 2 §", "hamn", {"detected": 65}, "stad", TrackRegime.CYBER, 0, "då underrättades enheten"),
    (
        "GDPR art. 33.1",
        "stad",
        {"detected": 65, "said": 60},
        "utb",
        TrackRegime.PRIVACY,
        60,
        "så är det angett",
    ),
]
"""Paragraph; who leads and found it; hours ago; whose track; its rules; hours since it knew; by which rule."""


@pytest.fixture(autouse=True)
def rules(db: None, world: World) -> None:
    CLOCK_RULES.load(SYSTEM)
    classed(world, "stad", "hamn")


def event(world: World, unit: str, at: datetime | None = None, **values: Any) -> Incident:
    """An event that occurred a week ago, about which nobody has said anything."""
    now = at or timezone.now()
    usual = {"title": "Intrång", "owner_unit": world.units[unit], "occurred_at": now - 168 * HOUR}
    return create(SYSTEM, Incident, usual | values)


def scene(world: World, unit: str, now: datetime, hours: dict[str, int]) -> Incident:
    """The event with what is known of it, so many hours before now."""
    ago = {name: now - count * HOUR for name, count in hours.items()}
    made = event(world, unit, now, detected_at=ago.get("detected"))
    if "reported" in ago:
        Incident.everything.filter(pk=made.pk).update(created_at=ago["reported"], aware_at=ago["reported"])
    if "said" in ago:
        update(SYSTEM, made, {"aware_at": ago["said"]})
    if "told" in ago:
        tie = create(SYSTEM, IncidentUnit, {"incident": made, "unit": world.units["utbf"]})
        IncidentUnit.everything.filter(pk=tie.pk).update(created_at=ago["told"])
    if "same" in ago:
        event(world, "utbf", now, detected_at=ago["same"], same_as=made, kind=IncidentKind.DUPLICATE)
    if "track" in ago:
        values = {"owner_unit": world.units["utb"], "regime": TrackRegime.PRIVACY, "title": "Vårt"}
        create(SYSTEM, Track, {"incident": made, "aware_at": ago["track"]} | values)
    return Incident.everything.get(pk=made.pk)


def moment(track: Track) -> datetime | None:
    """When the first step is due."""
    related = ("track__incident__owner_unit", "track__owner_unit")
    clock = HOURS[TrackRegime(track.regime)][0]
    return clocks_of([TrackStep.everything.select_related(*related).get(track=track, clock=clock)])[0].moment


@pytest.mark.parametrize("way", ["service", "api"])
@pytest.mark.parametrize(("paragraph", "led", "hours", "whose", "regime", "known", "rule"), CASES)
def test_hours_start_when_whoever_has_the_duty_knew(
    world: World,
    way: str,
    paragraph: str,
    led: str,
    hours: dict[str, int],
    whose: str,
    regime: TrackRegime,
    known: int,
    rule: str,
) -> None:
    now = timezone.now()
    made = scene(world, led, now, hours)
    if way == "service":
        (track,) = tracks.open_tracks(world.access("ciso"), made, [(world.units[whose], regime)])
    else:
        sent = {"incident": str(made.pk), "owner_unit": whose, "regime": regime.value, "title": "Spår"}
        answer = world.client(**bearer(world, "ciso")).post(
            "/api/v1/incident-tracks", sent, content_type="application/json"
        )
        assert answer.status_code == 201, answer.text
        track = Track.everything.select_related("incident__owner_unit").get(pk=answer.json()["id"])
        assert answer.json()["aware_because"] == track.aware_because
    start = track.knowledge
    assert start is not None
    assert abs(start - (now - known * HOUR)) < 2 * MINUTE, paragraph
    assert moment(track) == start + HOURS[regime][1] * HOUR
    assert rule in track.aware_because
    assert f"{timezone.localtime(start):%H.%M}: " in track.aware_because


def test_what_a_person_says_is_believed_and_a_later_moment_is_asked_about(world: World) -> None:
    made = scene(world, "stad", timezone.now(), {"detected": 65})
    wanted, late = [(world.units["stad"], TrackRegime.CYBER)], timezone.now() - 40 * HOUR
    before = Change.objects.count()
    with pytest.raises(Invalid) as refused:
        tracks.open_tracks(world.access("ciso"), made, wanted, (late, " "))
    assert refused.value.errors == {
        "0.aware_because": ["Kännedomen är senare än upptäckten. Rätta tiden eller skriv varför."]
    }
    assert Change.objects.count() == before
    (track,) = tracks.open_tracks(world.access("ciso"), made, wanted, (late, "Larmet tolkades fel."))
    assert (track.aware_at, track.aware_because) == (late, "Larmet tolkades fel.")
    made.refresh_from_db()
    assert made.aware_at == made.detected_at
    assert {each.because for each in events_of([track.pk])} == {"Larmet tolkades fel."}


def test_where_nothing_is_known_it_is_asked_and_never_now_in_silence(world: World) -> None:
    made = event(world, "stad")
    sentence = "Ingen har angett när händelsen upptäcktes eller rapporterades. Ange när ni fick kännedom."
    before = Change.objects.count()
    with pytest.raises(Invalid) as refused:
        tracks.open_tracks(world.access("ciso"), made, [(world.units["stad"], TrackRegime.CYBER)])
    assert refused.value.errors == {"aware_at": [sentence]}
    sent = {"incident": str(made.pk), "owner_unit": "stad", "regime": "cyber", "title": "Spår"}
    client, api = world.client("ciso"), world.client(**bearer(world, "ciso"))
    before = Change.objects.count()
    answer = api.post("/api/v1/incident-tracks", sent, content_type="application/json")
    assert (answer.status_code, sentence in str(answer.json())) == (422, True)
    form = {"tracks": [f"cyber:{world.units['stad'].pk}"], "aware_at": ""}
    page = client.post(f"/incidenter/{made.pk}/spar/", form)
    assert (page.status_code, page.context["form"].errors) == (422, {"aware_at": [sentence]})
    assert Change.objects.count() == before
    (track,) = tracks.open_tracks(world.access("ciso"), made, [(world.units["stad"], TrackRegime.POLICE)])
    assert (track.knowledge, track.aware_because) == (None, "")


def test_a_moment_that_is_moved_keeps_no_reason_of_another(world: World) -> None:
    made = scene(world, "stad", timezone.now(), {"detected": 65})
    (track,) = tracks.open_tracks(world.access("ciso"), made, [(world.units["utb"], TrackRegime.PRIVACY)])
    assert made.detected_at is not None
    with pytest.raises(Invalid) as refused:
        TRACKS.verbs.update(world.access("owner"), track, {"aware_at": made.detected_at + HOUR})
    assert set(refused.value.errors) == {"aware_because"}
    TRACKS.verbs.update(world.access("owner"), track, {"title": "Ny"})
    assert "då underrättades" in track.aware_because
    TRACKS.verbs.update(world.access("owner"), track, {"aware_at": made.detected_at})
    assert (track.aware_at, track.aware_because) == (made.detected_at, "")


def test_no_knowledge_lies_ahead(world: World) -> None:
    made = scene(world, "stad", timezone.now(), {"detected": 65})
    (track,) = tracks.open_tracks(world.access("ciso"), made, [(world.units["utb"], TrackRegime.PRIVACY)])
    said = {"aware_at": timezone.now() + HOUR, "aware_because": "Skäl"}
    ahead = {"detected_at": timezone.now() + HOUR}
    before = Change.objects.count()
    for row, values, name in ((track, said, "aware_at"), (made, ahead, "detected_at")):
        with pytest.raises(Invalid) as refused:
            update(SYSTEM, row, values)
        assert set(refused.value.errors) == {name}
    assert Change.objects.count() == before


def test_no_track_is_reported_or_closed_while_what_the_law_asks_for_waits(world: World) -> None:
    made = scene(world, "stad", timezone.now(), {"detected": 65})
    wanted = [(world.units["utb"], regime) for regime in (TrackRegime.PRIVACY, TrackRegime.OTHER)]
    private, other = tracks.open_tracks(world.access("ciso"), made, wanted)
    owner, before = world.access("owner"), Change.objects.count()
    with pytest.raises(Invalid) as refused:
        TRACKS.verbs.step(owner, private, "report", {})
    assert refused.value.errors == {
        "state": ["Ett steg väntar. Lämna in det, eller besluta att det inte lämnas in, först."]
    }
    for state in (TrackState.REPORTED, TrackState.NOT_REPORTED, TrackState.CLOSED):
        new = {
            "incident": made,
            "owner_unit": world.units["utb"],
            "regime": TrackRegime.POLICE,
            "title": "Nytt",
        }
        with pytest.raises(Invalid) as refused:
            TRACKS.verbs.create(owner, Track, new | {"state": state})
        assert set(refused.value.errors) == {"state"}
    assert Change.objects.count() == before
    TRACKS.verbs.step(owner, other, "report", {})
    with pytest.raises(Invalid):
        TRACKS.verbs.step(owner, other, "close", {})
    step = TrackStep.everything.get(track=other)
    tracks.file(owner, step, submitted_at=timezone.now(), receipt="1")
    assert TRACKS.verbs.step(owner, other, "close", {}).state == TrackState.CLOSED


def test_on_the_event_a_moment_later_than_the_detection_is_asked_about(world: World) -> None:
    made = scene(world, "stad", timezone.now(), {"detected": 65})
    late, before = timezone.now() - 40 * HOUR, Change.objects.count()
    with pytest.raises(Invalid) as refused:
        times.set_times(world.access("ciso"), made, {"aware_at": late})
    assert (set(refused.value.errors), Change.objects.count()) == ({"because"}, before)
    times.set_times(world.access("ciso"), made, {"aware_at": late}, "Larmet tolkades fel.")
    assert times.set_times(world.access("ciso"), made, {"contained_at": timezone.now()}) == []


def test_what_was_merged_into_what_is_merged_counts_and_a_track_follows_the_events_corrected_time(
    world: World,
) -> None:
    now = timezone.now()
    made = scene(world, "stad", now, {"detected": 30})
    second = event(world, "kul", now, same_as=made, kind=IncidentKind.DUPLICATE)
    event(world, "utbf", now, detected_at=now - 50 * HOUR, same_as=second, kind=IncidentKind.DUPLICATE)
    (track,) = tracks.open_tracks(world.access("ciso"), made, [(world.units["stad"], TrackRegime.CYBER)])
    assert (made.aware_at, track.aware_at) == (now - 50 * HOUR, None)
    moved = times.set_times(world.access("ciso"), made, {"aware_at": now - 60 * HOUR}, "Växeln visste.")
    assert len(moved) == 2
    track.refresh_from_db()
    assert moment(Track.everything.select_related("incident").get(pk=track.pk)) == now - 36 * HOUR


def test_it_is_asked_in_triage_with_the_proposal_and_the_track_page_says_why(world: World) -> None:
    """N1: detected 28 November 11.00, tracks opened later: the clock starts when it was detected."""
    now = timezone.now()
    found = (now - 65 * HOUR).replace(second=0, microsecond=0)
    made = event(world, "stad", now, detected_at=found, kind=IncidentKind.EVENT)
    client = world.client("ciso")
    page = client.get(f"/incidenter/{made.pk}/bedom/")
    form = page.context["form"]
    assert form.fields["aware_at"].initial == found
    assert str(Knowledge(found, KnowledgeRule.DETECTED)).rstrip(".") in form.fields["aware_at"].help_text
    sent = {"kind": "incident", "severity": "3", "personal_data": "no", "version": str(made.version)}
    sent |= {"tracks": f"cyber:{world.units['stad'].pk}", "event": "outage"}
    late = {"aware_at": f"{timezone.localtime(now - 10 * HOUR):%Y-%m-%dT%H:%M}"}
    answer = client.post(f"/incidenter/{made.pk}/bedom/", sent | late)
    assert set(answer.context["form"].errors) == {"aware_because"}
    assert not Track.everything.filter(incident=made).exists()
    answer = client.post(
        f"/incidenter/{made.pk}/bedom/", sent | {"aware_at": f"{timezone.localtime(found):%Y-%m-%dT%H:%M}"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    track = Track.everything.select_related("incident").get(incident=made)
    assert (track.knowledge, moment(track)) == (found, found + 24 * HOUR)
    assert "då upptäcktes händelsen" in client.get(f"/incidentspar/{track.pk}/").text


def test_who_judges_is_believed(world: World) -> None:
    made = scene(world, "stad", timezone.now(), {"detected": 30})
    earlier = timezone.now() - 40 * HOUR
    (track,) = judge(
        world.access("ciso"),
        made,
        TriageJudgement(
            IncidentKind.INCIDENT,
            3,
            "no",
            tracks=[(world.units["stad"], TrackRegime.CYBER)],
            said=(earlier, "Vi visste."),
        ),
    )
    assert (track.aware_at, track.aware_because) == (earlier, "Vi visste.")
    with writing(SYSTEM) as w:
        assert w.update(track, {"text": "Mer"}).aware_because == "Vi visste."
