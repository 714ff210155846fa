"""An exercise is an event that is marked wherever it is named, goes in its own pace, and touches no figure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.actions.models import Action
from akropolis.exercises.models import Exercise, ExerciseAction, ExerciseState, Inject, Observed, Script
from akropolis.exercises.register.exercises import EXERCISES
from akropolis.exercises.reports.exercise_words import report_of
from akropolis.exercises.selectors.playing import clock, given
from akropolis.exercises.services.planning import fill_from
from akropolis.incidents.models import EntryKind, Incident, Regime, StepState, Track, TrackStep
from akropolis.incidents.selectors.clocks import clocks_of, running
from akropolis.incidents.services import log, times, tracks, triage
from akropolis.kernel.access.errors import Hidden, Invalid
from akropolis.kernel.deadlines.tasks import tasks_for
from akropolis.kernel.notify.models import Message
from akropolis.kernel.records.writer import create, writing
from akropolis.suppliers.models import Supplier
from tests.factories import graphs
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
MARK = "ÖVNING"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def plan(world: World, **given: Any) -> Exercise:
    """An exercise of the city's, of a supplier that two nämnder stand on, in which an hour passes in a minute."""
    with writing(SYSTEM) as w:
        supplier = w.create(Supplier, {"name": "Molnbolaget", "owner_unit": world.units["stad"]})
        below = graphs.node_of(w, supplier)
        for code, name in (("utb", "Skolportalen"), ("kul", "Bibliotekssystemet")):
            service = graphs.service(w, world.units[code], name)
            graphs.depend(w, service, below)
            graphs.depend(w, graphs.information(w, world.units[code], f"{name}s register"), service)
        values = {
            "title": "Molnet är nere",
            "owner_unit": world.units["stad"],
            "planned_on": date(2026, 11, 25),
            "supplier": supplier,
            "pace": 60,
            "lead": world.people["ciso"],
        }
        made = w.create(Exercise, values | given)
    graphs.forget()
    return made


def filled(world: World, code: str = "leverantorsangrepp") -> Exercise:
    exercise = plan(world)
    fill_from(world.access("ciso"), exercise, Script.everything.get(code=code))
    return exercise


def step(world: World, exercise: Exercise, name: str, who: str = "ciso", because: str = "") -> Exercise:
    return EXERCISES.verbs.step(world.access(who), exercise, name, {}, because=because)  # type: ignore[no-any-return]


def event_of(exercise: Exercise) -> Incident:
    event = Exercise.everything.select_related("incident__owner_unit").get(pk=exercise.pk).incident
    assert event is not None
    return event


def ago(exercise: Exercise, length: timedelta) -> None:
    """The exercise was started so long before now in reality."""
    exercise.started_at = timezone.now() - length
    Exercise.everything.filter(pk=exercise.pk).update(started_at=exercise.started_at)
    Incident.everything.filter(pk=event_of(exercise).pk).update(occurred_at=exercise.started_at)


@dataclass
class Played:
    """A running exercise, its event, and a track that has been known for half a real hour: 30 of its own."""

    exercise: Exercise
    event: Incident
    track: Track

    @property
    def step(self) -> TrackStep:
        """What is to be done in the track."""
        related = ("track__incident__owner_unit", "track__owner_unit")
        return TrackStep.everything.select_related(*related).get(track=self.track)


@pytest.fixture
def played(world: World) -> Played:
    exercise = step(world, filled(world), "start")
    ago(exercise, 40 * MINUTE)
    event = event_of(exercise)
    (track,) = tracks.open_tracks(world.access("ciso"), event, [(world.units["utb"], Regime.PRIVACY)])
    times.set_times(
        world.access("ciso"), event, {"aware_at": timezone.now() - 30 * MINUTE}, "Vi visste tidigare."
    )
    track.incident = event
    return Played(exercise, event, track)


def test_a_written_exercise_is_filled_with_names_from_the_city_s_own_graph(world: World) -> None:
    exercise = filled(world)
    rows = list(Inject.everything.filter(exercise=exercise))
    assert [row.minute for row in rows] == [0, 20, 45, 50, 120, 240, 1200, 2880]
    assert (
        "Molnbolaget ringer: de har stängt av sin drift. Deras första bedömning: angrepp genom"
        in rows[1].text
    )
    assert "Bibliotekssystemet och Skolportalen är berörda" in rows[1].text
    assert [row.whom for row in rows[2:4]] == ["Kulturnämnden", "Utbildningsnämnden"]
    assert not any("{" in row.text + row.whom + row.expected for row in rows)
    exercise.refresh_from_db()
    assert len(exercise.goal_lines) == 5
    assert "Molnbolaget levererar" in exercise.scene


def test_severity_says_which_injects_are_proposed(world: World) -> None:
    exercise = plan(world, severity=1, title="Liten")
    made = fill_from(world.access("ciso"), exercise, Script.everything.get(code="leverantorsangrepp"))
    assert 240 not in [row.minute for row in made]
    again = fill_from(world.access("ciso"), exercise, Script.everything.get(code="kapat-konto"))
    assert Inject.everything.filter(exercise=exercise).count() == len(again)


def test_whoever_may_not_lead_the_event_does_not_start_it(world: World) -> None:
    exercise = filled(world)
    with pytest.raises(Hidden):
        step(world, exercise, "start", who="neighbour")
    assert Incident.everything.count() == 0


def test_injects_are_given_as_the_clock_of_the_exercise_passes(world: World, played: Played) -> None:
    access, now = world.access("ciso"), timezone.now()
    assert clock(played.exercise, now) // HOUR == 40
    assert [each.inject.minute for each in given(access, played.exercise, now)] == [
        0,
        20,
        45,
        50,
        120,
        240,
        1200,
    ]
    assert [each.inject.minute for each in given(access, played.exercise, now - 39 * MINUTE)] == [
        0,
        20,
        45,
        50,
    ]
    log.enter(
        access, played.event, world.units["stad"], kind=EntryKind.DECISION, text="Stäng.", basis="Samtal."
    )
    last = given(access, played.exercise, timezone.now())[-1]
    assert [entry.text for entry in last.done][-1] == "Stäng."


def test_the_hours_of_the_law_pass_in_the_pace_of_the_exercise(world: World, played: Played) -> None:
    (found,) = clocks_of([played.step])
    aware = played.event.aware_at
    assert aware is not None
    assert found.due is not None
    assert found.due.moment == aware + 72 * HOUR
    assert found.moment == aware + 72 * MINUTE
    assert not found.late(timezone.now())
    assert found.late(aware + 73 * MINUTE)
    task = next(t for t in tasks_for(world.access("owner"), date(2026, 11, 25)) if "track-step" in t.key)
    assert task.at == found.moment
    assert MARK in task.title


def test_a_real_event_keeps_the_law_s_own_time(world: World) -> None:
    now = timezone.now()
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": now, "aware_at": now}
    event = create(world.access("ciso"), Incident, values)
    (track,) = tracks.open_tracks(world.access("ciso"), event, [(world.units["utb"], Regime.PRIVACY)])
    row = TrackStep.everything.select_related("track__incident").get(track=track)
    assert clocks_of([row])[0].moment == now + 72 * HOUR
    assert (event.number[:4], track.number[:4]) == ("INC-", "SPR-")
    with pytest.raises(Invalid):
        create(world.access("ciso"), Incident, {**values, "title": "ÖVNING: påhittad"})


def test_numbers_of_exercises_are_a_series_of_their_own(played: Played) -> None:
    assert (played.event.number[:8], played.track.number[:8]) == ("ÖVN-INC-", "ÖVN-SPR-")


def test_the_mark_cannot_be_written_away(world: World, played: Played) -> None:
    with writing(world.access("ciso")) as w:
        assert w.update(played.event, {"title": "Utan märke"}).title == "ÖVNING: Utan märke"
        assert w.update(played.event, {"title": "ÖVNING: Med märke"}).title == "ÖVNING: Med märke"
    with writing(world.access("owner")) as w:
        assert w.update(played.track, {"title": "Vårt spår"}).title == "ÖVNING: Vårt spår"


def test_an_exercise_is_never_the_same_as_an_event(world: World, played: Played) -> None:
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": timezone.now()}
    real = create(world.access("ciso"), Incident, values)
    with pytest.raises(Invalid), writing(world.access("ciso")) as w:
        triage.merge(w, real, played.event)
    real.refresh_from_db()
    assert real.same_as is None


def test_every_page_of_the_event_says_that_it_is_an_exercise(world: World, played: Played) -> None:
    client, owner = world.client("ciso"), world.client("owner")
    event, track, row = played.event.pk, played.track.pk, played.step.pk
    pages = [
        f"/incidenter/{event}/",
        f"/incidenter/{event}/ledning/",
        f"/incidenter/{event}/redigera/",
        f"/incidenter/{event}/tider/",
        f"/incidenter/{event}/bedom/",
        f"/incidenter/{event}/ledningsniva/",
        f"/incidenter/{event}/meddelande/",
        f"/incidenter/{event}/berorda/",
        f"/incidenter/{event}/spar/",
        f"/incidentspar/{track}/",
        f"/incidentspar/{track}/redigera/",
    ]
    own = [
        f"/incidentspar/steg/{row}/",
        f"/incidentspar/steg/{row}/gors-inte/",
        f"/incidentspar/steg/{row}/rapport/",
        f"/incidentspar/{track}/nytt-steg/",
        f"/incidentspar/{track}/bedom/risk/",
        f"/incidenter/{event}/ta-emot/utb/",
    ]
    for who, page in [*((client, page) for page in pages), *((owner, page) for page in own)]:
        answer = who.get(page)
        assert answer.status_code == 200, page
        assert '<aside class="ak-mark"' in answer.text, page
        assert f"<title>{MARK} ·" in answer.text, page


def test_mail_is_marked_first_in_its_subject(world: World, played: Played) -> None:
    subjects = list(Message.objects.values_list("subject", flat=True))
    assert subjects
    assert [s for s in subjects if not s.startswith(f"{MARK}: ")] == []


def test_an_ended_exercise_asks_nobody_for_anything(world: World, played: Played) -> None:
    assert [c.step.pk for c in running(world.access("owner"))] == [played.step.pk]
    step(world, played.exercise, "end")
    played.event.refresh_from_db()
    assert (played.event.status, played.exercise.state) == ("closed", ExerciseState.ENDED)
    assert running(world.access("owner")) == []
    assert [t for t in tasks_for(world.access("owner"), date(2026, 11, 25)) if MARK in str(t.title)] == []


def test_an_exercise_is_played_to_its_end_in_compressed_time(world: World) -> None:
    exercise = filled(world)
    client = world.client("ciso")
    assert (
        client.post(f"/ovningar/{exercise.pk}/steg/start/", {"version": exercise.version}).status_code == 302
    )
    exercise.refresh_from_db()
    event = event_of(exercise)
    room = f"/incidenter/{event.pk}/ledning/"
    assert "Tre samtal på tio minuter" in client.get(room).text
    assert "ringer: de har stängt av" not in client.get(room).text

    ago(exercise, MINUTE)
    assert "ringer: de har stängt av" in client.get(f"/incidenter/{event.pk}/givna-inspel/").text
    sent = {"regimes": [Regime.PRIVACY], "units": [str(world.units["utb"].pk)]}
    assert client.post(f"/incidenter/{event.pk}/spar/", sent).status_code == 302
    row = TrackStep.everything.get(track__incident=event)
    now = timezone.localtime()
    filed = {
        "submitted_at_0": now.date().isoformat(),
        "submitted_at_1": f"{now:%H:%M}",
        "submitted_at": f"{now:%Y-%m-%dT%H:%M}",
    }
    owner = world.client("owner")
    answer = owner.post(
        f"/incidentspar/steg/{row.pk}/", filed | {"receipt": "IMY-ÖVN-1", "version": row.version}
    )
    assert answer.status_code == 302, answer.text
    row.refresh_from_db()
    assert (row.state, row.receipt) == (StepState.DONE, "IMY-ÖVN-1")

    ago(exercise, 50 * MINUTE)
    assert len(given(world.access("ciso"), exercise, timezone.now())) == 8
    assert client.post(f"/ovningar/{exercise.pk}/steg/end/", {"version": exercise.version}).status_code == 302
    exercise.refresh_from_db()
    assert exercise.state == ExerciseState.ENDED

    refused = client.post(f"/ovningar/{exercise.pk}/steg/report/", {"version": exercise.version})
    assert refused.status_code == 422
    seen = {
        "goal": exercise.goal_lines[0],
        "outcome": "partly",
        "text": "Det tog två timmar.",
        "seen_by": "Observatör",
    }
    assert client.post(f"/ovningar/{exercise.pk}/ny-observation/", seen).status_code == 302
    assert Observed.everything.get().outcome == "partly"
    raised = {
        "title": "Skriv reservrutin",
        "owner_unit": str(world.units["stad"].pk),
        "due_on": "2027-01-31",
        "responsible": str(world.people["ciso"].pk),
    }
    answer = client.post(f"/atgarder/ny/exercise/{exercise.pk}/", raised)
    assert answer.status_code == 302, answer.text
    assert ExerciseAction.everything.get().action == Action.everything.get()
    assert (
        client.post(f"/ovningar/{exercise.pk}/steg/report/", {"version": exercise.version}).status_code == 302
    )
    told = report_of(world.access("ciso"), exercise)
    assert told.title == "ÖVNING: Rapport från övningen Molnet är nere"
    assert told.meta.kind == "ÖVNING: Övningsrapport"
    for form in ("pdf", "docx"):
        assert client.get(f"/ovningar/{exercise.pk}/rapport.{form}").status_code == 200
