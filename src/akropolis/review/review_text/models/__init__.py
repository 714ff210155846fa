from akropolis.review.review_text.models.chapters import (
    Chapter,
    ChapterStatus,
    Comment,
    Embedding,
    ReviewObservation,
)
from akropolis.review.review_text.models.decisions import (
    Decision,
    FrozenReview,
    JudgementChoice,
    MinutesEntry,
    Registration,
    ReviewAspect,
    Signing,
    Verdict,
)

__all__ = [
    "Chapter",
    "ChapterStatus",
    "Comment",
    "Decision",
    "Embedding",
    "FrozenReview",
    "JudgementChoice",
    "MinutesEntry",
    "Registration",
    "ReviewAspect",
    "ReviewObservation",
    "Signing",
    "Verdict",
]
