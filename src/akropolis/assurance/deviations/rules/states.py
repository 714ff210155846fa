"""The life cycle of a deviation: öppen → analyserad → rättad → verifierad; a failed verification leads back."""

from akropolis.assurance.deviations.rules.permissions import EDIT
from akropolis.base.lib.workflow import Transition, TransitionTable

OPEN, ANALYSED, CORRECTED, VERIFIED = "open", "analysed", "corrected", "verified"

TABLE = TransitionTable(
    states=(OPEN, ANALYSED, CORRECTED, VERIFIED),
    start=OPEN,
    transitions=(
        Transition("analyse", OPEN, ANALYSED, EDIT, asks=("cause",)),
        Transition("correct", ANALYSED, CORRECTED, EDIT, asks=("correction", "corrected_on")),
        Transition("verify", CORRECTED, VERIFIED, EDIT, asks=("effect", "verified_on")),
        Transition("fail", CORRECTED, ANALYSED, EDIT, needs_reason=True),
        Transition("reopen", VERIFIED, ANALYSED, EDIT, needs_reason=True),
    ),
    bound=("verified_on",),
)
