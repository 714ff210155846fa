"""How critical a supplier is, 1 to 4, by what stands on it. More standing on it never lowers the grade."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from akropolis.graph.blast_radius.rules.concentration import CriticalThing, Foundations

GRADES = (4, 3, 2, 1)
CRITICAL = 3
"""From this grade on a supplier is called critical."""
HOURS: Mapping[int, int] = {4: 4, 3: 24, 2: 72}
"""Grade → the longest tolerated outage in hours that gives it. An assessment of ours."""
PEOPLE: Mapping[int, int] = {4: 50_000, 3: 5_000, 2: 500}
"""Grade → the number of registered people that gives it. An assessment of ours."""


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something that may stand on a supplier: its node, authority, levels, tolerated outage (minutes) and people."""

    node: int
    unit: str
    path: str
    kind: str
    level: int | None = None
    outage: int | None = None
    people: int | None = None

    @property
    def hours(self) -> int | None:
        """The tolerated outage in whole hours; None where it is not stated."""
        return None if self.outage is None else self.outage // 60

    def grade(self, *, alone: bool) -> int | None:
        """Return the grade that it gives a supplier, one lower with an alternative; None if nothing is known."""
        grades = []
        if self.level is not None:
            grades.append(min(max(self.level, 1), 4))
        if self.outage is not None:
            grades.append(next((grade for grade, most in HOURS.items() if self.outage <= most * 60), 1))
        if not grades:
            return None
        return max(max(grades) - (0 if alone else 1), 1)


@dataclass(frozen=True, slots=True)
class Criticality:
    """A supplier's grade (None: unknown) and what it rests on; `unknown` dependents are those without a grade."""

    grade: int | None = None
    units: int = 0
    people: int = 0
    processes: int = 0
    services: int = 0
    unknown: int = 0
    shortest: int | None = None


def grade_of_people(people: int) -> int:
    """Return the grade that so many registered people give; 1 for few, or where no number is known."""
    return next((grade for grade, least in PEOPLE.items() if people >= least), 1)


def grade_suppliers(
    dependents: Sequence[Dependent], services: Iterable[Dependent], reach: Foundations, alone: Foundations
) -> dict[int, Criticality]:
    """Return supplier → its criticality by information and processes (`dependents`), if anything stands on it.

    `reach` says what stands on each supplier at all, `alone` what stands on it without an alternative.
    """
    by_grade, shortest = dict.fromkeys(GRADES, 0), list[tuple[int, int]]()
    for each in dependents:
        below, firm = reach.of(each.node), alone.of(each.node)
        for mask, is_alone in ((firm, True), (below & ~firm, False)):
            if mask and (grade := each.grade(alone=is_alone)):
                by_grade[grade] |= mask
        if below and each.outage is not None:
            shortest.append((each.outage, below))
    outages = _first_values(shortest, len(reach.bearers))
    total = reach.burdens([_thing(each) for each in dependents])
    processes = reach.burdens([_thing(each) for each in dependents if each.kind == "process"])
    unknown = reach.burdens([_thing(each) for each in dependents if each.grade(alone=True) is None])
    used = reach.burdens([_thing(each) for each in services])
    found = {}
    for place, node in enumerate(reach.bearers):
        if node not in total and node not in used:
            continue
        burden = total.get(node)
        grade = next((grade for grade in GRADES if by_grade[grade] >> place & 1), None)
        people = burden.people if burden else 0
        if people:
            grade = max(grade or 1, grade_of_people(people))
        found[node] = Criticality(
            grade,
            burden.units if burden else used[node].units,
            people,
            processes[node].things if node in processes else 0,
            used[node].things if node in used else 0,
            unknown[node].things if node in unknown else 0,
            outages.get(place),
        )
    return found


def _thing(each: Dependent) -> CriticalThing:
    return CriticalThing(each.node, each.unit, each.people)


def _first_values(pairs: Iterable[tuple[int, int]], count: int) -> dict[int, int]:
    """Return bit → the smallest value whose mask has it."""
    found, left = dict[int, int](), (1 << count) - 1
    for value, mask in sorted(pairs):
        new = mask & left
        left &= ~new
        while new:
            lowest = new & -new
            found[lowest.bit_length() - 1] = value
            new ^= lowest
    return found
