from akropolis.exercises.models.exercises import (
    Exercise,
    ExerciseAction,
    ExerciseState,
    ExerciseThreat,
    Inject,
    Observed,
    Outcome,
)
from akropolis.exercises.models.scripts import Script, ScriptInject

__all__ = [
    "Exercise",
    "ExerciseAction",
    "ExerciseState",
    "ExerciseThreat",
    "Inject",
    "Observed",
    "Outcome",
    "Script",
    "ScriptInject",
]
