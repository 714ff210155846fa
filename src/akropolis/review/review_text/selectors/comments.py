"""Comments on chapters, between those who write the review."""

from collections.abc import Sequence
from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.models import Review
from akropolis.review.review_text.models import Chapter, Comment


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its replies, in the order they were written."""

    row: Comment
    answers: Sequence[Comment]


def threads_of(access: Access, chapter: Chapter) -> list[Thread]:
    """Return the chapter's comments with their replies, oldest first. One query."""
    rows = list(Comment.objects.visible(access).filter(chapter=chapter))
    return [
        Thread(row, [each for each in rows if each.answers_id == row.pk])
        for row in rows
        if not row.answers_id
    ]


def open_comments(access: Access, review: Review) -> list[Comment]:
    """Return the review's comments that are not closed, with their chapters."""
    rows = Comment.objects.visible(access).filter(review=review, answers=None, closed_at=None)
    return list(rows.select_related("chapter").order_by("chapter__position", "created_at", "id"))
