"""Put messages into the outbox, and read them back for their recipient."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.references import Reference
from akropolis.base.lib.marks import move_mark_first

BATCH = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to put in the outbox once. `key` identifies it; `about` lists rows that the recipient must be
    able to read.

    The first of those rows is the message's matter: the recipient gets at most one mail a day about it. A
    message with `at_once`, for a law or a deadline counted in hours, is mailed immediately, whatever mail
    preference the user has chosen.
    """

    user: User
    key: str
    subject: str
    text: str
    url: str = ""
    until: datetime | None = None
    about: tuple[Reference, ...] = ()
    at_once: bool = False


def existing_keys(keys: Iterable[str]) -> set[str]:
    """Return those of the keys for which there already is a message."""
    return set(Message.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def post(drafts: Iterable[Draft], now: datetime) -> int:
    """Put the messages into the outbox; return the number of new ones.

    A key that already has a message is skipped, and so are service accounts.
    """
    wanted = {draft.key: draft for draft in drafts if not draft.user.is_program}
    there = existing_keys(wanted)
    rows = [_message(draft, now) for key, draft in wanted.items() if key not in there]
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _message(draft: Draft, now: datetime) -> Message:
    return Message(
        user=draft.user,
        key=draft.key,
        subject=move_mark_first(draft.subject)[:200],
        text=draft.text,
        url=draft.url[:300],
        created_at=now,
        until=draft.until,
        about=[list(reference) for reference in draft.about],
        matter=":".join(draft.about[0]) if draft.about else "",
        at_once=draft.at_once,
    )


def received(access: Access) -> QuerySet[Message]:
    """Return the user's own messages, while the user holds any role: they name what the role lets the user see."""
    if access.actor.id is None or not access.grants:
        return Message.objects.none()
    return Message.objects.filter(user_id=access.actor.id)


def list_unseen(access: Access, besides: Collection[str], most: int) -> list[Message]:
    """Return the newest `most` unseen messages, without those that link to an address in `besides`."""
    rows = received(access).filter(read_at=None)
    return list(rows.exclude(url__in=besides)[:most])


def count_unread(person: OuterRef) -> Subquery:
    """Count the user's unseen messages, as an annotation on the user's row."""
    rows = Message.objects.filter(user_id=person, read_at=None).order_by().values("user_id")
    return Subquery(rows.annotate(count=Count("pk")).values("count"))


def mark_read(access: Access, now: datetime, pk: int | None = None) -> None:
    """Mark the user's message with key `pk` as seen, or all of the user's messages if `pk` is None."""
    rows = received(access).filter(read_at=None)
    (rows if pk is None else rows.filter(pk=pk)).update(read_at=now)
