"""The addresses of the review's pages."""

from akropolis.review.web import (
    answers,
    decision,
    directions,
    files,
    history,
    layout,
    overview,
    pack,
    preview,
    remarks,
    settings,
    verdicts,
    writing,
)

urlpatterns = [
    *answers.urls,
    *decision.urls,
    *directions.urls,
    *files.urls,
    *history.urls,
    *layout.urls,
    *overview.urls,
    *pack.urls,
    *preview.urls,
    *remarks.urls,
    *settings.urls,
    *verdicts.urls,
    *writing.urls,
]
