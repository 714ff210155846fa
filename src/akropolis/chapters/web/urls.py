"""The addresses of the review's pages."""

from akropolis.chapters.web import (
    autosave,
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
    *autosave.urls,
    *decision.urls,
    *document.urls,
    *history.urls,
    *layout.urls,
    *overview.urls,
    *settings.urls,
    *verdicts.urls,
    *writing.urls,
]
