"""How far an outage or a breach reaches: which nodes depend on a node, by the shortest path, and their
totals.

An event runs against the dependencies: from the target to the nodes that depend on it. An outage runs along
dependencies that pass on availability; a breach along those that pass on confidentiality or integrity, since
an intruder can read and change.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from akropolis.shared.classification.rules.aspects import BITS, ORDER, Aspect

INFORMATION, PROCESS = "information", "process"
NOWHERE = -1
HIDDEN = -1
"""A value that the reader may not see, or that is not stored by day. It counts neither as known nor as missing."""

type Link = tuple[int, int, int, int]
"""A dependency: source, target, the bits of the aspects that it passes on, and whether there is an alternative."""
type Leads = Mapping[int, Collection[int]]
type Levels = tuple[int | None, ...]


class Body(Protocol):
    """A unit of the city, by its path in the tree of units and whether it is an authority of its own."""

    @property
    def path(self) -> str: ...

    @property
    def own_authority(self) -> bool: ...


class RadiusEvent(StrEnum):
    """What happens to the node: an outage or a breach."""

    OUTAGE = "outage"
    BREACH = "breach"


MATTERS: Mapping[RadiusEvent, tuple[Aspect, ...]] = {
    RadiusEvent.OUTAGE: (Aspect.AVAILABILITY,),
    RadiusEvent.BREACH: (Aspect.CONFIDENTIALITY, Aspect.INTEGRITY),
}
"""The aspects that each event harms; the event runs along dependencies that pass on at least one of them."""


def passes(event: RadiusEvent) -> int:
    """Return the bits of the aspects that the event harms."""
    return sum(BITS[aspect] for aspect in MATTERS[event])


class UnknownOfRow(StrEnum):
    """What may be unknown about a row."""

    CLASSIFICATION = "classification"
    PEOPLE = "people"
    OUTAGE = "outage"


class ReachedRow(NamedTuple):
    """One node that the event reaches.

    `firm` is true if the node is also reached by a path on which nothing has an alternative. `levels` are
    the effective levels in the order of the aspects, `outage` is the tolerated outage in minutes; None means
    unknown. `outage` and `people` may be HIDDEN.
    """

    node: int
    kind: str
    unit: str
    """Code of the owning unit."""
    distance: int
    firm: bool
    levels: Levels
    people: int | None
    outage: int | None
    order: bytes | str
    """Sort key among rows of a unit at the same distance."""

    @property
    def unclassified(self) -> bool:
        """Tell whether the row is information without a level in all aspects."""
        return self.kind == INFORMATION and all(level is None for level in self.levels)

    def lacks(self, what: UnknownOfRow) -> bool:
        """Tell whether the fact `what` is unknown for the row, though a node of its kind should have it."""
        if what == UnknownOfRow.CLASSIFICATION:
            return self.unclassified
        if what == UnknownOfRow.PEOPLE:
            return self.kind == INFORMATION and self.people is None
        return self.kind == PROCESS and self.outage is None


@dataclass(frozen=True, slots=True)
class FloodReach:
    """Result of a flood: node → distance and the previous node on a shortest path; `firm` as in `ReachedRow`."""

    distance: Mapping[int, int]
    before: Mapping[int, int]
    firm: Collection[int]

    def way(self, node: int) -> list[int]:
        """Return the nodes on a shortest path from the start to the node, both included."""
        steps = [node]
        while (before := self.before[steps[-1]]) != NOWHERE:
            steps.append(before)
        return steps[::-1]


@dataclass(frozen=True, slots=True)
class Ways:
    """Where an event runs from each node: along dependencies without an alternative (`plain`), and with one."""

    plain: Leads
    spared: Leads


def ways(links: Iterable[Link], event: RadiusEvent, gone: Collection[int] = ()) -> Ways:
    """Return where the event runs. No path leads to or through the nodes in `gone`."""
    wanted = passes(event)
    plain: defaultdict[int, list[int]] = defaultdict(list)
    spared: defaultdict[int, list[int]] = defaultdict(list)
    for source, target, bits, alternative in links:
        if bits & wanted and source not in gone:
            (spared if alternative else plain)[target].append(source)
    return Ways(plain, spared)


def compute_reach(along: Ways, start: int) -> FloodReach:
    """Compute which nodes the event reaches from the start, which is included at distance 0.

    Among equally short paths the one by the smallest node id is taken, regardless of the order of the links.
    """
    distance, before = _flood(along.plain, along.spared, start)
    return FloodReach(distance, before, _reached(along.plain, start) if along.spared else distance.keys())


def _flood(plain: Leads, spared: Leads, start: int) -> tuple[dict[int, int], dict[int, int]]:
    distance, before = {start: 0}, {start: NOWHERE}
    layer, step = [start], 0
    while layer:
        step += 1
        further = []
        for tail in layer:
            for head in (*plain.get(tail, ()), *spared.get(tail, ())):
                if head not in distance:
                    distance[head], before[head] = step, tail
                    further.append(head)
        layer = sorted(further)
    return distance, before


def _reached(leads: Leads, start: int) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for head in leads.get(waiting.pop(), ()):
            if head not in seen:
                seen.add(head)
                waiting.append(head)
    return seen


@dataclass(slots=True)
class RadiusTotals:
    """Totals of some rows. `people` is summed over the information sets: a person in two sets is counted twice."""

    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    levels: list[int | None] = field(default_factory=lambda: [None] * len(ORDER))
    people: int = 0
    people_unknown: int = 0
    """Number of information sets whose number of registered people is not stated."""
    unclassified: int = 0
    """Number of information sets without a level in all aspects."""
    outage: int | None = None
    """The shortest tolerated outage in minutes; None if none is known."""
    outage_unknown: int = 0
    """Number of processes without a stated tolerated outage."""
    spared: int = 0
    """Number of rows reached only by paths on which something has an alternative."""

    def take(self, row: ReachedRow) -> None:
        """Add one row to the totals."""
        self.rows += 1
        self.kinds[row.kind] += 1
        self.spared += not row.firm
        for place, level in enumerate(row.levels):
            if level is not None and level > _known(self.levels[place]):
                self.levels[place] = level
        if row.kind == INFORMATION:
            self._take_information(row)
        elif row.kind == PROCESS:
            self._take_process(row)

    def _take_information(self, row: ReachedRow) -> None:
        self.people += max(0, row.people or 0)
        self.people_unknown += row.people is None
        self.unclassified += row.unclassified

    def _take_process(self, row: ReachedRow) -> None:
        self.outage_unknown += row.outage is None
        if row.outage is not None and row.outage != HIDDEN:
            self.outage = row.outage if self.outage is None else min(row.outage, self.outage)

    def add(self, other: "RadiusTotals") -> None:
        """Add the totals of `other` to these."""
        for name in ("rows", "kinds", "people", "people_unknown", "unclassified", "outage_unknown", "spared"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.levels = [_higher(*pair) for pair in zip(self.levels, other.levels, strict=True)]
        known = [outage for outage in (self.outage, other.outage) if outage is not None]
        self.outage = min(known, default=None)

    def highest(self, event: RadiusEvent) -> int:
        """Return the highest level in the aspects that the event harms; -1 if none is known."""
        places = [ORDER.index(aspect) for aspect in MATTERS[event]]
        return max(_known(self.levels[place]) for place in places)


def _known(level: int | None) -> int:
    return -1 if level is None else level


def _higher(one: int | None, other: int | None) -> int | None:
    return other if _known(other) > _known(one) else one


def totals(rows: Iterable[ReachedRow]) -> tuple[RadiusTotals, dict[str, RadiusTotals]]:
    """Return the totals of all rows, and a dict of the totals of each unit."""
    units: dict[str, RadiusTotals] = {}
    for row in rows:
        if (unit := units.get(row.unit)) is None:
            unit = units[row.unit] = RadiusTotals()
        unit.take(row)
    whole = RadiusTotals()
    for unit in units.values():
        whole.add(unit)
    return whole, units


def worst_first(units: Mapping[str, RadiusTotals], event: RadiusEvent) -> list[str]:
    """Return the unit codes, hardest hit first: by highest level that the event harms, then people, then
    number of rows.

    Units that are hit alike keep their given order.
    """
    return sorted(units, key=lambda unit: _weight(units[unit], event), reverse=True)


def _weight(hit: RadiusTotals, event: RadiusEvent) -> tuple[int, int, int]:
    return hit.highest(event), hit.people, hit.rows


def highest_row(rows: Iterable[ReachedRow], whole: RadiusTotals, event: RadiusEvent) -> ReachedRow | None:
    """Return a row whose levels equal the highest found in every aspect that the event harms; None if there
    is none.

    Information comes first, since other nodes inherit their levels from it. `whole` is the totals of all
    rows.
    """
    places = [ORDER.index(aspect) for aspect in MATTERS[event]]
    most = [whole.levels[place] for place in places]
    if whole.highest(event) < 0:
        return None
    found = None
    for row in rows:
        if [row.levels[place] for place in places] == most:
            if row.kind == INFORMATION:
                return row
            found = found or row
    return found


def most_urgent(rows: Iterable[ReachedRow], count: int) -> list[ReachedRow]:
    """Return at most `count` processes, those with the shortest tolerated outages; unknown ones are left out."""
    known = [row for row in rows if row.kind == PROCESS and row.outage not in (None, HIDDEN)]
    return sorted(known, key=lambda row: (row.outage, row.order, row.node))[:count]


def authorities[U: Body](units: Iterable[U], at: Callable[[str], U | None]) -> list[U]:
    """Return the authorities (nämnd, bolag) that the units belong to, each once.

    A unit that belongs to none counts as its own. `at` is a function that returns the unit with a path.
    """
    found = {each.path: each for unit in units if (each := authority(unit, at) or unit)}
    return list(found.values())


def authority[U: Body](unit: U, at: Callable[[str], U | None]) -> U | None:
    """Return the nearest authority at or above the unit, which is the controller unless otherwise stated;
    None without one.

    GDPR art. 4.7; the nämnd or bolag decides on purposes and means.
    """
    path = unit.path
    while path != "/":
        above = at(path)
        if above is not None and above.own_authority:
            return above
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return None
