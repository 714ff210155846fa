"""Due items of the registers: open rows for which the user is responsible and whose due date is near or past."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.deadlines.tasks import DueDate, PendingTask
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.display import detail_url

AHEAD = timedelta(days=60)
MOST = 100
"""Maximum number of due rows of one person that are listed per register; a longer list does not help."""


def due_items(access: Access, today: date, *, until: date | None = None) -> list[PendingTask]:
    """List the user's rows due by `until` (60 days ahead), the nearest first; one query per register."""
    if access.actor.id is None:
        return []
    last = until or today + AHEAD
    keys = [each.key for each in registry.all() if each.due and access.anywhere(each.read)]
    return [task for key in keys for task in cached(access, _of, key, last)]


def _of(access: Access, key: str, last: date) -> list[PendingTask]:
    register = registry.get(key)
    due, rows = register.due, register.model.objects
    assert due is not None
    hers = Q(due.open, **{f"{due.person}_id": access.actor.id, f"{due.date}__lte": last})
    # Most users have nothing due in most registers, which this finds without the gate's conditions.
    if not rows.unscoped(because="whether she has any at all").filter(hers).exists():
        return []
    near = rows.visible(access).filter(hers).select_related("owner_unit").order_by(due.date, "id")
    return [_task(register, row, getattr(row, due.date)) for row in near[:MOST]]


def due_everywhere(last: date) -> Iterator[DueDate]:
    """Yield all open rows due by `last` that have a responsible person; one query per register with due dates."""
    for register in registry.all():
        if due := register.due:
            rows = register.model.objects.unscoped(
                because="what is said of it the person's own access decides"
            )
            near = rows.filter(due.open, **{f"{due.date}__lte": last, f"{due.person}__isnull": False})
            for pk, person, day in near.order_by().values_list("pk", f"{due.person}_id", due.date):
                yield DueDate(f"{register.key}:{pk}", person, day)


def _task(register: Register, row: Record, day: date) -> PendingTask:
    due = register.due
    assert due is not None
    words = {"what": str(register.one).capitalize(), "number": row.number, "unit": row.owner_unit.name}
    return PendingTask(
        key=f"{register.key}:{row.pk}",
        title=_("%(verb)s: %(title)s") % {"verb": due.verb, "title": row},
        url=reverse(due.page, args=[row.pk]) if due.page else detail_url(register, row),
        why=_("%(what)s %(number)s in %(unit)s. You answer for it.") % words,
        due=day,
        about=refer(row),
    )
