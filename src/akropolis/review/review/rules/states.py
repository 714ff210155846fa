"""States of a review: planerad → pågår → på remiss → beslutad. A new edition is a new row, not a way back."""

from akropolis.base.lib.workflow import Transition, TransitionTable

PLANNED, ONGOING, CIRCULATED, DECIDED = "planned", "ongoing", "circulated", "decided"
EDIT, CIRCULATE, DECIDE = "review:review:edit", "review:review:circulate", "review:review:decide"
OPEN, EDIT_OTHERS = "review:review:open", "review:review:edit_others"

REGISTRATION, MINUTES = "review:registration", "review:minutes"
REGISTER, ENTER = f"{REGISTRATION}:edit", f"{MINUTES}:edit"
"""The rights of a unit's registry and of a board's secretary, who handle what has been decided."""

IN_WORDS = {PLANNED: "planerad", ONGOING: "pågår", CIRCULATED: "på remiss", DECIDED: "beslutad"}
"""Names of the states in Swedish, as printed in the document whatever language the reader uses."""

TABLE = TransitionTable(
    states=(PLANNED, ONGOING, CIRCULATED, DECIDED),
    start=PLANNED,
    transitions=(
        Transition("start", PLANNED, ONGOING, EDIT),
        Transition("circulate", ONGOING, CIRCULATED, CIRCULATE),
        Transition("take_back", CIRCULATED, ONGOING, CIRCULATE, needs_reason=True),
        Transition("decide", CIRCULATED, DECIDED, DECIDE),
    ),
    finals=frozenset({DECIDED}),
)
