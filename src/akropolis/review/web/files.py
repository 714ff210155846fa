"""The review as a file to download: whole, or in its open version."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from akropolis.kernel.access.errors import Hidden
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.background.web.asking import heavy
from akropolis.kernel.exchange.web import file_answer
from akropolis.kernel.reporting import CONTENT_TYPES, FORMS
from akropolis.review.models import Review
from akropolis.review.models.reviews import READ_DECIDED
from akropolis.review.services.documents import file_of
from akropolis.review.web.finding import review_at


@requires(READ_DECIDED)
@heavy(also_read=True)
def document(request: HttpRequest, year: int, unit: str, form: str) -> HttpResponse:
    """One of the five forms; `oppen=1` gives the version without what is secret."""
    review = review_at(request, year, unit)
    if form not in FORMS:
        raise Hidden
    masked = request.GET.get("oppen") == "1"
    made = file_of(access_of(request), review, form, masked=masked)
    response = file_answer(made, file_name(review, form, masked=masked), CONTENT_TYPES[form])
    response["X-Content-Type-Options"] = "nosniff"
    return response


def file_name(review: Review, form: str, *, masked: bool) -> str:
    """A name that the registry can sort by: what, year, unit, edition."""
    edition = f"-utgava-{review.edition}" if review.edition > 1 else ""
    return f"Ledningens-genomgang-{review.year}-{review.owner_unit.code}{edition}{'-oppen' if masked else ''}.{form}"


urls = [
    path("genomgangar/<int:year>/<slug:unit>/dokument.<str:form>", document, name="review-file"),
]
