"""URLs of reviews: a year's list, and the pages of one."""

from akropolis.review.review_cycle.web import (
    circulating,
    completeness,
    decision,
    earlier,
    handling,
    history,
    last_year,
    overview,
    papers,
    settings,
)

urlpatterns = [
    *circulating.urls,
    *completeness.urls,
    *decision.urls,
    *earlier.urls,
    *handling.urls,
    *history.urls,
    *last_year.urls,
    *overview.urls,
    *papers.urls,
    *settings.urls,
]
