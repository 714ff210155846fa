"""The content that the city keeps, limited to what one person may read: how much, and who last changed it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, User
from akropolis.base.kernel.access.models.base import Tracked
from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.kept.declaration import AnyKept
from akropolis.base.kernel.kept.declaration import registry as kept_tables
from akropolis.people.organisation.selectors.tree import living


@dataclass(frozen=True, slots=True)
class LastChange:
    """When a row was last changed and the name of who did it, empty if it came with the system."""

    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class KeptContent:
    """A kept table, the number of its rows in force, and its newest change; None if it has no rows."""

    table: AnyKept
    count: int
    changed: LastChange | None


def may_read_settings(access: Access) -> bool:
    """Return whether the person may read at least one kept table."""
    return any(access.anywhere(table.read) for table in kept_tables)


def list_kept_content(access: Access, day: date) -> list[KeptContent]:
    """Return every kept table that the person may read. Three queries, and one for each table that has changed."""
    tables = [table for table in kept_tables if access.anywhere(table.read)]
    rows = {table.key: table.model.rows(access) for table in tables}
    newest = {key: newest_of(found) for key, found in rows.items()}
    changes = list_last_changes(row.pk for row in newest.values() if row)
    return [
        KeptContent(
            table,
            len(table.model.holding(rows[table.key], day)),
            changes.get(row.pk) if (row := newest[table.key]) else None,
        )
        for table in tables
    ]


def newest_of[T: Tracked](rows: Sequence[T]) -> T | None:
    """Return the row that was changed last; None without rows."""
    return max(rows, key=lambda row: row.updated_at, default=None)


def list_last_changes(rows: Iterable[UUID]) -> Mapping[UUID, LastChange]:
    """Return the newest change of each row. Three queries. The caller must check that the reader may see the rows."""
    links = Change.objects.filter(object_id__in=list(rows)).values("object_id")
    latest = list(links.annotate(seq=Max("seq")).values_list("seq", flat=True))
    found = list(Change.objects.filter(seq__in=latest).only("at", "actor_id", "object_id"))
    people = User.everything.filter(pk__in={change.actor_id for change in found if change.actor_id})
    names = dict(people.values_list("pk", "name"))
    return {
        change.object_id: LastChange(change.at, names.get(change.actor_id, "") if change.actor_id else "")
        for change in found
    }


def name_keepers(permission_names: Iterable[str], day: date) -> dict[str, list[str]]:
    """Return the names of the roles held for the whole city that give each of these permissions, in the order of
    the roles. One query.

    What the city keeps is changed by those whose appointment holds for the top unit.
    """
    held = Appointment.objects.unscoped(because="which roles are held for the whole city; no holder is named")
    held = held.filter(living(day), unit__parent__isnull=True)
    roles = sorted({each.role for each in held.select_related("role")}, key=lambda r: (r.position, r.code))
    granted = [(str(role), permissions.expand(role.grants)) for role in roles]
    return {
        name: [role for role, rights in granted if name in rights] for name in dict.fromkeys(permission_names)
    }
