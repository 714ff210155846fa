"""Remissvar as they stand: what has come in, how it is considered, and who has not answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.registry import Registry
from akropolis.review.review.models import Consideration, Remark, Review

WHO = ("unit", "recipient__unit", "recipient__role", "recipient__person")
"""What a remark's `who` reads."""

Places = Callable[[Access, Review], Sequence[tuple[str, str]]]
places: Registry[str, Places] = Registry("places of a review")
"""Where in a review a remark can belong: keys and names, given by the packages that hold its text."""


def places_of(access: Access, review: Review) -> dict[str, str]:
    """The name of each part of the review that a remark can be about, by its key."""
    return {key: name for find in places for key, name in find(access, review)}


@dataclass(frozen=True, slots=True)
class AnsweredRemark:
    """A remark, what in the review it is about in words, and how it is considered, if it is."""

    remark: Remark
    where: str
    considered: Consideration | None


def remarks_of(access: Access, review: Review) -> list[AnsweredRemark]:
    """The remarks that the reader may see, in the order they came."""
    names = places_of(access, review)
    rows = Consideration.objects.visible(access).filter(review=review)
    considered = {row.remark_id: row for row in rows}
    remarks = Remark.objects.visible(access).filter(review=review).select_related(*WHO)
    return [AnsweredRemark(row, _where(row, names), considered.get(row.pk)) for row in remarks]


def _where(row: Remark, names: dict[str, str]) -> str:
    return ", ".join(part for part in (names.get(row.about, row.about), row.place) if part)


def unconsidered(access: Access, *reviews: Review) -> list[Remark]:
    """The remarks on them that wait to be considered, as they came. Who has nothing to add asks for nothing."""
    done = Consideration.objects.visible(access).filter(review__in=reviews).values("remark_id")
    rows = Remark.objects.visible(access).filter(review__in=reviews, agrees=False).exclude(pk__in=done)
    return list(rows.select_related(*WHO))
