"""Remarks on rows that were saved or can be: the domain's own, and a warning of personnummer in free text."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.lib.personnummer import has_personnummer
from akropolis.base.lib.swedish import listing


def make_remarks(register: Register, access: Access, rows: Sequence[Record]) -> dict[UUID, list[str]]:
    """Return the remarks on each row, keyed by the row's primary key; most rows have none."""
    found = {pk: list(notes) for pk, notes in register.verbs.notes(access, rows).items()}
    fields = [each for each in map(register.model_field, register.fields) if _is_free_text(each)]
    for row in rows:
        labels = [str(each.verbose_name) for each in fields if has_personnummer(getattr(row, each.name))]
        if labels:
            found.setdefault(row.pk, []).append(warn_of_personnummer(labels))
    return found


def find_personnummer(labels: Mapping[str, str], values: Mapping[str, object]) -> list[str]:
    """Return the labels of the values that are texts with a personnummer in them."""
    return [
        labels[name] for name, value in values.items() if isinstance(value, str) and has_personnummer(value)
    ]


def warn_of_personnummer(labels: Sequence[str]) -> str:
    """Return the warning, which names the fields and never repeats the number."""
    return _(
        "It seems to be a personal identity number in %(fields)s. It is saved. Take it out if it is not needed."
    ) % {"fields": listing(labels, _("and"))}


def _is_free_text(field: object) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices
