from akropolis.filings.models.assessments import Answer, Assessment, Outcome
from akropolis.filings.models.criteria import Criterion, Question, Weight
from akropolis.filings.models.reports import ReportDraft, ReportField, SentReport, Source

__all__ = [
    "Answer",
    "Assessment",
    "Criterion",
    "Outcome",
    "Question",
    "ReportDraft",
    "ReportField",
    "SentReport",
    "Source",
    "Weight",
]
