"""What answers in follow-up mean: whether the registers contradict one, and what has changed since last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import quantiles

from akropolis.assurance.maturity.rules.levels import Shown
from akropolis.base.lib.numbers import INTEGER, number_in


class FollowUpForm(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"


class Said(StrEnum):
    """The answers to choose among, the best first. Not knowing is neither a no nor missing."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """What an answer was proposed from."""

    WRITTEN = "written"
    EARLIER = "earlier"
    REGISTERS = "registers"


class AnswerChange(StrEnum):
    """How an answer relates to the one before. `MOVED` is neither better nor worse."""

    FIRST = "first"
    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    MOVED = "moved"


RANK: Sequence[str] = (Said.NO, Said.PARTLY, Said.YES)
FEWEST_ALIKE = 5
"""Answers of fewer units than this are not put together: a reader could tell whose they are."""


@dataclass(frozen=True, slots=True)
class AnswerSpread:
    """What units alike have answered: how many, the median, and the quartiles. Words count by their place in `RANK`."""

    units: int
    lower: float
    median: float
    upper: float


def number_of(answer: str) -> int | None:
    """Return the whole number that an answer states in digits; None if it states none."""
    return number_in(answer, INTEGER, None)


def is_contradicted(form: str, answer: str, shown: Shown | None) -> bool:
    """Return whether the registers show something else: a yes that does not hold, or another number."""
    if shown is None:
        return False
    if form == FollowUpForm.NUMBER:
        stated = number_of(answer)
        return stated is not None and stated != shown.counted
    return answer == Said.YES and shown.holds is False


def change_of(form: str, before: str, now: str) -> AnswerChange:
    """Return what has changed between two answers. Only yes, partly and no can be better or worse than each other.

    Whether a higher number is better is nothing that a question tells, and not knowing is not worse than a no.
    """
    if not before:
        return AnswerChange.FIRST
    if before == now:
        return AnswerChange.SAME
    if form == FollowUpForm.YES_NO and before in RANK and now in RANK:
        return AnswerChange.BETTER if RANK.index(now) > RANK.index(before) else AnswerChange.WORSE
    return AnswerChange.MOVED


def value_of(form: str, answer: str) -> int | None:
    """Return the answer as a number that can be put in order with others; None if it states nothing known."""
    if form == FollowUpForm.NUMBER:
        return number_of(answer)
    return RANK.index(answer) if form == FollowUpForm.YES_NO and answer in RANK else None


def spread_of(values: Sequence[int]) -> AnswerSpread | None:
    """Return the median and quartiles of what units have answered, one value of each; None if they are too few."""
    if len(values) < FEWEST_ALIKE:
        return None
    return AnswerSpread(len(values), *quantiles(values, n=4, method="inclusive"))
