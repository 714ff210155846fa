"""Reading reviews: through the gate, by unit and year."""

from collections.abc import Iterable

from django.db.models import QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.marks import open_words


def reviews_of_year(access: Access, year: int) -> QuerySet[Review]:
    """The newest edition of each review of the year that the reader may see, in Swedish order."""
    rows = Review.objects.visible(access).filter(year=year, archived_at__isnull=True)
    return rows.select_related("owner_unit").order_by("owner_unit__sort_key", "edition")


def newest(reviews: Iterable[Review]) -> list[Review]:
    """Only the last edition per unit and year; the reviews come in order of edition."""
    last = {(review.owner_unit_id, review.year): review for review in reviews}
    return list(last.values())


def find(access: Access, unit_code: str, year: int, edition: int | None = None) -> Review:
    """The review of that unit and year: the given edition or the newest. Raises Hidden when none may be seen."""
    rows = Review.objects.visible(access).filter(owner_unit__code=unit_code, year=year)
    if edition is not None:
        rows = rows.filter(edition=edition)
    found: Review = rows.select_related("owner_unit").order_by("-edition").one()
    return found


def years(access: Access) -> list[int]:
    """The years that have reviews the reader may see, newest first."""
    rows = Review.objects.visible(access).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def decided_before(access: Access, review: Review) -> Review | None:
    """The unit's last decided review of an earlier year."""
    rows = Review.objects.visible(access).filter(
        owner_unit_id=review.owner_unit_id, state=ReviewState.DECIDED
    )
    found: Review | None = rows.filter(year__lt=review.year).order_by("-year", "-edition").first()
    return found


def inside(access: Access, review: Review) -> bool:
    """Whether the reader reads the review as one of its own unit's, and not as one to whom it is sent out."""
    return access.may(READ, review.owner_unit)


def words_for(access: Access, review: Review, text: str) -> str:
    """A text of the review that stands by itself on a page: whole to readers in the unit, to others without secrets."""
    return text if inside(access, review) else open_words(text)
