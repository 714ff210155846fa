"""A model's check constraints, tested on a row in memory: asking the database row by row would take minutes."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, among: value in among,
    "startswith": lambda value, beginning: value.startswith(beginning),
}


class Unknown(Exception):
    """Raised if only the database can evaluate the condition."""


def broken_checks(row: models.Model) -> list[str]:
    """Return the sentences of the check constraints that the row breaks."""
    return _violations(row, unique=False)


def broken_unique(row: models.Model) -> list[str]:
    """Return the sentences of the unique constraints that the row breaks together with the stored rows."""
    return _violations(row, unique=True)


def _violations(row: models.Model, *, unique: bool) -> list[str]:
    asked = [c for c in row._meta.constraints if isinstance(c, models.UniqueConstraint) is unique]
    return [str(text) for constraint in asked for text in _broken(constraint, row)]


def _broken(constraint: models.BaseConstraint, row: models.Model) -> list[str]:
    try:
        if isinstance(constraint, models.CheckConstraint) and isinstance(constraint.condition, Q):
            # As in SQL, a check that evaluates to NULL is satisfied.
            return (
                [str(constraint.get_violation_error_message())]
                if holds(constraint.condition, row) is False
                else []
            )
    except Unknown:
        pass
    try:
        constraint.validate(type(row), row)
    except ValidationError as error:
        return list(error.messages)
    return []


def holds(condition: Q, row: models.Model) -> bool | None:
    """Whether the condition is true of the row; None if an empty value makes it unknown. May raise Unknown."""
    if condition.connector not in (Q.AND, Q.OR):
        raise Unknown
    found = [holds(child, row) if isinstance(child, Q) else _test(child, row) for child in condition.children]
    decisive = condition.connector == Q.OR
    result: bool | None = not decisive
    if decisive in found:
        result = decisive
    elif None in found:
        result = None
    # Django's negation counts an empty value as different.
    return not result if condition.negated else result


def _test(child: object, row: models.Model) -> bool | None:
    if not isinstance(child, tuple):
        raise Unknown
    lookup, wanted = child
    name, _, way = str(lookup).partition("__")
    value = _value(name, row)
    if way == "isnull":
        return (value is None) is bool(wanted)
    if (way or "exact") not in _COMPARISONS:
        raise Unknown
    other: object = _value(str(getattr(wanted, "name", "")), row) if isinstance(wanted, F) else wanted
    if value is None or other is None:
        return None
    return _COMPARISONS[way or "exact"](value, other)


def _value(name: str, row: models.Model) -> object:
    if "__" in name:
        raise Unknown
    return getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
