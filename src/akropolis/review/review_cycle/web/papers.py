"""The decision package of a review, made by a worker process with progress, and its summary in English."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.text import slugify

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import LARGE, heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form
from akropolis.review.review.addresses import review_at
from akropolis.review.review.models.reviews import READ, READ_DECIDED
from akropolis.review.review_cycle.selectors.clauses import clause_paper
from akropolis.review.review_cycle.selectors.english import KIND, english_summary
from akropolis.review.review_cycle.services.decision_package import (
    PAPER_FORMS,
    decision_package,
    require_package,
)
from akropolis.review.review_text.models import Decision
from akropolis.review.review_text.services.documents import paper_file


def _weigh(request: HttpRequest, year: int, unit: str) -> int:
    """Return that it is large, once it is known that there is a package: what is refused is said at once."""
    require_package(access_of(request), review_at(request, year, unit))
    return LARGE + 1


@requires(READ_DECIDED)
@heavy(_weigh)
def package(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Return the decision package as a zip, with only the open copies for readers who may not read secrets.

    `kontroll=1` adds the table of what 9.3.2 and 9.3.3 ask for, for those who read reviews in the unit.
    """
    access, review = access_of(request), review_at(request, year, unit)
    extra = []
    if request.GET.get("kontroll") == "1":
        review.must(access, READ)
        extra.append(clause_paper(access, review))
    name, content = decision_package(access, review, extra)
    return file_answer(content, name, "application/zip")


@requires(READ_DECIDED)
@heavy(also_read=True)
def english(request: HttpRequest, year: int, unit: str, form: str) -> HttpResponse:
    """Return the summary in English of a decided review as a file: it is the same for all who may read the review."""
    access, review = access_of(request), review_at(request, year, unit)
    chosen: Form = or_hidden(next((each for each in PAPER_FORMS if each == form), None))
    Decision.objects.visible(access).filter(review=review).one()
    _name, content = paper_file(english_summary(access, review), chosen)
    kind = slugify(f"{KIND} {review.declared.english}")
    name = f"{kind}-{review.year}-{review.owner_unit.code}.{chosen}"
    return file_answer(content, name, CONTENT_TYPES[chosen])


urls = [
    path("genomgangar/<int:year>/<slug:unit>/pa-engelska.<str:form>", english, name="review-english"),
    path("genomgangar/<int:year>/<slug:unit>/beslutspaket.zip", package, name="review-decision-package"),
]
