"""The addresses of the review's pages."""

from akropolis.chapters.web import (
    decision,
    document,
    history,
    layout,
    overview,
    settings,
    verdicts,
    writing,
)

urlpatterns = [
    *decision.urls,
    *document.urls,
    *history.urls,
    *layout.urls,
    *overview.urls,
    *settings.urls,
    *verdicts.urls,
    *writing.urls,
]
