"""Rows that only link two others: a whole set of links is updated at once."""

from collections.abc import Mapping, Sequence

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.writer import Writer


def set_links[T: Tracked](
    w: Writer, link: type[Tracked], of: Mapping[str, Tracked], to: str, wanted: Sequence[T]
) -> list[T]:
    """Make the rows of `link` that belong to `of` (field → row) point by the field `to` at exactly the wanted rows.

    Links that already point at a wanted row are left as they are. Returns the wanted rows that are
    newly linked.
    """
    rows = link.objects.visible(w.access).filter(**of).select_related(to)
    there: dict[object, Tracked] = {getattr(row, f"{to}_id"): row for row in rows}
    for key in there.keys() - {row.pk for row in wanted}:
        for field, row in of.items():
            setattr(there[key], field, row)  # set, since the gate reads its unit
        w.remove(there[key])
    new = [row for row in dict.fromkeys(wanted) if row.pk not in there]
    w.create_many(link, [{**of, to: row} for row in new])
    return new
