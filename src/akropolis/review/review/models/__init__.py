from akropolis.review.review.models.directions import (
    Answer,
    AnswerAction,
    AnswerKind,
    Direction,
    DirectionUnit,
    Outcome,
)
from akropolis.review.review.models.remarks import Consideration, Considered, Remark
from akropolis.review.review.models.reviews import Recipient, Review, ReviewPart, ReviewState

__all__ = [
    "Answer",
    "AnswerAction",
    "AnswerKind",
    "Consideration",
    "Considered",
    "Direction",
    "DirectionUnit",
    "Outcome",
    "Recipient",
    "Remark",
    "Review",
    "ReviewPart",
    "ReviewState",
]
