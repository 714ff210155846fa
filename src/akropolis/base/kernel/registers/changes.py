"""The changes of records after a given link (entry) of the history chain, in the chain's order, without
the records' contents.

The number of a link never changes: every write takes the next number under one lock, so a reader who has
read up to a link has missed nothing before it.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import Register, registry

WINDOW = 5000
"""Maximum number of links that one call of `changes_after` looks through, even if none of them concerns the reader."""
type LinkRow = tuple[int, datetime, str, UUID, UUID | None, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of a record in the register with the key `kind`. When it was changed, the record lay in
    the unit with the code `unit`.

    `own` says whether the reader made the change.
    """

    seq: int
    at: datetime
    action: str
    kind: str
    id: UUID
    number: str
    unit: str
    version: int
    own: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the history as one reader may know it. Go on after the link `next`; `more` says if there is any."""

    items: Sequence[Changed]
    next: int
    more: bool


def changes_after(access: Access, link: int, *, limit: int = 100, registers: Collection[str] = ()) -> Stretch:
    """Return the oldest changes after the link with that number, at most `limit`, of the records that
    the reader may see now.

    For a record that has moved, changes made in a unit where the reader may not read are left out, as in
    the record's history. If none of the links looked through concerns the reader, `items` is empty
    though `more` may be true. Each batch of links takes two queries, and one per register.
    """
    end = log.last_seq()
    last = min(end, link + WINDOW)
    kinds = {kind_of(each.model): each for each in registry if not registers or each.key in registers}
    told: list[Changed] = []
    for links in _some_at_a_time(kinds, link, last, limit + 1):
        told += _changed_records(access, kinds, links)
        if len(told) > limit:
            return Stretch(told[:limit], told[limit - 1].seq, more=True)
    return Stretch(told, max(last, link), last < end)


def _some_at_a_time(kinds: Collection[str], link: int, last: int, most: int) -> Iterator[Sequence[LinkRow]]:
    """Return the links up to the last, in batches that double in size."""
    while links := list(
        Change.objects.filter(seq__gt=link, seq__lte=last, kind__in=kinds)
        .order_by("seq")
        .values_list("seq", "at", "kind", "object_id", "actor_id", "payload")[:most]
    ):
        yield links
        link, most = links[-1][0], 2 * most


def link_before(moment: datetime) -> int:
    """Return the number of the last link added before the moment; 0 if there is none."""
    first = Change.objects.filter(at__gte=moment).order_by("at", "seq").values_list("seq", flat=True).first()
    return log.last_seq() if first is None else first - 1


def _changed_records(
    access: Access, kinds: Mapping[str, Register], links: Sequence[LinkRow]
) -> list[Changed]:
    rows = _rows(access, kinds, links)
    sealed = [json.loads(payload) for *_link, payload in links]
    readers = _Readers(access, (data["unit"] for data in sealed))
    found = []
    for (seq, at, kind, key, actor, _payload), data in zip(links, sealed, strict=True):
        number, holder = rows.get(key, ("", ""))
        if number and (data["unit"] == holder or readers.may(kinds[kind].read, data["unit"])):
            own = actor is not None and actor == access.actor.id
            place = (kinds[kind].key, key, number, data["unit"], data["version"])
            found.append(Changed(seq, at, data["action"], *place, own))
    return found


def _rows(
    access: Access, kinds: Mapping[str, Register], links: Sequence[LinkRow]
) -> dict[UUID, tuple[str, str]]:
    """Return, keyed by primary key, the number and unit code of the records that are visible to the reader."""
    named: dict[str, set[UUID]] = {}
    for _seq, _at, kind, key, *_rest in links:
        named.setdefault(kind, set()).add(key)
    found: dict[UUID, tuple[str, str]] = {}
    for kind, keys in named.items():
        if access.anywhere(kinds[kind].read):
            rows = kinds[kind].model.objects.visible(access).filter(pk__in=keys)
            found |= {
                pk: (number, unit)
                for pk, number, unit in rows.values_list("pk", "number", "owner_unit__code")
            }
    return found


class _Readers:
    """The reader's permissions in the units with the given codes."""

    def __init__(self, access: Access, codes: Iterable[str]) -> None:
        units = Unit.objects.unscoped(because="where a record lay when it was changed")
        self._access, self._units = access, {unit.code: unit for unit in units.filter(code__in=set(codes))}

    def may(self, permission: str, code: str) -> bool:
        """Whether the reader holds the permission in the unit with the code."""
        unit = self._units.get(code)
        return unit is not None and self._access.may(permission, unit)
