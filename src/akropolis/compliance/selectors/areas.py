"""The ten areas of measures (CSL 2 kap. 3 §), and to which of them a measure belongs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from akropolis.compliance.models import ControlMapping, Requirement
from akropolis.compliance.selectors.catalogue import BECAUSE
from akropolis.organisation.selectors.tree import living

REST = 0
"""Stands for measures that answer none of the ten."""


def in_order(numbers: Iterable[int]) -> list[int]:
    """The areas in the order of the law, what answers none of them last."""
    return sorted(numbers, key=lambda area: (area == REST, area))


@dataclass(frozen=True, slots=True)
class Areas:
    """The requirements that name the areas, by number, and the first area of each measure that answers one."""

    named: Mapping[int, Requirement]
    of: Mapping[UUID, int]

    def area(self, control: UUID) -> int:
        """The area that the measure is told under."""
        return self.of.get(control, REST)


def areas(day: date) -> Areas:
    """The areas as they are named on the day. Two queries."""
    rows = Requirement.objects.unscoped(because=BECAUSE).filter(living(day), area__isnull=False)
    named: dict[int, Requirement] = {}
    for row in rows:
        if row.area is not None:
            named.setdefault(row.area, row)
    links = ControlMapping.objects.unscoped(because=BECAUSE).filter(
        living(day), requirement__in=named.values()
    )
    of: dict[UUID, int] = {}
    for control, area in links.order_by("requirement__area").values_list("control", "requirement__area"):
        of.setdefault(control, area or REST)
    return Areas(named, of)
