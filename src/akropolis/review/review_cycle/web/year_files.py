"""All documents of a year in one act: made by a worker process, with progress, as one zip of Word files."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import LARGE, heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import bundle
from akropolis.base.lib.progress import report_progress
from akropolis.review.review.addresses import kind_of
from akropolis.review.review.models.reviews import READ_DECIDED
from akropolis.review.review.selectors.reviews import newest, reviews_of_year
from akropolis.review.review.words import gettext as _
from akropolis.review.review_text.services.documents import file_name, file_of, tree


@requires(READ_DECIDED)
@heavy(lambda _request, **_given: LARGE + 1)
def documents(request: HttpRequest, year: int) -> HttpResponse:
    """Return a zip of every report of the year that the user may read, each in the version that the user gets."""
    access, kind = access_of(request), kind_of(request)
    reviews = newest(reviews_of_year(access, year, kind))
    if not reviews:
        raise Refused(_("No review of the year yet"))
    files = []
    for done, review in enumerate(reviews):
        report_progress(review.owner_unit.name, done, len(reviews))
        files.append((file_name(review, "docx", masked=False), file_of(access, review, "docx")))
    return file_answer(bundle(files, tree(access, reviews[0])), f"{kind.slug}-{year}.zip", "application/zip")


urls = [path("genomgangar/<int:year>/dokument.zip", documents, name="reviews-documents")]
