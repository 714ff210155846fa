"""Assessments of tracks in the API; it uses the same services as the pages."""

from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at
from akropolis.events.authority_reports.models import Assessment, SentReport
from akropolis.events.authority_reports.rules.questions import Question
from akropolis.events.authority_reports.services import assessing
from akropolis.events.incidents.models import Track
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS

ANSWER = Literal["yes", "no", "unknown"]


class CriterionAnswer(Schema, extra="forbid"):
    """What is answered to a criterion: what the event has caused, and what it can cause."""

    criterion: UUID
    has: ANSWER = "unknown"
    can: ANSWER = "unknown"
    evidence: str = Field("", max_length=2000)
    reason: str = Field("", max_length=2000)


class NewIncidentAssessment(Sent):
    """A person judges an event in a track."""

    track: UUID
    question: Question
    answers: list[CriterionAnswer] = Field(
        default=[], max_length=200, description="What is left out is not yet known."
    )
    outcome: Literal["yes", "no"]
    reasons: str = Field(max_length=4000)
    seen: UUID | None = Field(
        None, description="The latest assessment of the question; null where there is none."
    )


def _assess(access: Access, _row: object, sent: NewIncidentAssessment) -> Assessment:
    rows = Track.objects.visible(access).select_related("incident__owner_unit", "owner_unit")
    track = pointed_at(rows.filter(pk=sent.track), "track")
    answers = {
        each.criterion: assessing.CriterionInput(each.has, each.can, each.evidence, each.reason)
        for each in sent.answers
    }
    decided = assessing.assess(
        access,
        track,
        sent.question,
        answers,
        outcome=sent.outcome,
        reasons=sent.reasons,
        seen=sent.seen,
    )
    return decided.assessment


declare(
    PartRows(
        key="incident-assessments",
        model=Assessment,
        about="What events were judged to be, by whom and why. None is changed; the latest of a question counts.",
        fields=(
            *("track", "question", "answers", "facts", "proposed", "outcome", "reasons"),
            *("decided_by", "role", "decided_at"),
        ),
        narrowed=("track", "question", "outcome"),
        verbs=(Verb("assess", EDIT_TRACKS, NewIncidentAssessment, _assess, "Judge an event.", makes=True),),
    ),
    PartRows(
        key="incident-reports",
        model=SentReport,
        about="Reports as they were sent: each field with its text, and whether it was not yet known.",
        fields=("step", "content", "digest", "sent_by", "sent_at"),
        narrowed=("step",),
    ),
)
