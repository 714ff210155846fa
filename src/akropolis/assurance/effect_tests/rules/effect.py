"""Whether a measure works: what a result means, when it is tested again, and when effect counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from akropolis.base.lib.calendar import months_on


class EffectOutcome(StrEnum):
    """What a test found."""

    FAILS = "fails"
    PARTLY = "partly"
    WORKS = "works"


class EffectState(StrEnum):
    """The effect of a measure in a place on a day, the worst first.

    `NOT_COUNTED` has been tested, but is not assessed as met: effect never counts without presence.
    """

    FAILS = "fails"
    PARTLY = "partly"
    UNTESTED = "untested"
    NOT_COUNTED = "not_counted"
    WORKS = "works"


@dataclass(frozen=True, slots=True)
class LatestTest:
    """The latest test of a measure in a place: its outcome, and the last day that it counts."""

    outcome: EffectOutcome
    next_on: date


class EffectSum(NamedTuple):
    """How many measures are assessed as met, and how many of these work, work in part, fail or are untested."""

    present: int = 0
    works: int = 0
    partly: int = 0
    fails: int = 0
    untested: int = 0

    @property
    def tested(self) -> int:
        """Return how many of those assessed as met have a test within its interval."""
        return self.present - self.untested


def propose_outcome(held: int, tested: int, good_share: int | None) -> EffectOutcome | None:
    """Return the outcome that the shares give; None where the tester judges.

    From the threshold (percent) it works, from half of the threshold in part, below it fails. Both limits are
    the city's choice, not law.
    """
    if good_share is None or tested < 1:
        return None
    if held * 100 >= good_share * tested:
        return EffectOutcome.WORKS
    return EffectOutcome.PARTLY if held * 200 >= good_share * tested else EffectOutcome.FAILS


def next_test(tested_on: date, months: int) -> date:
    """Return the last day on which the test counts."""
    return months_on(tested_on, months)


def effect_of(*, present: bool, latest: LatestTest | None, day: date) -> EffectState | None:
    """Return the effect of a measure in a place; None for one neither assessed as met nor tested.

    Untested exactly after the interval: the day itself still counts. Never an effect without presence.
    """
    if not present:
        return EffectState.NOT_COUNTED if latest else None
    if latest is None or latest.next_on < day:
        return EffectState.UNTESTED
    return EffectState(latest.outcome)


def sum_effects(states: Iterable[EffectState]) -> EffectSum:
    """Return the sum of the measures with the given effects; those not counted are left out."""
    found = Counter(states)
    parts = [found[EffectState(name)] for name in EffectSum._fields[1:]]
    return EffectSum(sum(parts), *parts)
