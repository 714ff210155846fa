"""What waits for a person in the registers: open rows that she answers for and whose day is near or past."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.ready import ready
from akropolis.kernel.deadlines.tasks import Due, Task
from akropolis.kernel.records.models import Record
from akropolis.kernel.records.references import refer
from akropolis.kernel.records.unchanged import while_unchanged
from akropolis.kernel.registers.declaration import Register, registry
from akropolis.kernel.registers.display import detail_url

AHEAD = timedelta(days=60)
MOST = 100
"""A person with more than this to do needs other help than a longer list."""


def due_items(access: Access, today: date, *, until: date | None = None) -> list[Task]:
    """The person's own rows that are due by `until` (60 days ahead), the nearest first; one query per register."""
    if access.actor.id is None:
        return []
    last = until or today + AHEAD
    keys = [each.key for each in registry.all() if each.due and access.anywhere(each.read)]
    return [task for key in keys for task in while_unchanged(access, _of, key, last)]


def _of(access: Access, key: str, last: date) -> list[Task]:
    register = registry.get(key)
    due = register.due
    assert due is not None
    who = access.actor.id
    assert who is not None
    # Most have nothing in most registers, and that is answered without asking every gate that a row can be read by.
    if not _any_of(key, who, last):
        return []
    return [_task(register, row, getattr(row, due.date)) for row in _near(key, access, who, last)]


def _hers(key: str, who: UUID, last: date) -> Q:
    due = registry.get(key).due
    assert due is not None
    return Q(due.open, **{f"{due.person}_id": who, f"{due.date}__lte": last})


@ready
def _any_of(key: str, who: UUID, last: date) -> QuerySet[Record, UUID]:
    rows = registry.get(key).model.objects.unscoped(because="whether she has any at all")
    return rows.filter(_hers(key, who, last)).order_by().values_list("pk", flat=True)[:1]


@ready
def _near(key: str, access: Access, who: UUID, last: date) -> QuerySet[Record]:
    register = registry.get(key)
    assert register.due is not None
    rows = register.model.objects.visible(access).filter(_hers(key, who, last))
    return rows.select_related("owner_unit").order_by(register.due.date, "id")[:MOST]


def due_everywhere(last: date) -> Iterator[Due]:
    """All open rows that are due by `last`, with who answers for each; one query per register that has such."""
    for register in registry.all():
        if due := register.due:
            rows = register.model.objects.unscoped(
                because="what is said of it the person's own access decides"
            )
            near = rows.filter(due.open, **{f"{due.date}__lte": last, f"{due.person}__isnull": False})
            for pk, person, day in near.order_by().values_list("pk", f"{due.person}_id", due.date):
                yield Due(f"{register.key}:{pk}", person, day)


def _task(register: Register, row: Record, day: date) -> Task:
    due = register.due
    assert due is not None
    words = {"what": str(register.one).capitalize(), "number": row.number, "unit": row.owner_unit.name}
    return Task(
        key=f"{register.key}:{row.pk}",
        title=_("%(verb)s: %(title)s") % {"verb": due.verb, "title": row},
        url=detail_url(register, row),
        why=_("%(what)s %(number)s in %(unit)s. You answer for it.") % words,
        due=day,
        about=refer(row),
    )
