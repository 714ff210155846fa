"""Comments on chapters in the API: the same services as behind the pages."""

from uuid import UUID

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at
from akropolis.review.review.models import Review
from akropolis.review.review_text.models import Chapter, Comment
from akropolis.review.review_text.services import comments

EDIT = f"{Comment.permission}:edit"


class NewComment(Sent):
    """A comment on a chapter of a review."""

    review: UUID
    chapter: str = Field(description="The chapter's key.")
    text: str = Field(max_length=2000)
    quote: str = Field("", max_length=300, description="The words that it is about.")


class CommentAnswer(Sent):
    """An answer to a comment."""

    text: str = Field(max_length=2000)


class CommentClosing(Sent):
    """Whether it is closed, or open again."""

    closed: bool = True


def _comment(access: Access, _row: object, sent: NewComment) -> Comment:
    review = pointed_at(Review.objects.visible(access).filter(pk=sent.review), "review")
    rows = Chapter.objects.visible(access).filter(review=review, key=sent.chapter)
    return comments.comment(access, pointed_at(rows, "chapter"), sent.text, quote=sent.quote)


def _answer(access: Access, row: Comment, sent: CommentAnswer) -> Comment:
    return comments.answer(access, row, sent.text)


def _close(access: Access, row: Comment, sent: CommentClosing) -> Comment:
    return comments.close(access, row, again=not sent.closed)


declare(
    PartRows(
        key="comments",
        model=Comment,
        about="What those who write a review say to each other about its chapters. Never printed.",
        fields=(
            "review",
            "chapter",
            "answers",
            "quote",
            "text",
            "author",
            "created_at",
            "closed_at",
            "closed_by",
        ),
        narrowed=("review", "chapter"),
        verbs=(
            Verb("comment", EDIT, NewComment, _comment, "Comment on a chapter.", makes=True),
            Verb("answer", EDIT, CommentAnswer, _answer, "Answer a comment.", seen=True),
            Verb("close", EDIT, CommentClosing, _close, "Close a comment, or open it again.", seen=True),
        ),
    ),
)
