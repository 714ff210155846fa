"""Strict typing of requests: a number is not a date, and text is neither a number nor a boolean."""

from datetime import date, datetime
from functools import cache
from typing import SupportsFloat, get_args

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime, ValidationInfo, field_validator

from akropolis.base.lib.text import unprintable

DAYS = frozenset({date, datetime, AwareDatetime})


@cache
def _kinds(annotation: object) -> frozenset[object]:
    """List the types that a field accepts."""
    parts = get_args(annotation)
    return frozenset().union(*map(_kinds, parts)) if parts else frozenset({annotation})


def _of(model: type[Schema], info: ValidationInfo) -> frozenset[object]:
    annotation: object = model.model_fields[str(info.field_name)].annotation
    return _kinds(annotation)


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _is_number(value: object) -> bool:
    """Whether pydantic could read the value as seconds since 1970."""
    if not isinstance(value, str | bytes | SupportsFloat):
        return False
    try:
        float(value)
    except ValueError:
        return False
    return True


class Asked(Schema):
    """Query parameters: all are text, and dates are written as ISO dates."""

    @field_validator("*", mode="before")
    @classmethod
    def no_number_for_a_day(cls, value: object, info: ValidationInfo) -> object:
        """Raise ValueError for a number where a date or moment is expected."""
        if _of(cls, info) & DAYS and _is_number(value):
            raise ValueError(_("Write the date as 2026-01-15."))
        return value


class RequestBody(Asked):
    """A body, or a part of one, with strictly typed values."""

    @field_validator("*", mode="before")
    @classmethod
    def of_its_own_kind(cls, value: object, info: ValidationInfo) -> object:
        """Raise ValueError for a non-boolean where a boolean is expected, and for text where a number is."""
        kinds = _of(cls, info)
        no_yes = bool in kinds and not isinstance(value, bool | None)
        no_number = int in kinds and str not in kinds and isinstance(value, str | bool)
        if no_yes or no_number:
            raise ValueError(_("The value has the wrong type. See the description of the API."))
        return value


class Sent(RequestBody, extra="forbid"):
    """A body with known fields only, and only text that can be stored and searched."""

    @field_validator("*", mode="before")
    @classmethod
    def of_storable_text(cls, value: object) -> object:
        """Raise ValueError for text, or a list of texts, with a character that cannot be stored."""
        if any(isinstance(each, str) and unprintable(each) for each in _each(value)):
            raise ValueError(_("The text holds a sign that cannot be stored. Write it anew."))
        return value


class Nothing(Sent):
    """An empty body."""
