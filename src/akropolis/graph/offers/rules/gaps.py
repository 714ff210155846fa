"""Gaps between demanded and offered levels, and the status of each gap.

A gap exists as long as the offered level is lower than the demanded: an action or an acceptance changes its
status, but never whether it exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from akropolis.shared.classification.rules.aspects import ORDER, Aspect


class Lack(StrEnum):
    """What is wrong: the offer is too low, none is stated, or the stated offer has expired and no longer counts."""

    LOW = "low"
    UNSTATED = "unstated"
    EXPIRED = "expired"


class View(StrEnum):
    """The two kinds of gap, counted separately everywhere: an offer known to be too low, and an unknown level."""

    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LevelGap:
    """One aspect in which more is demanded than is offered. `offered` is None when no valid level is stated."""

    aspect: Aspect
    demanded: int
    offered: int | None
    lack: Lack

    @property
    def view(self) -> View:
        """Return the kind of gap: an offer known to be too low, or an unknown level, which may be high enough."""
        return View.KNOWN if self.lack is Lack.LOW else View.UNKNOWN

    @property
    def size(self) -> int:
        """Return how many levels are missing; the whole demanded level if nothing is stated."""
        return self.demanded - (self.offered or 0)


def gaps(
    demanded: Mapping[str, int | None], offered: Mapping[str, int | None] | None, *, counts: bool
) -> tuple[LevelGap, ...]:
    """Return the gaps in the order of the aspects. `offered` is None if nothing was ever stated.

    `counts` says whether the stated offer is still valid. No gap is returned for an aspect without a demand
    or with an unknown one.
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
    """Status of a gap: open, with actions under way, or accepted."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    ACCEPTED = "accepted"


class Reopened(StrEnum):
    """Why a gap with an earlier decision is open again: the time passed, the gap grew, or the actions are done."""

    TIME = "time"
    GROWN = "grown"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An accepted gap: its levels when it was accepted, and the last day of the acceptance (inclusive)."""

    demanded: int
    offered: int | None
    until: date


@dataclass(frozen=True, slots=True)
class GapStatus:
    """Status of a gap, and if it is open again, why."""

    state: State
    reopened: Reopened | None = None


def has_grown(gap: LevelGap, accepted: Acceptance) -> bool:
    """Tell whether more is demanded or less offered than when the gap was accepted: the risk is then another."""
    if gap.demanded > accepted.demanded:
        return True
    if accepted.offered is None:
        return False
    return gap.offered is None or gap.offered < accepted.offered


def gap_status(
    gap: LevelGap, *, accepted: Acceptance | None, running: int, finished: int, day: date
) -> GapStatus:
    """Return the gap's status on the day, by the latest acceptance and the number of running and finished actions."""
    reopened = None
    if accepted is not None:
        if day > accepted.until:
            reopened = Reopened.TIME
        elif has_grown(gap, accepted):
            reopened = Reopened.GROWN
        else:
            return GapStatus(State.ACCEPTED)
    if running:
        return GapStatus(State.UNDER_WAY, reopened)
    return GapStatus(State.OPEN, reopened or (Reopened.DONE if finished else None))
