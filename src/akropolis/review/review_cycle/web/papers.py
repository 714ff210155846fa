"""The decision package of a review, made by a worker process with progress."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import LARGE, heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.review.review.addresses import review_at
from akropolis.review.review.models.reviews import READ, READ_DECIDED
from akropolis.review.review_cycle.selectors.clauses import clause_paper
from akropolis.review.review_cycle.services.decision_package import decision_package, require_package


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


urls = [path("genomgangar/<int:year>/<slug:unit>/beslutspaket.zip", package, name="review-decision-package")]
