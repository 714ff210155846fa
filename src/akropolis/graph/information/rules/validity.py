"""How long a classification decision may hold."""

from dataclasses import dataclass
from datetime import date

from akropolis.shared.clocks.rules.due import Clock, TimeMeasure, last_day

TWO_YEARS, FOUR_YEARS = Clock(2, TimeMeasure.YEARS), Clock(4, TimeMeasure.YEARS)


@dataclass(frozen=True, slots=True)
class Validity:
    """How long is proposed, and how long is allowed; these hold until the city decides."""

    usual: Clock = TWO_YEARS
    longest: Clock = FOUR_YEARS

    def proposed(self, day: date) -> date:
        """The last day that is proposed for a decision taken on `day`, never after the last that is allowed."""
        return min(last_day(self.usual, day), self.last(day))

    def last(self, day: date) -> date:
        """The last day that such a decision may hold."""
        return last_day(self.longest, day)
