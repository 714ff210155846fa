"""The assessments and reports on a track's page, and the reasons proposed for a decision not to report."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from akropolis.base.kernel.access.gate import Access
from akropolis.events.authority_reports import models
from akropolis.events.authority_reports.rules.proposal import CriterionReply
from akropolis.events.authority_reports.rules.questions import questions_of
from akropolis.events.authority_reports.selectors.assessments import (
    QuestionStatus,
    latest_of,
    question_statuses,
)
from akropolis.events.authority_reports.selectors.reports import clocks_with_reports, follow_ups, sent_of
from akropolis.events.incidents.models import StepState, Track, TrackRegime, TrackState
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS
from akropolis.events.incidents.selectors.clocks import steps_of

MOST = 500
"""Maximum length of the reasons proposed for a decision not to report."""
KINDS = {CriterionReply.YES: "warning", CriterionReply.NO: "success"}


def build(access: Access, track: Track) -> Mapping[str, object] | None:
    """Return the context of the panel: the track's questions and reports; None where the track has neither."""
    may = track.archived_at is None and access.may(EDIT_TRACKS, track.owner_unit)
    questions = [_question_context(track, each, may=may) for each in question_statuses(access, track)]
    reports = _reports(access, track, may=may)
    if not questions and not reports["steps"]:
        return None
    return {"questions": questions, "reports": reports, "may": may}


def _reports(access: Access, track: Track, *, may: bool) -> dict[str, object]:
    """Return the context of the track's reports, and the topics that remain to be reported."""
    clocks = steps_of(access, [track])[track.pk]
    asked = clocks_with_reports(access, [clock.step for clock in clocks], timezone.localdate())
    sent = sent_of(access, track)
    by_step = {report.step_id: report for report in sent}
    steps = [
        {
            "name": clock.name,
            "url": reverse("track-step-report", args=[clock.step.pk]),
            "sent": by_step.get(clock.step.pk),
            "writes": may and clock.step.state == StepState.WAITING,
        }
        for clock in clocks
        if clock.step.clock in asked and clock.step.state != StepState.DROPPED
    ]
    return {"steps": steps, "follow_ups": follow_ups(sent)}


def _question_context(track: Track, standing: QuestionStatus, *, may: bool) -> dict[str, object]:
    arguments = [track.pk, standing.question.value]
    undecided = standing.no_duty and track.state == TrackState.OPEN
    return {
        "title": models.CriterionQuestion(standing.question).label,
        "url": reverse("track-assess", args=arguments),
        "standing": standing,
        "kind": KINDS[standing.outcome] if standing.outcome else "",
        "opens": standing.opens.label if standing.opens and may else "",
        "follow_url": reverse("track-follow", args=arguments),
        "decide_url": reverse("incident-tracks-step", args=[track.pk, "decide_not"])
        if undecided and may
        else "",
    }


def reason(access: Access, track: Track) -> str:
    """Return the reasons of the assessment, if it found that there is nothing to report; else an empty string."""
    first = next(iter(questions_of(track.regime)), None)
    latest = latest_of(access, track, first) if first else None
    return Truncator(latest.reasons).chars(MOST) if latest and latest.outcome == CriterionReply.NO else ""


def outcomes_by_track(access: Access, tracks: Sequence[Track]) -> dict[UUID, tuple[str, str]]:
    """Return the assessment page and outcome for tracks with legal criteria (GDPR art. 33.1, CSL 2 kap. 5 §)."""
    both = (TrackRegime.PRIVACY, TrackRegime.CYBER)
    asked = {row.pk: questions_of(row.regime)[0].value for row in tracks if row.regime in both}
    rows = models.Assessment.objects.visible(access).filter(track__in=list(asked))
    latest = {row.track_id: row.outcome for row in reversed(rows) if row.question == asked[row.track_id]}
    return {
        pk: (reverse("track-assess", args=[pk, which]), latest.get(pk, "")) for pk, which in asked.items()
    }
