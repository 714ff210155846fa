"""The columns shown in a register's list: the register's own, or those that the user has chosen.

The choice is in the list's URL as `columns`, so that a link shows the same list to somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.fields import ModelField, pointed_at
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Beside, Register, registry

COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class ListColumns:
    """The columns of one list: field names, with the title first, and computed columns."""

    register: Register
    fields: tuple[str, ...]
    besides: tuple[Beside, ...]

    @property
    def reads(self) -> list[str]:
        """The columns to read from the database: those shown, and those that the computed columns need."""
        return [*self.values, *(name for each in self.besides for name in each.reads)]

    @property
    def values(self) -> list[str]:
        """The lookups that give the text of the fields' columns."""
        return [_value(self.register.model_field(name)) for name in self.fields]

    @property
    def keys(self) -> list[str]:
        """The columns as named in the URL."""
        return [*self.fields, *(each.key for each in self.besides)]


def _value(field: ModelField) -> str:
    """Return the lookup for the field's text; for a relation, the number of the related row, or else its name."""
    if not field.is_relation:
        return field.name
    return f"{field.name}__{'number' if issubclass(pointed_at(field), Record) else 'name'}"


def default_columns(register: Register) -> ListColumns:
    """Return the register's default columns."""
    return ListColumns(register, register.columns, register.beside)


def parse_columns(register: Register, words: str, problems: list[str]) -> ListColumns:
    """Return the comma-separated columns, or the default ones if empty. Adds unknown names to `problems`."""
    keys = list(dict.fromkeys(word for word in words.split(",") if word))
    besides = {each.key: each for each in register.beside}
    known = {*list_possible_columns(register), *besides}
    if unknown := [key for key in keys if key not in known]:
        sentence = _("There is no column %(name)s any more. The list is shown without it.")
        problems.append(sentence % {"name": unknown[0][:60]})
    title = register.model.title_field
    fields = [key for key in keys if key in known and key not in besides]
    if not set(fields) - {title}:
        return default_columns(register)
    first = () if title in fields else (title,)
    return ListColumns(register, (*first, *fields), tuple(besides[key] for key in keys if key in besides))


def list_possible_columns(register: Register) -> list[str]:
    """Return the fields that can be columns: the default ones first, then the register's other fields."""
    return list(dict.fromkeys((register.model.title_field, *register.columns, "number", *register.fields)))


def label_columns(register: Register) -> tuple[tuple[str, str], ...]:
    """Return (key, heading) for every column that can be chosen. The title is always shown, so it is left out."""
    return _labelled(register.key, get_language())


@cache
def _labelled(key: str, _language: str | None) -> tuple[tuple[str, str], ...]:
    register = registry.get(key)
    fields = [
        (name, capfirst(str(register.model_field(name).verbose_name)))
        for name in list_possible_columns(register)[1:]
    ]
    return (*fields, *((each.key, str(each.label)) for each in register.beside))


def sort_column_keys(register: Register, keys: Sequence[str]) -> str:
    """Return the chosen keys joined by commas, as in the URL, in the order in which the columns are offered."""
    return ",".join(key for key, _label in label_columns(register) if key in keys)
