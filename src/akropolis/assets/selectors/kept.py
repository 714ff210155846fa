"""What is worked out over the whole graph on a day, kept in the process until somebody changes the graph.

Everything in it is the same for everybody: whole numbers, levels, units. It goes past the gate, and whoever shows of it
asks `assets.selectors.sight`, or the gate, first.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from akropolis.assets.models import GraphState

DAYS = 2
"""How many days are kept: today, and one that somebody looks back at."""


def kept[T](work: Callable[[date], T], day: date) -> T:
    """What `work` finds for the day; worked out anew after a change of the graph alone. Nobody may change it.

    Inside a transaction it always is, and nothing is kept: what is read there may yet be undone. One query.
    """
    if connection.in_atomic_block:
        return work(day)
    mark = GraphState.objects.values_list("mark", flat=True).first()
    if mark is None:
        return work(day)
    shelf = _shelf(mark, day)
    if work not in shelf:
        shelf[work] = work(day)
    found: T = shelf[work]
    return found


@lru_cache(maxsize=DAYS)
def _shelf(mark: UUID, day: date) -> dict[Callable[[date], Any], Any]:  # what it holds for
    return {}
