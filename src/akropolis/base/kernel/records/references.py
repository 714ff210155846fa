"""References to rows of any kind, for later notifications, and which of them a user may read by then."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.db import models

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible


class Reference(NamedTuple):
    """A row's kind, as history and files name it, and its id as text."""

    kind: str
    id: str


def refer(row: models.Model) -> Reference:
    """Return a reference to the row."""
    return Reference(str(row._meta.model_name), str(row.pk))


def readable(access: Access, references: Iterable[Reference]) -> set[Reference]:
    """Return those of the rows that the user may read: one query per kind. Missing rows and kinds are left out."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for kind, pk in references:
        wanted[kind].add(pk)
    return {Reference(kind, pk) for kind, pks in wanted.items() for pk in _visible(access, kind, pks)}


def _visible(access: Access, kind: str, pks: set[str]) -> set[str]:
    model = _gated().get(kind)
    if model is None:
        return set()
    return {
        str(pk) for pk in visible(model, access).filter(pk__in=pks).order_by().values_list("pk", flat=True)
    }


def readable_numbers(access: Access, references: Iterable[Reference]) -> dict[Reference, str]:
    """Return the number of each row that the user may read, empty if rows of the kind have none."""
    found = readable(access, references)
    numbers: dict[Reference, str] = dict.fromkeys(found, "")
    for kind in {reference.kind for reference in found if hasattr(_gated()[reference.kind], "number_prefix")}:
        pks = [reference.id for reference in found if reference.kind == kind]
        rows = visible(_gated()[kind], access).filter(pk__in=pks).order_by()
        numbers |= {Reference(kind, str(pk)): number for pk, number in rows.values_list("pk", "number")}
    return numbers


def kind_in_words(kind: str) -> str:
    """Return the name for a row of the kind; the kind itself if it is unknown."""
    model = _gated().get(kind)
    return str(model._meta.verbose_name) if model else kind


@cache
def _gated() -> dict[str, type[models.Model]]:
    return {str(model._meta.model_name): model for model in apps.get_models() if hasattr(model, "gate")}
