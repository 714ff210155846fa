"""A register's fields as columns of a file: how they are written and read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Never

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.exchange.sheets import OutColumn, Value, ValueKind
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.lib.swedish import capitalised
from akropolis.base.lib.text import unprintable
from akropolis.base.ui.words import Phrase

YES = frozenset({"yes", "ja", "true", "sant", "1", "x"})
NO = frozenset({"no", "nej", "false", "falskt", "0"})
NUMBER, VERSION = "number", "version"
WIDTHS = {ValueKind.TEXT: 28, ValueKind.NUMBER: 12, ValueKind.DATE: 13, ValueKind.MOMENT: 18}
LONG_TEXT = 50

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([.,][0-9]{3})+")


class UnreadableCell(Exception):
    """Raised for a cell that cannot be parsed. The message says what to write."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column. `header` is in the reader's language; `names` are all the headings that are understood."""

    name: str
    header: str
    names: frozenset[str]
    field: "models.Field[Never, object]"
    kind: str
    choices: Mapping[str, object]
    """For a choice field: each word that a cell may hold (casefolded) → the field's value."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The lookup paths of the values that `out` needs."""
        ends = {
            "unit": ("name", "code"),
            "person": ("name", "username"),
            "record": ("number",),
            "picked": ("name", "number"),
            "kept": ("name", "code"),
        }.get(self.kind)
        return tuple(f"{self.name}__{end}" for end in ends) if ends else (self.name,)

    def out(self, values: Sequence[Value]) -> Value:
        """Return the cell for the values of `paths`: units as "Name (code)", records by number, choices by label."""
        value = values[0]
        if value is None or value == "":
            return None
        if self.kind in ("unit", "person", "picked", "kept"):
            return f"{value} ({values[1]})"
        if self.kind == "choice":
            return str(dict(self.field.flatchoices).get(value, value))
        if self.kind == "yesno":
            return _("Yes") if value else _("No")
        if isinstance(value, datetime):
            return timezone.make_naive(value).replace(microsecond=0)
        return value

    def out_column(self, choices: Sequence[str] = ()) -> OutColumn:
        """Return the `OutColumn` of the column: its heading, type, choices and width in a file."""
        kind = {
            "date": ValueKind.DATE,
            "moment": ValueKind.MOMENT,
            "whole": ValueKind.NUMBER,
            "decimal": ValueKind.NUMBER,
        }.get(self.kind, ValueKind.TEXT)
        width = LONG_TEXT if isinstance(self.field, models.TextField) else WIDTHS[kind]
        if self.kind == "choice":
            choices = [str(label) for _value, label in self.field.flatchoices]
        elif self.kind == "yesno":
            choices = [_("Yes"), _("No")]
        return OutColumn(self.header, kind, choices, 16 if self.name in (NUMBER, VERSION) else width)

    @property
    def required(self) -> bool:
        """Whether a new row must have a value here: the field may not be blank and has no default."""
        return not self.field.blank and not self.field.has_default()


def columns_of(register: Register) -> list[SheetColumn]:
    """Return the columns: number, the register's fields in order, and the version that detects a stale file."""
    made = [column_of(register.model_field(name), name) for name in (NUMBER, *register.fields, VERSION)]
    headers = [column.header for column in made]
    doubled = {header for header in headers if headers.count(header) > 1}
    return [
        SheetColumn(c.name, f"{c.header} ({c.name})", c.names, c.field, c.kind, c.choices)
        if c.header in doubled
        else c
        for c in made
    ]


FORMER_HEADINGS: Mapping[str, tuple[str, ...]] = {"kind": ("slag",), "severity": ("allvar",)}
"""Headings that files of earlier versions have, by field: such a file can still be imported."""


def column_of(field: "models.Field[Never, object]", name: str) -> SheetColumn:
    """Return the file column of the field, under the given name."""
    labels = {name.casefold(), *in_every_language(field.verbose_name), *FORMER_HEADINGS.get(name, ())}
    names = labels | {f"{label} ({name})".casefold() for label in labels}
    kind = _kind(field)
    return SheetColumn(
        name,
        capitalised(str(field.verbose_name)),
        frozenset(names),
        field,
        kind,
        _words(field) if kind == "choice" else {},
    )


def _kind(field: "models.Field[Never, object]") -> str:
    if field.is_relation:
        if getattr(field.related_model, "pick_by_text", False):
            return "picked"
        if getattr(field.related_model, "named_by_code", False):
            return "kept"
        return {Unit: "unit", User: "person"}.get(field.related_model, "record")  # type: ignore[arg-type]
    if field.choices:
        return "choice"
    for base, kind in (
        (models.BooleanField, "yesno"),
        (models.DateTimeField, "moment"),
        (models.DateField, "date"),
        (models.IntegerField, "whole"),
        (models.DecimalField, "decimal"),
        (models.JSONField, "json"),
    ):
        if isinstance(field, base):
            return kind
    return "text"


def in_every_language(text: Phrase) -> set[str]:
    """Return the translations of a lazy text into all languages, case-folded for comparison."""
    found = set()
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(text).casefold())
    return found


def _words(field: "models.Field[Never, object]") -> dict[str, object]:
    words = {str(value).casefold(): value for value, _label in field.flatchoices}
    return words | {word: value for value, label in field.flatchoices for word in in_every_language(label)}


def plain_value(column: SheetColumn, text: str) -> object:
    """Return the value that the cell's text gives in a column without relations. Raises UnreadableCell."""
    if unprintable(text):
        raise UnreadableCell(_("The text holds a sign that cannot be stored. Write it anew."))
    word = text.strip()
    if column.kind == "text":
        return _text(column, word)
    return _READERS[column.kind](column, word)


def _text(column: SheetColumn, word: str) -> str:
    most = column.field.max_length
    if most and len(word) > most:
        sentence = _("The text is %(length)s characters long. Shorten it to at most %(most)s.")
        raise UnreadableCell(sentence % {"length": len(word), "most": most})
    return word


def _choice(column: SheetColumn, word: str) -> object:
    try:
        return column.choices[word.casefold()]
    except KeyError:
        labels = ", ".join(str(label) for _value, label in column.field.flatchoices)
        raise UnreadableCell(_("Write one of these: %(choices)s.") % {"choices": labels}) from None


def _yesno(_column: SheetColumn, word: str) -> bool:
    folded = word.casefold()
    if folded in YES or folded in NO:
        return folded in YES
    raise UnreadableCell(_("Write yes or no."))


def _date(_column: SheetColumn, word: str) -> date:
    try:
        return datetime.fromisoformat(word).date() if len(word) > 10 else date.fromisoformat(word)
    except ValueError:
        raise UnreadableCell(_("Write the date as year-month-day, for example 2026-01-15.")) from None


def _moment(_column: SheetColumn, word: str) -> datetime:
    try:
        moment = datetime.fromisoformat(word)
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        raise UnreadableCell(
            _("Write date and time as year-month-day hours:minutes, for example 2026-01-15 09:30.")
        ) from None


def _whole(_column: SheetColumn, word: str) -> int:
    plain = _SPACES.sub("", word).replace("\N{MINUS SIGN}", "-")
    plain = re.sub(r"[.,]0+$", "", plain) if not _GROUPED.fullmatch(plain) else plain
    if not _WHOLE.fullmatch(plain) or len(plain) > 18:
        raise UnreadableCell(_("Write a whole number without decimals, for example 12 000."))
    return int(plain)


def _decimal(_column: SheetColumn, word: str) -> Decimal:
    plain = _SPACES.sub("", word).replace("\N{MINUS SIGN}", "-")
    try:
        value = Decimal(plain.replace(",", ".", 1))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise UnreadableCell(_("Write a number with a decimal comma, for example 12,5."))
    return value


_READERS: Mapping[str, Callable[[SheetColumn, str], object]] = {
    "choice": _choice,
    "yesno": _yesno,
    "date": _date,
    "moment": _moment,
    "whole": _whole,
    "decimal": _decimal,
}
