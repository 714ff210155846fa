"""How far a long piece of work has come, told to whoever listens; where nobody does, it costs next to nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar  # noqa: TID251 - how far it is says nothing of who acts

type Listener = Callable[[str, int, int], None]

STEP = 100
_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


class Cancelled(Exception):
    """The person has taken the work back. Raised where progress is told, so a transaction around it is undone."""


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Whatever tells of its progress inside tells it to `listener`, which may raise Cancelled."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def note(what: str, done: int = 0, total: int = 0) -> None:
    """Say what is being done and how much of it is; a total of 0 says that it is not known."""
    if listener := _listener.get():
        listener(what, done, total)


def counted[T](what: str, items: Sequence[T]) -> Iterator[T]:
    """The items one by one, with a note for every hundredth."""
    for done, item in enumerate(items):
        if done % STEP == 0:
            note(what, done, len(items))
        yield item
