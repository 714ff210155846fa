"""The life cycle of a request, the rights to it, and the clocks of its answer."""

from akropolis.base.lib.workflow import Transition, TransitionTable

RESOURCE = "requests:request"
READ, EDIT = f"{RESOURCE}:read", f"{RESOURCE}:edit"
LATENESS = "requests:lateness"
FIRST, EXTENDED = "gdpr-12", "gdpr-12-extended"
RECEIVED, SEARCHING, ANSWERED, REFUSED, WITHDRAWN = (
    "received",
    "searching",
    "answered",
    "refused",
    "withdrawn",
)
OPEN, CLOSED = (RECEIVED, SEARCHING), (ANSWERED, REFUSED, WITHDRAWN)

TABLE = TransitionTable(
    states=(*OPEN, *CLOSED),
    start=RECEIVED,
    transitions=(
        Transition("search", RECEIVED, SEARCHING, EDIT),
        *(Transition("answer", state, ANSWERED, EDIT, asks=("answered_on",)) for state in OPEN),
        *(Transition("refuse", state, REFUSED, EDIT, asks=("answered_on",)) for state in OPEN),
        *(Transition("withdraw", state, WITHDRAWN, EDIT, needs_reason=True) for state in OPEN),
        *(Transition("reopen", state, SEARCHING, EDIT, needs_reason=True) for state in CLOSED),
    ),
    bound=("answered_on",),
)
