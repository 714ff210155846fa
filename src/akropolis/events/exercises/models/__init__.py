from akropolis.events.exercises.models.exercises import (
    Exercise,
    ExerciseAction,
    ExerciseState,
    ExerciseThreat,
    GoalOutcome,
    Inject,
    Observed,
)
from akropolis.events.exercises.models.scripts import Script, ScriptInject

__all__ = [
    "Exercise",
    "ExerciseAction",
    "ExerciseState",
    "ExerciseThreat",
    "GoalOutcome",
    "Inject",
    "Observed",
    "Script",
    "ScriptInject",
]
