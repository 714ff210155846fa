"""How long a classification decision may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Validity:
    """The years that are proposed, and the most that are allowed."""

    proposed_years: int
    most_years: int

    def proposed(self, day: date) -> date:
        """The last day that is proposed for a decision taken on `day`."""
        return years_on(day, self.proposed_years)

    def last(self, day: date) -> date:
        """The last day that such a decision may hold."""
        return years_on(day, self.most_years)


def read_validity(raw: Mapping[str, int]) -> Validity:
    """The figures as written. ValueError when they are not whole years from 1 in rising order."""
    found = Validity(raw["proposed_years"], raw["most_years"])
    if not 1 <= found.proposed_years <= found.most_years:
        raise ValueError(f"not the years of a decision: {raw}")
    return found


def years_on(day: date, years: int) -> date:
    """The same day so many years later; 28 February for 29 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
