"""A reporting period with a cut-off: the days that a report covers, and the last day whose knowledge it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included. Only what was known on `cutoff` counts."""

    first: date
    last: date
    cutoff: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("the period ends before it begins")

    @classmethod
    def read(cls, text: str) -> Period | None:
        """Parse a period from its three days separated by colons; None for anything else."""
        try:
            first, last, cutoff = (date.fromisoformat(day) for day in text.split(":"))
            sensible = all(1900 <= day.year <= 2200 for day in (first, last, cutoff))
            return cls(first, last, cutoff) if sensible else None
        except ValueError:
            return None

    @property
    def end(self) -> date:
        """Last day whose events this report can know of: the earlier of `last` and `cutoff`."""
        return min(self.last, self.cutoff)
