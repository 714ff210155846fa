"""What other systems call our records, so that they can send them again without knowing our numbers."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import ExternalId
from akropolis.base.kernel.records.writer import kind_of

BATCH = 500


def named(model: type[Tracked], source: str, values: Iterable[str]) -> dict[str, list[UUID]]:
    """Which records of the model the source calls so, by what it calls them. The caller asks who may see them.

    Of many, all that the source calls ours are read: a database that has not yet seen how many there are looks for
    each of them in a list of hundreds.
    """
    wanted = set(values)
    rows = ExternalId.objects.filter(source=source, kind=kind_of(model))
    if len(wanted) <= BATCH:
        rows = rows.filter(value__in=wanted)
    found: dict[str, list[UUID]] = {}
    for value, key in rows.order_by("object_id").values_list("value", "object_id"):
        if value in wanted:
            found.setdefault(value, []).append(key)
    return found


def names_of(source: str, keys: Collection[UUID]) -> dict[UUID, str]:
    """What the source calls these records; those that it does not know are left out."""
    rows = ExternalId.objects.filter(source=source, object_id__in=keys)
    return dict(rows.values_list("object_id", "value"))


def sources_of(key: UUID) -> list[tuple[str, str]]:
    """Which other systems have sent the record, in the order of the alphabet, and what each calls it."""
    rows = ExternalId.objects.filter(object_id=key).order_by("source")
    return list(rows.values_list("source", "value"))


def name(model: type[Tracked], source: str, values: Mapping[UUID, str]) -> None:
    """Remember what the source calls these records from now on. Within the caller's transaction."""
    rows = [ExternalId(kind=kind_of(model), object_id=k, source=source, value=v) for k, v in values.items()]
    ExternalId.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("object_id", "source"),
        update_fields=("value",),
    )
