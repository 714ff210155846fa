"""Which measures a service's levels demand and why, and which levels its measures reach. Values in, values out."""

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


def offered(measures: Iterable[tuple[Thresholds, bool]]) -> dict[str, int]:
    """Per aspect the highest level whose demanded measures are all fulfilled; each with whether it is so.

    Without grundskydd nothing above the lowest level is offered. It never falls when one more is fulfilled.
    """
    lacking = [thresholds for thresholds, fulfilled in measures if not fulfilled]
    if any(not thresholds for thresholds in lacking):
        return dict.fromkeys(ORDER, BASIC)
    return {aspect: min([MOST, *(t[aspect] - 1 for t in lacking if aspect in t)]) for aspect in ORDER}
