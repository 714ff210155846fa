"""Compares derived columns with their rule, and repairs them. Such repairs are nobody's change: no history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history.log import invalidate_caches, lock_head
from akropolis.base.kernel.records.values import REPEATED, tracked_models

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose stored derived columns are not what they should be."""

    kind: str
    row: UUID | int
    fields: list[str]


def differences() -> list[Difference]:
    """List every row whose sort key, search text or path differs from the rule's. Reads all, changes nothing."""
    return [found for model in models() for found, _row in _differing(model)]


def rebuild() -> list[Difference]:
    """Repair the same rows in one transaction. Versions and history stay: nobody changed anything."""
    with transaction.atomic():
        lock_head()
        found = [found for model in models() for found in _repair(model)]
        invalidate_caches()
        return found


def _repair(model: type[Tracked]) -> list[Difference]:
    """Repair a model until nothing differs: a path depends on the one above, so a tree takes several passes."""
    repaired: dict[UUID | int, Difference] = {}
    while pairs := list(_differing(model)):
        model.everything.bulk_update([row for _found, row in pairs], _columns(model), batch_size=500)
        repaired |= {found.row: found for found, _row in pairs}
    return list(repaired.values())


def models() -> list[type[Tracked]]:
    """Return every model with derived columns."""
    return [model for model in tracked_models() if model.derive is not Tracked.derive]


def _columns(model: type[Tracked]) -> list[str]:
    repeated = REPEATED | set(model.repeated_fields)
    return sorted(field.name for field in model._meta.concrete_fields if field.name in repeated)


def _differing(model: type[Tracked]) -> Iterator[tuple[Difference, Tracked]]:
    fields = {field.name: field.attname for field in model._meta.concrete_fields}
    columns = {name: fields[name] for name in _columns(model)}
    rows = model.everything.all()
    if model.derived_from:  # without names it would follow every relation
        rows = rows.select_related(*model.derived_from)
    rows = rows.order_by("path") if "path" in columns else rows.order_by("pk")
    for row in rows.iterator(chunk_size=BATCH):
        before = {name: getattr(row, attname) for name, attname in columns.items()}
        row.derive()
        wrong = [name for name, attname in columns.items() if getattr(row, attname) != before[name]]
        if wrong:
            yield Difference(model._meta.label_lower, row.pk, wrong), row


def follow(rows: Sequence[Tracked]) -> None:
    """Update the derived columns of these rows, which depend on a row that was changed, in the transaction
    of that change. The history gets no entry.
    """
    for row in rows:
        row.derive()
    if rows:
        type(rows[0]).everything.bulk_update(rows, _columns(type(rows[0])), batch_size=500)
