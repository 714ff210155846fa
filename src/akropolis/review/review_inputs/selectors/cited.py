"""Reports of other kinds that a report cites: by number and day once decided, else it is said that they are not."""

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.selectors.reviews import days_of_decision
from akropolis.review.review_inputs.rules.figures import CitedReport
from akropolis.shared.yearly_reports.kinds import YearlyReportKind, kinds


def cited_reports(access: Access, review: Review) -> dict[str, tuple[CitedReport, ...]]:
    """Return the unit's report of each kind that the review cites, by the letter of the input. One query for each.

    It is that of the year in which the review's period ends, in its last decided edition.
    """
    found: dict[str, tuple[CitedReport, ...]] = {}
    for kind in kinds:
        if letter := kind.cited_in.get(review.kind):
            found[letter] = (*found.get(letter, ()), _cited(access, review, kind))
    return found


def _cited(access: Access, review: Review, kind: YearlyReportKind) -> CitedReport:
    ends = review.period_to
    year = next(year for year in range(ends.year - 1, ends.year + 3) if kind.period(year)[1] >= ends)
    rows = Review.objects.visible(access).filter(
        kind=kind.key, year=year, owner_unit_id=review.owner_unit_id, state=ReviewState.DECIDED
    )
    last = rows.order_by("-edition").first()
    day = days_of_decision(access, [last.pk]).get(last.pk) if last else None
    return (
        CitedReport(kind.key, year, last.number, day.isoformat())
        if last and day
        else CitedReport(kind.key, year)
    )
