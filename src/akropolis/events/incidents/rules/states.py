"""The life cycle of an incident: rapporterad → hanteras → åtgärdad → avslutad; it can be reopened with a reason."""

from akropolis.base.lib.workflow import Transition, TransitionTable

REPORTED, HANDLING, RESOLVED, CLOSED = "reported", "handling", "resolved", "closed"
EDIT = "incidents:incident:edit"

TABLE = TransitionTable(
    states=(REPORTED, HANDLING, RESOLVED, CLOSED),
    start=REPORTED,
    transitions=(
        Transition("handle", REPORTED, HANDLING, EDIT),
        Transition("resolve", REPORTED, RESOLVED, EDIT),
        Transition("resolve", HANDLING, RESOLVED, EDIT),
        Transition("close", RESOLVED, CLOSED, EDIT, asks=("closed_at", "cause")),
        Transition("reopen", RESOLVED, HANDLING, EDIT, needs_reason=True),
        Transition("reopen", CLOSED, HANDLING, EDIT, needs_reason=True),
    ),
    field="status",
    bound=("closed_at",),
)
