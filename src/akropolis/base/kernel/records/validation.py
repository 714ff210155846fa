"""Validation of rows: the fields' rules, and what Django leaves to forms or to the database."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Never

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.constraints import broken_checks
from akropolis.base.kernel.records.values import tracked_fields
from akropolis.base.lib.calendar import YEARS
from akropolis.base.lib.text import unprintable


def validate(
    row: Tracked,
    *,
    index: int | None = None,
    unique: bool = True,
    but: Collection[str] = (),
    kept: Collection[str] = (),
) -> None:
    """Raise Invalid with the faults keyed by field, with `index` before the field if the row is one of many.

    Without `unique`, nothing is looked up, neither references nor duplicates: the database refuses those
    itself. Fields in `but` are not checked. Those in `kept` are unchanged: a character or a day that is
    refused today may have been stored in them earlier, and must not stop the row from being saved.
    """
    skip = {*_not_tried(type(row), unique), *but}
    try:
        _refuse_signs(row, {*skip, *kept})  # first, since the search for duplicates would fail on it
        row.full_clean(exclude=skip, validate_unique=unique, validate_constraints=False)
        if broken := broken_checks(row):
            raise ValidationError(broken)
        if unique:
            row.validate_constraints()  # derived columns too: a constraint may apply only to active rows
    except ValidationError as error:
        errors = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        raise Invalid(errors if index is None else {f"{index}.{k}": v for k, v in errors.items()}) from error


@cache
def _not_tried(model: type[Tracked], unique: bool) -> frozenset[str]:
    known = {*tracked_fields(model), *model.unlogged_fields} - set(model.derived_fields)
    return frozenset(
        f.name for f in model._meta.concrete_fields if f.name not in known or (f.is_relation and not unique)
    )


def _refuse_signs(row: Tracked, skip: Collection[str]) -> None:
    """Check what Django lets through: characters that no field may have, texts too long, days too far away."""
    errors = {}
    for field in row._meta.concrete_fields:
        if field.name not in skip and (sentence := _fault(field, getattr(row, field.attname))):
            errors[field.name] = [sentence]
    if errors:
        raise ValidationError(errors)


def _fault(field: "models.Field[Never, object]", value: object) -> str:
    if isinstance(value, str):
        if unprintable(value):
            return _("The text holds a sign that cannot be stored. Write it anew.")
        # Django enforces the maximum length of a TextField only in forms; enforce it here for all writes.
        if isinstance(field, models.TextField) and field.max_length and len(value) > field.max_length:
            return _("The text is longer than %(most)s characters. Shorten it.") % {"most": field.max_length}
    elif isinstance(value, date) and value.year not in YEARS:
        words = {"first": YEARS[0], "last": YEARS[-1]}
        return _("Write a day in the years %(first)s to %(last)s.") % words
    return ""
