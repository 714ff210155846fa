"""What tells an exercise from an event, and how its time passes."""

from datetime import UTC, datetime

EXERCISE = "ÖVNING"
"""The mark, in the city's language: what a row is called is in one language for all."""
NUMBERS = "ÖVN-"
"""Before the numbers of an exercise's event and tracks."""


def sooner(start: datetime, due: datetime, pace: int) -> datetime:
    """When the time is out that began at `start`, where it passes `pace` times as fast as the law's."""
    begun = start.astimezone(UTC)
    return due if pace == 1 else begun + (due.astimezone(UTC) - begun) / pace
