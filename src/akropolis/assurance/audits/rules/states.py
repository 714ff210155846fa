"""The life cycle of an audit: planerad → genomförd → rapporterad → besvarad → avslutad."""

from akropolis.assurance.audits.rules.permissions import EDIT
from akropolis.base.lib.workflow import Transition, TransitionTable

PLANNED, HELD, REPORTED, ANSWERED, CLOSED = "planned", "held", "reported", "answered", "closed"

TABLE = TransitionTable(
    states=(PLANNED, HELD, REPORTED, ANSWERED, CLOSED),
    start=PLANNED,
    transitions=(
        Transition("hold", PLANNED, HELD, EDIT, asks=("held_on",)),
        Transition("report", HELD, REPORTED, EDIT, asks=("conclusion",)),
        Transition("answer", REPORTED, ANSWERED, EDIT, asks=("answer", "answered_on")),
        Transition("close", REPORTED, CLOSED, EDIT),
        Transition("close", ANSWERED, CLOSED, EDIT),
        Transition("reopen", CLOSED, REPORTED, EDIT, needs_reason=True),
    ),
)
