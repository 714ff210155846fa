"""The same chapter in the unit's last decided review, to read beside the text being written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.reporting import render_html_fragment
from akropolis.review.review.addresses import crumbs, review_at, url_of
from akropolis.review.review.models import Review
from akropolis.review.review.selectors.reviews import decided_before
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.selectors.documents import chapter_document


@requires("review:review:read")
def last_year(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """Show the chapter as decided, on a page of its own; the workplace embeds it beside the text being written."""
    access = access_of(request)
    review = review_at(request, year, unit)
    row = or_hidden(_chapter(access, review, key))
    last = decided_before(access, review)
    context = {
        "title": str(row),
        "crumbs": crumbs(request, review, (row, "")),
        "last": last,
        "last_url": url_of("review", last) if last else "",
        "before": _printed(access, last, key) if last else "",
    }
    return render(request, "rounds/last_year.html", context)


def _chapter(access: Access, review: Review, key: str) -> Chapter | None:
    found: Chapter | None = Chapter.objects.visible(access).filter(review=review, key=key).first()
    return found


def _printed(access: Access, review: Review, key: str) -> str:
    row = _chapter(access, review, key)
    if row is None or not row.included:
        return ""
    stored = packs.latest(access, review)
    document = chapter_document(access, review, row, packs.content(stored) if stored else None)
    return render_html_fragment(document, top_level=4) if document.blocks else ""


urls = [path("genomgangar/<int:year>/<slug:unit>/kapitel/<slug:key>/forra/", last_year, name="review-last")]
