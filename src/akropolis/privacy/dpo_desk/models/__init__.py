from akropolis.privacy.dpo_desk.models.reviews import (
    DpoAdvice,
    DpoAnswer,
    DpoAnswerAction,
    DpoObservation,
    DpoReview,
)

__all__ = ["DpoAdvice", "DpoAnswer", "DpoAnswerAction", "DpoObservation", "DpoReview"]
