from akropolis.graph.internal_control.models.controls import (
    ControlAction,
    ControlActivity,
    ControlDecision,
    ControlFrequency,
    ControlResult,
)

__all__ = [
    "ControlAction",
    "ControlActivity",
    "ControlDecision",
    "ControlFrequency",
    "ControlResult",
]
