"""Creates, claims and records deliveries. If two processes race at a step, one succeeds, with SQLite and
PostgreSQL alike.

Each step is one database statement. A delivery is stored before it is sent. The process that claims the
delivery sends it; if that process is killed, another sends the delivery when the claim expires, with the
same id and body. The next delivery is created when the previous one has been accepted.
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
"""Maximum number of changes in one delivery."""
CLAIM = timedelta(minutes=2)
"""How long a claim on a delivery lasts: longer than sending can take."""
KEPT = timedelta(days=30)
EXCERPT = 500
TYPE = "akropolis.changes"
BECAUSE = "what is sent is read through the gate of the webhook's own account"


def active_webhooks() -> QuerySet[Webhook]:
    """Return the active webhooks: those neither paused nor ended, whose account is open."""
    rows = Webhook.objects.unscoped(because=BECAUSE)
    return rows.filter(paused_at__isnull=True, ended_at__isnull=True, account__is_active=True)


def list_due_webhooks(now: datetime) -> list[UUID]:
    """Return the ids of webhooks that may have something to send now: two queries, however many there are."""
    under_way = Delivery.objects.filter(webhook=OuterRef("pk"), done_at__isnull=True)
    ready = Exists(under_way.filter(_free(now), next_at__lte=now))
    behind = Exists(Position.objects.filter(webhook=OuterRef("pk"), link__lt=log.last_seq()))
    return list(active_webhooks().filter(ready | (~Exists(under_way) & behind)).values_list("pk", flat=True))


def _free(now: datetime) -> Q:
    return Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM)


def begin(webhook: Webhook, link: int) -> None:
    """Start a new webhook at this link of the history: its deliveries will contain the changes after the link."""
    Position.objects.create(webhook=webhook, link=link)


def claim(webhook: Webhook, now: datetime) -> Delivery | None:
    """Claim the webhook's pending delivery, or else create and claim one with the changes since the last
    delivery.

    Returns None if there is nothing to send now, or if another process has claimed it.
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
    """Create the next delivery, already claimed; links without anything for the account are skipped."""
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
        return None  # another process has created one
    return delivery if moved else None


def _delivery(webhook: Webhook, after: int, found: Stretch, now: datetime) -> Delivery:
    said = {"after": after, "until": found.next, "items": [asdict(each) for each in found.items]}
    body = json.dumps(
        {"type": TYPE, "timestamp": now, "data": said}, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    counted = {"after": after, "until": found.next, "count": len(found.items)}
    return Delivery(webhook=webhook, **counted, body=body, made_at=now, next_at=now, claimed_at=now)


def record_outcome(delivery: Delivery, answer: WebhookResponse, now: datetime) -> None:
    """Record the outcome of sending, unless another process has claimed the delivery meanwhile."""
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
    """Let the pending delivery be retried at once, with its count of failures reset. Returns whether there is one."""
    waiting = Delivery.objects.filter(webhook=webhook, done_at__isnull=True)
    return bool(waiting.update(next_at=now, tries=0, failing_at=None))


def drop(webhook: Webhook) -> None:
    """Delete the webhook's pending delivery."""
    Delivery.objects.filter(webhook=webhook, done_at__isnull=True).delete()


def tidy(now: datetime) -> str:
    """Delete deliveries that were accepted more than a month ago."""
    gone, _kinds = Delivery.objects.filter(done_at__lt=now - KEPT).delete()
    return f"{gone} forgotten"
