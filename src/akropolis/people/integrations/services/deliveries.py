"""Deliveries made, claimed and noted. Each step is one statement that one of two processes does, on both databases.

A delivery is stored before it is sent. Whoever claims it sends it; if that process is killed another sends it when the
claim is over, by the same id and with the same body. The next one is made when it has been taken.
"""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.history import log
from akropolis.base.kernel.registers.changes import Stretch, changes_after
from akropolis.people.integrations.models import Delivery, Position, Webhook
from akropolis.people.integrations.rules.waiting import wait_after
from akropolis.people.integrations.services.posting import WebhookResponse

MOST = 100
"""Changes in one delivery."""
CLAIM = timedelta(minutes=2)
"""So long another process leaves a delivery to the one that is sending it: more than sending can take."""
KEPT = timedelta(days=30)
EXCERPT = 500
TYPE = "akropolis.changes"
BECAUSE = "what is sent is read through the gate of the webhook's own account"


def active_webhooks() -> QuerySet[Webhook]:
    """The webhooks that are sent to: neither paused nor ended, of an account that is open."""
    rows = Webhook.objects.unscoped(because=BECAUSE)
    return rows.filter(paused_at__isnull=True, ended_at__isnull=True, account__is_active=True)


def list_due_webhooks(now: datetime) -> list[UUID]:
    """The ids of those that there may be something to send to now: two queries, however many there are."""
    under_way = Delivery.objects.filter(webhook=OuterRef("pk"), done_at__isnull=True)
    ready = Exists(under_way.filter(_free(now), next_at__lte=now))
    behind = Exists(Position.objects.filter(webhook=OuterRef("pk"), link__lt=log.last_seq()))
    return list(active_webhooks().filter(ready | (~Exists(under_way) & behind)).values_list("pk", flat=True))


def _free(now: datetime) -> Q:
    return Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM)


def begin(webhook: Webhook, link: int) -> None:
    """Let a new webhook be told of what comes after that link."""
    Position.objects.create(webhook=webhook, link=link)


def claim(webhook: Webhook, now: datetime) -> Delivery | None:
    """What is to be sent now, for this process alone: what waits, or else what has changed since. None when there is
    nothing, or another process has it.
    """
    found = Delivery.objects.filter(webhook=webhook, done_at__isnull=True).first()
    if found is None:
        return _made(webhook, now)
    mine = Delivery.objects.filter(_free(now), pk=found.pk, done_at__isnull=True, next_at__lte=now)
    if not mine.update(claimed_at=now):
        return None
    found.claimed_at = now
    return found


def _made(webhook: Webhook, now: datetime) -> Delivery | None:
    """The next delivery, claimed; what holds nothing for the account is passed by."""
    access = access_for(webhook.account, timezone.localdate(now))
    position = Position.objects.get(webhook=webhook)
    found = changes_after(access, position.link, limit=MOST, registers=webhook.registers)
    while not found.items and found.more:
        found = changes_after(access, found.next, limit=MOST, registers=webhook.registers)
    if found.next <= position.link:
        return None
    delivery = _delivery(webhook, position.link, found, now) if found.items else None
    try:
        with transaction.atomic():
            moved = Position.objects.filter(webhook=webhook, link=position.link).update(link=found.next)
            if moved and delivery:
                delivery.save(force_insert=True)
    except IntegrityError:
        return None  # another process has made one
    return delivery if moved else None


def _delivery(webhook: Webhook, after: int, found: Stretch, now: datetime) -> Delivery:
    said = {"after": after, "until": found.next, "items": [asdict(each) for each in found.items]}
    body = json.dumps(
        {"type": TYPE, "timestamp": now, "data": said}, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    counted = {"after": after, "until": found.next, "count": len(found.items)}
    return Delivery(webhook=webhook, **counted, body=body, made_at=now, next_at=now, claimed_at=now)


def record_outcome(delivery: Delivery, answer: WebhookResponse, now: datetime) -> None:
    """Write what came of sending it, unless another process has claimed it meanwhile."""
    mine = Delivery.objects.filter(pk=delivery.pk, claimed_at=delivery.claimed_at, done_at__isnull=True)
    delivery.tries, delivery.tried_at, delivery.claimed_at = delivery.tries + 1, now, None
    delivery.status, delivery.why = answer.status, answer.why
    delivery.answer = "".join(sign if sign.isprintable() else " " for sign in answer.text)[:EXCERPT]
    if answer.taken:
        delivery.done_at = now
    else:
        delivery.failing_at = delivery.failing_at or now
        delivery.next_at = now + wait_after(delivery.tries)
    names = ("tries", "tried_at", "claimed_at", "status", "why", "answer", "done_at", "failing_at", "next_at")
    mine.update(**{name: getattr(delivery, name) for name in names})


def retry_now(webhook: Webhook, now: datetime) -> bool:
    """Let what waits be tried at once, with all its time before it. Says whether anything waits."""
    waiting = Delivery.objects.filter(webhook=webhook, done_at__isnull=True)
    return bool(waiting.update(next_at=now, tries=0, failing_at=None))


def drop(webhook: Webhook) -> None:
    """Send what waits no more."""
    Delivery.objects.filter(webhook=webhook, done_at__isnull=True).delete()


def tidy(now: datetime) -> str:
    """Forget deliveries that were taken longer than a month ago."""
    gone, _kinds = Delivery.objects.filter(done_at__lt=now - KEPT).delete()
    return f"{gone} forgotten"
