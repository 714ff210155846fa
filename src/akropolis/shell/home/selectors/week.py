"""What a person is to do until the end of the month, and what others in her unit are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.deadlines.tasks import PendingTask, end_of_week, group
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.display import detail_url
from akropolis.base.lib.calendar import DAY, months_on

WEEK = timedelta(days=7)
MOST = 50
"""Maximum number of rows of one register in the unit; the register's list has the rest."""


@dataclass(frozen=True, slots=True)
class Week:
    """What the person is to do by `last`, and what others in her unit are; nearest day first in each list.

    `hours` are those whose deadline the law counts in hours, late ones too. `later` come after next week.
    """

    last: date
    hours: Sequence[PendingTask]
    late: Sequence[PendingTask]
    this_week: Sequence[PendingTask]
    next_week: Sequence[PendingTask]
    later: Sequence[PendingTask]
    others: Sequence[PendingTask]

    @property
    def own(self) -> list[PendingTask]:
        """Return what the person is to do, in the order of the page."""
        return [*self.hours, *self.late, *self.this_week, *self.next_week, *self.later]


def week_of(access: Access, own: Sequence[PendingTask], unit: Unit | None, today: date) -> Week:
    """Return the tasks of the person until the end of the month or of next week, whichever comes last, and the
    open rows of her unit that others do.

    A row that one of her tasks is about is not repeated as the unit's.
    """
    following = end_of_week(today) + WEEK
    last = max(following, months_on(today.replace(day=1), 1) - DAY)
    grouped = group([task for task in own if task.due and task.due <= last], today)
    hers = {task.about for task in own if task.about}
    rows = [row for each in registry.all() for row in _list_rows(access, each, unit, last)] if unit else []
    return Week(
        last=last,
        hours=grouped.hours,
        late=grouped.late,
        this_week=grouped.this_week,
        next_week=[task for task in grouped.later if task.due and task.due <= following],
        later=[task for task in grouped.later if task.due and task.due > following],
        others=sorted((row for row in rows if row.about not in hers), key=lambda row: (row.due, row.key)),
    )


def _list_rows(access: Access, register: Register, unit: Unit, last: date) -> Iterator[PendingTask]:
    """Yield the unit's open rows that are due by the day and that somebody else or nobody answers for."""
    due = register.due
    if due is None or not access.may(register.read, unit):
        return
    near = {"owner_unit": unit, f"{due.date}__lte": last}
    rows = register.model.objects.visible(access).filter(due.open, **near)
    rows = rows.exclude(**{due.person: access.actor.id}).select_related(due.person)
    for row in rows.order_by(due.date, "pk")[:MOST]:
        who = getattr(row, due.person)
        words = {"number": row.number, "unit": unit.name, "who": who}
        why = (
            _("%(number)s in %(unit)s. %(who)s answers for it.")
            if who
            else _("%(number)s in %(unit)s. Nobody answers for it.")
        )
        yield PendingTask(
            key=f"{register.key}:{row.pk}",
            title=_("%(verb)s: %(title)s") % {"verb": due.verb, "title": row},
            url=detail_url(register, row),
            why=why % words,
            due=getattr(row, due.date),
            about=refer(row),
        )
