"""Which measures a profile demands and why, and which levels its measures show. Values in, values out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from akropolis.shared.classification.rules.aspects import LETTERS, ORDER, Aspect

MOST = 3
"""The highest level that a measure can be demanded from; what meets all of them reaches it."""
BASIC = 0
"""The level of grundskydd: what no aspect demands is demanded always."""

KIND = "kind"
"""In a profile: what is measured, counted in the order of `MEASURED`."""

type Thresholds = Mapping[str, int]
type Profile = Mapping[str, int | None]
"""What decides which measures are demanded: aspect → level, condition → 1 if it holds and 0 if not, and `KIND`.

What is None or left out is unknown.
"""

MEASURED = ("service", "platform", "devices")
"""The kinds of nodes that measures are demanded of, as the graph names them."""


class Condition(StrEnum):
    """What must hold of something for certain measures to be demanded of it."""

    PERSONAL_DATA = "personal_data"
    INTERNET = "internet"
    OWN_DEVELOPMENT = "own_development"
    HOSTED = "hosted"


class Status(StrEnum):
    """How a measure stands on a day. Somebody has said `NOT_BEGUN`, and nobody anything of what is `NOT_ASSESSED`."""

    NOT_ASSESSED = "not_assessed"
    NOT_BEGUN = "not_begun"
    PARTLY = "partly"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"
    LAPSED = "lapsed"
    OBJECTED = "objected"


class MeasureOutcome(StrEnum):
    """What a demanded measure counts as. The first three are told together everywhere; the last stands beside them."""

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
"""What is assessed and not met is lacking (a brist): also what is met in part, or objected to. What has lapsed is not
assessed: it was fulfilled, and nobody has said since whether it still is."""
FULFILLED = frozenset({Status.MET, Status.NOT_APPLICABLE})
"""What nothing more is to be done about. What has lapsed was met, and is so no longer."""
UNMET = frozenset({Status.NOT_BEGUN, Status.PARTLY})
"""What is a brist once somebody has said it. What has lapsed is to be assessed anew, and lowers nothing."""

type Assessed = tuple[Thresholds, Status | None]
"""From which levels a measure is demanded, and what is said of it; None where it is not assessed."""


class Sum(NamedTuple):
    """How many measures are demanded, and of them how many have each outcome. Nobody has assessed the rest."""

    demanded: int = 0
    fulfilled: int = 0
    lacking: int = 0
    not_applicable: int = 0

    @property
    def not_assessed(self) -> int:
        """How many nobody has assessed."""
        return self.demanded - self.fulfilled - self.lacking - self.not_applicable

    @property
    def left(self) -> int:
        """How many something is to be done about: to mend, or first to assess."""
        return self.lacking + self.not_assessed

    def of(self, outcome: str) -> int:
        """How many have the outcome."""
        return int(getattr(self, outcome))


def summed(statuses: Iterable[Status]) -> Sum:
    """The sum of measures that are all demanded."""
    found = Counter(OUTCOMES[status] for status in statuses)
    return Sum(found.total(), *(found[MeasureOutcome(name)] for name in Sum._fields[1:]))


def total(counted: Iterable[Sum]) -> Sum:
    """All of it together."""
    return Sum(*map(sum, zip(*counted, strict=True)))


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
class Needs:
    """What a measure is demanded by: of the levels one, of the conditions one, and of which kinds of nodes."""

    levels: Thresholds = field(default_factory=dict)
    when: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Because:
    """Why a measure is demanded: the aspects whose level reaches its threshold, none for grundskydd, and conditions.

    Of its conditions those that hold, or where none is known to hold, those that nobody knows of.
    """

    levels: tuple[tuple[Aspect, int, int], ...] = ()
    """Aspect, the service's level, and the one from which the measure is demanded."""
    holds: frozenset[Condition] = frozenset()
    unknown: frozenset[Condition] = frozenset()

    @property
    def letters(self) -> str:
        """`K2 R3`: the levels from which it is demanded here, in order."""
        return " ".join(f"{LETTERS[aspect]}{least}" for aspect, _level, least in self.levels)

    def also(self, other: Self) -> Self:
        """Both reasons as one, with each aspect once."""
        steps = {step[0]: step for step in (*other.levels, *self.levels)}
        levels = tuple(steps[aspect] for aspect in ORDER if aspect in steps)
        holds = self.holds | other.holds
        return replace(self, levels=levels, holds=holds, unknown=(self.unknown | other.unknown) - holds)


def because(needs: Needs, profile: Profile) -> Because | None:
    """Why the profile demands the measure, or None when it does not.

    A level that nobody knows demands grundskydd only; a condition that nobody knows of is taken to hold.
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
    """Which of the measures, each by its key, a profile demands; what has the same profile asks once."""

    def __init__(self, measures: Iterable[tuple[K, Needs]]) -> None:
        self._measures = list(measures)
        self._known: dict[tuple[int | None, ...], frozenset[K]] = {}

    def by(self, profile: Profile) -> frozenset[K]:
        """The measures that the profile demands."""
        key = tuple(profile.get(each) for each in (*ORDER, *Condition, KIND))
        if key not in self._known:
            demanded = (each for each, needs in self._measures if because(needs, profile) is not None)
            self._known[key] = frozenset(demanded)
        return self._known[key]


def proven_level(aspect: Aspect, measures: Iterable[Assessed]) -> int | None:
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
