"""Tasks for those who lead a row: to write the next picture, for each row that still needs one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.deadlines.tasks import DueDate, PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.events.situation_reports.models import Situation
from akropolis.events.situation_reports.models.subjects import AnySubject, subjects
from akropolis.events.situation_reports.rules.permissions import WRITES
from akropolis.events.situation_reports.selectors.situations import (
    pictures_with_next_due,
    rows_about,
    visible_pictures_with_next_due,
)

BECAUSE = "who leads is reminded of the next picture, and her own access decides what is said of it"

ENDS = gettext_lazy("No. %(before)s is valid until then, and no day is set for the next one.")


def list_paper_tasks(access: Access, _today: date) -> Iterator[PendingTask]:
    """Return a task per picture that is due next, for the person who leads, or for the unit's if nobody does."""
    if access.actor.id is None or not access.anywhere(WRITES):
        return
    for subject, picture, row in _due(partial(visible_pictures_with_next_due, access)):
        lead = subject.lead_of(row)
        if lead == access.actor.id or (lead is None and access.is_asked(subject.edit, subject.unit_of(row))):
            yield _task(picture, row)


def due_everywhere(last: date) -> Iterator[DueDate]:
    """Return the same for the whole installation until that day, with the person each is waiting for."""
    for subject, picture, row in _due(_awaited_of):
        moment = picture.awaited_at
        if moment is None or timezone.localdate(moment) > last:
            continue
        lead = subject.lead_of(row)
        people = [lead] if lead else [person.pk for person in _responsible_people(subject, row, last)]
        yield from (DueDate(_key(picture), person, moment) for person in people)


def _responsible_people(subject: AnySubject, row: Tracked, day: date) -> Iterable[User]:
    unit = subject.unit_of(row)
    return responsible_people(subject.edit, [unit], day, because=BECAUSE)[unit.pk]


def _awaited_of(kind: str) -> Iterable[Situation]:
    return pictures_with_next_due(Situation.objects.unscoped(because=BECAUSE), kind, subjects.get(kind))


def _due(found: Callable[[str], Iterable[Situation]]) -> Iterator[tuple[AnySubject, Situation, Tracked]]:
    for kind, subject in subjects.entries.items():
        pictures = list(found(kind))
        about = rows_about(subject, pictures) if pictures else {}
        yield from ((subject, each, about[each.object_id]) for each in pictures)


def _key(picture: Situation) -> str:
    return f"situation:{picture.pk}"


def _task(picture: Situation, row: Tracked) -> PendingTask:
    moment: datetime | None = picture.awaited_at
    words = {"number": picture.number + 1, "title": row.label(), "before": picture.number}
    return PendingTask(
        key=_key(picture),
        title=_("Situation picture no. %(number)s of %(title)s") % words,
        url=reverse("situation-begin", args=[picture.kind, row.pk]),
        why=(_("No. %(before)s says when the next one is to be ready.") if picture.next_at else ENDS) % words,
        due=timezone.localdate(moment) if moment else None,
        at=moment,
        about=refer(picture),
    )
