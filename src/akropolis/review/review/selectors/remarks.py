"""The remarks received on a review, how each was considered, and which remarks remain to be considered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.registry import Registry
from akropolis.review.review.models import Consideration, Remark, Review

WHO = ("unit", "recipient__unit", "recipient__role", "recipient__person")
"""The relations to select together with a remark, so that its `who` needs no query."""

Places = Callable[[Access, Review], Sequence[tuple[str, str]]]
places: Registry[str, Places] = Registry("places of a review")
"""Registry of places in a review that a remark can be about: keys and names, from the packages with its text."""


def places_of(access: Access, review: Review) -> dict[str, str]:
    """Map the keys of the parts of the review that a remark can be about to their names."""
    return {key: name for find in places for key, name in find(access, review)}


@dataclass(frozen=True, slots=True)
class AnsweredRemark:
    """A remark, the name of the part of the review that it is about, and its consideration if it has one."""

    remark: Remark
    where: str
    considered: Consideration | None


def remarks_of(access: Access, review: Review) -> list[AnsweredRemark]:
    """Return the remarks on the review visible to the user, in the order they were received."""
    names = places_of(access, review)
    rows = Consideration.objects.visible(access).filter(review=review)
    considered = {row.remark_id: row for row in rows}
    remarks = Remark.objects.visible(access).filter(review=review).select_related(*WHO)
    return [AnsweredRemark(row, _where(row, names), considered.get(row.pk)) for row in remarks]


def _where(row: Remark, names: dict[str, str]) -> str:
    return ", ".join(part for part in (names.get(row.about, row.about), row.place) if part)


def unconsidered(access: Access, *reviews: Review) -> list[Remark]:
    """Return the remarks not yet considered, in the order received. Those with nothing to add are left out."""
    done = Consideration.objects.visible(access).filter(review__in=reviews).values("remark_id")
    rows = Remark.objects.visible(access).filter(review__in=reviews, agrees=False).exclude(pk__in=done)
    return list(rows.select_related(*WHO))
