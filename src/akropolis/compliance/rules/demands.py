"""Which measures a service's levels demand and why, and which levels its measures show. Values in, values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from akropolis.classification.rules.aspects import LETTERS, ORDER, Aspect

MOST = 3
"""The highest level that a measure can be demanded from; what meets all of them reaches it."""
BASIC = 0
"""The level of grundskydd: what no aspect demands is demanded always."""

type Thresholds = Mapping[str, int]
type Levels = Mapping[str, int | None]


class Status(StrEnum):
    """How a measure stands on a day."""

    NOT_BEGUN = "not_begun"
    PARTLY = "partly"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"
    LAPSED = "lapsed"


FULFILLED = frozenset({Status.MET, Status.NOT_APPLICABLE})
"""What nothing more is to be done about. What has lapsed was met, and is so no longer."""
UNMET = frozenset({Status.NOT_BEGUN, Status.PARTLY})
"""What is a brist once somebody has said it. What has lapsed is to be assessed anew, and lowers nothing."""

type Assessed = tuple[Thresholds, Status | None]
"""From which levels a measure is demanded, and what is said of it; None where it is not assessed."""


def status_of(state: str, valid_to: date | None, day: date, *, proved_to: date | None = None) -> Status:
    """How what was said stands on the day. What was met lapses after its own last day, and after its last evidence's.

    `proved_to` is the last day of the evidence, where all of it has run out or been withdrawn.
    """
    lapsed = state == Status.MET and last_day(valid_to, day, proved_to=proved_to) is not None
    return Status.LAPSED if lapsed else Status(state)


def last_day(valid_to: date | None, day: date, *, proved_to: date | None = None) -> date | None:
    """The last day on which what was said held, where that has passed: its own, or its last evidence's."""
    return min((end for end in (valid_to, proved_to) if end is not None and end < day), default=None)


@dataclass(frozen=True, slots=True)
class Because:
    """Why a measure is demanded: the aspects whose level reaches its threshold; none for grundskydd."""

    levels: tuple[tuple[Aspect, int, int], ...] = ()
    """Aspect, the service's level, and the one from which the measure is demanded."""

    @property
    def letters(self) -> str:
        """`K2 R3`: the levels from which it is demanded here, in order."""
        return " ".join(f"{LETTERS[aspect]}{least}" for aspect, _level, least in self.levels)


def because(thresholds: Thresholds, levels: Levels) -> Because | None:
    """Why the levels demand the measure, or None when they do not. What nobody knows demands grundskydd only."""
    if not thresholds:
        return Because()
    reached = [
        (aspect, level, thresholds[aspect])
        for aspect in ORDER
        if aspect in thresholds and (level := levels.get(aspect)) is not None and level >= thresholds[aspect]
    ]
    return Because(tuple(reached)) if reached else None


class Demanding[K]:
    """Which of the measures, each by its key, levels demand; services alike in levels ask once."""

    def __init__(self, measures: Iterable[tuple[K, Thresholds]]) -> None:
        self._measures = list(measures)
        self._known: dict[tuple[int | None, ...], frozenset[K]] = {}

    def by(self, levels: Levels) -> frozenset[K]:
        """The measures that the levels demand."""
        key = tuple(levels.get(aspect) for aspect in ORDER)
        if key not in self._known:
            demanded = (
                each for each, thresholds in self._measures if because(thresholds, levels) is not None
            )
            self._known[key] = frozenset(demanded)
        return self._known[key]


def shown(aspect: Aspect, measures: Iterable[Assessed]) -> int | None:
    """The highest level at which grundskydd and all that the aspect's levels demand is fulfilled; None without one.

    It never falls when one more is fulfilled. Where nothing is demanded, nothing is shown.
    """
    asked = [(t.get(aspect, BASIC), status in FULFILLED) for t, status in measures if not t or aspect in t]
    level = min([MOST, *(least - 1 for least, fulfilled in asked if not fulfilled)])
    return level if any(least <= level for least, _fulfilled in asked) else None


def ceiling(aspect: Aspect, measures: Iterable[Assessed]) -> int | None:
    """The highest level at which nothing that the aspect's levels demand is a brist; None where nothing is.

    What no aspect demands (grundskydd) is demanded at every level alike: a brist there says nothing of the level.
    """
    return min((t[aspect] - 1 for t, status in measures if status in UNMET and aspect in t), default=None)


def offered(claim: int | None, shown: int | None, ceiling: int | None) -> int | None:
    """The level that an aspect has: as claimed, lowered by a brist, and what is shown at the least.

    What is not assessed neither lowers nor raises it. None where nothing is claimed or shown.
    """
    held = claim if claim is None or ceiling is None else min(claim, ceiling)
    return max((level for level in (held, shown) if level is not None), default=None)
