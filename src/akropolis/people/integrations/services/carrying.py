"""Deliver webhooks: several receivers in parallel, and notify when deliveries keep failing."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.notify.outbox import Draft
from akropolis.base.kernel.notify.telling import tell_one
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib import built
from akropolis.people.integrations.models import Delivery, Webhook
from akropolis.people.integrations.rules import signing
from akropolis.people.integrations.rules.waiting import GIVEN_UP
from akropolis.people.integrations.services import deliveries
from akropolis.people.integrations.services.posting import REFUSED, UNSIGNED, WebhookResponse, post
from akropolis.people.integrations.services.webhooks import pause_in, secrets_of, url_error

AT_ONCE = 4
"""Maximum number of receivers that one process sends to in parallel."""
IN_A_ROW = 50
"""Maximum number of deliveries to one receiver before the other receivers get their turn."""
GONE = 410
NAME = "Webhooks"
log = logging.getLogger("akropolis.webhooks")


def deliver(pk: UUID, now: datetime) -> bool:
    """Send one pending delivery to the webhook. Returns whether it was accepted, so that more may follow."""
    webhook = (
        deliveries.active_webhooks().select_related("account", "account__responsible").filter(pk=pk).first()
    )
    delivery = deliveries.claim(webhook, now) if webhook else None
    if webhook is None or delivery is None:
        return False
    answer = _sent(webhook, delivery, now)
    deliveries.record_outcome(delivery, answer, now)
    if answer.status == GONE:
        _stop(webhook, now, lambda: _("The receiver says that it is gone (410)"))
    elif delivery.failing_at and not answer.taken and now - delivery.failing_at >= GIVEN_UP:
        _stop(webhook, now, lambda: _("Nothing has got through for three days"))
    return answer.taken


def _sent(webhook: Webhook, delivery: Delivery, now: datetime) -> WebhookResponse:
    body, secrets = delivery.body.encode(), secrets_of(webhook, now)
    if not secrets:
        return WebhookResponse(0, why=UNSIGNED)
    if url_error(webhook.url):
        return WebhookResponse(0, why=REFUSED)  # what the operator opened when it was written is closed again
    proof = signing.headers(secrets, str(delivery.pk), int(now.timestamp()), body)
    more = {"Content-Type": "application/json", "User-Agent": f"akropoLIS/{built.version()}"}
    return post(webhook.url, body, {**proof, **more}, networks=settings.WEBHOOK_NETWORKS)


def _stop(webhook: Webhook, now: datetime, because: Callable[[], str]) -> None:
    """Pause the webhook, and notify the person responsible for its account, in that person's language."""
    responsible = webhook.account.responsible
    with writing(system(NAME)) as w:
        with override(settings.LANGUAGE_CODE):
            pause_in(w, webhook, because())
        tell_one(
            w,
            responsible,
            lambda person: Draft(
                user=person,
                key=f"webhook:{webhook.pk}:{now.isoformat()}",
                subject=_("The webhook %(name)s is paused") % {"name": webhook.name},
                text=_("%(because)s. What has changed since is kept, and is sent when it is resumed.")
                % {"because": because()},
                url=reverse("webhook", args=[webhook.pk]),
                about=(refer(webhook),),
            ),
        )


def deliver_all(now: datetime) -> list[str]:
    """Send all pending deliveries, one receiver after the other, for jobs run by `tick`. Returns what was sent."""
    count = 0
    for pk in deliveries.list_due_webhooks(now):
        for _turn in range(IN_A_ROW):
            if not deliver(pk, now):
                break
            count += 1
    return [f"webhooks: {count} sent"] if count else []


class DeliveryThreads:
    """Sends pending deliveries in threads of its own, until `over`: a slow receiver does not delay the others."""

    def __init__(self, over: Callable[[], bool]) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
        self._under_way: dict[UUID, Future[None]] = {}
        self._over = over

    def look(self) -> None:
        """Start deliveries to those webhooks that are due and to which this process is not already sending."""
        self._under_way = {pk: sent for pk, sent in self._under_way.items() if not sent.done()}
        for pk in deliveries.list_due_webhooks(timezone.now()):
            if pk not in self._under_way:
                self._under_way[pk] = self._threads.submit(self._in_a_row, pk)

    def close(self) -> None:
        """Start no more deliveries. One that is being sent is completed, or is later resent by another process."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _in_a_row(self, pk: UUID) -> None:
        try:
            for _turn in range(IN_A_ROW):
                if self._over() or not deliver(pk, timezone.now()):
                    return
        except Exception:
            log.exception("A webhook failed, and is tried again.")
        finally:
            connection.close()


def carry_on(over: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Look for due deliveries every second until `over` returns True."""
    carrier = DeliveryThreads(over)
    while not over():
        try:
            carrier.look()
        except Exception:
            log.exception("Webhooks cannot be looked for.")
        connection.close_if_unusable_or_obsolete()
        wait(1)
    carrier.close()
