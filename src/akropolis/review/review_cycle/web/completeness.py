"""Whether a review is complete by 9.3.2 and 9.3.3: what they ask for, where it is, and what to do if it is missing."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.lib.swedish import HARD_SPACE
from akropolis.base.ui.parts import Cell, Kind, Table, build_table
from akropolis.review.review.addresses import crumbs, review_at, url_of
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.states import EDIT
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import ngettext
from akropolis.review.review_cycle.rules.clauses import AssessedClause, ClauseStatus
from akropolis.review.review_cycle.selectors.clauses import (
    ADVICE,
    REASONS,
    STATUSES,
    chapter_name,
    clauses_of,
)
from akropolis.review.review_text.selectors.readiness import obstacles_of

KINDS: Mapping[ClauseStatus, Kind] = {"met": "success", "unknown": "warning", "missing": "danger"}
PAGES = {
    "no_pack": "review-pack",
    "left_out": "review-layout",
    "no_directions": "review-directions",
    "undecided": "review-decide",
}
"""The page where each thing that is missing is put right, for those whose chapter is not the place."""


@requires(READ)
def completeness(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show each clause with its status, for those who read reviews in the unit."""
    access, review = access_of(request), review_at(request, year, unit)
    review.must(access, READ)
    rows, decided = clauses_of(access, review), review.state == ReviewState.DECIDED
    package = f"{url_of('review-decision-package', review)}?utgava={review.edition}&kontroll=1"
    context = {
        "title": _("Complete by 9.3?"),
        "review": review,
        "words": _summary(rows),
        "late": decided and any(row.status == "missing" for row in rows),
        "table": _table(review, rows, writes=not decided and review.may(access, EDIT)),
        "package_url": package if decided or not obstacles_of(access, review) else "",
        "crumbs": crumbs(request, review, (_("Complete by 9.3?"), "")),
    }
    return render(request, "rounds/completeness.html", context)


def _summary(rows: tuple[AssessedClause, ...]) -> str:
    left = sum(row.status == "missing" for row in rows)
    if not left:
        return _("All that 9.3.2 and 9.3.3 ask for is in the review, or said to be unknown.")
    words = ngettext(
        "%(count)s of %(total)s things that 9.3.2 and 9.3.3 ask for is missing.",
        "%(count)s of %(total)s things that 9.3.2 and 9.3.3 ask for are missing.",
        left,
    )
    return words % {"count": left, "total": len(rows)}


def _table(review: Review, rows: tuple[AssessedClause, ...], *, writes: bool) -> Table:
    lines = (
        [
            Cell(text=row.clause.number.replace(" ", HARD_SPACE)),
            Cell(text=row.clause.asks.told(get_language())),
            _place(review, row, writes=writes),
            Cell(text=STATUSES[row.status], kind=KINDS[row.status], note=str(REASONS[row.reason])),
            _todo(review, row, writes=writes),
        ]
        for row in rows
    )
    columns = (_("Clause"), _("What is asked for"), _("Chapter"), _("Status"), _("What to do"))
    return build_table(_("The review against 9.3.2 and 9.3.3"), columns, lines)


def _place(review: Review, row: AssessedClause, *, writes: bool) -> Cell:
    there = bool(row.chapter) and writes and row.reason != "left_out"
    return Cell(
        text=chapter_name(row) or "–", url=url_of("review-chapter", review, row.chapter) if there else ""
    )


def _todo(review: Review, row: AssessedClause, *, writes: bool) -> Cell:
    if row.status != "missing":
        return Cell(text="–")
    if not writes:
        return Cell(text=ADVICE[row.reason])
    page = PAGES.get(row.reason)
    return Cell(
        text=ADVICE[row.reason],
        url=url_of(page, review) if page else url_of("review-chapter", review, row.chapter),
    )


urls = [path("genomgangar/<int:year>/<slug:unit>/fullstandigt/", completeness, name="review-completeness")]
