"""An exercise is an event that is marked wherever it is named, goes in its own pace, and touches no figure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.kernel.registers.figures import counts
from akropolis.base.lib.figures import all_figures
from akropolis.base.lib.periods import Period
from akropolis.events.authority_reports.services import reporting
from akropolis.events.exercises.models import (
    Exercise,
    ExerciseAction,
    ExerciseState,
    Inject,
    Observed,
    Script,
)
from akropolis.events.exercises.register.exercises import EXERCISES
from akropolis.events.exercises.reports.exercise_words import report_of
from akropolis.events.exercises.selectors.playing import clock, list_given_injects
from akropolis.events.exercises.services.keeping import keep, remove
from akropolis.events.exercises.services.planning import fill_from
from akropolis.events.incidents.models import (
    EntryKind,
    Incident,
    IncidentNode,
    StepState,
    Track,
    TrackRegime,
    TrackStep,
)
from akropolis.events.incidents.selectors.clocks import clocks_of, list_running_clocks
from akropolis.events.incidents.services import tracks, triage
from akropolis.events.leadership.models import ClimbRule, LeadershipLevel
from akropolis.events.leadership.rules.levels import reached_at
from akropolis.events.leadership.services import log
from akropolis.events.leadership.services.escalating import escalate
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue
from akropolis.graph.assets.models import Node
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.facts import FactKind
from akropolis.graph.blast_radius.selectors.radius import radius
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.actions.models import Action
from tests.factories import graphs
from tests.factories.duties import classed
from tests.incidents.tabs import text_of
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
    (track,) = tracks.open_tracks(world.access("ciso"), event, [(world.units["utb"], TrackRegime.PRIVACY)])
    update(SYSTEM, track, {"aware_at": timezone.now() - 30 * MINUTE})
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
    assert [each.inject.minute for each in list_given_injects(access, played.exercise, now)] == [
        0,
        20,
        45,
        50,
        120,
        240,
        1200,
    ]
    assert [
        each.inject.minute for each in list_given_injects(access, played.exercise, now - 39 * MINUTE)
    ] == [
        0,
        20,
        45,
        50,
    ]
    log.enter(
        access, played.event, world.units["stad"], kind=EntryKind.DECISION, text="Stäng.", basis="Samtal."
    )
    last = list_given_injects(access, played.exercise, timezone.now())[-1]
    assert [entry.text for entry in last.done][-1] == "Stäng."


def test_the_hours_of_the_law_pass_in_the_pace_of_the_exercise(world: World, played: Played) -> None:
    (found,) = clocks_of([played.step])
    aware = played.track.knowledge  # the unit is told as its track is opened
    assert aware is not None
    assert found.due is not None
    assert found.due.moment == aware + 72 * HOUR
    assert found.moment == aware + 72 * MINUTE
    assert not found.late(timezone.now())
    assert found.late(aware + 73 * MINUTE)
    task = next(t for t in tasks_for(world.access("owner"), date(2026, 11, 25)) if "track-step" in t.key)
    assert task.at == found.moment
    assert task.title == "ÖVNING: Anmälan av en personuppgiftsincident för Utbildningsnämnden: Molnet är nere"
    taken = next(t for t in tasks_for(world.access("owner"), date(2026, 11, 25)) if "incident:" in t.key)
    assert taken.title.startswith("ÖVNING: Kvittera")
    assert taken.at is not None
    assert taken.at - timezone.now() < HOUR


def test_a_real_event_keeps_the_law_s_own_time(world: World) -> None:
    now = timezone.now()
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": now, "aware_at": now}
    event = create(world.access("ciso"), Incident, values)
    (track,) = tracks.open_tracks(world.access("ciso"), event, [(world.units["utb"], TrackRegime.PRIVACY)])
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


def test_what_is_given_is_asked_for_anew_where_it_is_shown(world: World, played: Played) -> None:
    client, part = world.client("ciso"), f"/incidenter/{played.event.pk}/givna-inspel/"
    assert f'id="played" hx-get="{part}"' in client.get(f"/incidenter/{played.event.pk}/").text
    assert f'id="played" hx-get="{part}"' in client.get(part).text


def test_every_page_of_the_event_says_that_it_is_an_exercise(world: World, played: Played) -> None:
    client, owner = world.client("ciso"), world.client("owner")
    event, track, row = played.event.pk, played.track.pk, played.step.pk
    pages = [
        f"/incidenter/{event}/",
        f"/incidenter/{event}/?flik=spar",
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
        assert '<aside class="ak-marked"' in answer.text, page
        assert f"<title>{MARK} ·" in answer.text, page


def test_mail_is_marked_first_in_its_subject(world: World, played: Played) -> None:
    subjects = list(Message.objects.values_list("subject", flat=True))
    assert subjects
    assert [s for s in subjects if not s.startswith(f"{MARK}: ")] == []


def test_an_ended_exercise_asks_nobody_for_anything(world: World, played: Played) -> None:
    assert [c.step.pk for c in list_running_clocks(world.access("owner"))] == [played.step.pk]
    step(world, played.exercise, "end")
    played.event.refresh_from_db()
    assert (played.event.status, played.exercise.state) == ("closed", ExerciseState.ENDED)
    assert list_running_clocks(world.access("owner")) == []
    assert [t for t in tasks_for(world.access("owner"), date(2026, 11, 25)) if MARK in str(t.title)] == []


def figures_of(world: World) -> dict[str, int]:
    """Every figure that counts rows, as the CISO reads it."""
    day = timezone.localdate()
    access, period = world.access("ciso"), Period(date(day.year, 1, 1), date(day.year, 12, 31), day)
    return {
        figure.key: counts(access, [figure], period, day, {})[0]
        for figure in all_figures()
        if figure.register
    }


def test_an_exercise_touches_no_figure_but_those_of_exercises(world: World) -> None:
    exercise = filled(world)
    classed(world, "stad")
    before = figures_of(world)
    event = event_of(step(world, exercise, "start"))
    units = [(world.units[code], TrackRegime.PRIVACY) for code in ("utb", "kul")]
    units.append((world.units["stad"], TrackRegime.CYBER))
    tracks.open_tracks(world.access("ciso"), event, units)
    escalate(world.access("ciso"), event, LeadershipLevel.everything.get(code="staden"), "Två nämnder.")
    assert figures_of(world) == before
    step(world, exercise, "end")
    held = figures_of(world)
    assert held.pop("exercises.held") == before.pop("exercises.held") + 1
    assert held == before
    assert before["exercises.planned"] == 1


def test_the_graph_tells_of_no_open_event_that_is_an_exercise(world: World, played: Played) -> None:
    node = Node.everything.get(name="Molnbolaget")
    assert IncidentNode.everything.filter(incident=played.event, node=node).exists()
    assert radius(world.access("ciso"), node, RadiusEvent.BREACH).open_count(FactKind.INCIDENT) == 0


def test_papers_are_marked_in_the_title_and_in_the_head_of_each_page(world: World, played: Played) -> None:
    draft = drafts.begin(world.access("ciso"), played.event)
    picture = issue(world.access("ciso"), draft, Issue(as_of=timezone.now(), mark="leading"))
    row = played.step
    fields = reporting.sent_fields(world.access("owner"), row, {})
    papers = [picture.tree, reporting.document(world.access("owner"), row, fields)]
    for paper in [*papers, report_of(world.access("ciso"), played.exercise)]:
        assert paper.title.startswith(f"{MARK}: "), paper.title
        assert paper.meta.kind.startswith(f"{MARK}: "), paper.meta.kind


def test_tasks_and_mails_of_the_ladder_are_marked_and_keep_the_pace(world: World, played: Played) -> None:
    with writing(SYSTEM) as w:
        role = Role.everything.get(code="ciso")
        rule = {"name": "En timme före", "hours": 1, "role": role, "valid_from": date(2020, 1, 1)}
        w.create(ClimbRule, rule)
    moment = clocks_of([played.step])[0].moment
    assert moment is not None
    assert reached_at(moment, 1, played.event.pace) == moment - MINUTE
    found = [t for t in tasks_for(world.access("ciso"), timezone.localdate()) if "ladder" in t.key]
    assert [t.key.rsplit(":", 1)[1] for t in found] == []
    ago_known = timezone.now() - 71 * MINUTE - timedelta(seconds=30)
    Incident.everything.filter(pk=played.event.pk).update(occurred_at=ago_known)
    Track.everything.filter(pk=played.track.pk).update(aware_at=ago_known)
    (task,) = [t for t in tasks_for(world.access("ciso"), timezone.localdate()) if "ladder" in t.key]
    assert task.title.startswith(f"{MARK}: ")


def test_who_plays_reads_what_is_given_and_nothing_of_what_is_to_come(world: World, played: Played) -> None:
    access, client = world.access("owner"), world.client("owner")
    assert not Exercise.objects.visible(access).exists()
    assert not Inject.objects.visible(access).exists()
    page = text_of(client, played.event)
    assert "Tre samtal på tio minuter" in page
    assert "har återställt" not in page
    assert "Någon frågar om det är fler tjänster" not in page
    assert client.get(f"/ovningar/{played.exercise.pk}/").status_code == 404
    assert world.client("neighbour").get(f"/incidenter/{played.event.pk}/givna-inspel/").status_code == 404


def test_whoever_does_not_hold_it_writes_nothing_in_it(world: World, played: Played) -> None:
    inject = Inject.everything.filter(exercise=played.exercise)[0]
    said = {"minute": 1, "text": "Nej", "goal": "", "outcome": "met", "version": inject.version}
    client = world.client("auditor")
    for path in (
        f"ovningar/{played.exercise.pk}/nytt-inspel",
        f"ovningar/{played.exercise.pk}/ny-observation",
        f"ovningars-inspel/{inject.pk}",
        f"ovningar/{played.exercise.pk}/foresla-inspel",
    ):
        assert client.post(f"/{path}/", said).status_code == 404, path
    assert Inject.everything.filter(text="Nej").count() + Observed.everything.count() == 0


def test_what_was_given_and_reported_stands(world: World, played: Played) -> None:
    step(world, played.exercise, "end")
    inject = Inject.everything.select_related("exercise__owner_unit").filter(exercise=played.exercise)[0]
    with pytest.raises(Refused):
        keep(world.access("ciso"), inject, {"text": "Annat"})
    row = Observed(exercise=played.exercise)
    seen = keep(world.access("ciso"), row, {"goal": "Mål", "outcome": "met", "text": "Bra"})
    step(world, played.exercise, "report")
    with pytest.raises(Refused):
        remove(world.access("ciso"), seen)
    with pytest.raises(Refused):
        fill_from(world.access("ciso"), played.exercise, Script.everything.all()[0])


def test_a_state_that_has_a_consequence_is_not_just_written(world: World) -> None:
    exercise = filled(world)
    with pytest.raises(Invalid), writing(world.access("ciso")) as w:
        w.update(exercise, {"state": ExerciseState.RUNNING})
    exercise.refresh_from_db()
    running_one = step(world, exercise, "start")
    with pytest.raises(Invalid), writing(world.access("ciso")) as w:
        w.update(running_one, {"state": ExerciseState.ENDED})
    assert Exercise.everything.get(pk=exercise.pk).state == ExerciseState.RUNNING


def test_an_exercise_is_played_to_its_end_in_compressed_time(world: World) -> None:
    exercise = filled(world)
    client = world.client("ciso")
    assert (
        client.post(f"/ovningar/{exercise.pk}/steg/start/", {"version": exercise.version}).status_code == 302
    )
    exercise.refresh_from_db()
    event = event_of(exercise)
    room = f"/incidenter/{event.pk}/"
    assert "Tre samtal på tio minuter" in client.get(room).text
    assert "ringer: de har stängt av" not in client.get(room).text

    ago(exercise, MINUTE)
    assert "ringer: de har stängt av" in client.get(f"/incidenter/{event.pk}/givna-inspel/").text
    sent = {"tracks": [f"privacy:{world.units['utb'].pk}"]}
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
    assert len(list_given_injects(world.access("ciso"), exercise, timezone.now())) == 8
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
        "parts": [str(Observed.everything.get().pk)],
    }
    answer = client.post(f"/atgarder/ny/exercise/{exercise.pk}/", raised)
    assert answer.status_code == 302, answer.text
    link = ExerciseAction.everything.get()
    assert (link.action, link.observed) == (Action.everything.get(), Observed.everything.get())
    taken = client.post(f"/ovningars-observationer/{link.observed_id}/", seen | {"gone": "on", "version": 1})
    assert (taken.status_code, Observed.everything.count()) == (422, 1)
    assert (
        client.post(f"/ovningar/{exercise.pk}/steg/report/", {"version": exercise.version}).status_code == 302
    )
    told = report_of(world.access("ciso"), exercise)
    assert told.title == "ÖVNING: Rapport från övningen Molnet är nere"
    assert told.meta.kind == "ÖVNING: Övningsrapport"
    for form in ("pdf", "docx"):
        assert client.get(f"/ovningar/{exercise.pk}/rapport.{form}").status_code == 200
