"""The addresses of the review's pages."""

from akropolis.chapters.web import (
    autosave,
    circulating,
    comments,
    decision,
    document,
    history,
    last_year,
    layout,
    overview,
    settings,
    verdicts,
    writing,
)

urlpatterns = [
    *autosave.urls,
    *circulating.urls,
    *comments.urls,
    *decision.urls,
    *document.urls,
    *history.urls,
    *last_year.urls,
    *layout.urls,
    *overview.urls,
    *settings.urls,
    *verdicts.urls,
    *writing.urls,
]
