from akropolis.events.authority_reports.models.assessments import (
    Assessment,
    AssessmentOutcome,
    CriterionAnswerChoice,
)
from akropolis.events.authority_reports.models.criteria import Criterion, CriterionQuestion, CriterionWeight
from akropolis.events.authority_reports.models.reports import (
    FieldSource,
    ReportDraft,
    ReportField,
    SentReport,
)

__all__ = [
    "Assessment",
    "AssessmentOutcome",
    "Criterion",
    "CriterionAnswerChoice",
    "CriterionQuestion",
    "CriterionWeight",
    "FieldSource",
    "ReportDraft",
    "ReportField",
    "SentReport",
]
