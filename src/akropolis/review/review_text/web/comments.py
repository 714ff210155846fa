"""Comments beside the text, between those who write the review."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.review.review.addresses import url_of, writable_at
from akropolis.review.review.models import Review
from akropolis.review.review.words import gettext as _
from akropolis.review.review_text.models import Chapter, Comment
from akropolis.review.review_text.selectors.comments import threads_of
from akropolis.review.review_text.services import comments


def panel(access: Access, chapter: Chapter) -> dict[str, object]:
    """Return the chapter's comment threads, open and closed, for the template."""
    threads = threads_of(access, chapter)
    return {
        "open_threads": [thread for thread in threads if thread.row.closed_at is None],
        "closed_threads": [thread for thread in threads if thread.row.closed_at],
    }


@requires("review:review:edit")
@require_POST
def add(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """Add a comment on the chapter."""
    access, review = access_of(request), writable_at(request, year, unit)
    chapter = Chapter.objects.visible(access).select_related("review__owner_unit").one(review=review, key=key)
    text, quote = request.POST.get("comment", ""), request.POST.get("quote", "")
    with refusals_as_messages(request):
        create_once(request, lambda: comments.comment(access, chapter, text, quote=quote))
        messages.success(request, _("The comment stands beside the text."))
    return _back(review, chapter)


@requires("review:review:edit")
@require_POST
def change(request: HttpRequest, year: int, unit: str, pk: UUID) -> HttpResponse:
    """Reply to a comment, close it or reopen it."""
    access, review = access_of(request), writable_at(request, year, unit)
    rows = Comment.objects.visible(access).select_related(
        "chapter", "review__owner_unit", "writer", "answers"
    )
    row = rows.one(pk=pk, review=review)
    act = request.POST.get("act", "")
    with refusals_as_messages(request):
        if act in ("close", "reopen"):
            comments.close(access, row, again=act == "reopen")
        else:
            create_once(request, lambda: comments.answer(access, row, request.POST.get("comment", "")))
    return _back(review, row.chapter)


def _back(review: Review, chapter: Chapter) -> HttpResponse:
    return redirect(f"{url_of('review-chapter', review, chapter.key)}#kommentarer")


BASE = "genomgangar/<int:year>/<slug:unit>/"
urls = [
    path(f"{BASE}kapitel/<slug:key>/kommentarer/", add, name="review-comment-add"),
    path(f"{BASE}kommentarer/<uuid:pk>/", change, name="review-comment"),
]
