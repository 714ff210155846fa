from akropolis.review.models.chapters import Chapter, ChapterStatus, Embedding, Remark, ReviewObservation
from akropolis.review.models.decisions import Aspect, Decision, FrozenReview, Judgement, Verdict
from akropolis.review.models.directions import (
    Answer,
    AnswerAction,
    AnswerKind,
    Direction,
    DirectionUnit,
    Outcome,
)
from akropolis.review.models.packs import Pack
from akropolis.review.models.reviews import Review, ReviewPart, State

__all__ = [
    "Answer",
    "AnswerAction",
    "AnswerKind",
    "Aspect",
    "Chapter",
    "ChapterStatus",
    "Decision",
    "Direction",
    "DirectionUnit",
    "Embedding",
    "FrozenReview",
    "Judgement",
    "Outcome",
    "Pack",
    "Remark",
    "Review",
    "ReviewObservation",
    "ReviewPart",
    "State",
    "Verdict",
]
