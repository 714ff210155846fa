"""States of an exercise: planerad → pågår → avslutad → rapporterad. A planned exercise can be cancelled."""

from akropolis.base.lib.workflow import Transition, TransitionTable
from akropolis.events.exercises.rules.permissions import HOLDS

PLANNED, RUNNING, ENDED, REPORTED, CALLED_OFF = "planned", "running", "ended", "reported", "called_off"

TABLE = TransitionTable(
    states=(PLANNED, RUNNING, ENDED, REPORTED, CALLED_OFF),
    start=PLANNED,
    transitions=(
        Transition("start", PLANNED, RUNNING, HOLDS),
        Transition("hold", PLANNED, ENDED, HOLDS),
        Transition("call_off", PLANNED, CALLED_OFF, HOLDS, needs_reason=True),
        Transition("plan", CALLED_OFF, PLANNED, HOLDS),
        Transition("end", RUNNING, ENDED, HOLDS),
        Transition("report", ENDED, REPORTED, HOLDS),
        Transition("reopen", REPORTED, ENDED, HOLDS, needs_reason=True),
    ),
)
