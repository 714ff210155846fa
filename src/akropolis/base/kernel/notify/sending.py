"""Mails the messages in the outbox: at once or in a morning digest, as each user has chosen.

A mail holds only what its recipient may read when it is sent. Each matter is mailed at most once a day;
later messages about it wait until the next morning. Messages about something that a law or a deadline in
hours does not let wait are always sent at once, each in its own mail.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from itertools import groupby
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import MailChoice
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.references import Reference, readable
from akropolis.base.lib.calendar import DAY, STOCKHOLM
from akropolis.base.lib.swedish import number

FRESH = timedelta(days=2)
"""A message without `until` that is older than this is not sent: it would be outdated."""
CLAIM = timedelta(minutes=10)
"""How long a process's claim on a message lasts. If that process was killed, another sends it then."""
GATHERED = time(7, 15)
"""Time of day in Sweden when the daily digest is sent: after the morning's reminders are in the outbox."""
BATCH = 200
HOUR = timedelta(hours=1)
HELD = DAY
"""Messages that have waited longer, since mail was away or was just set up, go in one mail to each person."""
OF_ONE_MAIL = (SMTPRecipientsRefused, SMTPDataError)
log = logging.getLogger("akropolis.notify")

type Mail = list[Message]
"""The messages to one user that are sent as one mail, oldest first."""
type FindDone = Callable[[User, Sequence[Message], datetime], Collection[int]]
"""Returns the primary keys of those of one user's messages that ask for something which is already done."""


def mail_is_set_up() -> bool:
    """Return whether the installation has a mail server."""
    return not str(settings.MAILERS["default"]["BACKEND"]).endswith(".dummy.EmailBackend")


def _find_none(_person: User, _messages: Sequence[Message], _now: datetime) -> Collection[int]:
    return ()


def send_pending(now: datetime, find_done: FindDone = _find_none) -> int:
    """Send pending messages to users with an email address. Returns the number of mails; failures are retried next
    time.

    Of the messages that have waited for more than an hour, those that `find_done` finds are never sent.
    """
    if not mail_is_set_up():
        return 0
    sent = 0
    for mail in _mails(now, find_done):
        try:
            sent += _send(mail, now)
        except OF_ONE_MAIL as error:
            # Only the error's type: its text contains the address.
            said = "A message to account %s was not taken by the mail server and is tried again later: %s"
            log.warning(said, mail[0].user_id, type(error).__name__)
        except OSError as error:
            # The next message would fail too, and each may take long.
            log.warning("The mail server does not answer, and messages wait: %s", error)
            break
    return sent


def _mails(now: datetime, find_done: FindDone) -> Iterator[Mail]:
    ready = _sendable_messages(now)
    people = list(ready.order_by("user_id").values_list("user_id", flat=True).distinct()[:BATCH])
    rows = ready.filter(user_id__in=people).select_related("user").order_by("user_id", "id")
    mails: dict[tuple[object, object], Mail] = {}
    for _person, hers in groupby(rows, key=lambda message: message.user_id):
        for message in _without_done(_readable(list(hers), now), find_done, now):
            mails.setdefault((message.user_id, _mail_group(message, now)), []).append(message)
    yield from sorted(mails.values(), key=lambda mail: mail[0].pk)


def _without_done(messages: list[Message], find_done: FindDone, now: datetime) -> list[Message]:
    waited = [message for message in messages if message.created_at < now - HOUR]
    done = set(find_done(waited[0].user, waited, now)) if waited else set()
    if done:
        Message.objects.filter(pk__in=done).update(until=now)
    return [message for message in messages if message.pk not in done]


def _mail_group(message: Message, now: datetime) -> object:
    """Return what a user's mails are grouped by: urgent ones alone, the rest by matter, or all in one digest."""
    if message.at_once:
        return message.pk
    whole = message.user.mail == MailChoice.DAILY or message.created_at < now - HELD
    return "" if whole else message.matter or message.pk


def _sendable_messages(now: datetime) -> QuerySet[Message]:
    """Return messages worth sending now, to users who want mail now and have had none about the same matter today."""
    worth = Q(until__gt=now) | Q(until__isnull=True, created_at__gte=now - FRESH)
    cut, day = _morning(now)
    told = Message.objects.filter(user=OuterRef("user"), sent_at__gte=day)
    again = Exists(told.filter(matter=OuterRef("matter")).exclude(matter=""))
    gathered = Exists(told.filter(at_once=False))
    each = Q(user__mail=MailChoice.AT_ONCE)
    daily = Q(user__mail=MailChoice.DAILY, created_at__lt=cut) & ~gathered
    wanted = Q(at_once=True) | (each | daily) & ~again & Q(read_at=None)
    return Message.objects.filter(worth, _free(now), wanted, user__is_active=True).exclude(user__email="")


def _morning(now: datetime) -> tuple[datetime, datetime]:
    """Return the time when the current digest closed, and the start of the day in which a mail counts as
    today's.

    Until the morning it is still yesterday's digest and day, so messages held for the next day go out then,
    not at midnight.
    """
    today = timezone.localdate(now, STOCKHOLM)
    cut = datetime.combine(today, GATHERED, STOCKHOLM)
    if cut > now:
        today -= DAY
        cut = datetime.combine(today, GATHERED, STOCKHOLM)
    return cut, datetime.combine(today, time(), STOCKHOLM)


def _readable(hers: Sequence[Message], now: datetime) -> list[Message]:
    """Return those of one user's messages whose rows the user may read now.

    The other messages are never sent: they would reveal what the user may no longer know.
    """
    access = access_for(hers[0].user, timezone.localdate(now))
    named = {message.pk: {Reference(*each) for each in message.about} for message in hers}
    open_to_her = readable(access, {each for about in named.values() for each in about})
    kept = [m for m in hers if named[m.pk] <= open_to_her and (named[m.pk] or access.grants or m.at_once)]
    shut = {message.pk for message in hers} - {message.pk for message in kept}
    if shut:
        Message.objects.filter(pk__in=shut).update(until=now)
    return kept


def _free(now: datetime) -> Q:
    return Q(sent_at__isnull=True) & (Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM))


def _send(mail: Mail, now: datetime) -> bool:
    mine = Message.objects.filter(pk__in=[message.pk for message in mail])
    if not _claim(mine, len(mail), now):
        return False
    try:
        _build_mail(mail).send()
    except OSError:
        mine.update(claimed_at=None)
        raise
    mine.update(sent_at=now)
    return True


def _claim(mine: QuerySet[Message], count: int, now: datetime) -> bool:
    """Claim all `count` messages of a mail; claim none and return False if another process holds one of them."""
    with transaction.atomic():
        whole = mine.filter(_free(now)).update(claimed_at=now) == count
        if not whole:
            transaction.set_rollback(True)
    return whole


def _build_mail(mail: Mail) -> EmailMessage:
    """Return the mail to send, with a deterministic Message-ID, so that mail servers recognise a duplicate."""
    name = sha256("\n".join(message.key for message in mail).encode()).hexdigest()
    last = mail[-1]
    with override(last.user.language):
        subject, body = (last.subject, _body(last)) if len(mail) == 1 else _combine_messages(mail)
    address = [last.user.email]
    headers = {"Message-ID": f"<{name}@akropolis>"}
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, address, headers=headers)


def _combine_messages(mail: Mail) -> tuple[str, str]:
    """Combine several messages: under the newest subject if all are of one matter, else under their count."""
    last = mail[-1]
    parts = [f"{message.subject}\n{_body(message)}" for message in mail]
    if len({message.matter for message in mail}) == 1 and mail[0].matter:
        return last.subject, _joined(reversed(parts))
    count = len(mail)
    subject = ngettext("%(count)s message to you", "%(count)s messages to you", count) % {
        "count": number(count)
    }
    if last.user.mail == MailChoice.DAILY:
        why = _("You have chosen to get mail once a day. You change it on the page My account.")
    else:
        why = _("These messages have waited, since mail could not be sent.")
    return subject, _joined([*parts, why])


def _joined(parts: Iterable[str]) -> str:
    return "\n\n----\n\n".join(parts)


def _body(message: Message) -> str:
    if not message.url:
        return message.text
    if not settings.CSRF_TRUSTED_ORIGINS:
        where = _(
            "Sign in to akropoLIS to read on: the message stands under Messages. There is no link here, since the "
            "address of the installation is not set."
        )
        return f"{message.text}\n\n{where}"
    return f"{message.text}\n\n{settings.CSRF_TRUSTED_ORIGINS[0].rstrip('/')}{message.url}"
