"""Tables that follow from other rows: brought up to date in the transaction of their cause, rebuilt by one command.

A projection is no one's change and has no history: what it says can always be worked out anew from what people wrote.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar  # noqa: TID251 - what waits to be followed says nothing of who acts
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history.moments import one_moment
from akropolis.base.kernel.records import derived
from akropolis.base.kernel.records.derived import Difference
from akropolis.base.lib.registry import Registry

BATCH = 1000

type Touched = Mapping[type[Tracked], Mapping[UUID, Tracked]]
"""What a transaction has written: model → key → the row as it was last seen (a removed one as it was before)."""


@dataclass(frozen=True, slots=True)
class Projection:
    """`follow` brings the tables up to date when rows of a cause were touched; it must not write through the writer.

    `differences` compares with a full rebuild and changes nothing; `rebuild` sets right and says what was wrong.
    """

    follow: Callable[[Touched], None]
    differences: Callable[[], Sequence[Difference]]
    rebuild: Callable[[], Sequence[Difference]]
    tables: Sequence[type[models.Model]]
    causes: Callable[[], tuple[type, ...]]


registry: Registry[str, Projection] = Registry("projection")
"""In the order in which they follow: a later one may read an earlier one's tables."""


@one_moment()
def differences() -> list[Difference]:
    """Derived columns and all projections compared with what the rows give at one moment. Changes nothing."""
    return [*derived.differences(), *(wrong for each in registry for wrong in each.differences())]


def follow(touched: Touched) -> None:
    """Bring every projection up to date that follows from what was touched."""
    for projection in registry:
        if concerned(touched, projection.causes()):
            projection.follow(touched)


def concerned(touched: Touched, causes: tuple[type, ...]) -> bool:
    """Whether rows of these models, or of ones made from them, were written."""
    return any(issubclass(model, causes) for model in touched)


_waiting: ContextVar[tuple[Touched, ...]] = ContextVar("waiting", default=())


def rows_of[T: Tracked](touched: Touched, model: type[T]) -> Iterator[T]:
    """What has been written of the model, or of models that are made of it."""
    kept = (written for kind, written in touched.items() if issubclass(kind, model))
    return (row for written in kept for row in written.values() if isinstance(row, model))


@contextmanager
def writes(touched: Touched) -> Iterator[None]:
    """Inside, `touched` is what a writer has written that the projections have not followed yet."""
    token = _waiting.set((*_waiting.get(), touched))
    try:
        yield
    finally:
        _waiting.reset(token)


def pending_changes() -> tuple[Touched, ...]:
    """What has been written here that the projections have not followed yet, by open writer."""
    return _waiting.get()


def drop[M: models.Model](rows: "models.QuerySet[M]") -> None:
    """Take projected rows away."""
    rows.delete()
