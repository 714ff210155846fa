"""Resolve a URL to its review, checking access."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.web import access_of
from akropolis.base.lib.numbers import INTEGER, number_in
from akropolis.base.ui.parts import Crumb
from akropolis.review.review.models import Answer, Review
from akropolis.review.review.models.reviews import READ_DECIDED, url_in
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.selectors.reviews import find
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind, kinds


def review_at(request: HttpRequest, year: int, unit: str) -> Review:
    """Return the review of the URL, in the requested edition (`utgava`) or the newest. Raises Hidden."""
    wanted = _edition(request)
    if wanted is None and request.GET.get("utgava"):
        raise Hidden
    return find(access_of(request), unit, year, wanted, kind_of(request))


def kind_of(request: HttpRequest) -> YearlyReportKind:
    """Return the kind of report that the request's address belongs to; the review for any other address."""
    slug = request.path_info.split("/", 2)[1]
    return next((kind for kind in kinds if kind.slug == slug), REVIEW)


def _edition(request: HttpRequest) -> int | None:
    return number_in(request.GET.get("utgava", ""), INTEGER, None)


def writable_at(request: HttpRequest, year: int, unit: str, permission: str = "review:review:edit") -> Review:
    """Return the review if the user holds the permission in its unit. Raises Hidden otherwise."""
    review = review_at(request, year, unit)
    review.must(access_of(request), permission)
    return review


def in_edition(request: HttpRequest, url: str) -> str:
    """Return the URL with the requested edition (`utgava`) appended; unchanged if none is requested."""
    wanted = _edition(request)
    return url if wanted is None else f"{url}?utgava={wanted}"


def redirect_if_locked(request: HttpRequest, review: Review) -> HttpResponse | None:
    """Return a redirect to the review, with a message why it is locked; None if the review can be changed."""
    reason = review.locked_reason()
    if not reason:
        return None
    messages.error(request, reason)
    return redirect(url_of("review", review))


def url_of(name: str, review: Review, *more: object) -> str:
    """Return the URL of one of the review's pages."""
    return review.url(name, *more)


def answer_url(row: Answer) -> str:
    """Return the URL of the directions page of the review that set the direction."""
    return url_of("review-directions", row.direction.review)


def crumbs(request: HttpRequest, review: Review, *steps: tuple[object, str]) -> list[Crumb]:
    """Return the breadcrumbs of a page of the review, keeping the requested edition; the last is the page itself.

    Those who have been asked in person, without a role that reads reviews, get no links to reviews.
    """
    above = [
        (str(review.year), url_in(review.kind, "reviews-year", review.year)),
        (review.owner_unit.name, in_edition(request, url_of("review", review))),
    ]
    way = [*(above if access_of(request).anywhere(review.right(READ_DECIDED)) else ()), *steps]
    return [Crumb(label=str(label), url=url) for label, url in way]
