"""Writing to the history, and reading it back."""

import dataclasses
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from secrets import token_hex
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.factors import in_words
from akropolis.base.kernel.access.gate import Actor
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.history.models import EPOCH, Change, ChangeAction, Head, Latest
from akropolis.base.kernel.history.statements import bulk_upsert_rows
from akropolis.base.lib.chain import extend
from akropolis.base.lib.commitments import canonical, cover, emptied, object_of, quoted, salts
from akropolis.base.lib.plain import Plain
from akropolis.base.ui.words import Phrase

BATCH = 500
COLUMNS = ("seq", "payload", "content", "hash", "at", "actor_id", "kind", "object_id")
BEFORE, AFTER = "before.", "after."


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change to be recorded. `diff` maps a field to [before, after], both JSON values.

    `redacts` names the values of earlier links that this change removes, by link number and place; `basis`
    is the legal provision for removing them.
    """

    kind: str
    object_id: UUID
    label: str
    action: ChangeAction
    version: int
    diff: Mapping[str, Sequence[object]]
    unit: str = ""
    redacts: Sequence[tuple[int, str]] = ()
    basis: str = ""

    def sealed(self, actor: Actor, at: datetime, because: str, salt: Iterator[str]) -> tuple[str, str]:
        """Return the link's sealed text, and the values to be stored beside it."""
        values: dict[str, object] = {
            "actor": actor.name,
            "because": because or None,
            "label": self.label or None,
        }
        for name, (before, after) in self.diff.items():
            values[f"{BEFORE}{name}"], values[f"{AFTER}{name}"] = before, after
        commitments, content = cover(values, salt)
        data = {
            "action": canonical(self.action.value),
            "actor_id": canonical(str(actor.id) if actor.id else None),
            "at": canonical(at.astimezone(UTC).isoformat()),
            "kind": canonical(self.kind),
            "object": canonical(str(self.object_id)),
            "sealed": object_of({place: quoted(seal) for place, seal in commitments.items()}),
            "unit": canonical(self.unit),
            "version": canonical(self.version),
        }
        if actor.factor:
            data["factor"] = canonical(actor.factor)
        if self.redacts:
            data |= {"basis": canonical(self.basis), "redacts": canonical(self.redacts)}
        return object_of(data), content

    @property
    def salts(self) -> int:
        """The largest number of salts that the change's values may need."""
        return 3 + 2 * len(self.diff)


def lock_head() -> Head:
    """Return the chain's end, locked until the transaction ends: all writes of the installation queue here."""
    head = Head.objects.select_for_update().filter(pk=1).first()
    return head or Head.objects.create(pk=1)


def last_seq() -> int:
    """Return the number of the chain's last link, which changes with every write."""
    return Head.objects.values_list("seq", flat=True).first() or 0


def append(head: Head, actor: Actor, at: datetime, because: str, entries: Iterable[HistoryEntry]) -> None:
    """Append the entries to the chain, in batches. The caller must hold the lock, inside a transaction."""
    before, latest = head.seq, dict[str, str]()
    for part in batched(entries, BATCH):
        salt = salts(sum(entry.salts for entry in part))
        links = list(extend(head.hash, head.seq, (e.sealed(actor, at, because, salt) for e in part)))
        rows = [
            (link.seq, link.payload, link.content, link.hash, at, actor.id, entry.kind, entry.object_id)
            for link, entry in zip(links, part, strict=True)
        ]
        bulk_upsert_rows(Change, COLUMNS, rows)
        latest |= {entry.kind: link.hash for link, entry in zip(links, part, strict=True)}
        head.seq, head.hash = links[-1].seq, links[-1].hash
    if head.seq != before:
        head.save(update_fields=["seq", "hash"])
        bulk_upsert_rows(Latest, ("kind", "hash"), [*latest.items()], key=("kind",))


def invalidate_caches() -> None:
    """Invalidate all caches although no row has changed.

    Called after derived tables were rebuilt or values were removed from the history, in the same transaction if
    there is one.
    """
    bulk_upsert_rows(Latest, ("kind", "hash"), [(EPOCH, token_hex(32))], key=("kind",))


def remove_values(places: Iterable[tuple[int, str]], by: int) -> None:
    """Remove the values at these places (link number and name), and their salts; the newest link, number
    `by`, names them.

    On SQLite the bytes of the values are overwritten, not only freed.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    for seq, place in places:  # one at a time: the trigger allows nothing else
        change = Change.objects.only("content").get(seq=seq)
        content = canonical(json.loads(change.content) | {place: by})
        Change.objects.filter(seq=seq).update(content=content)


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A change read back for a person. `kind`, `object_id` and `label` identify the row; `label` is the
    row's name when it was changed.

    `unit` is the code of the unit that owned the row after the change.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    because: str
    version: int
    diff: dict[str, list[object]]
    kind: str
    object_id: UUID
    label: str
    unit: str = ""
    factor: str = ""

    @property
    def proved(self) -> str:
        """How the actor had authenticated, in the reader's language; empty if unknown."""
        return in_words(self.factor)

    @property
    def verb(self) -> Phrase:
        """What was done, in the reader's language."""
        return ChangeAction(self.action).label


class Redacted(str):
    """Replaces a removed value, and tells the reader under what provision, when and by whom it was removed."""

    __slots__ = ()
    redacted = True


def values_of(payload: str, content: str) -> tuple[Plain, Plain]:
    """Return a link's sealed data and its values by place; a removed value is the number of the removing link."""
    data, held = json.loads(payload), json.loads(content)
    return data, {place: _value(held[place]) if seal else "" for place, seal in data["sealed"].items()}


def _value(held: int | Sequence[object]) -> object:
    return Emptied(held) if isinstance(held, int) else held[1]


class Emptied(int):
    """Stands in place of a removed value: the number of the link that removed it."""

    __slots__ = ()


def diff_of(values: Mapping[str, object]) -> dict[str, list[object]]:
    """Return the values before and after the change, as field → [before, after]."""
    names = dict.fromkeys(place.partition(".")[2] for place in values if "." in place)
    return {name: [values.get(f"{BEFORE}{name}"), values.get(f"{AFTER}{name}")] for name in names}


def _event(change: Change, gone: Mapping[int, Redacted]) -> HistoryEvent:
    data, held = values_of(change.payload, change.content)
    values = {place: gone[value] if isinstance(value, Emptied) else value for place, value in held.items()}
    return HistoryEvent(
        change.seq,
        change.at,
        values.get("actor", ""),
        data["action"],
        values.get("because", ""),
        data["version"],
        diff_of(values),
        change.kind,
        change.object_id,
        values.get("label", ""),
        data["unit"],
        data.get("factor", ""),
    )


def _redactions(changes: Iterable[Change]) -> dict[int, Redacted]:
    """Return the sentences that replace the values removed from these changes. One query, if any were removed."""
    wanted = {by for change in changes for by in emptied(json.loads(change.content)).values()}
    rows = Change.objects.filter(seq__in=wanted) if wanted else []
    return {row.seq: _sentence(row) for row in rows}


def _sentence(row: Change) -> Redacted:
    data, held = values_of(row.payload, row.content)
    actor = held.get("actor", "")
    words = {
        "basis": data["basis"],
        "day": timezone.localdate(row.at).isoformat(),
        "actor": "" if isinstance(actor, Emptied) else actor,
    }
    return Redacted(_("(removed under %(basis)s on %(day)s by %(actor)s)") % words)


MOST = 100
"""Maximum number of changes read at a time."""


def events_of(
    object_ids: Iterable[UUID], *, limit: int = MOST, before: int | None = None
) -> list[HistoryEvent]:
    """Return the newest changes of these rows; with `before`, the newest that are older than the link of that
    number.

    The caller must check that the reader may see the changes.
    """
    return events_where(Change.objects.filter(object_id__in=list(object_ids)), limit=limit, before=before)


def events_where(changes: QuerySet[Change], *, limit: int, before: int | None = None) -> list[HistoryEvent]:
    """Return the newest of these changes, or the newest `before` a link of the chain. The caller checks access."""
    if before is not None:
        changes = changes.filter(seq__lt=before)
    return _events_of(changes.order_by("-seq")[:limit])


def last_actor(row: UUID) -> UUID | None:
    """Return the actor of the row's newest change; None if no account made it. One query."""
    return Change.objects.filter(object_id=row).order_by("-seq").values_list("actor_id", flat=True).first()


def _events_of(changes: Iterable[Change]) -> list[HistoryEvent]:
    found = list(changes)
    gone = _redactions(found)
    return [_event(change, gone) for change in found]


def _makings(rows: Iterable[UUID]) -> QuerySet[Change]:
    """Return the links that created the rows (ids, or a query of them). Searched by row, since a history is long."""
    return Change.objects.filter(object_id__in=rows, payload__startswith='{"action":"create"')


def made_by(actor: UUID, rows: Iterable[UUID]) -> QuerySet[Change, UUID]:
    """Return a query of the ids of those rows that the person created, out of `rows` (ids, or a query of ids)."""
    return _makings(rows).filter(actor_id=actor).values_list("object_id", flat=True)


def makers_of(rows: Iterable[UUID]) -> dict[UUID, str]:
    """Return each row's creator by name; rows that no person created are left out. Two queries, none without rows."""
    if not (ids := list(rows)):
        return {}
    makers = dict(_makings(ids).filter(actor_id__isnull=False).values_list("object_id", "actor_id"))
    actors = {actor for actor in makers.values() if actor}
    names = dict(User.everything.filter(pk__in=actors).values_list("pk", "name"))
    return {row: names[actor] for row, actor in makers.items() if actor in names}


def creator_proof(row: UUID) -> str:
    """Return how the row's creator had authenticated, in the reader's language; empty if unknown. One query."""
    payload = _makings([row]).values_list("payload", flat=True).first()
    return in_words(json.loads(payload).get("factor", "")) if payload else ""


def removed_from(parent: UUID, kinds: Iterable[str], *, since: datetime) -> list[UUID]:
    """Return the ids of rows of these kinds that referred to the parent and have been removed since `since`."""
    removed = Change.objects.filter(
        payload__startswith='{"action":"remove"', kind__in=list(kinds), at__gte=since
    )
    found = removed.filter(content__contains=f',"{parent}"]').values_list("object_id", flat=True)
    return list(found.order_by("seq"))


def values_before(
    fields: Collection[str], kinds: Iterable[str], *, since: datetime, only: Collection[UUID] | None = None
) -> dict[UUID, dict[str, object]]:
    """Return, for rows of these kinds, the fields' values before their first change since `since`: row id →
    field → value.

    Covers all rows, or `only` some. Unchanged rows and fields are left out; creation is not a change. A
    value that has been removed from the history is None.
    """
    held = Q()
    for field in fields:
        held |= Q(payload__contains=f'.{field}":')
    changes = Change.objects.filter(held, kind__in=list(kinds), at__gte=since)
    changes = changes.exclude(payload__startswith='{"action":"create"')
    if only is not None:
        changes = changes.filter(object_id__in=list(only))
    found: dict[UUID, dict[str, object]] = {}
    rows = changes.order_by("seq").values_list("object_id", "payload", "content")
    for row, payload, content in rows.iterator():
        diff = diff_of(values_of(payload, content)[1])
        held_before = {field: diff[field][0] for field in fields if field in diff}
        known = {name: None if isinstance(value, Emptied) else value for name, value in held_before.items()}
        found[row] = known | found.get(row, {})
    return found


@dataclass(slots=True)
class Past:
    """A row in one of its versions: its label and values. In place of a removed value there is a sentence."""

    label: str = ""
    values: dict[str, object] = dataclasses.field(default_factory=dict)


def past_of(versions: Mapping[UUID, int]) -> dict[UUID, Past]:
    """Return each row in the requested version. Two queries. The caller must check that the reader may see them."""
    changes = list(Change.objects.filter(object_id__in=versions).order_by("seq"))
    gone = _redactions(changes)
    found = {pk: Past() for pk in versions}
    for event in (_event(change, gone) for change in changes):
        if event.version <= versions[event.object_id] and event.action != ChangeAction.REDACT:
            past = found[event.object_id]
            past.label = event.label
            past.values |= {name: after for name, (_before, after) in event.diff.items()}
    return found
