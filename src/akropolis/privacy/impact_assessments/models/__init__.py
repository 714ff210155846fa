from akropolis.privacy.impact_assessments.models.assessments import AssessmentAdvice, ImpactAssessment
from akropolis.privacy.impact_assessments.models.thresholds import (
    CriterionAnswer,
    CriterionEffect,
    CriterionSource,
    ThresholdCriterion,
    ThresholdResult,
    ThresholdTest,
)

__all__ = [
    "AssessmentAdvice",
    "CriterionAnswer",
    "CriterionEffect",
    "CriterionSource",
    "ImpactAssessment",
    "ThresholdCriterion",
    "ThresholdResult",
    "ThresholdTest",
]
