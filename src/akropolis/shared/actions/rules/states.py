"""The life cycle of an action: planerad → pågår → klar, or avbruten; reopening a finished action takes a reason."""

from akropolis.base.lib.workflow import Transition, TransitionTable

PLANNED, ONGOING, DONE, CANCELLED = "planned", "ongoing", "done", "cancelled"
EDIT = "actions:action:edit"

TABLE = TransitionTable(
    states=(PLANNED, ONGOING, DONE, CANCELLED),
    start=PLANNED,
    transitions=(
        Transition("begin", PLANNED, ONGOING, EDIT),
        Transition("finish", PLANNED, DONE, EDIT, asks=("done_on", "result")),
        Transition("finish", ONGOING, DONE, EDIT, asks=("done_on", "result")),
        Transition("cancel", PLANNED, CANCELLED, EDIT, needs_reason=True),
        Transition("cancel", ONGOING, CANCELLED, EDIT, needs_reason=True),
        Transition("reopen", DONE, ONGOING, EDIT, needs_reason=True),
        Transition("reopen", CANCELLED, ONGOING, EDIT, needs_reason=True),
    ),
    field="status",
    bound=("done_on",),
)
