from akropolis.events.leadership.models.leading import (
    CallEntry,
    ClimbRule,
    LeadershipLevel,
    MessageAudience,
    MessageTemplate,
)

__all__ = ["CallEntry", "ClimbRule", "LeadershipLevel", "MessageAudience", "MessageTemplate"]
