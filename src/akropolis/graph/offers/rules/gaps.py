"""Gaps between what is demanded and what is offered, and how each of them stands.

A gap is there as long as the levels say so, whatever has been decided about it: an action or an acceptance changes
how it stands, never whether it is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from akropolis.shared.classification.rules.aspects import ORDER, Aspect


class Lack(StrEnum):
    """What is wrong: the offer is too low, nothing is stated, or what was stated has run out and counts as nothing."""

    LOW = "low"
    UNSTATED = "unstated"
    EXPIRED = "expired"


class View(StrEnum):
    """What is told apart wherever gaps are counted: an offer known to be too low, and a level that nobody knows."""

    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LevelGap:
    """One aspect in which more is demanded than is offered. `offered` is None when nothing that counts is stated."""

    aspect: Aspect
    demanded: int
    offered: int | None
    lack: Lack

    @property
    def view(self) -> View:
        """Whether it is known that too little is offered. What is not stated may be enough."""
        return View.KNOWN if self.lack is Lack.LOW else View.UNKNOWN

    @property
    def size(self) -> int:
        """How many levels are missing; all that is demanded, where nothing is stated."""
        return self.demanded - (self.offered or 0)


def gaps(
    demanded: Mapping[str, int | None], offered: Mapping[str, int | None] | None, *, counts: bool
) -> tuple[LevelGap, ...]:
    """The gaps in the order of the aspects. `offered` is None when nothing was ever stated.

    `counts` says whether the statement still does. Where nothing is demanded, or nothing is known, there is no gap.
    """
    found = []
    for aspect in ORDER:
        wanted = demanded.get(aspect)
        stated = offered.get(aspect) if offered else None
        given = stated if counts else None
        if not wanted or (given is not None and given >= wanted):
            continue
        lack = Lack.LOW if given is not None else Lack.UNSTATED if stated is None else Lack.EXPIRED
        found.append(LevelGap(aspect, wanted, given, lack))
    return tuple(found)


class State(StrEnum):
    """How a gap stands."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    ACCEPTED = "accepted"


class Reopened(StrEnum):
    """Why something that was decided about a gap no longer holds."""

    TIME = "time"
    GROWN = "grown"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What was accepted, and until which day, that one included."""

    demanded: int
    offered: int | None
    until: date


@dataclass(frozen=True, slots=True)
class GapStatus:
    """How a gap stands, and why it is open again if it is."""

    state: State
    reopened: Reopened | None = None


def grown(gap: LevelGap, accepted: Acceptance) -> bool:
    """Whether more is demanded or less is offered than when it was accepted: another risk than the one decided on."""
    if gap.demanded > accepted.demanded:
        return True
    if accepted.offered is None:
        return False
    return gap.offered is None or gap.offered < accepted.offered


def standing(
    gap: LevelGap, *, accepted: Acceptance | None, running: int, finished: int, day: date
) -> GapStatus:
    """How the gap stands on the day, given the latest acceptance and the number of actions running and finished."""
    reopened = None
    if accepted is not None:
        if day > accepted.until:
            reopened = Reopened.TIME
        elif grown(gap, accepted):
            reopened = Reopened.GROWN
        else:
            return GapStatus(State.ACCEPTED)
    if running:
        return GapStatus(State.UNDER_WAY, reopened)
    return GapStatus(State.OPEN, reopened or (Reopened.DONE if finished else None))
