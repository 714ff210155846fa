"""People named in a row, as owner or responsible, and what they may do with it. Being named gives no rights."""

from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Register

BECAUSE = "who is named in a row may ask for the right to it, or hand it over"


def rights_of_named(register: Register) -> tuple[str, ...]:
    """Return the permissions that a person named in a row of the register needs to do what the row asks of them."""
    return register.edit, *register.of_named


def _people(register: Register) -> list[str]:
    return [name for name in register.fields if register.model_field(name).related_model is User]


def named_row(register: Register, access: Access, pk: UUID) -> Record | None:
    """Return the active row if it names the user and they lack a permission it takes, readable or not."""
    if access.actor.id is None or not _people(register):
        return None
    hers = Q()
    for name in _people(register):
        hers |= Q(**{name: access.actor.id})
    rows = register.model.objects.unscoped(because=BECAUSE).filter(hers, pk=pk, archived_at__isnull=True)
    row: Record | None = rows.select_related("owner_unit").first()
    if row is None or all(access.may(right, row.owner_unit) for right in rights_of_named(register)):
        return None
    return row


def naming_fields(register: Register, access: Access, row: Record) -> list[str]:
    """Return the names of the fields in which the row names the user."""
    return [name for name in _people(register) if getattr(row, f"{name}_id") == access.actor.id]
