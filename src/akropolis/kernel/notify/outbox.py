"""Putting messages into the outbox, sending them by mail, and reading them back for the person they are for."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import User
from akropolis.kernel.notify.models import Message

FRESH = timedelta(days=2)
"""An older message is no longer sent: it would tell what was, on the day when mail begins to work again."""
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


def post(drafts: Iterable[Draft], now: datetime) -> int:
    """Put the messages into the outbox, each at most once ever. Returns how many were new."""
    wanted = {draft.key: draft for draft in drafts}
    there = set(Message.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    rows = [
        Message(user=d.user, key=d.key, subject=d.subject[:200], text=d.text, url=d.url[:300], created_at=now)
        for key, d in wanted.items()
        if key not in there
    ]
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def mail_is_set_up() -> bool:
    """Whether the installation has a mail server."""
    return not str(settings.MAILERS["default"]["BACKEND"]).endswith(".dummy.EmailBackend")


def send_pending(now: datetime) -> int:
    """Send what waits, to those who have an address. Returns how many; one that fails is tried again next time."""
    if not mail_is_set_up():
        return 0
    waiting = Message.objects.filter(sent_at__isnull=True, created_at__gte=now - FRESH, user__is_active=True)
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


def _send(message: Message, now: datetime) -> bool:
    mine = Message.objects.filter(pk=message.pk, sent_at__isnull=True)
    if mine.update(sent_at=now) != 1:
        return False
    try:
        EmailMessage(
            message.subject, _body(message), settings.DEFAULT_FROM_EMAIL, [message.user.email]
        ).send()
    except OSError:
        Message.objects.filter(pk=message.pk).update(sent_at=None)
        raise
    return True


def _body(message: Message) -> str:
    if not (message.url and settings.CSRF_TRUSTED_ORIGINS):
        return message.text
    return f"{message.text}\n\n{settings.CSRF_TRUSTED_ORIGINS[0].rstrip('/')}{message.url}"


def newest(access: Access, count: int = 20) -> list[Message]:
    """The newest messages to the person herself, while she holds any role: they name what she may see by it."""
    if access.actor.id is None or not access.grants:
        return []
    return list(Message.objects.filter(user_id=access.actor.id)[:count])
