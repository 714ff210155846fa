"""Levels of maturity: cumulative in an area, the lowest of a unit's areas, and the city's by share of all its units."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

HIGHEST = 4
CITY_SHARE = 75
"""Per cent of all units that must have reached the city's level. Our own choice: no law or standard gives it."""


class StatementAnswer(StrEnum):
    """How far a unit says that a statement is true of it. Unanswered is none of these."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class MaturityLevel(NamedTuple):
    """A level that is reached. `open` if an unanswered statement, and not a no, stands in the way of a higher one."""

    reached: int
    open: bool


class Shown(NamedTuple):
    """What the registers show of a statement: `counted`, of `whole` where it is a share, against `at_least`."""

    counted: int
    whole: int | None
    at_least: int

    @property
    def holds(self) -> bool | None:
        """Return whether the condition is met; None for a share of nothing, which is unknown and not a no."""
        if self.whole is None:
            return self.counted >= self.at_least
        return self.counted * 100 >= self.at_least * self.whole if self.whole else None


def level_of(answers: Iterable[tuple[int, StatementAnswer | None]]) -> MaturityLevel:
    """Return the highest level whose statements, and all below it, are answered yes.

    `answers` are (level of the statement, answer). An area without statements is not assessed.
    """
    stated, above = list(answers), HIGHEST + 1
    refused = min(
        (level for level, answer in stated if answer not in (StatementAnswer.YES, None)), default=above
    )
    unknown = min((level for level, answer in stated if answer is None), default=above)
    reached = max((level for level, _answer in stated if level < min(refused, unknown)), default=0)
    return MaturityLevel(reached, open=unknown < refused or not stated)


def supported_level(shown: Iterable[tuple[int, bool | None]]) -> int | None:
    """Return the highest level that the registers do not contradict; None if they contradict none.

    Registers only lower: what they show is never taken for an answer.
    """
    refused = [level for level, holds in shown if holds is False]
    return min(refused) - 1 if refused else None


def is_contradiction(answer: StatementAnswer | None, *, holds: bool | None) -> bool:
    """Return whether the answer is yes while the registers show otherwise."""
    return answer is StatementAnswer.YES and holds is False


def unit_level(areas: Collection[MaturityLevel]) -> MaturityLevel | None:
    """Return a unit's level, the lowest of its areas and never a mean; None without areas."""
    if not areas:
        return None
    lowest = min(area.reached for area in areas)
    return MaturityLevel(lowest, open=all(area.open for area in areas if area.reached == lowest))


def city_level(reached: Collection[int], units: int) -> int:
    """Return the highest level that at least `CITY_SHARE` per cent of all `units` have reached in an area.

    `reached` are the levels of those that have answered: a unit without an answer has not reached any.
    """
    levels = range(HIGHEST, 0, -1)
    enough = (n for n in levels if sum(r >= n for r in reached) * 100 >= CITY_SHARE * units > 0)
    return next(enough, 0)
