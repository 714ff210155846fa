"""Column types with one guarantee each."""

import os
import time
import uuid
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Never

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.urls.converters import IntConverter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.lib.organisation_number import correct, well_formed
from akropolis.base.ui.words import Phrase

type ModelField = models.Field[Never, object]


def field_of(model: type[models.Model], name: str) -> ModelField:
    """Return the model's own column of that name. Raises FieldDoesNotExist."""
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def pointed_at(field: ModelField) -> type[models.Model]:
    """Return the model that a relation points at."""
    found = field.related_model
    assert isinstance(found, type)
    return found


def new_id() -> uuid.UUID:
    """Return a new id that sorts by time (RFC 9562, version 7), so that indexes grow at their end."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


class BinaryOrderField(models.CharField):  # type: ignore[type-arg] # Django's is not subscriptable when it runs
    """Text compared byte by byte in both databases, whatever the database's own language is set to."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, str | None]:
        """Return the column's type with the vendor's name for the binary collation."""
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else "BINARY"
        return parameters


def in_order(
    first: str, last: str, name: str, *, empty: Sequence[str] | None = None
) -> models.CheckConstraint:
    """Return the constraint that `last` is not before `first`. Fields in `empty` may be null: by default `last`."""
    nothing = [Q(**{f"{field}__isnull": True}) for field in ((last,) if empty is None else empty)]
    ordered = reduce(or_, [*nothing, Q(**{f"{last}__gte": F(first)})])
    sentence = gettext_lazy("The last day lies before the first.")
    return models.CheckConstraint(condition=ordered, name=name, violation_error_message=sentence)


class YearField(models.PositiveSmallIntegerField):  # type: ignore[type-arg] # Django's is not subscriptable when it runs
    """A year of four digits, shown without a thousands separator."""

    default_validators = [MinValueValidator(1900), MaxValueValidator(2200)]


class YearConverter(IntConverter):
    """A year in an address: a year that `YearField` would not accept matches no route."""

    regex = "(?:19|20|21)[0-9]{2}"


def organisation_number(number: str) -> None:
    """Raise ValidationError, saying what is wrong, if it is not a Swedish organisation number."""
    if not well_formed(number):
        raise ValidationError(_("Write the organisation number as NNNNNN-NNNN, for example 556123-4567."))
    if not correct(number):
        sentence = _("The last figure of %(number)s does not agree with the others. Check each figure.")
        raise ValidationError(sentence % {"number": number})


class OrganisationNumberField(models.CharField):  # type: ignore[type-arg] # Django's is not subscriptable when it runs
    """A Swedish organisation number, with a hyphen. Numbers of other countries are stored elsewhere."""

    default_validators = [organisation_number]


if TYPE_CHECKING:

    class Pointer[S, G](models.ForeignKey[S, G]):
        """As below; Django's own class is not subscriptable when it runs."""

        def __init__(
            self,
            to: type[models.Model] | str,
            verbose_name: "Phrase | None" = ...,
            *,
            null: bool = ...,
            blank: bool = ...,
            **given: Any,
        ) -> None: ...

else:

    class Pointer(models.ForeignKey):
        """A row that cannot be deleted while it is pointed at, and from which nothing leads back here."""

        def __init__(self, to, verbose_name=None, **given) -> None:
            given = {"on_delete": models.PROTECT, "related_name": "+", **given}
            super().__init__(to, verbose_name=verbose_name, **given)

        def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
            """To migrations it is Django's own."""
            name, _path, args, given = super().deconstruct()
            return name, "django.db.models.ForeignKey", args, given
