from akropolis.graph.ai.models.ai import (
    AiAction,
    AiAssessment,
    AiClass,
    AiClassText,
    AiSystem,
    Concern,
    Worry,
)

__all__ = [
    "AiAction",
    "AiAssessment",
    "AiClass",
    "AiClassText",
    "AiSystem",
    "Concern",
    "Worry",
]
