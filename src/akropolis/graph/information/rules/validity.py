"""How long a classification decision may be valid."""

from dataclasses import dataclass
from datetime import date

from akropolis.shared.clocks.rules.due import Clock, TimeMeasure, last_day

TWO_YEARS, FOUR_YEARS = Clock(2, TimeMeasure.YEARS), Clock(4, TimeMeasure.YEARS)


@dataclass(frozen=True, slots=True)
class Validity:
    """Proposed and longest allowed validity of a decision; defaults that apply until the city decides its own."""

    usual: Clock = TWO_YEARS
    longest: Clock = FOUR_YEARS

    def proposed(self, day: date) -> date:
        """Return the proposed last day of a decision taken on `day`, never after the last allowed day."""
        return min(last_day(self.usual, day), self.last(day))

    def last(self, day: date) -> date:
        """Return the last day that a decision taken on `day` may be valid."""
        return last_day(self.longest, day)
