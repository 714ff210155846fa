"""Directions seen by those who answer them, and by those who wait for the answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.review.models import Answer, Direction, DirectionUnit, State

WRITE = "review:answer:edit"


@dataclass(frozen=True, slots=True)
class Asked:
    """A decided direction, a unit it is set for, and what that unit has answered so far."""

    direction: Direction
    unit: Unit
    answer: Answer | None


def latest_directions(access: Access) -> list[Direction]:
    """The directions of each unit's latest decided review that the reader may see, newest edition only."""
    rows = Direction.objects.visible(access).filter(review__state=State.DECIDED)
    rows = rows.select_related("review__owner_unit").order_by("review__owner_unit__path", "position")
    last: dict[Any, tuple[int, int]] = {}
    for row in rows:
        review = row.review
        key = (review.year, review.edition)
        last[review.owner_unit_id] = max(last.get(review.owner_unit_id, key), key)
    return [row for row in rows if (row.review.year, row.review.edition) == last[row.review.owner_unit_id]]


def due_units(access: Access, units: Iterable[Unit], directions: Sequence[Direction]) -> list[Asked]:
    """Each of the directions with each of the units that it is set for, and the answers that are there."""
    units = list(units)
    named = _named(access, directions)
    answers = {
        (row.direction_id, row.unit_id): row
        for row in Answer.objects.visible(access).filter(direction__in=[d.pk for d in directions])
    }
    return [
        Asked(direction, unit, answers.get((direction.pk, unit.pk)))
        for direction in directions
        for unit in units
        if _concerns(direction, unit, named)
    ]


def _named(access: Access, directions: Sequence[Direction]) -> dict[Any, set[Any]]:
    named: dict[Any, set[Any]] = {}
    rows = DirectionUnit.objects.visible(access).filter(direction__in=[d.pk for d in directions])
    for direction_id, unit_id in rows.values_list("direction_id", "unit_id"):
        named.setdefault(direction_id, set()).add(unit_id)
    return named


def _concerns(direction: Direction, unit: Unit, named: dict[Any, set[Any]]) -> bool:
    if direction.to_all:
        return bool(unit.path.startswith(direction.review.owner_unit.path))
    return unit.pk in named.get(direction.pk, ())


def answering_units(access: Access) -> list[Unit]:
    """The units that the person may answer for: those that make reviews of their own and exist."""
    rows = Unit.objects.visible(access).filter(access.units(WRITE), reviews=True, valid_to__isnull=True)
    return list(rows)


def asked_of(access: Access) -> list[Asked]:
    """All that the person's own units are asked to answer now."""
    return due_units(access, answering_units(access), latest_directions(access))
