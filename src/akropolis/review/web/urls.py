"""The addresses of the review's pages."""

from akropolis.review.web import (
    answers,
    decision,
    directions,
    files,
    overview,
    pack,
    preview,
    remarks,
    verdicts,
)

urlpatterns = [
    *answers.urls,
    *decision.urls,
    *directions.urls,
    *files.urls,
    *overview.urls,
    *pack.urls,
    *preview.urls,
    *remarks.urls,
    *verdicts.urls,
]
