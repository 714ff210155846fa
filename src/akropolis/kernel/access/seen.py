"""Which rows of some that are known by their keys a person may see."""

from collections.abc import Collection

from django.db.models import Model, QuerySet

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.managers import visible
from akropolis.kernel.access.ready import ready


def seen(model: type[Model], access: Access, keys: Collection[object]) -> set[object]:
    """Of these keys those whose rows `access` may read. One query, none without keys."""
    return set(_seen(model, access, list(keys))) if keys else set()


@ready
def _seen(model: type[Model], access: Access, keys: list[object]) -> QuerySet[Model, object]:
    return visible(model, access).filter(pk__in=keys).order_by().values_list("pk", flat=True)
