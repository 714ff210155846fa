"""When an agreement's term ends, and the last day to give notice. Pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from akropolis.base.lib.calendar import months_on

DAY = timedelta(days=1)


class TermState(StrEnum):
    """How an agreement is on a day. `UNKNOWN`: its last day has passed, and nobody has stated whether it renews."""

    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AgreementTerm:
    """The term of an agreement as it is written. None is unknown; without `until` it has no last day."""

    since: date | None
    until: date | None
    notice_months: int | None
    renews: bool | None
    renewal_months: int | None

    def state(self, day: date) -> TermState:
        """Return whether the agreement has begun and whether it has ended."""
        if self.since and self.since > day:
            return TermState.COMING
        if self.until is None or self.until >= day or self.renews:
            return TermState.RUNNING
        return TermState.UNKNOWN if self.renews is None else TermState.ENDED

    def ends_on(self, day: date) -> date | None:
        """Return the last day of the term that runs on the day; None if it has none or it cannot be known."""
        return next((end for end in self._ends(day) if end >= day), None)

    def notice_by(self, day: date) -> date | None:
        """Return the next last day to give notice, the day itself included; None if it is past or unknown."""
        if self.notice_months is None:
            return None
        days = (shift(end, -self.notice_months) for end in self._ends(day))
        return next((last for last in days if last >= day), None)

    def _ends(self, day: date) -> Iterator[date]:
        """Yield the last days of the term that runs on the day and of the next, each from the first term's end."""
        if self.until is None:
            return
        step = self.renewal_months if self.renews else None
        if not step:
            yield self.until
            return
        behind = (day.year - self.until.year) * 12 + day.month - self.until.month
        first = max(0, behind // step - 1)
        yield from (shift(self.until, place * step) for place in range(first, first + 5))


def shift(end: date, months: int) -> date:
    """Return the last day of a term whose next day is moved by whole months: 31 January and one month: 28 February.

    A term that ends with a month ends with a month when it has been moved.
    """
    return months_on(end + DAY, months) - DAY
