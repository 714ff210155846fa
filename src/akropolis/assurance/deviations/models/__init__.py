from akropolis.assurance.deviations.models.deviations import (
    Deviation,
    DeviationAction,
    DeviationException,
    DeviationState,
    FoundBy,
)
from akropolis.assurance.deviations.models.grades import DeviationGrade, Grade

__all__ = [
    "Deviation",
    "DeviationAction",
    "DeviationException",
    "DeviationGrade",
    "DeviationState",
    "FoundBy",
    "Grade",
]
