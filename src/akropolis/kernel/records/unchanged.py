"""What was found for a reader, found again without looking as long as nobody has written anything.

Every change of a row adds a link to the history in the same transaction, so two readings between which the chain's end
is the same read the same rows.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from threading import Lock
from typing import Any

from django.utils.translation import get_language

from akropolis.kernel.access.gate import Access
from akropolis.kernel.history.models import Head
from akropolis.kernel.records.projections import waiting

MOST = 200
"""How many findings are kept in a process, some 20 kB each; the ones longest unasked give way."""
_GUARD = Lock()


def while_unchanged[T](
    access: Access, work: Callable[..., T], *given: Hashable, besides: Hashable = None
) -> T:
    """What `work(access, *given)` finds; nobody may change it.

    It hangs on rows that have a history, on who asks with which rights and in which language, and on what is given,
    the day among it: not on the hour. What else it hangs on is `besides`. Inside a writer nothing is kept. One query,
    before the work: what is written meanwhile is found by the next who asks.
    """
    end = Head.objects.values_list("hash", flat=True).first()
    if end is None or any(waiting()):
        return work(access, *given)
    key = (end, work, access.actor.id, access.unlimited, access.mark, get_language(), besides, *given)
    with _GUARD:
        if key in (shelf := _shelf()):
            shelf.move_to_end(key)
            kept: T = shelf[key]
            return kept
    found = work(access, *given)
    with _GUARD:
        shelf[key] = found
        while len(shelf) > MOST:
            shelf.popitem(last=False)
    return found


def forget() -> None:
    """Begin anew, for who has written past the history."""
    with _GUARD:
        _shelf().clear()


@cache
def _shelf() -> OrderedDict[Hashable, Any]:
    return OrderedDict()
