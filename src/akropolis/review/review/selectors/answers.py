"""Directions for the units that answer them, and for those who wait for the answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.people.organisation.selectors.belonging import successor
from akropolis.review.review.models import Answer, Direction, DirectionUnit, ReviewState
from akropolis.review.review.rules.lineage import count_continuations
from akropolis.review.review.selectors.editions import twins
from akropolis.review.review.selectors.recipients import reviewing

WRITE = "review:answer:edit"


@dataclass(frozen=True, slots=True)
class DirectionAnswers:
    """A decided direction, one of the units it is set for, and that unit's answer if it has given one."""

    direction: Direction
    unit: Unit
    answer: Answer | None


def latest_directions(
    access: Access, kind: UnitKind | None = None, year: int | None = None
) -> list[Direction]:
    """Return the directions visible to the user, from each unit's latest decided review and its newest edition.

    With `kind`, only directions from reviews of units of that kind; with `year`, only those of that year's
    reviews.
    """
    directions = Direction.objects.visible(access)
    decided = directions.filter(review__state=ReviewState.DECIDED)
    if kind is not None:
        decided = decided.filter(review__owner_unit__kind=kind)
    if year is not None:
        decided = decided.filter(review__year=year)
    decided = decided.order_by("review__year", "review__edition")
    latest = dict(decided.values_list("review__owner_unit", "review").distinct())
    rows = directions.filter(review__in=list(latest.values())).select_related("review__owner_unit")
    return list(rows.order_by("review__owner_unit__path", "position"))


def due_units(
    access: Access, units: Iterable[Unit], directions: Sequence[Direction]
) -> list[DirectionAnswers]:
    """Return a row for each direction and each of `units` that it is set for, with the unit's answer if any."""
    units = list(units)
    named = _units_by_direction(access, directions)
    same = twins(access, directions)
    rows = Answer.objects.visible(access).filter(direction__in=list(same)).order_by("answered_on", "id")
    answers = {(same[row.direction_id], row.unit_id): row for row in rows}
    return [
        DirectionAnswers(direction, unit, answers.get((direction.pk, unit.pk)))
        for direction in directions
        for unit in units
        if _concerns(direction, unit, named)
    ]


def _units_by_direction(access: Access, directions: Sequence[Direction]) -> dict[object, set[object]]:
    """Map directions to the units they are set for; a unit that has ended is replaced by its successor."""
    named: dict[object, set[object]] = {}
    some = [direction.pk for direction in directions if not direction.to_all]
    for row in DirectionUnit.objects.visible(access).filter(direction__in=some).select_related("unit"):
        asked = row.unit if row.unit.valid_to is None else successor(row.unit)
        if asked is not None:
            named.setdefault(row.direction_id, set()).add(asked.pk)
    return named


def _concerns(direction: Direction, unit: Unit, named: dict[object, set[object]]) -> bool:
    if direction.to_all:
        owner = direction.review.owner_unit
        below = bool(unit.path.startswith(owner.path))
        return below and not (owner.kind == UnitKind.CITY and unit.pk == owner.pk)
    return unit.pk in named.get(direction.pk, ())


def asked_of_own(access: Access) -> list[DirectionAnswers]:
    """Return the directions that units the user is appointed for are asked to answer, one row per unit.

    Units below these are left out, and so are units that do not make reviews of their own or have ended.
    """
    own = {scope.path for scope in access.scopes(WRITE)}
    units = [unit for unit in reviewing(access) if unit.path in own]
    return due_units(access, units, latest_directions(access)) if units else []


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the asked units have answered a direction, and the units that have not, in Swedish sort order."""

    answered: int
    asked: int
    missing: tuple[Unit, ...]


def progress_of(access: Access, directions: Sequence[Direction]) -> dict[UUID, Progress]:
    """Return each direction's progress, by its key. All who read the direction may see which units have answered."""
    units = list(reviewing(access))
    named = _units_by_direction(access, directions)
    same = twins(access, directions)
    answers = Answer.objects.unscoped(because="that a unit has answered is no secret to those asked with it")
    answered = answers.filter(direction__in=list(same)).values_list("direction_id", "unit_id")
    given = {(same[direction], unit) for direction, unit in answered}
    found = {}
    for direction in directions:
        asked = [unit for unit in units if _concerns(direction, unit, named)]
        missing = tuple(unit for unit in asked if (direction.pk, unit.pk) not in given)
        found[direction.pk] = Progress(len(asked) - len(missing), len(asked), missing)
    return found


def missing_in(progress: Iterable[Progress]) -> list[Unit]:
    """Return the units that have not answered every direction, in Swedish sort order."""
    return sorted({unit for each in progress for unit in each.missing}, key=lambda unit: unit.sort_key)


def answers_to(access: Access, directions: Sequence[Direction]) -> dict[object, list[Answer]]:
    """Map each direction's id to the answers visible to the user, in Swedish sort order of the units."""
    found: dict[object, list[Answer]] = {}
    same = twins(access, directions)
    rows = Answer.objects.visible(access).filter(direction__in=list(same))
    for row in rows.select_related("unit").order_by("unit__sort_key"):
        found.setdefault(same[row.direction_id], []).append(row)
    return found


def answer_of(access: Access, direction: Direction, unit: Unit) -> Answer | None:
    """Return the unit's answer to the direction, in whichever edition it was given; None if it has not answered."""
    rows = Answer.objects.visible(access).filter(direction__in=list(twins(access, [direction])), unit=unit)
    found: Answer | None = rows.order_by("-answered_on", "-id").first()
    return found


def count_earlier_reviews(access: Access, directions: Sequence[Direction]) -> dict[object, int]:
    """Map each direction's id to the number of earlier reviews it has been carried on from; 0 for a new direction."""
    owners = {direction.review.owner_unit_id for direction in directions}
    rows = Direction.objects.visible(access).filter(review__owner_unit__in=owners, continues__isnull=False)
    pairs = rows.order_by().values_list("pk", "continues_id")
    continues: dict[str, str | None] = {str(pk): str(before) for pk, before in pairs}
    return {direction.pk: count_continuations(str(direction.pk), continues) for direction in directions}
