from akropolis.events.situation_reports.models.questions import SituationQuestion
from akropolis.events.situation_reports.models.situations import (
    Confidence,
    DraftAnswer,
    Situation,
    SituationDraft,
    SituationMark,
)

__all__ = ["Confidence", "DraftAnswer", "Situation", "SituationDraft", "SituationMark", "SituationQuestion"]
