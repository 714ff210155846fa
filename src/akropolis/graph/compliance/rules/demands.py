"""Which measures a profile demands and why, and which levels the assessed measures show. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from akropolis.shared.classification.rules.aspects import LETTERS, ORDER, Aspect

MOST = 3
"""Highest level from which a measure can be demanded: a service with all its measures fulfilled shows this level."""
BASIC = 0
"""The level counted for grundskydd: measures that are demanded at every level."""

KIND = "kind"
"""Key in a profile for the kind of node, as an index in `MEASURED`."""

type Thresholds = Mapping[str, int]
type Profile = Mapping[str, int | None]
"""What decides which measures are demanded: aspect → level, condition → 1 if it holds and 0 if not, and `KIND`.

None or a missing key means unknown.
"""

MEASURED = ("service", "platform", "devices")
"""The kinds of nodes that measures are demanded of, by their names in the graph."""


class Condition(StrEnum):
    """A condition: some measures are demanded only if it holds."""

    PERSONAL_DATA = "personal_data"
    INTERNET = "internet"
    OWN_DEVELOPMENT = "own_development"
    HOSTED = "hosted"


class Status(StrEnum):
    """Status of a measure on a day. `NOT_BEGUN` has been stated by an assessor; `NOT_ASSESSED` means no assessment."""

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
"""Status → outcome. Assessed but not met, partly met, or objected to: lacking (a brist).

A lapsed measure counts as not assessed: it was fulfilled, and nobody has stated since whether it still
is.
"""
FULFILLED = frozenset({Status.MET, Status.NOT_APPLICABLE})
"""The statuses that need no more work. `LAPSED` is not among them: the measure was met but must be assessed again."""
UNMET = frozenset({Status.NOT_BEGUN, Status.PARTLY})
"""The stated statuses that are a brist and so lower a level. `LAPSED` is not among them: it lowers no level."""

type Assessed = tuple[Thresholds, Status | None]
"""The levels from which a measure is demanded, and its status (None if not assessed)."""


class Sum(NamedTuple):
    """How many measures are demanded, and how many of these have each outcome. The remaining ones are not assessed."""

    demanded: int = 0
    fulfilled: int = 0
    lacking: int = 0
    not_applicable: int = 0

    @property
    def not_assessed(self) -> int:
        """Return how many of the demanded measures are not assessed."""
        return self.demanded - self.fulfilled - self.lacking - self.not_applicable

    @property
    def left(self) -> int:
        """Return how many of the demanded measures need work: they are lacking or not assessed."""
        return self.lacking + self.not_assessed

    def of(self, outcome: str) -> int:
        """Return how many of the demanded measures have the outcome."""
        return int(getattr(self, outcome))


def summed(statuses: Iterable[Status]) -> Sum:
    """Return the sum of demanded measures with the given statuses."""
    found = Counter(OUTCOMES[status] for status in statuses)
    return Sum(found.total(), *(found[MeasureOutcome(name)] for name in Sum._fields[1:]))


def total(counted: Iterable[Sum]) -> Sum:
    """Return one sum of all the given sums."""
    return Sum(*map(sum, zip(*counted, strict=True)))


def status_of(state: str, valid_to: date | None, day: date, *, proved_to: date | None = None) -> Status:
    """Return the status of an assessment on the day.

    A met measure lapses after the assessment's own last day (`valid_to`) or after `proved_to`, whichever is
    first. `proved_to` is the last day of the evidence if all of it has expired or been withdrawn, else None.
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
    """Why a measure is demanded.

    `levels` holds the aspects whose level reaches the measure's threshold, none for grundskydd. `holds` are
    those of the measure's conditions that hold; if none is known to hold, `unknown` are those not known.
    """

    levels: tuple[tuple[Aspect, int, int], ...] = ()
    """(aspect, the service's level, the level from which the measure is demanded)."""
    holds: frozenset[Condition] = frozenset()
    unknown: frozenset[Condition] = frozenset()

    @property
    def letters(self) -> str:
        """Return the levels from which the measure is demanded, in the order of the aspects: `K2 R3`."""
        return " ".join(f"{LETTERS[aspect]}{least}" for aspect, _level, least in self.levels)

    def also(self, other: Self) -> Self:
        """Return both reasons combined, with each aspect once."""
        steps = {step[0]: step for step in (*other.levels, *self.levels)}
        levels = tuple(steps[aspect] for aspect in ORDER if aspect in steps)
        holds = self.holds | other.holds
        return replace(self, levels=levels, holds=holds, unknown=(self.unknown | other.unknown) - holds)


def because(needs: Needs, profile: Profile) -> Because | None:
    """Return why the profile demands the measure, or None if it does not.

    An aspect with an unknown level demands nothing beyond grundskydd; an unknown condition is taken to hold.
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
    """Finds which of some measures, given as (key, needs), a profile demands. Caches the result per profile."""

    def __init__(self, measures: Iterable[tuple[K, Needs]]) -> None:
        self._measures = list(measures)
        self._known: dict[tuple[int | None, ...], frozenset[K]] = {}

    def by(self, profile: Profile) -> frozenset[K]:
        """Return the keys of the measures that the profile demands."""
        key = tuple(profile.get(each) for each in (*ORDER, *Condition, KIND))
        if key not in self._known:
            demanded = (each for each, needs in self._measures if because(needs, profile) is not None)
            self._known[key] = frozenset(demanded)
        return self._known[key]


def proven_level(aspect: Aspect, measures: Iterable[Assessed]) -> int | None:
    """Return the highest level at which grundskydd and all that the aspect demands is fulfilled, or None.

    Fulfilling one more measure never lowers the result. Where no measures are demanded, the result is None.
    """
    asked = [(t.get(aspect, BASIC), status in FULFILLED) for t, status in measures if not t or aspect in t]
    level = min([MOST, *(least - 1 for least, fulfilled in asked if not fulfilled)])
    return level if any(least <= level for least, _fulfilled in asked) else None


def ceiling(aspect: Aspect, measures: Iterable[Assessed]) -> int | None:
    """Return the highest level below every brist among the measures that the aspect demands; None without a brist.

    A brist in grundskydd does not count, since grundskydd is demanded at every level alike.
    """
    return min((t[aspect] - 1 for t, status in measures if status in UNMET and aspect in t), default=None)


def offered(claim: int | None, shown: int | None, ceiling: int | None) -> int | None:
    """Return the level offered in an aspect: the claimed one, at most the ceiling and at least the one shown.

    Measures that are not assessed neither lower nor raise it. None if no level is claimed or shown.
    """
    held = claim if claim is None or ceiling is None else min(claim, ceiling)
    return max((level for level in (held, shown) if level is not None), default=None)
