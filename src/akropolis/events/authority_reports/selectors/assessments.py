"""The criteria by which a track is assessed, what was decided in the track, and what has changed since then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.events.authority_reports.models import Assessment, Criterion
from akropolis.events.authority_reports.rules.proposal import CriterionReply
from akropolis.events.authority_reports.rules.questions import LEADS_TO, Question, decides, questions_of
from akropolis.events.incidents.models import TIMES, Incident, LogEntry, Track, TrackRegime
from akropolis.events.incidents.rules.permissions import TRACK
from akropolis.graph.compliance.models import EntitySector, Sector
from akropolis.people.organisation.selectors.tree import legal_entity

READ = f"{TRACK}:read"
FACTS = ("severity", *TIMES)
"""Facts of the event on which an assessment is based, besides its log and the track's own time of knowledge."""


def criteria_of(access: Access, track: Track, question: Question, day: date) -> list[Criterion]:
    """Return the criteria on the day: the general ones, then those of the sectors of the unit's legal entity."""
    rows = [row for row in Criterion.in_force(access, day) if row.question == question]
    sectors = _sectors(access, track.owner_unit) if any(row.sector_id for row in rows) else ()
    order = {None: 0} | {sector.pk: place for place, sector in enumerate(sectors, start=1)}
    return sorted((row for row in rows if row.sector_id in order), key=lambda row: order[row.sector_id])


def _sectors(access: Access, unit: Unit) -> Sequence[Sector]:
    """Return the sectors of the unit's legal entity; for a municipality public administration, whatever is stated."""
    entity = legal_entity(access, unit)
    # A nämnd may not read the municipality's registration, but needs to know which rules apply to it.
    rows = EntitySector.objects.unscoped(because="which criteria the law gives is told by the sectors alone")
    found = {row.sector: None for row in rows.filter(profile__unit=entity).select_related("sector")}
    if entity is not None and entity.kind == "city":
        found |= {row: None for row in Sector.rows(access) if row.code == PUBLIC}
    return sorted(found, key=lambda row: (row.position, row.code))


PUBLIC = "public-administration"


def facts_of(track: Track) -> dict[str, object]:
    """Return what is known of the event now, in the form stored with an assessment."""
    known: dict[str, object] = {name: _plain(getattr(track.incident, name)) for name in FACTS}
    return known | {"track_aware_at": _plain(track.aware_at)}


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def assessments_of(access: Access, track: Track) -> list[Assessment]:
    """Return all assessments made in the track that the person may read, the latest first."""
    return list(Assessment.objects.visible(access).filter(track=track))


def latest_of(access: Access, track: Track, question: Question) -> Assessment | None:
    """Return the latest assessment of the question, which is the one that counts; None if there is none."""
    return next((row for row in assessments_of(access, track) if row.question == question), None)


def changed_since(access: Access, track: Track, assessment: Assessment) -> list[str]:
    """Describe what has changed in the event since the assessment, which then is to be made again."""
    now = facts_of(track)
    names = [name for name, value in now.items() if assessment.facts.get(name) != value]
    written = LogEntry.objects.visible(access).filter(incident=track.incident)
    logged = written.filter(created_at__gt=assessment.decided_at).exists()
    return [_word(name) for name in names] + ([_("the log")] if logged else [])


def _word(name: str) -> str:
    field = Track._meta.get_field("aware_at") if name == "track_aware_at" else Incident._meta.get_field(name)
    return str(field.verbose_name)  # type: ignore[union-attr] # columns of their own


@dataclass(frozen=True, slots=True)
class QuestionStatus:
    """The status of a question in a track: the assessment that counts, the number of earlier ones, and
    what has changed since.

    `opens` is the set of rules under which a track should be opened because of the answer, where the
    unit has no such track.
    """

    question: Question
    latest: Assessment | None
    earlier: int
    changed: Sequence[str]
    opens: TrackRegime | None

    @property
    def no_duty(self) -> bool:
        """Return whether the decision is that the track has nothing to report."""
        track = self.latest.track if self.latest else None
        return (
            track is not None and self.outcome is CriterionReply.NO and decides(self.question, track.regime)
        )

    @property
    def outcome(self) -> CriterionReply | None:
        """Return the decided outcome; None until something is decided."""
        return CriterionReply(self.latest.outcome) if self.latest else None


def question_statuses(access: Access, track: Track) -> list[QuestionStatus]:
    """Return the status of each question of the track, in the order in which they are asked."""
    rows = assessments_of(access, track)
    return [_standing(access, track, question, rows) for question in questions_of(track.regime)]


def _standing(access: Access, track: Track, question: Question, rows: Sequence[Assessment]) -> QuestionStatus:
    mine = [row for row in rows if row.question == question]
    latest = mine[0] if mine else None
    if latest is None:
        return QuestionStatus(question, None, 0, (), None)
    latest.track = track
    return QuestionStatus(
        question,
        latest,
        len(mine) - 1,
        changed_since(access, track, latest),
        regime_to_open(access, track, question) if latest.outcome == CriterionReply.YES else None,
    )


def regime_to_open(access: Access, track: Track, question: Question) -> TrackRegime | None:
    """Return the rules under which a yes gives reason for a track that the unit lacks; else nothing."""
    regime = LEADS_TO.get(question)
    if regime is None or _has_track(access, track.incident_id, track.owner_unit_id, regime):
        return None
    return TrackRegime(regime.value)


def _has_track(access: Access, incident: UUID, unit: UUID, regime: str) -> bool:
    rows = Track.objects.visible(access).filter(incident=incident, owner_unit=unit, regime=regime)
    return bool(rows.exists())
