"""Read reviews through the gate, by unit and year."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.marks import open_words
from akropolis.review.review.rules.states import ENTER, REGISTER
from akropolis.shared.yearly_reports.kinds import YearlyReportKind


def reviews_of_year(access: Access, year: int, kind: YearlyReportKind = REVIEW) -> QuerySet[Review]:
    """Return the newest edition of each of the year's reviews visible to the user, in Swedish sort order of units."""
    rows = Review.objects.visible(access).filter(kind=kind.key, year=year, archived_at__isnull=True)
    return rows.select_related("owner_unit").order_by("owner_unit__sort_key", "edition")


def units_due(kind: YearlyReportKind, prefix: str = "") -> Q:
    """Return the condition for units that are to write a report of the kind, besides the city."""
    if kind.unit_kinds:
        return Q(**{f"{prefix}kind__in": sorted(kind.unit_kinds)})
    return Q(**{f"{prefix}reviews": True})


def newest(reviews: Iterable[Review]) -> list[Review]:
    """Return only the last edition for each unit and year. The reviews must be sorted by edition."""
    last = {(review.owner_unit_id, review.year): review for review in reviews}
    return list(last.values())


def find(
    access: Access, unit_code: str, year: int, edition: int | None = None, kind: YearlyReportKind = REVIEW
) -> Review:
    """Return the review of the unit and year, in the edition or the newest. Raises Hidden if none is visible."""
    rows = Review.objects.visible(access).filter(kind=kind.key, owner_unit__code=unit_code, year=year)
    if edition is not None:
        rows = rows.filter(edition=edition)
    found: Review = rows.select_related("owner_unit").order_by("-edition").one()
    return found


def years(access: Access, kind: YearlyReportKind = REVIEW) -> list[int]:
    """Return the years with reviews visible to the user, newest first."""
    rows = (
        Review.objects.visible(access).filter(kind=kind.key).order_by("-year").values_list("year", flat=True)
    )
    return list(rows.distinct())


def decided_before(access: Access, review: Review) -> Review | None:
    """Return the newest edition of the unit's last decided review of an earlier year; None if it has none."""
    rows = Review.objects.visible(access).filter(
        kind=review.kind, owner_unit_id=review.owner_unit_id, state=ReviewState.DECIDED
    )
    found: Review | None = rows.filter(year__lt=review.year).order_by("-year", "-edition").first()
    return found


def inside(access: Access, review: Review) -> bool:
    """Whether the user may read reviews in the review's own unit, and not only because it was sent to another.

    A decided review is also read by the registry and the secretary that handle it.
    """
    may_handle = any(review.may(access, right) for right in (REGISTER, ENTER))
    return review.may(access, READ) or (review.state == ReviewState.DECIDED and may_handle)


def words_for(access: Access, review: Review, text: str) -> str:
    """Return a text of the review to show on a page: whole to readers within the unit, without secrets to others."""
    return text if inside(access, review) else open_words(text)
