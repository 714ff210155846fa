from akropolis.filings.models.assessments import Assessment, AssessmentOutcome, CriterionAnswerChoice
from akropolis.filings.models.criteria import Criterion, CriterionQuestion, CriterionWeight
from akropolis.filings.models.reports import FieldSource, ReportDraft, ReportField, SentReport

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
