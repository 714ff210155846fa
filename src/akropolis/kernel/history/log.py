"""Adding to the history, reading it back, and proving it whole."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.kernel.access.gate import Actor
from akropolis.kernel.history.models import Action, Change, Head
from akropolis.lib.chain import Link, Verdict, canonical, extend, verify

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One change to be written down. `diff` maps a field to [before, after], both JSON values."""

    kind: str
    object_id: UUID
    label: str
    action: Action
    version: int
    diff: Mapping[str, Sequence[Any]]
    unit: str = ""

    def payload(self, actor: Actor, at: datetime, because: str) -> str:
        """The sealed text."""
        return canonical(
            {
                "action": self.action.value,
                "actor": actor.name,
                "actor_id": str(actor.id) if actor.id else None,
                "at": at.astimezone(UTC).isoformat(),
                "because": because,
                "diff": self.diff,
                "kind": self.kind,
                "label": self.label,
                "object": str(self.object_id),
                "unit": self.unit,
                "version": self.version,
            }
        )


def lock_head() -> Head:
    """The chain's end, locked until the transaction ends: all writes of the installation queue here."""
    head = Head.objects.select_for_update().filter(pk=1).first()
    return head or Head.objects.create(pk=1)


def append(head: Head, actor: Actor, at: datetime, because: str, entries: Sequence[Entry]) -> None:
    """Add the entries to the chain. The caller holds the lock and the transaction."""
    if not entries:
        return
    payloads = [entry.payload(actor, at, because) for entry in entries]
    links = list(extend(head.hash, head.seq, payloads))
    rows = [
        Change(
            seq=link.seq,
            payload=link.payload,
            hash=link.hash,
            at=at,
            actor_id=actor.id,
            kind=entry.kind,
            object_id=entry.object_id,
        )
        for link, entry in zip(links, entries, strict=True)
    ]
    Change.objects.bulk_create(rows, batch_size=BATCH)
    head.seq, head.hash = links[-1].seq, links[-1].hash
    head.save(update_fields=["seq", "hash"])


@dataclass(frozen=True, slots=True)
class Event:
    """A change read back for a person. `kind`, `object_id` and `label` say of what; the label is that of its day."""

    seq: int
    at: datetime
    actor: str
    action: str
    because: str
    version: int
    diff: Mapping[str, Sequence[Any]]
    kind: str
    object_id: UUID
    label: str

    @property
    def verb(self) -> Any:
        """What was done, in the reader's language."""
        return Action(self.action).label


def _event(change: Change) -> Event:
    data = json.loads(change.payload)
    return Event(
        change.seq,
        change.at,
        data["actor"],
        data["action"],
        data["because"],
        data["version"],
        data["diff"],
        change.kind,
        change.object_id,
        data["label"],
    )


def events_of(object_ids: Iterable[UUID], *, limit: int = 100, before: int | None = None) -> list[Event]:
    """The newest changes of these rows, or the newest `before` a link of the chain.

    The caller has seen to it that the reader may see them.
    """
    changes = Change.objects.filter(object_id__in=list(object_ids))
    if before is not None:
        changes = changes.filter(seq__lt=before)
    return [_event(change) for change in changes.order_by("-seq")[:limit]]


def removed_from(parent: UUID, kinds: Iterable[str], *, since: datetime) -> list[UUID]:
    """The rows of these kinds that have been removed since then and held a reference to the parent."""
    changes = Change.objects.filter(
        kind__in=list(kinds), at__gte=since, payload__contains=f'["{parent}",null]'
    )
    found = changes.filter(payload__startswith='{"action":"remove"').values_list("object_id", flat=True)
    return list(found.order_by("seq"))


def before(
    fields: Collection[str], kinds: Iterable[str], *, since: datetime, only: Collection[UUID] | None = None
) -> dict[UUID, dict[str, Any]]:
    """What the fields held before they were changed for the first time since then, for rows of these kinds.

    All of them, or `only` some. Rows and fields that have not been changed are left out; being made is no change.
    """
    held = Q()
    for field in fields:
        held |= Q(payload__contains=f'"{field}":[')
    changes = Change.objects.filter(held, kind__in=list(kinds), at__gte=since)
    changes = changes.exclude(payload__startswith='{"action":"create"')
    if only is not None:
        changes = changes.filter(object_id__in=list(only))
    found: dict[UUID, dict[str, Any]] = {}
    for row, payload in changes.order_by("seq").values_list("object_id", "payload").iterator():
        diff = json.loads(payload)["diff"]
        found[row] = {field: diff[field][0] for field in fields if field in diff} | found.get(row, {})
    return found


def links() -> Iterator[Link]:
    """The installation's chain from its start."""
    for change in Change.objects.order_by("seq").iterator(chunk_size=BATCH):
        yield Link(change.seq, change.payload, change.hash)


def verify_installation() -> Verdict:
    """Whether the stored chain holds, ends where its head says, and its look-up columns repeat the sealed text."""
    verdict = verify(links())
    if not verdict.holds:
        return verdict
    head = Head.objects.filter(pk=1).first()
    if head is not None and (head.seq, head.hash) != (verdict.links, verdict.head):
        return Verdict(
            verdict.links, verdict.head, verdict.links + 1, "the chain ends before its recorded head"
        )
    return _verify_columns(verdict)


def _verify_columns(verdict: Verdict) -> Verdict:
    for change in Change.objects.order_by("seq").iterator(chunk_size=BATCH):
        data = json.loads(change.payload)
        sealed = (data["object"], data["kind"], data["actor_id"], data["at"])
        actor = str(change.actor_id) if change.actor_id else None
        if sealed != (str(change.object_id), change.kind, actor, change.at.astimezone(UTC).isoformat()):
            return Verdict(
                change.seq - 1, verdict.head, change.seq, "the look-up columns differ from the sealed text"
            )
    return verdict


def export_lines() -> Iterator[str]:
    """The chain as JSON lines, for `akropolis verify FILE` on any machine."""
    for link in links():
        yield canonical({"hash": link.hash, "payload": link.payload, "seq": link.seq})


def read_lines(lines: Iterable[str]) -> Iterator[Link]:
    """Links from an exported file. A line that is no link becomes one that cannot fit."""
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line)
            yield Link(int(data["seq"]), str(data["payload"]), str(data["hash"]))
        except (ValueError, KeyError, TypeError):
            yield Link(number, "", "")


BROKEN = _("The history does not hold at link %(seq)s: %(reason)s.")
