"""Which measures a profile demands and why, and which levels its measures show. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from akropolis.shared.classification.rules.aspects import LETTERS, ORDER, Aspect

MOST = 3
"""Highest level that a measure can be demanded from; fulfilling all measures reaches it."""
BASIC = 0
"""The level of grundskydd: what no aspect demands is always demanded."""

KIND = "kind"
"""Profile key of the kind of what is measured, as an index in `MEASURED`."""

type Thresholds = Mapping[str, int]
type Profile = Mapping[str, int | None]
"""What decides which measures are demanded: aspect → level, condition → 1 if it holds and 0 if not, and `KIND`.

None or a missing key means unknown.
"""

MEASURED = ("service", "platform", "devices")
"""The kinds of nodes that measures are demanded of, by their names in the graph."""


class Condition(StrEnum):
    """A condition that must hold for certain measures to be demanded."""

    PERSONAL_DATA = "personal_data"
    INTERNET = "internet"
    OWN_DEVELOPMENT = "own_development"
    HOSTED = "hosted"


class Status(StrEnum):
    """Status of a measure on a day. `NOT_BEGUN` has been stated by somebody, `NOT_ASSESSED` by nobody."""

    NOT_ASSESSED = "not_assessed"
    NOT_BEGUN = "not_begun"
    PARTLY = "partly"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"
    LAPSED = "lapsed"
    OBJECTED = "objected"


class MeasureOutcome(StrEnum):
    """What a demanded measure counts as. The first three are always shown together; the last is shown beside them."""

    FULFILLED = "fulfilled"
    LACKING = "lacking"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"


OUTCOMES: Mapping[Status, MeasureOutcome] = {
    Status.NOT_ASSESSED: MeasureOutcome.NOT_ASSESSED,
    Status.NOT_BEGUN: MeasureOutcome.LACKING,
    Status.PARTLY: MeasureOutcome.LACKING,
    Status.MET: MeasureOutcome.FULFILLED,
    Status.NOT_APPLICABLE: MeasureOutcome.NOT_APPLICABLE,
    Status.LAPSED: MeasureOutcome.NOT_ASSESSED,
    Status.OBJECTED: MeasureOutcome.LACKING,
}
"""A measure that is assessed and not met is lacking (a brist), also if met in part or objected to. A lapsed one
counts as not assessed: it was fulfilled, and nobody has said since whether it still is.
"""
FULFILLED = frozenset({Status.MET, Status.NOT_APPLICABLE})
"""The statuses that need no more work. A lapsed measure was met, and no longer is."""
UNMET = frozenset({Status.NOT_BEGUN, Status.PARTLY})
"""The stated statuses that are a brist. A lapsed measure must be assessed again, and lowers nothing."""

type Assessed = tuple[Thresholds, Status | None]
"""The levels from which a measure is demanded, and its status; None if not assessed."""


class Sum(NamedTuple):
    """How many measures are demanded, and how many of them have each outcome. The rest are not assessed."""

    demanded: int = 0
    fulfilled: int = 0
    lacking: int = 0
    not_applicable: int = 0

    @property
    def not_assessed(self) -> int:
        """Return how many are not assessed."""
        return self.demanded - self.fulfilled - self.lacking - self.not_applicable

    @property
    def left(self) -> int:
        """Return how many need work: to be fixed, or first assessed."""
        return self.lacking + self.not_assessed

    def of(self, outcome: str) -> int:
        """Return how many have the outcome."""
        return int(getattr(self, outcome))


def summed(statuses: Iterable[Status]) -> Sum:
    """Sum up measures that are all demanded."""
    found = Counter(OUTCOMES[status] for status in statuses)
    return Sum(found.total(), *(found[MeasureOutcome(name)] for name in Sum._fields[1:]))


def total(counted: Iterable[Sum]) -> Sum:
    """Return the sums added together."""
    return Sum(*map(sum, zip(*counted, strict=True)))


def status_of(state: str, valid_to: date | None, day: date, *, proved_to: date | None = None) -> Status:
    """Return the status of an assessment on the day. A met one lapses after its own last day, or its evidence's.

    `proved_to` is the last day of the evidence, if all of it has expired or been withdrawn.
    """
    lapsed = state == Status.MET and lapsed_on(valid_to, day, proved_to=proved_to) is not None
    return Status.LAPSED if lapsed else Status(state)


def lapsed_on(valid_to: date | None, day: date, *, proved_to: date | None = None) -> date | None:
    """Return the last day that the assessment was valid, if that has passed: its own, or its last evidence's."""
    return min((end for end in (valid_to, proved_to) if end is not None and end < day), default=None)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a measure is demanded by: any one of the levels, any one of the conditions, and which kinds of nodes."""

    levels: Thresholds = field(default_factory=dict)
    when: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Because:
    """Why a measure is demanded: the aspects whose level reaches its threshold, none for grundskydd; conditions.

    Of its conditions those that hold or, if none is known to hold, the unknown ones.
    """

    levels: tuple[tuple[Aspect, int, int], ...] = ()
    """Aspect, the service's level, and the level from which the measure is demanded."""
    holds: frozenset[Condition] = frozenset()
    unknown: frozenset[Condition] = frozenset()

    @property
    def letters(self) -> str:
        """Return `K2 R3`: the levels from which it is demanded here, in order."""
        return " ".join(f"{LETTERS[aspect]}{least}" for aspect, _level, least in self.levels)

    def also(self, other: Self) -> Self:
        """Return both reasons combined, with each aspect once."""
        steps = {step[0]: step for step in (*other.levels, *self.levels)}
        levels = tuple(steps[aspect] for aspect in ORDER if aspect in steps)
        holds = self.holds | other.holds
        return replace(self, levels=levels, holds=holds, unknown=(self.unknown | other.unknown) - holds)


def because(needs: Needs, profile: Profile) -> Because | None:
    """Return why the profile demands the measure, or None if it does not.

    An unknown level demands only grundskydd; an unknown condition is taken to hold.
    """
    kind = profile.get(KIND)
    if kind is not None and needs.kinds and MEASURED[kind] not in needs.kinds:
        return None
    asked = frozenset(map(Condition, needs.when))
    holds = frozenset(each for each in asked if profile.get(each))
    unknown = frozenset(each for each in asked if not holds and profile.get(each) is None)
    reached = tuple(
        (aspect, level, needs.levels[aspect])
        for aspect in ORDER
        if aspect in needs.levels
        and (level := profile.get(aspect)) is not None
        and level >= needs.levels[aspect]
    )
    if (needs.levels and not reached) or (asked and not holds | unknown):
        return None
    return Because(reached, holds, unknown)


class Demanding[K]:
    """Which of the measures, by key, a profile demands; cached per profile."""

    def __init__(self, measures: Iterable[tuple[K, Needs]]) -> None:
        self._measures = list(measures)
        self._known: dict[tuple[int | None, ...], frozenset[K]] = {}

    def by(self, profile: Profile) -> frozenset[K]:
        """Return the measures that the profile demands."""
        key = tuple(profile.get(each) for each in (*ORDER, *Condition, KIND))
        if key not in self._known:
            demanded = (each for each, needs in self._measures if because(needs, profile) is not None)
            self._known[key] = frozenset(demanded)
        return self._known[key]


def proven_level(aspect: Aspect, measures: Iterable[Assessed]) -> int | None:
    """Return the highest level at which grundskydd and all that the aspect's levels demand is fulfilled, or None.

    It never falls when one more measure is fulfilled. Where nothing is demanded, nothing is shown.
    """
    asked = [(t.get(aspect, BASIC), status in FULFILLED) for t, status in measures if not t or aspect in t]
    level = min([MOST, *(least - 1 for least, fulfilled in asked if not fulfilled)])
    return level if any(least <= level for least, _fulfilled in asked) else None


def ceiling(aspect: Aspect, measures: Iterable[Assessed]) -> int | None:
    """Return the highest level at which nothing that the aspect's levels demand is a brist; None if nothing is.

    What no aspect demands (grundskydd) is demanded at every level alike: a brist there does not affect the level.
    """
    return min((t[aspect] - 1 for t, status in measures if status in UNMET and aspect in t), default=None)


def offered(claim: int | None, shown: int | None, ceiling: int | None) -> int | None:
    """Return the level offered in an aspect: as claimed, lowered by a brist, and at least what is shown.

    What is not assessed neither lowers nor raises it. None if nothing is claimed or shown.
    """
    held = claim if claim is None or ceiling is None else min(claim, ceiling)
    return max((level for level in (held, shown) if level is not None), default=None)
