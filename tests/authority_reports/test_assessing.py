"""An event is judged in each track by itself: what is asked, what is kept, and who can see it."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.authority_reports.models import Assessment, Criterion
from akropolis.events.authority_reports.rules.questions import Question
from akropolis.events.authority_reports.selectors.assessments import (
    changed_since,
    criteria_of,
    facts_of,
    question_statuses,
)
from akropolis.events.authority_reports.services.assessing import (
    CriterionInput,
    RecordedAssessment,
    assess,
    follow,
    propose_outcome,
)
from akropolis.events.incidents.models import Incident, LogEntry, Track, TrackRegime, TrackState, TrackStep
from akropolis.graph.compliance.models import EntityProfile, EntitySector, Sector
from tests.authority_reports.scenes import SECRET, event, tracks
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db


@pytest.fixture
def made(world: World) -> dict[tuple[str, str], Track]:
    return tracks(world, event(world))


def asked(track: Track, question: Question = Question.SIGNIFICANT) -> dict[str, Criterion]:
    rows = criteria_of(SYSTEM, track, question, timezone.localdate())
    return {row.code: row for row in rows}


def judge(world: World, track: Track, who: str = "owner", **given: Any) -> RecordedAssessment:
    usual: dict[str, Any] = {"answers": {}, "outcome": "yes", "reasons": SECRET, "seen": None}
    question = given.pop("question", Question.SIGNIFICANT)
    values = usual | given
    return assess(world.access(who), track, question, values.pop("answers"), **values)


def url(track: Track, question: Question = Question.SIGNIFICANT) -> str:
    return reverse("track-assess", args=[track.pk, question.value])


def posted(track: Track, **given: Any) -> dict[str, Any]:
    row = asked(track)["significant-public-limited"]
    said = {f"{row.pk.hex}_has": "no", f"{row.pk.hex}_can": "yes", f"{row.pk.hex}_evidence": "Driftlogg"}
    return said | {"outcome": "yes", "reasons": SECRET, "seen": ""} | given


def test_the_municipality_is_asked_of_public_administration_and_a_company_of_its_own_sectors(
    world: World,
) -> None:
    event_ = event(world)
    found = tracks(world, event_, (TrackRegime.CYBER, "utb"), (TrackRegime.CYBER, "hamn"))
    codes = list(asked(found["cyber", "utb"]))
    assert codes[-2:] == ["significant-public-limited", "significant-public-alternative"]
    assert not {code for code in codes if "transport" in code}
    assert not {code for code in asked(found["cyber", "hamn"]) if "public" in code or "transport" in code}
    with writing(SYSTEM) as w:
        profile = w.create(EntityProfile, {"unit": world.units["hamn"], "entity_class": "important"})
        w.create(EntitySector, {"profile": profile, "sector": Sector.everything.get(code="transport")})
    assert [code for code in asked(found["cyber", "hamn"]) if "transport" in code] == [
        "significant-transport-limited",
        "significant-transport-users",
        "significant-transport-alternative",
        "significant-transport-departures",
    ]


def test_a_threshold_stands_in_the_sentence_and_what_it_can_cause_counts(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    row = asked(made["cyber", "utb"])["significant-public-limited"]
    assert row.sentence == "Verksamheten är begränsad: mer än 4 timmar"
    people = asked(made["cyber", "utb"])["significant-general-people"]
    assert people.sentence.endswith("förstörts: minst 500 personer")
    rows = list(asked(made["cyber", "utb"]).values())
    found = propose_outcome(rows, {row.pk: CriterionInput("no", "yes")})
    assert (found.outcome, found.behind) == ("yes", (row.sentence,))
    assert propose_outcome(rows, {each.pk: CriterionInput("no", "no") for each in rows}).outcome == "no"


def test_a_decision_is_kept_with_what_was_asked_and_known(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track = made["cyber", "utb"]
    row = asked(track)["significant-public-limited"]
    answers = {row.pk: CriterionInput("no", "yes", " Driftloggen ", "Skolan stängs")}
    decided = judge(world, track, answers=answers, outcome="no")
    kept = decided.assessment
    said = next(each for each in kept.answers if each["criterion"] == str(row.pk))
    assert said == {
        "criterion": str(row.pk),
        "sentence": "Verksamheten är begränsad: mer än 4 timmar",
        "mark": "S",
        "has": "no",
        "can": "yes",
        "evidence": "Driftloggen",
        "reason": "Skolan stängs",
    }
    assert len(kept.answers) == len(asked(track))
    assert (kept.proposed, kept.outcome, kept.decided_by) == ("yes", "no", "Nadja Perić")
    assert kept.role == "Informationssäkerhetssamordnare, Utbildningsnämnden"
    assert kept.facts["aware_at"] == facts_of(track)["aware_at"] != ""
    assert kept.facts["severity"] == track.incident.severity


def test_a_yes_sets_the_events_time_only_for_who_may_change_the_event(world: World) -> None:
    led, own = event(world), event(world, "utb")
    assert not judge(world, tracks(world, led)["cyber", "utb"]).stamped
    assert Incident.everything.get(pk=led.pk).assessed_at is None
    track = tracks(world, own, (TrackRegime.CYBER, "utb"))["cyber", "utb"]
    first = judge(world, track)
    assert first.stamped
    assert Incident.everything.get(pk=own.pk).assessed_at == first.assessment.decided_at
    assert changed_since(SYSTEM, track, first.assessment) == []
    again = judge(world, track, seen=first.assessment.pk)
    assert not again.stamped
    assert Incident.everything.get(pk=own.pk).assessed_at == first.assessment.decided_at


def test_a_risk_to_people_is_no_significant_incident(world: World) -> None:
    track = tracks(world, event(world, "utb"), (TrackRegime.PRIVACY, "utb"))["privacy", "utb"]
    assert not judge(world, track, question=Question.RISK).stamped
    assert Incident.everything.get(pk=track.incident_id).assessed_at is None


def test_a_new_one_counts_and_the_earlier_stays(world: World, made: dict[tuple[str, str], Track]) -> None:
    track = made["cyber", "utb"]
    first = judge(world, track, outcome="no").assessment
    with pytest.raises(Stale):
        judge(world, track)
    second = judge(world, track, seen=first.pk).assessment
    (standing,) = question_statuses(world.access("owner"), track)
    assert (standing.latest, standing.earlier, standing.outcome) == (second, 1, "yes")
    text = world.client("owner").get(url(track)).text
    assert text.count(SECRET) == 2


def test_what_was_said_last_stands_in_the_form(world: World, made: dict[tuple[str, str], Track]) -> None:
    track = made["cyber", "utb"]
    row, other = list(asked(track).values())[:2]
    first = judge(world, track, answers={row.pk: CriterionInput("no", "yes", "Driftlogg")}).assessment
    form = world.client("owner").get(url(track)).context["form"]
    parts = ("has", "can", "evidence", "reason")
    assert [form[f"{row.pk.hex}_{part}"].value() for part in parts] == ["no", "yes", "Driftlogg", None]
    assert form[f"{other.pk.hex}_has"].value() == "unknown"
    assert form["seen"].value() == str(first.pk)


def test_it_is_asked_again_when_facts_change(world: World, made: dict[tuple[str, str], Track]) -> None:
    track = made["cyber", "utb"]
    row = judge(world, track).assessment
    assert changed_since(world.access("owner"), track, row) == []
    update(SYSTEM, track.incident, {"severity": 4})
    update(SYSTEM, track, {"aware_at": timezone.now()})
    entry = {"incident": track.incident, "unit": world.units["stad"], "text": "Backup raderad"}
    create(SYSTEM, LogEntry, entry | {"written_by": "CERT", "mark": "affected"})
    track = Track.everything.select_related("incident").get(pk=track.pk)
    assert changed_since(world.access("owner"), track, row) == [
        "allvarlighetsgrad",
        "enheten fick kännedom",
        "loggen",
    ]
    page = world.client("owner").get(reverse("incident-tracks-detail", args=[track.pk])).text
    assert "Ändrat sedan dess:" in page


def test_a_log_entry_that_is_not_open_to_the_reader_is_no_change(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track = made["cyber", "utb"]
    row = judge(world, track).assessment
    entry = {"incident": track.incident, "unit": world.units["kul"], "text": "Hos kultur"}
    create(SYSTEM, LogEntry, entry | {"written_by": "Per-Olov", "mark": "leading"})
    assert changed_since(world.access("owner"), track, row) == []
    assert changed_since(world.access("ciso"), track, row) == ["loggen"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reasons": "  "}, "reasons"),
        ({"outcome": "unknown"}, "outcome"),
        ({"question": Question.RISK}, "question"),
    ],
)
def test_what_lacks_is_refused_and_changes_nothing(
    world: World, made: dict[tuple[str, str], Track], given: dict[str, Any], field: str
) -> None:
    before = Change.objects.count()
    with pytest.raises(Invalid) as refusal:
        judge(world, made["cyber", "utb"], **given)
    assert set(refusal.value.errors) == {field}
    assert (Change.objects.count(), Assessment.everything.count()) == (before, 0)


@pytest.mark.parametrize("who", ["neighbour", "auditor", "ciso_of_none", "colleague"])
def test_who_does_not_walk_the_track_decides_nothing(
    world: World, made: dict[tuple[str, str], Track], who: str
) -> None:
    if who not in world.people:
        with writing(SYSTEM) as w:
            world.add(w, who, "Läsare", "lasare", "stad")
    before = Change.objects.count()
    with pytest.raises(Hidden):
        judge(world, made["cyber", "utb"], who)
    assert world.client(who).post(url(made["cyber", "utb"]), posted(made["cyber", "utb"])).status_code == 404
    assert (Change.objects.count(), Assessment.everything.count()) == (before, 0)


def test_what_is_put_away_is_not_judged(world: World, made: dict[tuple[str, str], Track]) -> None:
    track = made["cyber", "utb"]
    with writing(SYSTEM) as w:
        w.archive(track)
    with pytest.raises(Refused):
        judge(world, track)
    assert Assessment.everything.count() == 0


# The page


def test_the_page_proposes_without_saving_and_keeps_what_was_written(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track, client = made["cyber", "utb"], world.client("owner")
    answer = client.post(url(track), posted(track, propose="1", outcome="", reasons="Utkast"))
    assert answer.status_code == 200
    assert answer.context["proposed"] == "Ja"
    assert answer.context["proposal"].behind == ("Verksamheten är begränsad: mer än 4 timmar",)
    assert "Driftlogg" in answer.text
    assert "Utkast" in answer.text
    assert not answer.context["form"].errors
    assert Assessment.everything.count() == 0


def test_to_look_at_the_proposal_refuses_nothing_and_to_decide_does(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track, client = made["cyber", "utb"], world.client("owner")
    long = {name: "x" * 2001 for name in posted(track) if name.endswith("_evidence")}
    found = [client.post(url(track), posted(track, **long, **more)) for more in ({"propose": "1"}, {})]
    assert [(answer.status_code, "2001" in answer.text) for answer in found] == [(200, True), (422, True)]
    assert Assessment.everything.count() == 0


def test_a_decision_leads_back_and_a_no_to_the_step_with_its_reasons(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track, client = made["cyber", "utb"], world.client("owner")
    page = reverse("incident-tracks-detail", args=[track.pk])
    assert client.post(url(track), posted(track))["Location"] == page
    seen = str(Assessment.everything.get().pk)
    step = reverse("incident-tracks-step", args=[track.pk, "decide_not"])
    assert client.post(url(track), posted(track, outcome="no", seen=seen))["Location"] == step
    form = client.get(step).context["form"]
    assert form["because"].value() == SECRET
    assert step in client.get(page).text
    client.post(step, {"because": SECRET})
    track.refresh_from_db()
    assert track.state == TrackState.NOT_REPORTED
    assert set(TrackStep.everything.filter(track=track).values_list("state", "because")) == {
        ("dropped", SECRET)
    }
    assert step not in client.get(page).text


def test_a_no_to_high_risk_leaves_the_notification_to_be_made(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track, client = made["privacy", "utb"], world.client("owner")
    given = {"outcome": "no", "reasons": SECRET, "seen": ""}
    answer = client.post(url(track, Question.HIGH_RISK), given)
    assert answer["Location"] == reverse("incident-tracks-detail", args=[track.pk])
    step = reverse("incident-tracks-step", args=[track.pk, "decide_not"])
    assert client.get(step).context["form"]["because"].value() == ""


def test_errors_stand_in_the_form_with_what_was_written(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track, client = made["cyber", "utb"], world.client("owner")
    answer = client.post(url(track), posted(track, outcome=""))
    assert answer.status_code == 422
    assert "Driftlogg" in answer.text
    assert SECRET in answer.text
    judge(world, track)
    late = client.post(url(track), posted(track))
    assert late.status_code == 422
    assert "Någon annan har bedömt det" in late.text
    assert "Driftlogg" in late.text
    assert Assessment.everything.count() == 1


def test_a_yes_at_high_risk_offers_the_track_of_the_data_subjects_once(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track, client = made["privacy", "utb"], world.client("owner")
    address = reverse("track-follow", args=[track.pk, "high_risk"])
    page = reverse("incident-tracks-detail", args=[track.pk])
    assert address not in client.get(page).text
    with pytest.raises(Refused):
        follow(world.access("owner"), track, Question.HIGH_RISK)
    judge(world, track, question=Question.HIGH_RISK)
    assert address in client.get(page).text
    before = Change.objects.count()
    assert world.client("neighbour").post(address).status_code == 404
    assert world.client("auditor").post(address).status_code == 404
    assert Change.objects.count() == before
    client.post(address)
    found = Track.everything.get(regime=TrackRegime.REGISTERED)
    assert (found.incident, found.owner_unit.code) == (track.incident, "utb")
    assert address not in client.get(page).text
    client.post(address)
    assert Track.everything.filter(regime=TrackRegime.REGISTERED).count() == 1


# Who sees it


def test_the_neighbour_sees_nothing_of_it_and_who_leads_reads(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    mine, theirs = made["cyber", "utb"], made["cyber", "kul"]
    row = judge(world, mine).assessment
    judge(world, theirs, "neighbour", reasons="Kultur")
    neighbour = world.client("neighbour")
    own = neighbour.get(reverse("incident-tracks-detail", args=[theirs.pk]))
    listed = world.client(**bearer(world, "neighbour")).get("/api/v1/incident-assessments").json()
    assert SECRET not in own.text
    assert listed["total"] == 1
    assert SECRET not in str(listed)
    for address in (url(mine), reverse("incident-tracks-detail", args=[mine.pk])):
        assert neighbour.get(address).status_code == 404
    assert list(Assessment.objects.visible(world.access("neighbour")).values_list("pk", flat=True)) != [
        row.pk
    ]
    leading = world.client("ciso").get(url(mine))
    assert SECRET in leading.text
    read = world.client("auditor").get(url(mine))
    assert (read.status_code, _forms(read)) == (200, 0)


def _forms(answer: Any) -> int:
    return int(answer.context["form"] is not None)


# The API


def sent(world: World, track: Track, **given: Any) -> tuple[Client, dict[str, Any]]:
    body = {"track": str(track.pk), "question": "significant", "outcome": "yes", "reasons": SECRET}
    return world.client(**bearer(world, "owner")), body | given


def test_the_api_judges_by_the_same_service(world: World, made: dict[tuple[str, str], Track]) -> None:
    track = made["cyber", "utb"]
    row = asked(track)["significant-public-limited"]
    answers = [{"criterion": str(row.pk), "has": "yes"}]
    client, body = sent(world, track, answers=answers)
    answer = client.post("/api/v1/incident-assessments", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["proposed"], told["outcome"], told["decided_by"]) == ("yes", "yes", "Nadja Perić")
    assert [each["has"] for each in told["answers"] if each["criterion"] == str(row.pk)] == ["yes"]
    again = client.post(
        "/api/v1/incident-assessments", body | {"reasons": "Nytt"}, content_type="application/json"
    )
    assert again.status_code == 412
    hidden = body | {"track": str(made["cyber", "kul"].pk)}
    assert (
        client.post("/api/v1/incident-assessments", hidden, content_type="application/json").status_code
        == 422
    )
    assert Assessment.everything.count() == 1


def test_an_answer_to_nothing_that_is_asked_is_left_out(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track = made["cyber", "utb"]
    kept = judge(world, track, answers={UUID(int=1): CriterionInput("yes")}).assessment
    assert kept.proposed == "unknown"
    assert str(UUID(int=1)) not in {each["criterion"] for each in kept.answers}
