"""Tasks for reviews: to write, to comment on, to decide."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.tasks import Awaited, PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.naming import first_named
from akropolis.review.review.models import Recipient, Review, ReviewState
from akropolis.review.review.rules.states import DECIDE, EDIT
from akropolis.review.review.selectors.recipients import (
    filter_own_recipients,
    has_been_asked,
    recipients_of,
    unanswered,
)
from akropolis.review.review.selectors.remarks import unconsidered
from akropolis.review.review.selectors.reviews import newest
from akropolis.review.review.services.recipients import request_words, title_of
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import in_its_words, ngettext
from akropolis.review.review_text.models import Chapter, ChapterStatus
from akropolis.shared.clocks.reports.clock_words import ClockStepLine
from akropolis.shared.yearly_reports.rules.kinds import kinds

REMARK = "review:remark:edit"
NAMED = 4


def list_review_tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """Yield the tasks of the user's own units for reviews not yet decided. Seven queries at most."""
    if access.actor.id is None:
        return
    if not any(
        access.anywhere(kind.right(each)) for kind in kinds for each in (EDIT, DECIDE, REMARK)
    ) and not has_been_asked(access):
        return
    undecided = (
        Review.objects.visible(access).filter(archived_at__isnull=True).exclude(state=ReviewState.DECIDED)
    )
    reviews = newest(undecided.select_related("owner_unit").order_by("year", "edition"))
    mine = [r for r in reviews if r.state != ReviewState.CIRCULATED and _own(access, EDIT, r)]
    chapters = _unready(access, mine)
    for review in mine:
        yield _write(review, chapters[review.pk])
    circulated = [review for review in reviews if review.state == ReviewState.CIRCULATED]
    asked = recipients_of(access, circulated) if circulated else {}
    for review in circulated:
        if _own(access, DECIDE, review):
            yield _decide(review, asked[review.pk])
    yield from _to_consider(access, [review for review in circulated if _own(access, EDIT, review)])
    yield from _remarks(access, circulated, asked, today)


def _own(access: Access, permission: str, review: Review) -> bool:
    """Whether the user has the permission by an appointment in the review's unit itself, not only in a unit above."""
    return any(scope.path == review.owner_unit.path for scope in access.scopes(review.right(permission)))


def _unready(access: Access, reviews: Sequence[Review]) -> defaultdict[UUID, list[str]]:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    if reviews:
        rows = Chapter.objects.visible(access).filter(review__in=reviews, included=True)
        for chapter in rows.exclude(status=ChapterStatus.READY).exclude(title=""):
            found[chapter.review_id].append(chapter.title)
    return found


@in_its_words
def _write(review: Review, chapters: Sequence[str]) -> PendingTask:
    words = {"year": review.year, "unit": review.owner_unit.name}
    if review.state == ReviewState.PLANNED:
        title, why = (
            _("Begin the review for %(year)s"),
            _("It is planned for %(unit)s and not begun.") % words,
        )
    elif chapters:
        title, why = _("Write the review for %(year)s"), _unfinished(review, chapters)
    else:
        title = _("Send out or propose the review for %(year)s")
        why = _("All chapters of the review of %(unit)s are marked as ready.") % words
    return _task("write", review, title % words, why, review.url("review"))


def _unfinished(review: Review, chapters: Sequence[str]) -> str:
    shown = [*chapters[:NAMED], *([_("others")] if len(chapters) > NAMED else [])]
    words = {"unit": review.owner_unit.name, "n": len(chapters), "names": listing(shown, _("and"))}
    return (
        ngettext(
            "%(unit)s. %(n)s chapter is not ready: %(names)s.",
            "%(unit)s. %(n)s chapters are not ready: %(names)s.",
            len(chapters),
        )
        % words
    )


@in_its_words
def _decide(review: Review, asked: Sequence[Recipient]) -> PendingTask:
    sender = next((row.sender for row in asked if row.sender), None)
    words = {"year": review.year, "unit": review.owner_unit.name, "who": sender}
    title = _("Decide on the review for %(year)s") % words
    if asked:
        why = (
            _("The review of %(unit)s is out for comment and can be decided when the comments are in.")
            % words
        )
    else:
        why = _("The review of %(unit)s can be decided now. Nobody has been asked for comments.") % words
    if sender:
        why = f"{_('%(who)s has sent it.') % words} {why}"
    return _task("decide", review, title, why, review.url("review"))


def _to_consider(access: Access, reviews: Sequence[Review]) -> Iterator[PendingTask]:
    """Yield a task for each of the reviews that has remarks not yet considered."""
    counts = Counter(row.review_id for row in unconsidered(access, *reviews)) if reviews else {}
    for review in reviews:
        if count := counts.get(review.pk):
            yield _consider(review, count)


@in_its_words
def _consider(review: Review, count: int) -> PendingTask:
    words = {"count": number(count), "unit": review.owner_unit.name, "year": review.year}
    title = ngettext(
        "Consider %(count)s remark on the review for %(year)s",
        "Consider %(count)s remarks on the review for %(year)s",
        count,
    )
    why = _("The review of %(unit)s cannot be decided before it is said what came of each.") % words
    return _task("consider", review, title % words, why, review.url("review-remarks"))


def _remarks(
    access: Access, circulated: Sequence[Review], asked: Mapping[UUID, list[Recipient]], today: date
) -> Iterator[PendingTask]:
    """Return tasks for reviews sent to the user or their units and functions, and not answered."""
    by_review = {review.pk: review for review in circulated}
    rows = filter_own_recipients(access, chain.from_iterable(asked.values()), today)
    for row in unanswered(access, rows):
        yield _remark(by_review[row.review_id], row)


@in_its_words
def _remark(review: Review, row: Recipient) -> PendingTask:
    why = f"{request_words(row)} {row.question}".strip()
    return PendingTask(
        key=f"review:remark:{row.key}:{review.pk}",
        title=title_of(review),
        url=review.url("review-remarks"),
        why=why,
        due=row.answer_by,
        about=refer(review),
    )


def list_sent_reviews(access: Access, today: date) -> Iterator[Awaited]:
    """Yield the reviews that the user has sent out for comment and that some recipients have not answered."""
    own = Recipient.objects.visible(access).filter(sender=access.actor.id).values("review_id")
    rows = Review.objects.visible(access).filter(state=ReviewState.CIRCULATED, pk__in=own)
    reviews = list(rows.select_related("owner_unit").order_by("year", "number"))
    for review in reviews:
        asked = recipients_of(access, [review])[review.pk]
        if quiet := unanswered(access, asked):
            yield _awaited(review, access, asked, quiet)


@in_its_words
def _awaited(
    review: Review, access: Access, asked: Sequence[Recipient], quiet: Sequence[Recipient]
) -> Awaited:
    words = {"answered": number(len(asked) - len(quiet)), "asked": number(len(asked))}
    return Awaited(
        title=_("The review %(year)s of %(unit)s, for comment")
        % {"year": review.year, "unit": review.owner_unit.name},
        url=review.url("review-remarks"),
        whom=first_named([str(row) for row in quiet], NAMED),
        recipients=len(quiet),
        state=_("%(answered)s of %(asked)s have answered") % words,
        due=min((row.answer_by for row in quiet if row.answer_by), default=None),
        remind_url=review.url("remarks-remind") if review.may(access, EDIT) else "",
    )


def _task(kind: str, review: Review, title: str, why: str, url: str) -> PendingTask:
    said = ClockStepLine(_("It is the last day that stands in the review's settings."), review.declared.basis)
    reasons = (said,) if review.due_on else ()
    key = f"review:{kind}:{review.pk}"
    about = refer(review)
    return PendingTask(
        key=key, title=title, url=url, why=why, due=review.due_on, reasons=reasons, about=about
    )
