from akropolis.leadership.models.leading import (
    Audience,
    CallEntry,
    ClimbRule,
    LeadershipLevel,
    MessageTemplate,
)

__all__ = ["Audience", "CallEntry", "ClimbRule", "LeadershipLevel", "MessageTemplate"]
