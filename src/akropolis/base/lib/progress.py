"""Progress of long work, reported to a listener; costs next to nothing without one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar  # noqa: TID251 - progress does not depend on the actor

type Listener = Callable[[str, int, int], None]

STEP = 100
_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


class Cancelled(Exception):
    """The user cancelled the work. Raised where progress is reported, so a surrounding transaction is rolled back."""


@contextmanager
def report_progress_to(listener: Listener) -> Iterator[None]:
    """Report progress made inside the block to `listener`, which may raise Cancelled."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report_progress(what: str, done: int = 0, total: int = 0) -> None:
    """Report what is being done and how far it has come; a `total` of 0 means unknown."""
    if listener := _listener.get():
        listener(what, done, total)


def with_progress[T](what: str, items: Sequence[T]) -> Iterator[T]:
    """Yield the items one by one, and report progress at every hundredth item."""
    for done, item in enumerate(items):
        if done % STEP == 0:
            report_progress(what, done, len(items))
        yield item
