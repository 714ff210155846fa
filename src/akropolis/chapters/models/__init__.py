from akropolis.chapters.models.chapters import Chapter, ChapterStatus, Comment, Embedding, ReviewObservation
from akropolis.chapters.models.decisions import Aspect, Decision, FrozenReview, Judgement, Signing, Verdict

__all__ = [
    "Aspect",
    "Chapter",
    "ChapterStatus",
    "Comment",
    "Decision",
    "Embedding",
    "FrozenReview",
    "Judgement",
    "ReviewObservation",
    "Signing",
    "Verdict",
]
