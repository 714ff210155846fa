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
    RegistryEntry,
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
    "RegistryEntry",
    "ReviewAspect",
    "ReviewObservation",
    "Signing",
    "Verdict",
]
