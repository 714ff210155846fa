from akropolis.privacy.impact_assessments.models.assessments import AssessmentAdvice, ImpactAssessment
from akropolis.privacy.impact_assessments.models.thresholds import (
    CriterionEffect,
    CriterionMet,
    CriterionSource,
    ThresholdCriterion,
    ThresholdResult,
    ThresholdTest,
)

__all__ = [
    "AssessmentAdvice",
    "CriterionEffect",
    "CriterionMet",
    "CriterionSource",
    "ImpactAssessment",
    "ThresholdCriterion",
    "ThresholdResult",
    "ThresholdTest",
]
