"""What belongs to a unit besides the unit tree, and what becomes of it when rows move or units are reorganised.

Registers are included by their declaration; other rows that name a unit are added by the domain that owns them. A
test ensures that none is forgotten.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Model, Q, UniqueConstraint

from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase


def never(_day: date) -> Q:
    """Return a condition that no row meets: no row is over."""
    return Q(pk__in=[])


def always(_day: date) -> Q:
    """Every row stays with its unit, as a record of what was said or decided there."""
    return Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows whose `field` names a unit. `label` is the name of such rows in the plural.

    When the unit is reorganised the rows follow to its successor, except those that are `over` on the
    day: these stay as a record. `about` is the path from such a row to the key of its register row;
    when the register row leaves the unit in any way, the rows about it go along. `read` is the
    permission to see the rows.

    `partial` returns, as key → description, the rows that cover only a part of merged units: they stay as a
    record, and the receipt names them.
    """

    model: type[Tracked]
    label: Phrase
    field: str = "unit"
    about: str = ""
    over: Callable[[date], Q] = never
    partial: Callable[[Sequence[Unit], date], Mapping[UUID, str]] = lambda _units, _day: {}

    @property
    def key(self) -> str:
        """Name of the model and the field."""
        return f"{self.model._meta.model_name}.{self.field}"

    @property
    def read(self) -> str:
        """Permission to read the rows."""
        return f"{self.model.permission}:read"


registry: Registry[str, Belonging] = Registry("belonging")


def belong(*belongings: Belonging) -> None:
    """Register rows that belong to units."""
    for each in belongings:
        registry.add(each.key, each)


def about_rows() -> list[Belonging]:
    """Return those registered belongings whose rows are about rows of registers, and move along with these."""
    return [belonging for belonging in registry if belonging.about]


def twin(row: Model, field: str, unit: Model) -> bool:
    """Whether another row already says the same of that unit, so that moving `row` there would make a duplicate.

    As in the database, an empty value is like no other, and a constraint with a condition is about the rows
    that meet it.
    """
    stored = type(row)._base_manager
    for constraint in row._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or field not in constraint.fields:
            continue
        others = [row._meta.get_field(name).attname for name in constraint.fields if name != field]  # type: ignore[union-attr]
        same = {name: getattr(row, name) for name in others}
        meets = constraint.condition or Q()
        if None in same.values() or not stored.filter(meets, pk=row.pk).exists():
            continue
        if stored.filter(meets, **same, **{field: unit}).exclude(pk=row.pk).exists():
            return True
    return False
