"""Reports of other kinds that a report cites: by number and day once decided, else it is said that they are not."""

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.models import Review
from akropolis.review.review_inputs.rules.figures import CitedReport
from akropolis.review.review_text.models import Decision
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
    rows = Decision.objects.visible(access).filter(
        review__kind=kind.key, review__year=year, review__owner_unit_id=review.owner_unit_id
    )
    said = rows.order_by("-review__edition").values_list("review__number", "decided_on").first()
    return CitedReport(kind.key, year, said[0], said[1].isoformat()) if said else CitedReport(kind.key, year)
