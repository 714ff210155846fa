"""What a risk may cost: ranges, their checks and their expected values. Plain Python; the draws are in
`simulation`.

A range says where somebody is 90 per cent sure that a value lies: its ends are the 5th and the 95th percentile
of a lognormal distribution: μ = (ln low + ln high) / 2, σ = (ln high − ln low) / 3.2897. Equal ends are a
fixed value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import erf, exp, inf, isfinite, log, sqrt
from typing import Final

METHOD: Final = "1"
"""Version of the method; a stored result says which one made it."""

WIDTH: Final = 2 * 1.6448536269514722
"""Standard deviations between the 5th and the 95th percentile."""

MOST_EVENTS: Final = 365.0
"""Highest frequency, events per year."""

MOST_LOSS: Final = 1e13
"""Highest loss of one event, kr."""

NOTHING: Final = 1_000.0
"""A low end of 0 counts as the high end divided by this: a lognormal distribution has no zero."""

WIDEST_FREQUENCY: Final = 1_000.0
WIDEST_LOSS: Final = 10_000.0
"""Largest high / low. With a ratio above about 50 000 the mean of a lognormal lies above its own 95th
percentile.
"""


class LossKind(StrEnum):
    """What an event costs. A city has no competitive loss (Open FAIR's tree, without it)."""

    HANDLING = "handling"
    RESPONSE = "response"
    REPLACEMENT = "replacement"
    FINES = "fines"
    THIRD_PARTY = "third_party"


class RangeProblem(StrEnum):
    """Why a range is refused. The web layer has the sentences."""

    ONE_END = "one_end"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    REVERSED = "reversed"
    ZERO_LOW = "zero_low"
    TOO_LARGE = "too_large"
    TOO_WIDE = "too_wide"
    MIXED_UNITS = "mixed_units"


class NotAssessable(StrEnum):
    """Why a risk is left out of the sum. It is counted as not assessable, never as zero."""

    NO_FREQUENCY = "no_frequency"
    NO_LOSS = "no_loss"


@dataclass(frozen=True)
class LossRange:
    """A range from the 5th to the 95th percentile; `ceiling` caps what a draw may be, as the law caps a fine."""

    low: float
    high: float
    ceiling: float = inf

    @property
    def fixed(self) -> bool:
        """Whether the value is the same in every draw."""
        return self.low == self.high

    @property
    def _start(self) -> float:
        """The low end, where 0 means next to nothing: a thousandth of the high end."""
        return self.low or self.high / NOTHING

    @property
    def mu(self) -> float:
        """Mean of the logarithm; −inf for a fixed zero."""
        return (log(self._start) + log(self.high)) / 2 if self.high > 0 else -inf

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return 0.0 if self.fixed else (log(self.high) - log(self._start)) / WIDTH

    @property
    def mean(self) -> float:
        """Expected value of a draw, with the ceiling taken into account."""
        if self.fixed:
            return min(self.low, self.ceiling)
        whole = exp(self.mu + self.sigma**2 / 2)
        if self.ceiling == inf:
            return whole
        if self.ceiling <= 0:
            return 0.0
        distance = (log(self.ceiling) - self.mu) / self.sigma
        return whole * normal_share(distance - self.sigma) + self.ceiling * (1 - normal_share(distance))

    def times(self, factor: float) -> "LossRange":
        """Return the range in another unit, such as kr from person-hours."""
        return LossRange(self.low * factor, self.high * factor, self.ceiling)


@dataclass(frozen=True)
class QuantifiedRisk:
    """A risk that can be simulated: how often, what an event costs by kind, and the cause that it shares with
    others.
    """

    key: str
    frequency: LossRange
    losses: Mapping[LossKind, LossRange]
    cause: str = ""
    unit: str = ""

    @property
    def event_loss(self) -> float:
        """Expected loss of one event."""
        return sum(self.losses[kind].mean for kind in LossKind if kind in self.losses)

    @property
    def expected(self) -> float:
        """Expected loss of a year, in closed form."""
        return self.frequency.mean * self.event_loss


def normal_share(distance: float) -> float:
    """Return the share of a normal distribution that lies below `distance` standard deviations."""
    return (1 + erf(distance / sqrt(2))) / 2


def range_problem(low: float | None, high: float | None, *, frequency: bool = False) -> RangeProblem | None:
    """Return what is wrong with a range, or None. Both ends None is no range and no problem; 0–0 is a loss of
    nothing.
    """
    if low is None and high is None:
        return None
    if low is None or high is None:
        return RangeProblem.ONE_END
    most, widest = (MOST_EVENTS, WIDEST_FREQUENCY) if frequency else (MOST_LOSS, WIDEST_LOSS)
    rules = (
        (not (isfinite(low) and isfinite(high)), RangeProblem.NOT_A_NUMBER),
        (low < 0 or high < 0, RangeProblem.NEGATIVE),
        (low > high, RangeProblem.REVERSED),
        (high > most, RangeProblem.TOO_LARGE),
        (low == 0 and frequency, RangeProblem.ZERO_LOW),
        (low > 0 and high / low > widest, RangeProblem.TOO_WIDE),
    )
    return next((problem for broken, problem in rules if broken), None)


def why_not_assessable(
    frequency: LossRange | None, losses: Mapping[LossKind, LossRange]
) -> NotAssessable | None:
    """Return what is missing before a risk can be simulated, or None."""
    if frequency is None:
        return NotAssessable.NO_FREQUENCY
    return None if losses else NotAssessable.NO_LOSS


def shared_causes(risks: Iterable[QuantifiedRisk], above: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return by cause the cause whose event reaches it: itself, or a named cause that it depends on along the
    graph.

    `above` holds by cause every node that it depends on, at any distance. Of several, the one that strikes most
    often is taken, and of equals the first by its key: a service that stands on two suppliers falls with the
    frailer one.
    """
    often: dict[str, float] = {}
    for risk in risks:
        if risk.cause:
            often[risk.cause] = max(often.get(risk.cause, 0.0), risk.frequency.mean)
    higher = {
        cause: {one for one in above.get(cause, ()) if one in often and one != cause} for cause in often
    }
    tops = {cause for cause in often if all(cause in higher[one] for one in higher[cause])}
    return {
        cause: min((higher[cause] | {cause}) & tops, key=lambda one: (-often[one], one))
        for cause in sorted(often)
    }
