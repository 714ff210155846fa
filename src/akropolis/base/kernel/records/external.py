"""Ids that other systems use for our records, so that they can send them again without knowing our numbers."""

from collections.abc import Collection, Iterable, Mapping
from itertools import batched
from uuid import UUID

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import ExternalId
from akropolis.base.kernel.records.writer import kind_of

BATCH = 500


def records_by_name(model: type[Tracked], source: str, values: Iterable[str]) -> dict[str, list[UUID]]:
    """Return the ids of the model's records, keyed by the source's id. The caller checks access.

    Only the ids asked for are read, `BATCH` in each query.
    """
    rows = ExternalId.objects.filter(source=source, kind=kind_of(model)).order_by("object_id")
    found: dict[str, list[UUID]] = {}
    for part in batched(sorted({*values}), BATCH):
        for value, key in rows.filter(value__in=part).values_list("value", "object_id"):
            found.setdefault(value, []).append(key)
    return found


def names_of(source: str, keys: Collection[UUID]) -> dict[UUID, str]:
    """Return the source's ids of these records, keyed by record id; records without one are left out."""
    rows = ExternalId.objects.filter(source=source, object_id__in=keys)
    return dict(rows.values_list("object_id", "value"))


def sources_of(key: UUID) -> list[tuple[str, str]]:
    """Return the other systems that have sent the record, in alphabetical order, with each one's id of it."""
    rows = ExternalId.objects.filter(object_id=key).order_by("source")
    return list(rows.values_list("source", "value"))


def store_names(model: type[Tracked], source: str, values: Mapping[UUID, str]) -> None:
    """Store the source's ids of these records from now on. Within the caller's transaction."""
    rows = [ExternalId(kind=kind_of(model), object_id=k, source=source, value=v) for k, v in values.items()]
    ExternalId.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("object_id", "source"),
        update_fields=("value",),
    )
