"""The life cycle of a governing document: utkast → beslutat → upphävt. A new version keeps it beslutat."""

from akropolis.base.lib.workflow import Transition, TransitionTable

DRAFT, APPROVED, REPEALED = "draft", "approved", "repealed"
APPROVE = "documents:version:edit"

TABLE = TransitionTable(
    states=(DRAFT, APPROVED, REPEALED),
    start=DRAFT,
    transitions=(
        Transition("approve", DRAFT, APPROVED, APPROVE),
        Transition("repeal", APPROVED, REPEALED, APPROVE, needs_reason=True, asks=("repealed_on",)),
        Transition("reinstate", REPEALED, APPROVED, APPROVE, needs_reason=True),
    ),
    field="status",
    bound=("repealed_on",),
)
