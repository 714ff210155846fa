"""The life cycle of a campaign: utkast → utsänd → stängd; it can be reopened with a reason."""

from akropolis.base.lib.workflow import Transition, TransitionTable

DRAFT, SENT, CLOSED = "draft", "sent", "closed"
EDIT = "campaigns:campaign:edit"

TABLE = TransitionTable(
    states=(DRAFT, SENT, CLOSED),
    start=DRAFT,
    transitions=(
        Transition("send", DRAFT, SENT, EDIT),
        Transition("close", SENT, CLOSED, EDIT),
        Transition("reopen", CLOSED, SENT, EDIT, needs_reason=True, asks=("last_on",)),
    ),
    field="status",
)
