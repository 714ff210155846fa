"""Filters derived from a field's type. Unknown values are reported, never silently dropped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import NamedTuple

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.fields import ModelField, pointed_at
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.registers.columns import UnreadableCell
from akropolis.base.kernel.registers.declaration import Narrowing, Register, SelectionRule
from akropolis.base.kernel.registers.picking import Pickable, is_picked_by_text
from akropolis.base.lib.periods import Period
from akropolis.base.ui.parts import Choice
from akropolis.base.ui.words import Phrase

GONE = gettext_lazy(
    "The filter %(name)s, or what it asks for, is not there any more. The list is shown without it."
)


@dataclass(frozen=True)
class RegisterFilter:
    """One filter of a list. Its kind decides the control (`choice`, `unit`, `person`, `picked`, `yesno`, `dates`)."""

    register: Register
    name: str
    access: Access
    query: Mapping[str, str]
    units: Callable[[], list[tuple[str, str]]]
    every = ""

    @cached_property
    def field(self) -> ModelField:
        """The filtered field."""
        return self.register.model_field(self.name)

    @property
    def label(self) -> Phrase:
        """The field's name."""
        return self.field.verbose_name

    @cached_property
    def kind(self) -> str:
        """The kind of control."""
        related = self.field.related_model
        if related is Unit:
            return "unit"
        if related is User:
            return "person"
        if is_picked_by_text(related):
            return "picked"
        if isinstance(self.field, models.BooleanField):
            return "yesno"
        return "dates" if isinstance(self.field, models.DateField) else "choice"

    @property
    def value(self) -> str:
        """The chosen value; empty if none is chosen."""
        return self.query.get(self.name, "")

    @property
    def start(self) -> str:
        """The first day of the chosen period; empty if none is chosen."""
        return self.query.get(f"{self.name}_from", "")

    @property
    def end(self) -> str:
        """The last day of the chosen period; empty if none is chosen."""
        return self.query.get(f"{self.name}_to", "")

    @property
    def names(self) -> tuple[str, ...]:
        """The filter's query parameters."""
        return (f"{self.name}_from", f"{self.name}_to") if self.kind == "dates" else (self.name,)

    @property
    def active(self) -> bool:
        """Whether it is set."""
        return bool(self.start or self.end) if self.kind == "dates" else bool(self.value)

    @property
    def told(self) -> str:
        """The chosen value as text."""
        if self.kind == "dates":
            return f"{self.start}–{self.end}"
        labels = [str(choice.label) for choice in self.choices if choice.chosen]
        return labels[0] if labels else self.value

    @cached_property
    def choices(self) -> list[Choice]:
        """The options of the control, limited to what the reader may see, with the chosen one marked."""
        options = self._options()
        several = [label for value, label in options if value in self.value.split(",")]
        if "," in self.value and several:
            options = [*options, (self.value, ", ".join(str(label) for label in several))]
        return [Choice(value, label, value == self.value) for value, label in options]

    def _options(self) -> list[tuple[str, object]]:
        if self.kind == "yesno":
            return [("yes", _("Yes")), ("no", _("No"))]
        if self.kind == "unit":
            return list(self.units())
        if self.kind == "person":
            return [("me", _("Me"))]
        return [(str(value), label) for value, label in self.field.flatchoices]

    def apply[M: models.Model](
        self, rows: QuerySet[M], problems: list[str], *, leave: bool = False
    ) -> QuerySet[M]:
        """Return the filtered rows. An invalid value is reported in `problems` and gives no rows.

        With `leave`, a filter with an invalid value is ignored instead, and this is reported.
        """
        if not self.active:
            return rows
        condition = self.condition()
        if condition is None and leave:
            problems.append(GONE % {"name": self.label})
            return rows
        if condition is None:
            problems.append(_("The filter %(name)s has a value that does not exist.") % {"name": self.label})
            return rows.none()
        return rows.filter(condition)

    def condition(self) -> Q | None:
        """The condition of an active filter; None if the chosen value is invalid."""
        found: Q | None = getattr(self, f"_by_{self.kind}")()
        return found

    def _by_choice(self) -> Q | None:
        wanted = self.value.split(",")
        known = {str(value) for value, _label in self.field.flatchoices}
        return Q(**{f"{self.name}__in": wanted}) if set(wanted) <= known else None

    def _by_yesno(self) -> Q | None:
        return {"yes": Q(**{self.name: True}), "no": Q(**{self.name: False})}.get(self.value)

    def _by_unit(self) -> Q | None:
        unit = units_by_code(self.access).get(self.value)
        return Q(**{f"{self.name}__path__startswith": unit.path}) if unit else None

    def _by_person(self) -> Q | None:
        if self.value == "me":
            return Q(**{f"{self.name}_id": self.access.actor.id})
        return Q(**{f"{self.name}__username": self.value})

    def _by_picked(self) -> Q | None:
        rows = Pickable(self.access, pointed_at(self.field))
        rows.load([self.value])
        try:
            return Q(**{self.name: rows.find(self.value, archived=True)})
        except UnreadableCell:
            return None

    def _by_dates(self) -> Q | None:
        condition = Q()
        try:
            if self.start:
                condition &= Q(**{f"{self.name}__gte": self._edge(self.start, time.min)})
            if self.end:
                condition &= Q(**{f"{self.name}__lte": self._edge(self.end, time.max)})
        except (ValueError, OverflowError):
            return None
        return condition

    def _edge(self, day: str, at: time) -> date:
        """Return the day; for datetimes its first or last moment, so that an index can be used."""
        found = date.fromisoformat(day)
        if not isinstance(self.field, models.DateTimeField):
            return found
        return timezone.make_aware(datetime.combine(found, at)).astimezone(UTC)


@dataclass(frozen=True)
class RuleFilter(RegisterFilter):
    """A filter by a rule of the register for a period: `rule=KEY:FIRST:LAST:CUTOFF`. Shown only when set."""

    @property
    def label(self) -> Phrase:
        """The control's label."""
        return _("selection")

    @property
    def kind(self) -> str:
        """The kind of control: a choice between this rule and all rows."""
        return "choice"

    @cached_property
    def chosen(self) -> tuple[SelectionRule, Period] | None:
        """The chosen rule and its period; None if either is invalid."""
        key, _colon, days = self.value.partition(":")
        rule, period = next((r for r in self.register.rules if r.key == key), None), Period.read(days)
        return (rule, period) if rule and period else None

    def _options(self) -> list[tuple[str, object]]:
        if self.chosen is None:
            return []
        rule, period = self.chosen
        words = _("%(rule)s, %(first)s–%(last)s, as known on %(cutoff)s")
        days = {"first": period.first, "last": period.last, "cutoff": period.cutoff}
        return [(self.value, words % {"rule": rule.label, **days})]

    def _by_choice(self) -> Q | None:
        return self.chosen[0].condition(self.chosen[1]) if self.chosen else None


@dataclass(frozen=True)
class NarrowingFilter(RegisterFilter):
    """A filter that is not a field, such as what raised an action. Shown when set, or when it offers choices."""

    @cached_property
    def narrowing(self) -> Narrowing:
        """The register's declaration of the filter."""
        return next(each for each in self.register.narrowings if each.key == self.name)

    @property
    def label(self) -> Phrase:
        """The control's label."""
        return self.narrowing.label

    @property
    def kind(self) -> str:
        """The kind of control: a choice between this filter and all rows."""
        return "choice"

    @cached_property
    def found(self) -> tuple[str, Q] | None:
        """The name of the chosen value, and the condition; None if the value means nothing."""
        return self.narrowing.find(self.access, self.value)

    def _options(self) -> list[tuple[str, object]]:
        offered: list[tuple[str, object]] = (
            list(self.narrowing.choices(self.access)) if self.narrowing.choices else []
        )
        known = not self.value or self.value in dict(offered)
        return offered if known or not self.found else [*offered, (self.value, self.found[0])]

    def _by_choice(self) -> Q | None:
        return self.found[1] if self.found else None


class NamedUnit(NamedTuple):
    """A unit as filters see it."""

    code: str
    name: str
    path: str


def units_by_code(access: Access) -> Mapping[str, NamedUnit]:
    """Return the units visible to the reader, by code and in order. Cached until a unit changes."""
    return cached(access.rights, _units_by_code)


def _units_by_code(access: Access) -> Mapping[str, NamedUnit]:
    rows = Unit.objects.visible(access).values_list(*NamedUnit._fields)
    return {code: NamedUnit(code, *rest) for code, *rest in rows}


def filters_of(register: Register, access: Access, query: Mapping[str, str]) -> list[RegisterFilter]:
    """Return the register's filters with the chosen values. All unit filters share their choices, read once."""

    @cache
    def units() -> list[tuple[str, str]]:
        scopes, every = access.scopes(register.read), units_by_code(access).values()
        return [(unit.code, unit.name) for unit in every if any(scope.covers(unit.path) for scope in scopes)]

    rules = [RuleFilter(register, "rule", access, query, units)] if query.get("rule") else []
    narrowings = [NarrowingFilter(register, each.key, access, query, units) for each in register.narrowings]
    offered = [each for each in narrowings if each.narrowing.choices]
    led_to = [each for each in narrowings if query.get(each.name) and not each.narrowing.choices]
    fields = (RegisterFilter(register, name, access, query, units) for name in register.filters)
    return [*rules, *led_to, *fields, *offered]
