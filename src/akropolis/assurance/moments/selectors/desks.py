"""On whose desk each open task of a moment lies: no task with a last day is without one."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from akropolis.assurance.moments.models import MomentTask
from akropolis.assurance.moments.rules.permissions import DO, EDIT, READ
from akropolis.base.kernel.access.gate import Scope
from akropolis.base.kernel.access.grants import appointments_in_force, gives, responsible_people
from akropolis.base.kernel.access.models import Appointment, Unit, User

BECAUSE = "whoever holds the role does the task; what of it she reads, her own gate decides"


def list_desks(tasks: Iterable[MomentTask], day: date) -> dict[UUID, list[User]]:
    """Return task → the people on whose desk it lies.

    They hold the role in the unit and may do tasks there; if nobody does, they are those responsible
    for the unit's moments. Two queries, however many tasks.
    """
    desks = {task.pk: (task.moment.owner_unit, task.role_id) for task in tasks}
    rows = appointments_in_force(day, BECAUSE) if desks else []
    held = {desk: _holders(rows, desk[1], desk[0]) for desk in desks.values()}
    vacant = {unit for (unit, _role), people in held.items() if not people}
    stand_ins = responsible_people(EDIT, vacant, day, because=BECAUSE) if vacant else {}
    return {task: held[unit, role] or stand_ins[unit.pk] for task, (unit, role) in desks.items()}


def _holders(rows: Iterable[Appointment], role: UUID, unit: Unit) -> list[User]:
    found = {
        row.user_id: row.user
        for row in rows
        if row.role_id == role
        and row.unit
        and Scope(row.unit.path, row.and_below).asked.covers(unit.path)
        and gives(row, DO, unit)
        and gives(row, READ, unit)
    }
    return sorted(found.values(), key=lambda user: user.sort_key)
