"""Rows marked as secret (`Tracked.withheld_by`): lists, files, searches and names omit their texts.

The texts can be read only by opening such a row by itself, which is logged
(`kernel.registers.declaration.keep_shown`).
"""

from collections.abc import Collection, Iterable
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy, override

from akropolis.base.kernel.access.fields import ModelField
from akropolis.base.kernel.access.models import Tracked

WITHHELD = gettext_lazy("Marked as secret: open it to read")
IDENTIFYING = ("number", "code", "kind", "digest")
"""Text fields that only identify the row."""


@cache
def placeholders() -> list[str]:
    """Return the placeholder of a withheld text in each language. Sent back, it changes nothing."""
    return [override(language)(lambda: str(WITHHELD))() for language, _label in settings.LANGUAGES]


def is_text(field: ModelField) -> bool:
    """Whether the field holds words that people write, or data made of such words."""
    if isinstance(field, models.SlugField) or field.choices or field.name in IDENTIFYING:
        return False
    return isinstance(field, (models.CharField, models.TextField, models.JSONField))


def secret_among(model: type[Tracked], keys: Collection[UUID]) -> set[UUID]:
    """Return the subset of the keys whose rows' texts are secret. One query; none for a model without secret rows."""
    secret = model.secret_rows()
    found = model.everything.filter(secret, pk__in=keys).order_by() if secret else model.everything.none()
    return set(found.values_list("pk", flat=True))


def withheld_columns(model: type[Tracked], columns: Iterable[tuple[str, ModelField]]) -> list[str | Case]:
    """Return the expression for each path: in secret rows a placeholder replaces each text field."""
    secret = model.secret_rows()

    def withheld(path: str, field: ModelField) -> Case:
        then = Value(str(WITHHELD), output_field=field)
        return Case(When(secret, then=then), default=F(path), output_field=field)

    return [withheld(path, field) if secret and is_text(field) else path for path, field in columns]
