"""What a person and her unit have to do this week and the next, and what is late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.deadlines.tasks import PendingTask, end_of_week
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.display import detail_url

WEEK = timedelta(days=7)
MOST = 50
"""Maximum number of rows of one register in the unit; the page links to the list of actions for the rest."""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """Something to do, whose it is, and its day. `done_url` leads to the page where it is marked as done."""

    key: str
    title: str
    url: str
    why: str
    due: date
    done_url: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """What is to be done by the end of this week, by the end of the next, and what is late; nearest day first."""

    this_week: list[WeekLine]
    next_week: list[WeekLine]
    late: list[WeekLine]


def week_of(access: Access, tasks: Iterable[PendingTask], unit: Unit | None, today: date) -> Week:
    """Return the tasks of the person with a day until the end of next week, and the rows of her unit that others do.

    A row that she is responsible for is among her tasks already, and is not repeated as the unit's.
    """
    sunday = end_of_week(today)
    last = sunday + WEEK
    lines = {line.key: line for line in _own_lines(access, tasks, last)}
    if unit is not None:
        for register in registry.all():
            for line in _unit_lines(access, register, unit, last):
                lines.setdefault(line.key, line)
    found = sorted(lines.values(), key=lambda line: (line.due, line.key))
    return Week(
        this_week=[line for line in found if today <= line.due <= sunday],
        next_week=[line for line in found if line.due > sunday],
        late=[line for line in found if line.due < today],
    )


def _own_lines(access: Access, tasks: Iterable[PendingTask], last: date) -> Iterator[WeekLine]:
    for task in tasks:
        if task.due is None or task.due > last:
            continue
        register = registry.entries.get(task.key.partition(":")[0])
        does = register and register.due and register.due.page and access.anywhere(register.edit)
        done_url = task.url if does else ""
        yield WeekLine(task.key, str(task.title), task.url, str(task.why), task.due, done_url)


def _unit_lines(access: Access, register: Register, unit: Unit, last: date) -> Iterator[WeekLine]:
    """Yield the unit's open rows that are due by the day, nearest first."""
    due = register.due
    if due is None or not access.may(register.read, unit):
        return
    rows = register.model.objects.visible(access).filter(
        due.open, owner_unit=unit, **{f"{due.date}__lte": last}
    )
    may = access.may(register.edit, unit)
    for row in rows.select_related(due.person).order_by(due.date, "pk")[:MOST]:
        who = getattr(row, due.person)
        words = {"number": row.number, "unit": unit.name, "who": who}
        why = (
            _("%(number)s in %(unit)s. %(who)s answers for it.")
            if who
            else _("%(number)s in %(unit)s. Nobody answers for it.")
        )
        yield WeekLine(
            f"{register.key}:{row.pk}",
            _("%(verb)s: %(title)s") % {"verb": due.verb, "title": row},
            detail_url(register, row),
            why % words,
            getattr(row, due.date),
            reverse(due.page, args=[row.pk]) if due.page and may else "",
        )
