"""URLs of a review's text."""

from akropolis.review.review_text.web import comments, document, editor, layout, verdicts, writing

urlpatterns = [
    *editor.urls,
    *comments.urls,
    *document.urls,
    *layout.urls,
    *verdicts.urls,
    *writing.urls,
]
