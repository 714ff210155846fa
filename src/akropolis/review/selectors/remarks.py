"""Remissvar as they stand: what has come in, how it is considered, and who has not answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.models.units import UnitKind
from akropolis.lib.registry import Registry
from akropolis.review.models import Consideration, Remark, Review
from akropolis.review.rules.states import EDIT

Places = Callable[[Access, Review], Sequence[tuple[str, str]]]
places: Registry[str, Places] = Registry("places of a review")
"""Where in a review a remark can belong: keys and names, given by the packages that hold its text."""


def places_of(access: Access, review: Review) -> dict[str, str]:
    """The name of each part of the review that a remark can be about, by its key."""
    return {key: name for find in places for key, name in find(access, review)}


@dataclass(frozen=True, slots=True)
class Answered:
    """A remark, what in the review it is about in words, and how it is considered, if it is."""

    remark: Remark
    where: str
    considered: Consideration | None


def remarks_of(access: Access, review: Review) -> list[Answered]:
    """The remarks that the reader may see, in the order they came."""
    names = places_of(access, review)
    rows = Consideration.objects.visible(access).filter(review=review)
    considered = {row.remark_id: row for row in rows}
    remarks = Remark.objects.visible(access).filter(review=review).select_related("unit")
    return [Answered(row, _where(row, names), considered.get(row.pk)) for row in remarks]


def _where(row: Remark, names: dict[str, str]) -> str:
    return ", ".join(part for part in (names.get(row.about, row.about), row.place) if part)


def unconsidered(access: Access, review: Review) -> list[Remark]:
    """The remarks that wait to be considered, in the order they came."""
    done = Consideration.objects.visible(access).filter(review=review).values("remark_id")
    return list(
        Remark.objects.visible(access).filter(review=review).exclude(pk__in=done).select_related("unit")
    )


def asked(access: Access, review: Review) -> list[Unit]:
    """The units that the review is sent to: all that make reviews for the city's, else none that are named."""
    if review.owner_unit.kind != UnitKind.CITY or not access.may(EDIT, review.owner_unit, below=True):
        return []
    rows = Unit.objects.visible(access).filter(reviews=True, valid_to__isnull=True)
    return list(rows.exclude(pk=review.owner_unit_id))


def silent(access: Access, review: Review) -> list[Unit]:
    """Those of the asked that have not answered."""
    said = set(Remark.objects.visible(access).filter(review=review).values_list("unit_id", flat=True))
    return [unit for unit in asked(access, review) if unit.pk not in said]
