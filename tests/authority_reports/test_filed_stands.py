"""What is filed stands: it is corrected with a reason, what follows is counted anew, one way not to report.

CSL 2 kap. 5-8 §§, GDPR art. 33.1 and 33.5.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.registers.acts import acts_for
from akropolis.events.authority_reports.models import Assessment
from akropolis.events.authority_reports.rules.questions import Question
from akropolis.events.authority_reports.services.assessing import assess
from akropolis.events.incidents.models import Incident, StepState, Track, TrackRegime, TrackState, TrackStep
from akropolis.events.incidents.register import TRACKS
from akropolis.events.incidents.rules.tracks import OPENS, OWN, duties
from akropolis.events.incidents.rules.tracks import RuleRegime as Rules
from akropolis.events.incidents.services import tracks
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.authority_reports import scenes
from tests.behaviours.tokens import bearer
from tests.factories.duties import opened_before
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WHY = "Fel tid i portalen"


@pytest.fixture
def event(world: World) -> Incident:
    CLOCK_RULES.load(SYSTEM)
    known = timezone.now().replace(second=0, microsecond=0) - 60 * HOUR
    return scenes.event(world, "utb", occurred_at=known - HOUR, aware_at=known)


def opened(
    world: World, event: Incident, regime: TrackRegime = TrackRegime.CYBER, unit: str = "utb"
) -> Track:
    (track,) = opened_before(SYSTEM, event, [(world.units[unit], regime)])
    return track


def step(track: Track, clock: str = "nis2-notification") -> TrackStep:
    related = ("track__incident__owner_unit", "track__owner_unit")
    return TrackStep.everything.select_related(*related).get(track=track, clock=clock)


def filed(
    world: World, track: Track, at: datetime, clock: str = "nis2-notification", **given: Any
) -> TrackStep:
    usual: dict[str, Any] = {"submitted_at": at, "receipt": "NCSC-1"}
    return tracks.file(world.access("owner"), step(track, clock), **usual | given)


def judge(world: World, track: Track, outcome: str, question: Question) -> None:
    latest = Assessment.everything.filter(track=track).first()
    seen = latest.pk if latest else None
    assess(world.access("owner"), track, question, {}, outcome=outcome, reasons="Krypterat.", seen=seen)


def kept(track: Track) -> list[tuple[Any, ...]]:
    names = ("clock", "state", "submitted_at", "receipt", "because", "started_at", "version")
    return list(TrackStep.everything.filter(track=track).order_by("created_at", "id").values_list(*names))


@pytest.mark.parametrize(
    "change",
    [
        {"submitted_at": -8 * HOUR},
        {"receipt": "HELT-ANNAT"},
        {"receipt": ""},
        {"because": "Andra skäl"},
    ],
)
def test_what_is_filed_is_changed_only_with_a_reason(
    world: World, event: Incident, change: dict[str, Any]
) -> None:
    track, at = opened(world, event), timezone.now() - 2 * HOUR
    filed(world, track, at, because="Vi väntade på leverantören.")
    given = {"because": "Vi väntade på leverantören."} | change
    given["submitted_at"] = at + given.get("submitted_at", timedelta())
    before, changes = kept(track), Change.objects.count()
    for correction in ("", " \n"):
        with pytest.raises(Invalid) as refused:
            filed(world, track, given.pop("submitted_at", at), **given, correction=correction)
        assert set(refused.value.errors) == {"correction"}
        given["submitted_at"] = at + change.get("submitted_at", timedelta())
    with pytest.raises(Hidden):
        tracks.file(world.access("neighbour"), step(track), submitted_at=at, receipt="NCSC-9", correction=WHY)
    assert (kept(track), Change.objects.count()) == (before, changes)
    found = filed(world, track, given.pop("submitted_at"), **given, correction=WHY)
    assert found.state == (StepState.SENT if found.receipt == "" else StepState.DONE)
    assert {name: getattr(found, name) for name in given} == given


def test_a_corrected_notification_moves_the_final_report(world: World, event: Incident) -> None:
    # A month from the notification as filed (CSL 2 kap. 8 §): 29 November gives 29 December.
    track = opened(world, event)
    at = timezone.now() - 2 * HOUR
    filed(world, track, at)
    assert step(track, "nis2-final").started_at == at
    filed(world, track, at - 50 * HOUR, correction=WHY)
    assert step(track, "nis2-final").started_at == at - 50 * HOUR
    other = tracks.file_situation_report_instead(world.access("owner"), step(track, "nis2-final"))
    filed(world, track, at - 40 * HOUR, correction="Ännu en gång")
    assert {row.clock: row.started_at for row in TrackStep.everything.filter(pk=other.pk)} == {
        "nis2-situation": at - 40 * HOUR
    }


def test_what_is_itself_filed_is_not_moved(world: World, event: Incident) -> None:
    track, at = opened(world, event), timezone.now() - 2 * HOUR
    filed(world, track, at)
    filed(world, track, at + HOUR, "nis2-final")
    filed(world, track, at - HOUR, correction=WHY)
    assert step(track, "nis2-final").started_at == at
    assert TrackStep.everything.filter(track=track).count() == 3


@pytest.mark.parametrize("more", [{}, {"because": "Helgen kom emellan."}])
def test_the_receipt_that_is_lacking_is_added_without_a_reason(
    world: World, event: Incident, more: dict[str, str]
) -> None:
    track, at = opened(world, event), timezone.now() - 2 * HOUR
    filed(world, track, at, receipt="")
    with pytest.raises(Invalid):
        filed(world, track, at - HOUR, receipt="NCSC-1")  # another time is a correction
    found = filed(world, track, at, **more)
    assert (found.state, found.receipt, found.submitted_at) == (StepState.DONE, "NCSC-1", at)


def test_who_corrects_does_not_become_who_submitted(world: World, event: Incident) -> None:
    track, at = opened(world, event), timezone.now() - 2 * HOUR
    filed(world, track, at)
    tracks.file(SYSTEM, step(track), submitted_at=at, receipt="NCSC-2", correction=WHY)
    assert step(track).submitted_by == world.access("owner").actor.name


def test_the_same_form_again_is_answered_as_the_first_time_and_another_one_is_told_of_the_first(
    world: World, event: Incident
) -> None:
    track = opened(world, event)
    client, here = world.client("owner"), reverse("track-step", args=[step(track).pk])
    at = timezone.localtime(timezone.now() - 2 * HOUR)
    sent = {"submitted_at": f"{at:%Y-%m-%dT%H:%M}", "receipt": "NCSC-1", "version": "1"}
    assert [client.post(here, sent).status_code for _time in range(2)] == [302, 302]
    correcting = sent | {"receipt": "NCSC-2", "correction": WHY, "version": "2"}
    before = Change.objects.count()
    lacking = client.post(here, correcting | {"correction": ""})
    assert (lacking.status_code, "Skriv varför det rättas" in lacking.text) == (422, True)
    assert Change.objects.count() == before
    assert [client.post(here, correcting).status_code for _time in range(2)] == [302, 302]
    assert Change.objects.count() == before + 1
    assert client.post(here, sent).status_code == 409  # the first form, which is no longer what stands
    with pytest.raises(Stale):
        filed(world, track, at, receipt="NCSC-3", version=2)
    assert step(track).receipt == "NCSC-2"


def test_a_correction_is_shown_on_the_track(world: World, event: Incident) -> None:
    track = opened(world, event)
    client, page = world.client("owner"), reverse("incident-tracks-detail", args=[track.pk])
    filed(world, track, timezone.now() - HOUR)
    assert "Rättad" not in client.get(page).text
    filed(world, track, timezone.now() - HOUR, receipt="NCSC-2", correction=WHY)
    panel = client.get(page).text.partition('<section id="steps">')[2].partition("</section>")[0]
    for words in ("Rättad", "NCSC-1 → NCSC-2", WHY, world.access("owner").actor.name):
        assert words in panel


def test_what_was_to_be_left_out_and_is_filed_corrects_nothing(world: World, event: Incident) -> None:
    track = opened(world, event)
    asked = tracks.add_step(SYSTEM, track, OWN, "Ring NCSC", timezone.now())
    tracks.drop(world.access("owner"), asked, "Behövs inte")
    tracks.file(world.access("owner"), asked, submitted_at=timezone.now(), receipt="Samtal", because="Sent")
    page = world.client("owner").get(reverse("incident-tracks-detail", args=[track.pk])).text
    assert (TrackStep.everything.get(pk=asked.pk).state, "Rättad" in page) == (StepState.DONE, False)


def test_a_step_that_is_submitted_offers_not_to_be_left_out(world: World, event: Incident) -> None:
    track = opened(world, event)
    asked = tracks.add_step(SYSTEM, track, OWN, "Ring NCSC", timezone.now())
    client, page = world.client("owner"), reverse("track-step", args=[asked.pk])
    leaving = reverse("track-step-drop", args=[asked.pk])
    assert leaving in client.get(page).text
    for receipt in ("", "Samtal"):
        tracks.file(
            SYSTEM, asked, submitted_at=asked.due_at or timezone.now(), receipt=receipt, because="Sent"
        )
        before = kept(track), Change.objects.count()
        assert leaving not in client.get(page).text
        answer = client.post(leaving, {"because": "Görs inte", "version": str(asked.version)})
        assert (answer.status_code, "Rätta det som är fel" in answer.text) == (422, True)
        with pytest.raises(Refused):
            tracks.drop(SYSTEM, asked, "Görs inte")
        assert (kept(track), Change.objects.count()) == before


@pytest.mark.parametrize("regime", Rules)
def test_only_what_is_agreed_or_asked_extra_is_no_duty_of_the_track(regime: Rules) -> None:
    assert {clock for clock in OPENS[regime] if clock not in duties(regime)} == (
        {OWN} if regime in (Rules.CONTRACT, Rules.WORK, Rules.OTHER) else set()
    )
    assert "nis2-final" not in duties(regime)


CASES = [
    (TrackRegime.PRIVACY, "gdpr-33", Question.RISK),  # GDPR art. 33.1
    (TrackRegime.CYBER, "nis2-notification", Question.SIGNIFICANT),  # CSL 2 kap. 5 § 2 st.
    (TrackRegime.CYBER, "nis2-early", Question.SIGNIFICANT),
]


@pytest.mark.parametrize(("regime", "clock", "question"), CASES)
def test_not_to_report_is_one_decision_by_the_assessment_and_closes_track_and_step(
    world: World, event: Incident, regime: TrackRegime, clock: str, question: Question
) -> None:
    track, access, client = opened(world, event, regime), world.access("owner"), world.client("owner")
    page = reverse("track-step", args=[step(track, clock).pk])
    assessing = reverse("track-assess", args=[track.pk, question.value])
    deciding = reverse("incident-tracks-step", args=[track.pk, "decide_not"])
    tasks = {task.key: task for task in tasks_for(access, timezone.localdate())}
    assert tasks[f"track-step:{step(track, clock).pk}"].url == assessing
    shown = client.get(page).text
    assert (assessing in shown, deciding in shown) == (True, False)
    token = bearer(world, "owner")
    before = kept(track), Change.objects.count()
    with pytest.raises(Refused):
        tracks.drop(access, step(track, clock), "Låg risk")
    for outcome in ("", "yes"):
        if outcome:
            judge(world, track, outcome, question)
            before = kept(track), Change.objects.count()
        with pytest.raises(Refused):
            TRACKS.verbs.step(access, track, "decide_not", {}, because="Låg risk")
        answer = client.post(deciding, {"because": "Låg risk"})
        assert (answer.status_code, "Bedöm händelsen först" in answer.text) == (422, True)
        sent = client.post(
            f"/api/v1/incident-tracks/{track.pk}/decide_not",
            {"because": "Låg risk"},
            content_type="application/json",
            headers=token | {"If-Match": f'"{track.version}"'},
        )
        assert sent.status_code == 409
        assert (kept(track), Change.objects.count()) == before
    judge(world, track, "no", question)
    assert {task.url for task in tasks_for(access, timezone.localdate()) if task.key in tasks} >= {page}
    assert deciding in client.get(page).text
    TRACKS.verbs.step(access, track, "decide_not", {}, because="Låg risk")
    assert (track.state, {row[1] for row in kept(track)}) == (TrackState.NOT_REPORTED, {StepState.DROPPED})
    with pytest.raises(Refused):
        filed(world, track, timezone.now(), clock)  # what is not reported is opened again first
    assert {row[1] for row in kept(track)} == {StepState.DROPPED}


def test_a_warning_that_a_notification_has_made_needless_is_left_out_and_the_track_is_reported(
    world: World, event: Incident
) -> None:
    track = opened(world, event)
    filed(world, track, timezone.now() - HOUR)
    assert Track.everything.get(pk=track.pk).state == TrackState.OPEN
    early = step(track, "nis2-early")
    tracks.drop(world.access("owner"), early, "Anmälan lämnades inom ett dygn.")
    assert Track.everything.get(pk=track.pk).state == TrackState.REPORTED


def test_a_track_that_the_law_gives_no_assessment_for_is_decided_with_reasons_alone(
    world: World, event: Incident
) -> None:
    track = opened(world, event, TrackRegime.POLICE)
    with pytest.raises(Refused):
        tracks.drop(SYSTEM, step(track, "police-report"), "Ingen misstanke")
    TRACKS.verbs.step(world.access("owner"), track, "decide_not", {}, because="Ingen misstanke")
    assert (track.state, step(track, "police-report").state) == (TrackState.NOT_REPORTED, StepState.DROPPED)


def test_not_to_report_is_not_decided_for_many_at_once(world: World, event: Incident) -> None:
    made = [opened(world, event, TrackRegime.PRIVACY, unit) for unit in ("utb", "kul")]
    (act,) = [each for each in acts_for(TRACKS) if each.key == "step-decide_not"]
    chosen = [(track.number, track.version) for track in made]
    report = act.plan(TRACKS, SYSTEM, chosen, {}).report()
    assert [bool(row.problems) for row in report.rows] == [True, True]
