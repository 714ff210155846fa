"""Filters a row's changes by what a user may read: each change stays with the unit that owned the row
when it was made.

A row may move to another authority of the city, and its older history does not go with it (OSL
8 kap. 1 §). A user's rights are tested against today's place of that unit in the tree: a unit that has
ended lies below the one that took it over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.log import HistoryEvent

HOLDER = "owner_unit"


def readable(
    access: Access, permission: str, events: Sequence[HistoryEvent], *, home: Unit | None = None
) -> list[HistoryEvent]:
    """Return the changes made while the row was in a unit where the user holds the permission.

    One query, and none if the row has always been in `home`, its unit today.

    A move between units can be read from both sides: a user with the permission on one side alone reads from
    which unit to which the row moved. Of other fields changed in the same change, a user on the new side
    reads the new values only, never the old; a user on the old side reads neither.
    """
    may = _allowed(access, permission, events, home)
    found = []
    for event in events:
        held = event.diff.get(HOLDER, [None, None])[0]
        now, then = event.unit in may, (str(held) in may) if held else (event.unit in may)
        if now and then:
            found.append(event)
        elif now or then:
            found.append(_one_side(event, after=now))
    return found


def _one_side(event: HistoryEvent, *, after: bool) -> HistoryEvent:
    moved = {HOLDER: event.diff[HOLDER]}
    if not after:
        return replace(event, diff=moved, label="")
    return replace(event, diff={name: [None, pair[1]] for name, pair in event.diff.items()} | moved)


def _allowed(access: Access, permission: str, events: Iterable[HistoryEvent], home: Unit | None) -> set[str]:
    """Return the codes and keys of those units named in the changes in which the user holds the permission."""
    known = [home] if home else []
    codes = {event.unit for event in events} - {"", *(unit.code for unit in known)}
    keys = {value for event in events for value in event.diff.get(HOLDER, []) if _is_key(value)}
    keys -= {str(unit.pk) for unit in known}
    every = Unit.objects.unscoped(because="where a row lay when it was changed")
    away = every.filter(Q(code__in=codes) | Q(pk__in=keys)) if codes or keys else ()
    found = {
        word
        for unit in chain(known, away)
        if access.may(permission, unit)
        for word in (unit.code, str(unit.pk))
    }
    return found | ({""} if access.may(permission, None) else set())


def _is_key(value: object) -> bool:
    return type(value) is str and len(value) == 36
