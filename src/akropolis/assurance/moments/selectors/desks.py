"""On whose desk each open task of a moment lies: no task with a last day is without one."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from akropolis.assurance.moments.models import MomentTask
from akropolis.assurance.moments.rules.permissions import DO, EDIT, READ
from akropolis.base.kernel.access.gate import Access, Scope
from akropolis.base.kernel.access.grants import appointments_in_force, gives, responsible_people
from akropolis.base.kernel.access.models import Appointment, Unit, User

BECAUSE = "whoever holds the role does the task; what of it she reads, her own gate decides"
type Desk = tuple[UUID, UUID]
"""A unit and a role."""


def list_desks(tasks: Iterable[MomentTask], day: date) -> dict[Desk, list[User]]:
    """Return (unit, role) → the people who do such tasks in the unit.

    They hold the role in the unit and may do tasks there; if nobody does, they are those responsible
    for the unit's moments. Two queries, however many tasks.
    """
    wanted = {(task.moment.owner_unit_id, task.role_id): task.moment.owner_unit for task in tasks}
    rows = appointments_in_force(day, BECAUSE) if wanted else []
    found = {desk: _holders(rows, desk[1], unit) for desk, unit in wanted.items()}
    vacant = {unit for desk, unit in wanted.items() if not found[desk]}
    stand_ins = responsible_people(EDIT, vacant, day, because=BECAUSE) if vacant else {}
    return {desk: people or stand_ins[desk[0]] for desk, people in found.items()}


def desk_of(desks: dict[Desk, list[User]], task: MomentTask) -> list[User]:
    """Return the people on whose desks the task lies."""
    return desks[task.moment.owner_unit_id, task.role_id]


def lies_with(access: Access, desks: dict[Desk, list[User]], task: MomentTask) -> bool:
    """Whether the task is on the user's desk."""
    return any(each.pk == access.actor.id for each in desk_of(desks, task))


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
