"""Match directions across the editions of a review, so that units need not answer again after a correction."""

from collections.abc import Iterable
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.models import Direction, ReviewState


def twins(access: Access, directions: Iterable[Direction]) -> dict[UUID, UUID]:
    """Map the ids of these directions, and of equal directions in other decided editions, to the id of the
    given one.

    Two directions are equal if they have the same title in reviews of the same unit and year. An answer to
    one counts as an answer to all.
    """
    here = {_identity(row): row.pk for row in directions}
    units, years, titles = ({*each} for each in zip(*here, strict=True)) if here else ((), (), ())
    rows = Direction.objects.visible(access).filter(
        review__state=ReviewState.DECIDED,
        review__owner_unit__in=units,
        review__year__in=years,
        title__in=titles,
    )
    said = rows.values_list("pk", "review__owner_unit", "review__year", "title")
    found = {pk: here[identity] for pk, *same in said if (identity := tuple(same)) in here}
    return found | {pk: pk for pk in here.values()}


def _identity(row: Direction) -> tuple[UUID, int, str]:
    return row.review.owner_unit_id, row.review.year, row.title
