"""Rows of the list of gaps: the thing, the unit that has the gap, and each aspect with its status."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from akropolis.base.kernel.access.models import Unit
from akropolis.graph.offers.models import GapException
from akropolis.graph.offers.rules.gaps import GapStatus, LevelGap, State, View
from akropolis.graph.offers.selectors.offers import Stated
from akropolis.shared.actions.models import ActionStatus
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.propagation import Levels

RUNNING = (ActionStatus.PLANNED, ActionStatus.ONGOING)
STATES = (State.OPEN, State.UNDER_WAY, State.ACCEPTED)


class Side(StrEnum):
    """The unit's relation to the thing: it operates the thing, or it owns the thing or depends on it."""

    OPERATES = "operates"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class GapThing:
    """A node that demands are made of, such as a service or a supplier."""

    pk: int
    record: UUID
    kind: str
    number: str
    name: str
    sort_key: str
    owner: UUID
    operator: UUID | None
    demanded: Mapping[str, int | None]

    @property
    def stated_by(self) -> UUID:
        """Return the unit to state the offer: the operator, or the owner if nobody else operates the thing."""
        return self.operator or self.owner


@dataclass(frozen=True, slots=True)
class DemandSource:
    """A node that makes demands of a thing: its owner, its operator and its effective levels."""

    owner: UUID
    operator: UUID | None
    levels: Levels


@dataclass(frozen=True, slots=True)
class RaisedGapAction:
    """An action that a gap raised. Finished actions are included, to show that the gap outlived them."""

    pk: UUID
    status: str
    due_on: date | None

    @property
    def running(self) -> bool:
        """Tell whether the action is still to be done."""
        return self.status in RUNNING


@dataclass(frozen=True, slots=True)
class AspectGap:
    """One aspect of a row: the gap, its status, and what that rests on. `source` is the node that set the demand."""

    gap: LevelGap
    standing: GapStatus
    accepted: GapException | None = None
    works: tuple[RaisedGapAction, ...] = ()
    source: int | None = None


@dataclass(frozen=True, slots=True)
class GapRow:
    """The gaps of one unit at one thing. `whole` is true if the unit is responsible for all demands on the
    thing.

    One row per thing has the operator's side: its unit can state the offer. `carriers` holds per aspect the
    node that makes the demand: the thing itself, or a node of the unit that depends on the thing.
    """

    thing: GapThing
    unit: Unit
    whole: bool
    side: Side
    demanded: Mapping[str, int | None]
    offer: Stated | None
    lines: tuple[AspectGap, ...]
    carriers: Mapping[str, int]

    @property
    def offered(self) -> Mapping[str, int | None]:
        """Return a dict from aspect to validly offered level; None where none is stated or it has expired."""
        return self.offer.levels if self.offer and self.offer.counts else dict.fromkeys(ORDER)

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key, worst first: known gaps before unknown ones, open ones, then by demand and what is missing."""
        unknown = all(line.gap.view is View.UNKNOWN for line in self.lines)
        first = min(STATES.index(line.standing.state) for line in self.lines)
        worst = max((line.gap.demanded, line.gap.size) for line in self.lines)
        return (
            unknown,
            first,
            -worst[0],
            -worst[1],
            self.thing.sort_key,
            self.thing.number,
            self.unit.sort_key,
        )


@dataclass(frozen=True, slots=True)
class GapFilter:
    """Filter for gaps; an empty field filters nothing. `unit` is a code, and includes the units below that
    unit.

    `operator` is the unit that is to state what the thing offers. `until` keeps only gaps whose acceptance
    ends by that day.
    """

    view: str = ""
    side: str = ""
    unit: str = ""
    kind: str = ""
    aspect: str = ""
    state: str = ""
    node: UUID | None = None
    operator: UUID | None = None
    until: date | None = None


ALL = GapFilter()


def filter_rows(rows: Iterable[GapRow], wanted: GapFilter) -> list[GapRow]:
    """Return the rows that match the filter, in the given order, each reduced to its matching aspects."""
    found = []
    for row in rows:
        lines = tuple(line for line in row.lines if _fits(line, wanted))
        if lines and may_match(row.thing, row.side, row.unit.path, wanted):
            found.append(replace(row, lines=lines))
    return found


def _fits(line: AspectGap, wanted: GapFilter) -> bool:
    if wanted.until and not (line.accepted and line.accepted.valid_to <= wanted.until):
        return False
    return (
        wanted.view in ("", line.gap.view)
        and wanted.aspect in ("", line.gap.aspect)
        and wanted.state in ("", line.standing.state)
    )


def may_match(thing: GapThing, side: Side, path: str, wanted: GapFilter) -> bool:
    """Tell whether a gap at the thing can match the filter, for a unit with that path and side."""
    if wanted.unit and f"/{wanted.unit}/" not in path:
        return False
    if wanted.side not in ("", side):
        return False
    if wanted.operator not in (None, thing.stated_by):
        return False
    return wanted.kind in ("", thing.kind) and wanted.node in (None, thing.record)


def counts(rows: Iterable[GapRow]) -> Counter[State]:
    """Return the number of gaps in each state, one per aspect of a row."""
    return Counter(line.standing.state for row in rows for line in row.lines)
