"""Tasks for unanswered directions."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.review.review.selectors.answers import (
    WRITE,
    DirectionAnswers,
    Progress,
    asked_of_own,
    progress_of,
)
from akropolis.review.review.words import gettext as _


def unanswered(access: Access, _today: date) -> Iterator[PendingTask]:
    """Yield a task for each direction that one of the user's own units has not answered."""
    if access.actor.id is None or not access.anywhere(WRITE):
        return
    rows = asked_of_own(access)
    several = len({row.unit.pk for row in rows}) > 1
    waiting = [row for row in rows if row.answer is None]
    progress = progress_of(access, [row.direction for row in waiting]) if waiting else {}
    for row in waiting:
        yield _task(row, progress[row.direction.pk], several=several)


def _task(row: DirectionAnswers, progress: Progress, *, several: bool) -> PendingTask:
    words = {"title": row.direction.title, "unit": row.unit.name}
    if several:
        title = _("Answer the direction “%(title)s” for %(unit)s") % words
    else:
        title = _("Answer the direction “%(title)s”") % words
    return PendingTask(
        key=f"direction:{row.direction.pk}:{row.unit.code}",
        title=title,
        url=reverse("direction-answer", args=[row.direction.pk, row.unit.code]),
        why=why(row, progress),
        due=row.direction.answer_by,
        about=refer(row.direction),
    )


def why(row: DirectionAnswers, progress: Progress) -> str:
    """Return the reason for the task: the review that set the direction, and how many units have answered it."""
    review = row.direction.review
    words = {
        "unit": review.owner_unit.name,
        "year": review.year,
        "answered": progress.answered,
        "asked": progress.asked,
    }
    if progress.asked == 1:
        return _("From the review %(year)s of %(unit)s.") % words
    return _("From the review %(year)s of %(unit)s. %(answered)s of %(asked)s units have answered.") % words
