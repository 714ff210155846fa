from akropolis.assurance.maturity.models.assessments import (
    MaturityAnswer,
    MaturityAssessment,
    StatementAnswerChoice,
)
from akropolis.assurance.maturity.models.statements import MaturityArea, MaturityStatement, NationalFigure

__all__ = [
    "MaturityAnswer",
    "MaturityArea",
    "MaturityAssessment",
    "MaturityStatement",
    "NationalFigure",
    "StatementAnswerChoice",
]
