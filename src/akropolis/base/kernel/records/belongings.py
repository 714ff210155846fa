"""What belongs to a unit beside the unit tree itself, and what becomes of it when rows move or units are reorganised.

Registers are here by their declaration; other rows that name a unit are added by the domain that owns them. A test
sees to it that none is forgotten.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Model, Q

from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase


def never(_day: date) -> Q:
    """No row is over."""
    return Q(pk__in=[])


def always(_day: date) -> Q:
    """Every row stays with the unit that it names, as what was said or decided there."""
    return Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows whose `field` names a unit. `label` is what they are called, in the plural.

    When the unit is reorganised they follow to the one that takes over, but for those that are `over` on the day:
    these stay, as what was. `about` is the path from such a row to the key of the register row that it is about. When
    that one moves away from the unit, whichever way, it goes along. `read` is the right that shows them.

    `partial` gives those that hold for a part of merged units only, each by key with what it says: they stay, as what
    was, and the receipt names them.
    """

    model: type[Tracked]
    label: Phrase
    field: str = "unit"
    about: str = ""
    over: Callable[[date], Q] = never
    partial: Callable[[Sequence[Unit], date], Mapping[UUID, str]] = lambda _units, _day: {}

    @property
    def key(self) -> str:
        """The model's and the field's name."""
        return f"{self.model._meta.model_name}.{self.field}"

    @property
    def read(self) -> str:
        """The permission to read the rows."""
        return f"{self.model.permission}:read"


registry: Registry[str, Belonging] = Registry("belonging")


def belong(*belongings: Belonging) -> None:
    """Add what belongs to units."""
    for each in belongings:
        registry.add(each.key, each)


def about_rows() -> list[Belonging]:
    """Those that are about rows of registers, and go along with them."""
    return [belonging for belonging in registry if belonging.about]


def twin(row: Model, field: str, unit: Model) -> bool:
    """Whether another row already says the same of that unit, so that two would stand where there may be one."""
    for constraint in row._meta.constraints:
        names = getattr(constraint, "fields", ())
        if field in names:
            same = {name: getattr(row, row._meta.get_field(name).attname) for name in names if name != field}  # type: ignore[union-attr]
            rows = type(row)._base_manager.filter(**same, **{field: unit}).exclude(pk=row.pk)
            if rows.exists():
                return True
    return False
