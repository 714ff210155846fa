"""Filter known row keys by what a user may see."""

from collections.abc import Collection

from django.db.models import Model

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible


def readable_keys(model: type[Model], access: Access, keys: Collection[object]) -> set[object]:
    """Return the subset of the keys whose rows `access` may read. One query, none without keys."""
    if not keys:
        return set()
    rows = visible(model, access).filter(pk__in=list(keys)).order_by()
    return set(rows.values_list("pk", flat=True))
