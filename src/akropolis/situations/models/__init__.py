from akropolis.situations.models.questions import SituationQuestion
from akropolis.situations.models.situations import (
    Confidence,
    DraftAnswer,
    Situation,
    SituationDraft,
    SituationMark,
)

__all__ = ["Confidence", "DraftAnswer", "Situation", "SituationDraft", "SituationMark", "SituationQuestion"]
