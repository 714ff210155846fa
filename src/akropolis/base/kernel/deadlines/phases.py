"""When to remind a user: in the morning for a due date, at the exact time for a deadline counted in hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from akropolis.base.lib.calendar import DAY, STOCKHOLM

MORNING = time(7)
"""Time of day in Sweden when reminders about due dates are sent."""
SOON = timedelta(days=7)
BEFORE = {"24h": timedelta(hours=24), "4h": timedelta(hours=4), "1h": timedelta(hours=1)}
"""How long before a deadline with an exact time each of its reminders is sent, keyed by phase."""
TOLD_LATE = timedelta(days=14)
"""How long a reminder of an overdue deadline is still worth sending, if mail has been down."""


@dataclass(frozen=True, slots=True)
class Phase:
    """How near a deadline is. `kind` is part of the reminder's key; the reminder is worth sending until `until`."""

    kind: str
    until: datetime

    @property
    def late(self) -> bool:
        """Return whether the deadline has passed."""
        return self.kind == "late"


def phase(by: date | datetime, now: datetime, since: datetime | None = None) -> Phase | None:
    """Return the current phase of the deadline `by`, a date or an exact time; None while it is far off.

    If `since` is given and earlier than the first phase, an extra first phase begins at `since`.
    """
    starts = _starts(by)
    if since and since < starts[0][1]:
        starts.insert(0, ("since", since))
    begun = [each for each in starts if each[1] <= now]
    if not begun:
        return None
    kind, since = begun[-1]
    rest = [later for _kind, later in starts if later > since]
    return Phase(kind, rest[0] if rest else now + TOLD_LATE)


def _starts(by: date | datetime) -> list[tuple[str, datetime]]:
    """Return the phases of a deadline, a date or an exact time: name and start of each, earliest first."""
    if isinstance(by, datetime):
        by = by.astimezone(UTC)  # by the Swedish clock, sums leap over the hour that is moved
        return [*((kind, by - before) for kind, before in BEFORE.items()), ("late", by)]
    return [("soon", _morning(by - SOON)), ("late", _morning(by + DAY))]


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, STOCKHOLM)
