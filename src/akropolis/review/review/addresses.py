"""From an address to its review, through the gate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.web import access_of
from akropolis.base.lib.numbers import INTEGER, number_in
from akropolis.base.ui.parts import Crumb
from akropolis.review.review.models import Answer, Review
from akropolis.review.review.selectors.reviews import find


def review_at(request: HttpRequest, year: int, unit: str) -> Review:
    """The review of the address, in the edition asked for (`utgava`) or the newest. Raises Hidden."""
    wanted = _edition(request)
    if wanted is None and request.GET.get("utgava"):
        raise Hidden
    return find(access_of(request), unit, year, wanted)


def _edition(request: HttpRequest) -> int | None:
    return number_in(request.GET.get("utgava", ""), INTEGER, None)


def writable_at(request: HttpRequest, year: int, unit: str, permission: str = "review:review:edit") -> Review:
    """The same, for those who hold the permission in its unit; others find nothing there."""
    review = review_at(request, year, unit)
    access_of(request).must(permission, review.owner_unit)
    return review


def in_edition(request: HttpRequest, url: str) -> str:
    """The address, in the edition that the request asked for; as it is when it asked for none."""
    wanted = _edition(request)
    return url if wanted is None else f"{url}?utgava={wanted}"


def closed(request: HttpRequest, review: Review) -> HttpResponse | None:
    """Back to the review with the reason, when nothing in it can be changed any more; None when it can."""
    reason = review.locked_reason()
    if not reason:
        return None
    messages.error(request, reason)
    return redirect(url_of("review", review))


def url_of(name: str, review: Review, *more: object) -> str:
    """The address of one of the review's pages."""
    return reverse(name, args=[review.year, review.owner_unit.code, *more])


def answer_url(row: Answer) -> str:
    """Where a unit's answer is read, beside the direction that it answers."""
    return url_of("review-directions", row.direction.review)


def crumbs(request: HttpRequest, review: Review, *steps: tuple[object, str]) -> list[Crumb]:
    """The way to a page of the review, in the edition that was asked for; the last step is the page itself."""
    way = [
        (str(review.year), reverse("reviews-year", args=[review.year])),
        (review.owner_unit.name, in_edition(request, url_of("review", review))),
        *steps,
    ]
    return [Crumb(label=str(label), url=url) for label, url in way]
