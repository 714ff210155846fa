"""Putting messages into the outbox, sending them by mail, and reading them back for the person they are for."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import User
from akropolis.kernel.notify.models import Message

FRESH = timedelta(days=2)
"""An older message that does not say until when it is worth sending is not sent: it would tell what was."""
CLAIM = timedelta(minutes=10)
"""So long another process leaves a message to the one that is sending it. If that one was killed it is sent then."""
BATCH = 200
OF_ONE_MESSAGE = (SMTPRecipientsRefused, SMTPDataError)
log = logging.getLogger("akropolis.notify")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to be in the outbox once. `key` names what it is about and for whom."""

    user: User
    key: str
    subject: str
    text: str
    url: str = ""
    until: datetime | None = None


def known(keys: Iterable[str]) -> set[str]:
    """Those of the keys under which there is a message."""
    return set(Message.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def post(drafts: Iterable[Draft], now: datetime) -> int:
    """Put the messages into the outbox, each at most once ever. Returns how many were new."""
    wanted = {draft.key: draft for draft in drafts}
    there = known(wanted)
    rows = [_message(draft, now) for key, draft in wanted.items() if key not in there]
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _message(draft: Draft, now: datetime) -> Message:
    return Message(
        user=draft.user,
        key=draft.key,
        subject=draft.subject[:200],
        text=draft.text,
        url=draft.url[:300],
        created_at=now,
        until=draft.until,
    )


def mail_is_set_up() -> bool:
    """Whether the installation has a mail server."""
    return not str(settings.MAILERS["default"]["BACKEND"]).endswith(".dummy.EmailBackend")


def send_pending(now: datetime) -> int:
    """Send what waits, to those who have an address. Returns how many; one that fails is tried again next time."""
    if not mail_is_set_up():
        return 0
    worth = Q(until__gt=now) | Q(until__isnull=True, created_at__gte=now - FRESH)
    waiting = Message.objects.filter(worth, _free(now), user__is_active=True)
    ready = waiting.exclude(user__email="").select_related("user").order_by("id")[:BATCH]
    sent = 0
    for message in ready:
        try:
            sent += _send(message, now)
        except OF_ONE_MESSAGE as error:
            log.warning("A message was not taken by the mail server and is tried again later: %s", error)
        except OSError as error:
            # The next message would meet the same, and each may wait long for an answer.
            log.warning("The mail server does not answer, and messages wait: %s", error)
            break
    return sent


def _free(now: datetime) -> Q:
    return Q(sent_at__isnull=True) & (Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM))


def _send(message: Message, now: datetime) -> bool:
    mine = Message.objects.filter(pk=message.pk)
    if mine.filter(_free(now)).update(claimed_at=now) != 1:
        return False
    try:
        _mail(message).send()
    except OSError:
        mine.update(claimed_at=None)
        raise
    mine.update(sent_at=now)
    return True


def _mail(message: Message) -> EmailMessage:
    """The mail, with the same name whoever sends it, so that mail servers know one that comes twice."""
    name = f"<{sha256(message.key.encode()).hexdigest()}@akropolis>"
    return EmailMessage(
        message.subject,
        _body(message),
        settings.DEFAULT_FROM_EMAIL,
        [message.user.email],
        headers={"Message-ID": name},
    )


def _body(message: Message) -> str:
    if not (message.url and settings.CSRF_TRUSTED_ORIGINS):
        return message.text
    return f"{message.text}\n\n{settings.CSRF_TRUSTED_ORIGINS[0].rstrip('/')}{message.url}"


def received(access: Access) -> QuerySet[Message]:
    """The messages to the person herself, while she holds any role: they name what she may see by it."""
    if access.actor.id is None or not access.grants:
        return Message.objects.none()
    return Message.objects.filter(user_id=access.actor.id)


def news(access: Access, besides: Collection[str], most: int) -> list[Message]:
    """The newest messages that the person has not seen, without those that lead where `besides` lead."""
    rows = received(access).filter(read_at=None)
    return list(rows.exclude(url__in=besides)[:most])


def unread(person: OuterRef) -> Subquery:
    """How many messages the person has that she has not seen here, to be asked for beside her row."""
    rows = Message.objects.filter(user_id=person, read_at=None).order_by().values("user_id")
    return Subquery(rows.annotate(count=Count("pk")).values("count"))


def mark_read(access: Access, now: datetime, pk: int | None = None) -> None:
    """The person has seen the message, or without one all that there are."""
    rows = received(access).filter(read_at=None)
    (rows if pk is None else rows.filter(pk=pk)).update(read_at=now)
