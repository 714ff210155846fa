"""The manager that fails closed: a gated model cannot be read without saying for whom, or why not."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Never, Self
from uuid import UUID

from django.db import models

from akropolis.base.kernel.access.errors import Hidden, UngatedRead, or_hidden
from akropolis.base.kernel.access.gate import Access

if TYPE_CHECKING:
    from akropolis.base.kernel.access.models.base import Tracked


def whether(condition: models.Q) -> models.expressions.Combinable:
    """Return an expression that is true for rows that meet the condition, for use as a column of a query."""
    if not condition:
        return models.Value(True)
    return models.Case(models.When(condition, then=models.Value(True)), default=models.Value(False))


class GatedQuerySet[M: models.Model](models.QuerySet[M]):
    """A queryset that has been through the gate."""

    def visible(self, access: Access) -> Self:
        """Return only the rows that `access` may read, by the model's own rule (`gate`)."""
        condition: models.Q = getattr(self.model, "gate")(access)  # noqa: B009 # every gated model has one
        return self.filter(condition)

    def one(self, **lookup: object) -> M:
        """Return the one row of the lookup, or raise `Hidden`: missing and forbidden are indistinguishable.

        A NUL in the lookup is Hidden too: PostgreSQL refuses to look for one.
        """
        if any(isinstance(value, str) and "\0" in value for value in lookup.values()):
            raise Hidden
        return or_hidden(self.filter(**lookup).first())


def visible[M: models.Model](model: type[M], access: Access) -> GatedQuerySet[M]:
    """Return the rows that `access` may read, for a gated model that is known only at run time."""
    return GatedQuerySet(model).visible(access)


def hidden_among(model: "type[Tracked]", access: Access, keys: Iterable[UUID]) -> set[UUID]:
    """Return the keys of restricted rows (`restricted_rows`) that `access` may not read. No query without such rows."""
    if not (restricted := model.restricted_rows()):
        return set()
    rows = model.everything.filter(restricted, pk__in=list(keys)).order_by()
    return set(rows.values_list("pk", flat=True)) - set(
        rows.filter(model.gate(access)).values_list("pk", flat=True)
    )


class GatedManager[M: models.Model](models.Manager[M]):
    """`Model.objects`: open it with `.visible(access)`, or with `.unscoped(because=…)` when no user is asking."""

    def visible(self, access: Access) -> GatedQuerySet[M]:
        """Return the rows that `access` may read."""
        return GatedQuerySet(self.model, using=self._db).visible(access)

    def unscoped(self, *, because: str) -> GatedQuerySet[M]:
        """Return every row. `because` must say why the gate is bypassed: rules, integrity, derived values."""
        if not because:
            raise UngatedRead("unscoped() needs a reason")
        return GatedQuerySet(self.model, using=self._db)

    def get_queryset(self) -> Never:
        """Refuse: the caller has not said for whom the rows are read."""
        raise UngatedRead(f"{self.model.__name__}.objects is gated: use .visible(access)")
