"""What a supplier is to be held to at a level profile. The catalogue is the same for everybody: nothing of any unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from akropolis.compliance.models import Bearer, Control
from akropolis.compliance.rules.demands import Because, Levels, because
from akropolis.compliance.selectors.catalogue import REST, Areas, areas, controls, in_order


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement on a supplier, its number in the list, and why the profile demands it."""

    number: str
    control: Control
    why: Because


@dataclass(frozen=True, slots=True)
class Section:
    """The requirements of one area of measures, `REST` for those of none."""

    area: int
    demands: Sequence[Demand]


@dataclass(frozen=True, slots=True)
class Demands:
    """What the profile demands of a supplier, in the order of the areas."""

    sections: Sequence[Section]
    areas: Areas

    @property
    def count(self) -> int:
        """How many they are."""
        return sum(len(section.demands) for section in self.sections)


def demands(levels: Levels, day: date) -> Demands:
    """The requirements on a supplier of what has the levels; measures of units that carry one always. Three queries."""
    found = areas(day)
    by_area: dict[int, list[tuple[Control, Because]]] = {}
    for control in controls(day):
        why = because(control.thresholds, levels) or (Because() if control.bearer == Bearer.UNIT else None)
        if control.supplier and why is not None:
            by_area.setdefault(found.area(control.pk), []).append((control, why))
    return Demands([_section(area, by_area[area], found) for area in in_order(by_area)], found)


def _section(area: int, rows: Sequence[tuple[Control, Because]], found: Areas) -> Section:
    """Numbered by area; those of none come after the last area that there is."""
    first = area if area != REST else max(found.named, default=REST) + 1
    made = [Demand(f"{first}.{place}", *row) for place, row in enumerate(rows, start=1)]
    return Section(area, made)
