"""Impact assessments with what belongs to them, and how each processing stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.privacy.impact_assessments.models import ImpactAssessment, ThresholdTest
from akropolis.privacy.impact_assessments.rules.threshold import NEEDED
from akropolis.privacy.impact_assessments.selectors.thresholds import (
    changed_since,
    collect_facts,
    newest_tests,
)
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.shared.clocks.rules.due import DueMoment
from akropolis.shared.clocks.selectors import due_by
from akropolis.shared.documents.models import DocumentStatus

BECAUSE = "who reads a processing may know whether it has an impact assessment, and nothing of what that says"
CLOCK, EXTENDED = "gdpr-36", "gdpr-36-extended"


class AssessmentState(StrEnum):
    """How far the assessment of a processing has come."""

    NONE = "none"
    WAIVED = "waived"
    BEGUN = "begun"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class AssessedProcessing:
    """A processing with its newest test, what has changed since, how far its assessment has come, and whether the
    supervisory authority was consulted. `sensitive`: it has data of articles 9 or 10, or of a highly personal kind.
    """

    processing: Processing
    test: ThresholdTest | None
    changes: list[str]
    state: AssessmentState
    consulted: bool
    sensitive: bool

    @property
    def unit(self) -> Unit:
        """The unit of the processing."""
        return self.processing.owner_unit

    @property
    def needed(self) -> bool:
        """Whether the newest test, or its decision, calls for an assessment."""
        return self.test is not None and (self.test.make or self.test.result == NEEDED)

    @property
    def lacks_test(self) -> bool:
        """Whether it has sensitive data and has not been tested."""
        return self.sensitive and self.test is None


def current_processings(access: Access, day: date) -> QuerySet[Processing]:
    """Return the processings that the user may read and that are going on, by name, with their units."""
    rows = Processing.objects.visible(access).filter(going_on(day))
    return rows.select_related("owner_unit").order_by("sort_key", "id")


def list_assessed(access: Access, rows: Sequence[Processing]) -> list[AssessedProcessing]:
    """Return how each processing stands, in the given order. Five queries."""
    tests, facts = newest_tests(access, rows), collect_facts(access, rows)
    made = ImpactAssessment.objects.unscoped(because=BECAUSE).filter(
        processing__in=[row.pk for row in rows], document__archived_at=None
    )
    begun = {row: rest for row, *rest in made.values_list("processing", "document__status", "sent_on")}
    listed = []
    for row in rows:
        test, (status, sent_on) = tests.get(row.pk), begun.get(row.pk, ("", None))
        state = AssessmentState.WAIVED if test and not test.make else AssessmentState.NONE
        if status:
            state = AssessmentState.BEGUN if status == DocumentStatus.DRAFT else AssessmentState.DECIDED
        changes = changed_since(test, facts[row.pk]) if test else []
        listed.append(
            AssessedProcessing(row, test, changes, state, sent_on is not None, bool(facts[row.pk].risky))
        )
    return listed


def assessments(access: Access) -> QuerySet[ImpactAssessment]:
    """Return the assessments that the user may read, with document and processing."""
    rows = ImpactAssessment.objects.visible(access).filter(document__archived_at=None)
    return rows.select_related("document__owner_unit", "processing__owner_unit").order_by("created_at", "id")


def due_answer(assessment: ImpactAssessment) -> DueMoment | None:
    """Return when the authority is to have answered (article 36.2: eight weeks, with six more); None if not asked."""
    if assessment.sent_on is None:
        return None
    found = due_by(EXTENDED if assessment.extended else CLOCK, assessment.sent_on)
    return found[1] if found else None
