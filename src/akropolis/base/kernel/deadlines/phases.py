"""When a person is reminded: in the morning of a day, and at the minute where hours count."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from akropolis.base.lib.calendar import DAY, STOCKHOLM

MORNING = time(7)
"""Reminders of days go out then, by the Swedish clock."""
SOON = timedelta(days=7)
BEFORE = {"24h": timedelta(hours=24), "4h": timedelta(hours=4), "1h": timedelta(hours=1)}
"""How long before a moment its reminders go out."""
TOLD_LATE = timedelta(days=14)
"""So long a reminder of what is late is sent, if mail has been away."""


@dataclass(frozen=True, slots=True)
class Phase:
    """How near something is. `kind` stands in the reminder's key; until `until` it is worth sending."""

    kind: str
    until: datetime

    @property
    def late(self) -> bool:
        """Whether the time is out."""
        return self.kind == "late"


def phase(by: date | datetime, now: datetime, since: datetime | None = None) -> Phase | None:
    """In which phase something is that is to be done by that day, or that moment; None while it is far off.

    With `since` what is to be done by a moment is near from then, where that is sooner than it would be.
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
    """When each phase of a day or a moment begins, in order."""
    if isinstance(by, datetime):
        by = by.astimezone(UTC)  # by the Swedish clock, sums leap over the hour that is moved
        return [*((kind, by - before) for kind, before in BEFORE.items()), ("late", by)]
    return [("soon", _morning(by - SOON)), ("late", _morning(by + DAY))]


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, STOCKHOLM)
