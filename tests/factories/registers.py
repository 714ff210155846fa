"""A row of any register, made from its declaration, so that a new register is tested from its first day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.information.models import InformationSet

DAY = date(2026, 3, 10)
MOMENT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
EXAMPLES: Mapping[str, Any] = {
    "suppliers.supplier.organisation_number": "556123-4567",
    "leadership.callentry.level": "staden",
    "crypto.cryptoasset.secret_until": 2035,
    "crypto.cryptoasset.verify_until": 2032,
    "internal_control.controlactivity.year": 2026,
    "maturity.maturityassessment.year": 2026,
    "effect_tests.effecttest.outcome": "works",
    "audits.audit.held_on": DAY,
    "training.coursecompletion.taken": 1,
    "training.coursecompletion.invited": 1,
}
"""What a field with a form of its own holds, by `app.model.field`."""


def values(w: Writer, register: Register, unit: Unit, words: str = "Provrad", **given: Any) -> dict[str, Any]:
    """What a row of the register must have; every text holds `words`. Records that it must point at are made."""
    asked = [f for f in map(register.model_field, register.fields) if f.name not in register.sent]
    needed = [f for f in asked if _needed(f) and f.name not in given]
    alone = {register.model.shared_field: False} if register.model.shared_field else {}
    return {f.name: _value(w, f, unit, words) for f in needed} | alone | given


def row(w: Writer, register: Register, unit: Unit, words: str = "Provrad", **given: Any) -> Record:
    """The row itself, stored."""
    return w.create(register.model, values(w, register, unit, words, **given))


def whole(w: Writer, register: Register, unit: Unit, words: str = "Provrad", **given: Any) -> Record:
    """A row with all that it can hold, the last of each choice, and what is refused with that left out."""
    least = values(w, register, unit, words, **given)
    fields = [f for f in map(register.model_field, register.fields) if f.name not in {*least, *register.sent}]
    most = least | {f.name: _more(w, f, unit, words) for f in fields}
    while True:
        try:
            with transaction.atomic():
                return w.create(register.model, most)
        except Invalid as refused:
            more = [name for name in most if name not in least]
            if not more:
                raise
            left_out = {*refused.errors}.intersection(more) or {more[-1]}
            most = {name: value for name, value in most.items() if name not in left_out}


def _more(w: Writer, field: "models.Field[Any, Any]", unit: Unit, words: str) -> Any:
    if field.is_relation and field.related_model not in (Unit, User):
        model: Any = field.related_model
        return model.everything.order_by("pk").first()
    if field.choices:
        return field.flatchoices[-1][0]
    if isinstance(field, models.JSONField):
        return field.get_default()
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.URLField):
        return "https://example.se/"
    return _value(w, field, unit, words)


def rows(w: Writer, register: Register, unit: Unit, count: int, words: str = "Provrad") -> list[Record]:
    """Many rows, told apart by a number last in their texts."""
    made = [values(w, register, unit, f"{words} {number:03d}") for number in range(1, count + 1)]
    return w.create_many(register.model, made)


def words_field(register: Register) -> str:
    """A field that holds words which a person writes: the title, where that is written."""
    title = register.model.title_field
    if title in register.fields:
        return title
    return next(name for name in register.fields if isinstance(register.model_field(name), models.TextField))


def posted(values: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Values as a browser sends them."""
    return {name: _sent(value) for name, value in values.items() if value is not None and value is not False}


def _sent(value: Any) -> str:
    if isinstance(value, Node):
        return value.number
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return (timezone.localtime(value) if value.tzinfo else value).strftime("%Y-%m-%dT%H:%M")
    return "on" if value is True else str(value)


def _place(field: "models.Field[Any, Any]") -> str:
    return f"{field.model._meta.label_lower}.{field.name}"


def _needed(field: "models.Field[Any, Any]") -> bool:
    if _place(field) in EXAMPLES:
        return True
    if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
        return not isinstance(field, models.URLField)
    return not field.blank and not field.has_default()


def _value(w: Writer, field: "models.Field[Any, Any]", unit: Unit, words: str) -> Any:
    if (example := EXAMPLES.get(_place(field))) is not None:
        return example
    if field.is_relation:
        return _related(w, field, unit, words)
    if field.choices:
        return field.flatchoices[0][0]
    for kind, value in (
        (models.DateTimeField, MOMENT),
        (models.DateField, DAY),
        (models.DecimalField, Decimal(1)),
        (models.IntegerField, 1),
        (models.BooleanField, False),
    ):
        if isinstance(field, kind):
            return value
    return words


def _kept(w: Writer, model: Any, unit: Unit, words: str) -> Any:
    """A row of a kept table, of no level and no threshold. All read it, so it has words of its own."""
    fields = [f for f in model._meta.concrete_fields if f.editable and not f.blank and not f.has_default()]
    values = {f.name: _value(w, f, unit, words) for f in fields if f.name not in ("created_at", "updated_at")}
    return w.create(model, values)


def _related(w: Writer, field: "models.Field[Any, Any]", unit: Unit, words: str) -> Any:
    related: Any = field.related_model
    if related is Unit:
        return unit
    if related is User:
        return User.everything.filter(is_active=True).first()
    if related is Node:
        return _node(w, field.name, unit, words)
    if issubclass(related, KeptRow):
        return related.everything.order_by("pk").first() or _kept(w, related, unit, "Delad")
    register = registry.of(related)
    assert register is not None, f"{field} points at {related}, which no register keeps"
    return row(w, register, unit, words)


def _node(w: Writer, end: str, unit: Unit, words: str) -> Node:
    """What depends is an information set, what it depends on a service."""
    model = InformationSet if end == "source" else Service
    made = w.create(model, {"name": f"{words} {end}", "owner_unit": unit})
    w.settle()
    return Node.everything.get(record=made.pk)
