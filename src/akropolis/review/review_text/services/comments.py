"""Comments on a chapter: write, reply, close and reopen, by those who write the review."""

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.outbox import Draft
from akropolis.base.kernel.notify.telling import tell_one
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.review.review.words import gettext as _
from akropolis.review.review_text.models import Chapter, Comment

QUOTED = 300


def comment(access: Access, chapter: Chapter, text: str, *, quote: str = "") -> Comment:
    """Comment on the chapter, or on words quoted from it.

    Raises Invalid without a text, Hidden without the permission to write the review, Refused once it is decided.
    """
    with writing(access) as w:
        return _write(w, chapter, text, quote=" ".join(quote.split())[:QUOTED])


def answer(access: Access, row: Comment, text: str) -> Comment:
    """Reply to the comment and notify its author. Raises as `comment` does."""
    with writing(access) as w:
        first = row.answers or row
        made = _write(w, first.chapter, text, answers=first)
        _notify_commenters(w, first, made)
        return made


def close(access: Access, row: Comment, *, again: bool = False) -> Comment:
    """Close the comment as settled, or reopen it with `again`."""
    with writing(access) as w:
        values = {"closed_at": None, "closed_by": ""}
        return w.update(row, values if again else {"closed_at": w.at, "closed_by": access.actor.name})


def _write(
    w: Writer, chapter: Chapter, text: str, *, quote: str = "", answers: Comment | None = None
) -> Comment:
    if not text.strip():
        raise Invalid({"text": [_("Write the comment.")]})
    who = {"writer_id": w.access.actor.id, "author": w.access.actor.name}
    place = {"review": chapter.review, "chapter": chapter, "answers": answers}
    return w.create(Comment, {**place, **who, "quote": quote, "text": text.strip()})


def _notify_commenters(w: Writer, first: Comment, made: Comment) -> None:
    review = first.review

    def draft(writer: User) -> Draft:
        page = review.url("review-chapter", first.chapter.key)
        subject = _("%(who)s has answered your comment") % {"who": made.author}
        there = f"{page}#kommentarer"
        return Draft(writer, f"comment:{made.pk}", subject, made.text, there, about=(refer(first),))

    tell_one(w, first.writer, draft)
