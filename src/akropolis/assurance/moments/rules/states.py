"""The life cycle of a moment: pågår → avslutat; it can be opened again, with a reason."""

from akropolis.assurance.moments.rules.permissions import EDIT
from akropolis.base.lib.workflow import Transition, TransitionTable

OPEN, CLOSED = "open", "closed"

TABLE = TransitionTable(
    states=(OPEN, CLOSED),
    start=OPEN,
    transitions=(
        Transition("close", OPEN, CLOSED, EDIT, asks=("closed_on",)),
        Transition("reopen", CLOSED, OPEN, EDIT, needs_reason=True),
    ),
    bound=("closed_on",),
)
