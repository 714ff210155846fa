"""The life cycle of a follow-up: utkast → skickad → besvarad → bedömd, or återkallad."""

from akropolis.base.lib.workflow import Transition, TransitionTable
from akropolis.graph.supplier_replies.rules.permissions import EDIT

DRAFT, SENT, ANSWERED, JUDGED, RECALLED = "draft", "sent", "answered", "judged", "recalled"

TABLE = TransitionTable(
    states=(DRAFT, SENT, ANSWERED, JUDGED, RECALLED),
    start=DRAFT,
    transitions=(
        Transition("send", DRAFT, SENT, EDIT, asks=("digest",)),
        Transition("answer", SENT, ANSWERED, EDIT, asks=("answered_by", "answered_at")),
        Transition("judge", ANSWERED, JUDGED, EDIT),
        Transition("recall", SENT, RECALLED, EDIT, needs_reason=True),
    ),
    finals=frozenset({JUDGED, RECALLED}),
)
