"""What rows of lists are about: register rows, reference-table rows, or units, looked up by id alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.kernel.kept.declaration import registry as kept_tables
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Register, registry

UNITS = ""
"""The empty register key, used for units and rows of reference tables, which have no register."""


@dataclass(frozen=True, slots=True)
class CountedThing:
    """The object counted by a list's row, as it is now. `unit` is its owner's code; for a unit, its own code.

    A row of a reference table belongs to the whole city: it has no unit and no number, and its version is 0.
    """

    register: str
    label: str
    number: str
    version: int
    unit: str


def versions_of(access: Access, ids: Iterable[UUID]) -> dict[UUID, tuple[int, str]]:
    """Map the ids of the objects visible to the reader to their version and their owner's code."""
    found: dict[UUID, tuple[int, str]] = {}
    for _register, rows in _find_in_registers(access, ids, found):
        found |= {
            pk: (version, unit) for pk, version, unit in rows.values_list("pk", "version", "owner_unit__code")
        }
    return found | {unit.pk: (unit.version, unit.code) for unit in _units(access, ids, found)}


def things_of(access: Access, ids: Iterable[UUID]) -> dict[UUID, CountedThing]:
    """Return the rows visible to the reader. One query per register and reference table, until all are found."""
    found: dict[UUID, CountedThing] = {}
    for register, rows in _find_in_registers(access, ids, found):
        for row in rows.select_related("owner_unit").defer("search_text"):
            found[row.pk] = CountedThing(
                register.key, row.label(), row.number, row.version, row.owner_unit.code
            )
    found |= {
        unit.pk: CountedThing(UNITS, unit.name, unit.name, unit.version, unit.code)
        for unit in _units(access, ids, found)
    }
    for table in kept_tables:
        if missing := set(ids) - found.keys():
            rows = table.model.objects.visible(access).filter(pk__in=missing)
            found |= {row.pk: CountedThing(UNITS, row.title, row.title, 0, "") for row in rows}
    return found


def _find_in_registers(
    access: Access, ids: Iterable[UUID], found: Mapping[UUID, object]
) -> Iterator[tuple[Register, QuerySet[Record]]]:
    """Look the rows up in each register in turn, until all are `found`."""
    wanted = set(ids)
    for register in registry:
        if missing := wanted - found.keys():
            yield register, register.model.objects.visible(access).filter(pk__in=missing).order_by()


def _units(access: Access, ids: Iterable[UUID], found: Mapping[UUID, object]) -> Iterable[Unit]:
    missing = set(ids) - found.keys()
    return Unit.objects.visible(access).filter(pk__in=missing) if missing else ()


def right_to(register: str) -> str:
    """Return the permission needed to read earlier contents of a row of the register with that key, or of a unit."""
    return f"{Unit.permission}:{READ}" if register == UNITS else registry.get(register).read


def code_at(path: str) -> str:
    """Return the code of the unit with that path: its last part."""
    return path.rstrip("/").rpartition("/")[2]
