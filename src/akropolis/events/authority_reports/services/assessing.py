"""Assess an event in a track, by a person and with reasons; a new assessment never overwrites the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_giving
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.events.authority_reports.models import (
    Assessment,
    AssessmentOutcome,
    Criterion,
    CriterionAnswerChoice,
)
from akropolis.events.authority_reports.rules.proposal import AssessmentProposal, propose
from akropolis.events.authority_reports.rules.questions import Question, questions_of
from akropolis.events.authority_reports.selectors.assessments import (
    criteria_of,
    facts_of,
    latest_of,
    regime_to_open,
)
from akropolis.events.incidents.models import Track
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS
from akropolis.events.incidents.services.tracks import open_tracks


@dataclass(frozen=True, slots=True)
class CriterionInput:
    """The answers to a criterion: what the event has caused, what it can cause, the evidence, and the reason."""

    has: str = CriterionAnswerChoice.UNKNOWN
    can: str = CriterionAnswerChoice.UNKNOWN
    evidence: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordedAssessment:
    """An assessment, and whether it also set the event's time of assessment as a significant incident."""

    assessment: Assessment
    stamped: bool


def propose_outcome(
    criteria: Sequence[Criterion], answers: Mapping[UUID, CriterionInput]
) -> AssessmentProposal:
    """Return the proposal from the answers; an unanswered criterion counts as unknown."""
    given = ((row, answers.get(row.pk, CriterionInput())) for row in criteria)
    return propose([row.judged(said.has, said.can) for row, said in given])


def assess(
    access: Access,
    track: Track,
    question: Question,
    answers: Mapping[UUID, CriterionInput],
    *,
    outcome: str,
    reasons: str,
    seen: UUID | None,
) -> RecordedAssessment:
    """Record a new assessment, which counts from now on. A yes to the question of a significant incident
    also sets the event's time of assessment.

    That time is set only where nobody has set it and the person may change the event (CSL 2 kap. 5 §).
    `seen` is the latest assessment that the person saw. Raises Hidden without the right in the track's
    unit, Refused when track or event is archived, Stale when somebody else has made an assessment since,
    Invalid for a question that the track does not ask, or without reasons.
    """
    with writing(access, because=reasons.strip()[:300]) as w:
        w.require(Assessment(track=track))
        _refuse(track, question, outcome, reasons)
        latest = latest_of(access, track, question)
        if (latest.pk if latest else None) != seen:
            raise Stale(
                _("Somebody else has judged it since you opened the page. Read that assessment first.")
            )
        criteria = criteria_of(access, track, question, timezone.localdate(w.at))
        values = {
            "track": track,
            "question": question,
            "answers": [_criterion_record(row, answers.get(row.pk, CriterionInput())) for row in criteria],
            "facts": facts_of(track),
            "proposed": propose_outcome(criteria, answers).outcome,
            "outcome": outcome,
            "reasons": reasons.strip(),
            "decided_by": access.actor.name,
            "role": _role(access, track.owner_unit, w),
            "decided_at": w.at,
        }
        stamped = question is Question.SIGNIFICANT and outcome == AssessmentOutcome.YES and _stamp(w, track)
        if stamped:
            values["facts"] = facts_of(track)
        return RecordedAssessment(w.create(Assessment, values), stamped)


def _refuse(track: Track, question: Question, outcome: str, reasons: str) -> None:
    if track.archived_at or track.incident.archived_at:
        raise Refused(_("It is put away. Take it back into use before you judge it."), code="archived")
    if question not in questions_of(track.regime):
        raise Invalid({"question": [_("That is not asked in this track.")]})
    if outcome not in AssessmentOutcome:
        raise Invalid(
            {"outcome": [_("Choose yes or no: what the law asks is decided, and can be decided anew.")]}
        )
    if not reasons.strip():
        raise Invalid({"reasons": [_("Write the reasons.")]})


def _criterion_record(row: Criterion, given: CriterionInput) -> dict[str, str]:
    """Return the answers with the criterion as it was worded, and with its mark of how certain it was."""
    said = asdict(given) if row.can else asdict(given) | {"can": ""}
    asked = {"criterion": str(row.pk), "sentence": row.sentence, "mark": row.mark}
    return asked | {name: str(value).strip() for name, value in said.items()}


def _stamp(w: Writer, track: Track) -> bool:
    incident = track.incident
    if incident.assessed_at or not incident.writable_by(w.access):
        return False
    w.update(incident, {"assessed_at": w.at})
    return True


def _role(access: Access, unit: Unit, w: Writer) -> str:
    """Return the role by which the person may decide in the unit; empty for the system itself."""
    user = User.objects.visible(access).filter(pk__in=[access.actor.id]).first()
    found = appointments_giving(user, EDIT_TRACKS, unit, timezone.localdate(w.at)) if user else []
    if not found:
        return ""
    return f"{found[0].role}, {found[0].unit}" if found[0].unit else str(found[0].role)


def follow(access: Access, track: Track, question: Question) -> Track:
    """Open the track that the assessment is a reason to open, in the same unit, such as information to
    data subjects.

    Raises Hidden without the right; Refused where the assessment is no reason for a track, or the track
    exists already.
    """
    latest = latest_of(access, track, question)
    regime = (
        regime_to_open(access, track, question)
        if latest and latest.outcome == AssessmentOutcome.YES
        else None
    )
    if regime is None:
        raise Refused(_("There is no reason to open another track, or it is open already."), code="no_track")
    access.must(EDIT_TRACKS, track.owner_unit)
    made = open_tracks(access, track.incident, [(track.owner_unit, regime)])
    if not made:
        raise Refused(_("There is no reason to open another track, or it is open already."), code="no_track")
    return made[0]
