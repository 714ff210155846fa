"""The rows of the list of gaps: what something is demanded of, whose gap it is, and each aspect with how it stands."""

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
    """From where a gap is seen: by whom the thing is operated, or by one that owns it or stands on it."""

    OPERATES = "operates"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class GapThing:
    """What something is demanded of."""

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
        """The unit that is to state what it offers: its operator, or its owner where nobody else operates it."""
        return self.operator or self.owner


@dataclass(frozen=True, slots=True)
class DemandSource:
    """What demands something of a thing: its units and its effective levels."""

    owner: UUID
    operator: UUID | None
    levels: Levels


@dataclass(frozen=True, slots=True)
class RaisedGapAction:
    """An action that a gap raised. `done` ones still tell that the gap outlived them."""

    pk: UUID
    status: str
    due_on: date | None

    @property
    def running(self) -> bool:
        """Whether it is to be done yet."""
        return self.status in RUNNING


@dataclass(frozen=True, slots=True)
class AspectGap:
    """One aspect of a row: the gap, how it stands, and on what that rests. `source` is the node that set the demand."""

    gap: LevelGap
    standing: GapStatus
    accepted: GapException | None = None
    works: tuple[RaisedGapAction, ...] = ()
    source: int | None = None


@dataclass(frozen=True, slots=True)
class GapRow:
    """The gaps of one unit at one thing. `whole` when the unit answers for all that is demanded of it.

    One row of each thing has the side of who operates it, and can state what it offers. `carriers` holds per aspect
    the node whose demand it is: the thing itself, or what of the unit's own stands on it.
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
        """What is offered and counts."""
        return self.offer.levels if self.offer and self.offer.counts else dict.fromkeys(ORDER)

    @property
    def order(self) -> tuple[object, ...]:
        """The worst first: known gaps before what is unknown, open ones, then by what is demanded and is missing."""
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
    """Which gaps are asked for; what is empty narrows nothing. `unit` is a code, units below it included.

    `operator` is the unit that is to state what the thing offers.
    `until` leaves what is accepted no longer than to that day.
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


def narrowed(rows: Iterable[GapRow], wanted: GapFilter) -> list[GapRow]:
    """The rows that are asked for, in their order, each with the aspects that are."""
    found = []
    for row in rows:
        lines = tuple(line for line in row.lines if _fits(line, wanted))
        if lines and concerns(row.thing, row.side, row.unit.path, wanted):
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


def concerns(thing: GapThing, side: Side, path: str, wanted: GapFilter) -> bool:
    """Whether gaps at the thing of the unit with that path, seen from that side, are asked for at all."""
    if wanted.unit and f"/{wanted.unit}/" not in path:
        return False
    if wanted.side not in ("", side):
        return False
    if wanted.operator not in (None, thing.stated_by):
        return False
    return wanted.kind in ("", thing.kind) and wanted.node in (None, thing.record)


def counts(rows: Iterable[GapRow]) -> Counter[State]:
    """How many gaps there are in each state."""
    return Counter(line.standing.state for row in rows for line in row.lines)
