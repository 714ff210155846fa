"""Tables derived from other rows: updated in the transaction of their cause, rebuilt by one command.

A projection has no history, since it can always be recomputed from the rows that users wrote.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar  # noqa: TID251 - pending changes do not depend on the actor
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history.moments import one_snapshot
from akropolis.base.kernel.records import derived
from akropolis.base.kernel.records.derived import Difference
from akropolis.base.lib.registry import Registry

BATCH = 1000

type Touched = Mapping[type[Tracked], Mapping[UUID, Tracked]]
"""Rows written in a transaction: model → key → the row as last seen (a removed row as it was before removal)."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Tables derived from other rows, and the functions that maintain them.

    `follow` updates the tables when rows of the models in `causes` were written; it must not write through
    the writer. `differences` compares with a full rebuild and changes nothing; `rebuild` repairs and reports
    what was wrong.
    """

    follow: Callable[[Touched], None]
    differences: Callable[[], Sequence[Difference]]
    rebuild: Callable[[], Sequence[Difference]]
    tables: Sequence[type[models.Model]]
    causes: Callable[[], tuple[type, ...]]


registry: Registry[str, Projection] = Registry("projection")
"""Projections in the order in which they are updated: a later one may read an earlier one's tables."""


@one_snapshot()
def differences() -> list[Difference]:
    """Compare derived columns and all projections with the rows at one moment. Changes nothing."""
    return [*derived.differences(), *(wrong for each in registry for wrong in each.differences())]


def follow(touched: Touched) -> None:
    """Update every projection that depends on the written rows."""
    for projection in registry:
        if concerned(touched, projection.causes()):
            projection.follow(touched)


def concerned(touched: Touched, causes: tuple[type, ...]) -> bool:
    """Whether rows of the models `causes`, or of their subclasses, were written."""
    return any(issubclass(model, causes) for model in touched)


_waiting: ContextVar[tuple[Touched, ...]] = ContextVar("waiting", default=())


def rows_of[T: Tracked](touched: Touched, model: type[T]) -> Iterator[T]:
    """Yield the written rows of the model and of its subclasses."""
    kept = (written for kind, written in touched.items() if issubclass(kind, model))
    return (row for written in kept for row in written.values() if isinstance(row, model))


@contextmanager
def writes(touched: Touched) -> Iterator[None]:
    """Register `touched` inside the block as a writer's rows that the projections have not followed yet."""
    token = _waiting.set((*_waiting.get(), touched))
    try:
        yield
    finally:
        _waiting.reset(token)


def pending_changes() -> tuple[Touched, ...]:
    """Return the rows written in this context that the projections have not followed yet, by open writer."""
    return _waiting.get()


def drop[M: models.Model](rows: "models.QuerySet[M]") -> None:
    """Delete rows of a projection's tables."""
    rows.delete()
