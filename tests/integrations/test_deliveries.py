"""Deliveries one step at a time: what is due, who has it, and what is written of how it went."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.history import log
from akropolis.people.integrations.models import Delivery, Position, Webhook
from akropolis.people.integrations.services import deliveries, webhooks
from akropolis.people.integrations.services.deliveries import (
    CLAIM,
    KEPT,
    claim,
    drop,
    list_due_webhooks,
    record_outcome,
    retry_now,
    tidy,
)
from akropolis.people.integrations.services.posting import WebhookResponse
from tests.integrations.hooks import SYSTEM, Scene, robot, scene

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def told(settings: Any) -> Iterator[Scene]:
    with scene(settings) as found:
        found.hook = Webhook.everything.select_related("account").get()
        yield found


def made(told: Scene, now: datetime) -> Delivery:
    """A delivery that this process has."""
    told.act(1)
    found = claim(told.hook, now)
    assert found is not None
    return found


def test_it_is_due_while_something_waits_or_has_changed_and_nobody_has_it(told: Scene) -> None:
    now, pk = timezone.now(), told.hook.pk
    assert claim(told.hook, now) is None
    assert list_due_webhooks(now) == [], "there is nothing behind it"
    delivery = made(told, now)
    assert [list_due_webhooks(when) for when in (now, now + CLAIM - SECOND, now + CLAIM)] == [[], [], [pk]]
    record_outcome(delivery, WebhookResponse(500), now)
    next_at = Delivery.objects.get().next_at
    assert [list_due_webhooks(when) for when in (next_at - SECOND, next_at)] == [[], [pk]]
    told.act(1)
    assert list_due_webhooks(now) == [], "one is under way"
    again_claimed = claim(told.hook, next_at)
    assert again_claimed is not None
    record_outcome(again_claimed, WebhookResponse(204), next_at)
    assert list_due_webhooks(next_at) == [pk], "and then what has changed meanwhile"
    webhooks.pause(SYSTEM, told.hook)
    assert list_due_webhooks(next_at) == []


def test_one_that_waits_is_claimed_when_it_is_time_and_free(told: Scene) -> None:
    now = timezone.now()
    delivery = made(told, now)
    record_outcome(delivery, WebhookResponse(500), now)
    next_at = Delivery.objects.get().next_at
    assert claim(told.hook, next_at - SECOND) is None
    found = claim(told.hook, next_at)
    assert found is not None
    assert (found.pk, found.claimed_at, Delivery.objects.get().claimed_at) == (delivery.pk, next_at, next_at)
    assert [claim(told.hook, next_at + wait) for wait in (SECOND, CLAIM - SECOND)] == [None, None]
    later = claim(told.hook, next_at + CLAIM)
    assert later is not None
    assert later.claimed_at == next_at + CLAIM


def test_what_is_of_another_account_is_passed_by_and_never_looked_at_again(told: Scene) -> None:
    now = timezone.now()
    told.act(120, "ald")
    assert claim(told.hook, now) is None
    assert (Position.objects.get().link, list_due_webhooks(now)) == (log.last_seq(), [])
    told.act(120, "ald")
    mine = made(told, now)
    assert (mine.count, mine.until, Position.objects.get().link) == (1, log.last_seq(), log.last_seq())


def test_a_delivery_holds_the_changes_between_two_links_and_begins_untried(told: Scene) -> None:
    now, first = timezone.now(), Position.objects.get().link
    told.act(101)
    found = claim(told.hook, now)
    assert found is not None
    stored = Delivery.objects.get()
    assert (stored.after, stored.until, stored.count, stored.tries, stored.status, stored.done_at) == (
        first, first + 100, 100, 0, 0, None
    )  # fmt: skip
    assert {stored.made_at, stored.next_at, stored.claimed_at} == {now}


def test_what_came_of_it_is_written_down(told: Scene) -> None:
    now = timezone.now()
    delivery = made(told, now)
    record_outcome(delivery, WebhookResponse(503, text="Tyst\x00nu" + "x" * 600), now)
    row = Delivery.objects.get()
    assert (row.tries, row.tried_at, row.claimed_at, row.status, row.why, row.done_at) == (
        1,
        now,
        None,
        503,
        "",
        None,
    )
    assert (row.answer, row.failing_at, row.next_at) == (f"Tyst nu{'x' * 493}", now, now + 10 * SECOND)
    second = claim(told.hook, row.next_at)
    assert second is not None
    record_outcome(second, WebhookResponse(0, why="silent"), now + 15 * SECOND)
    row = Delivery.objects.get()
    assert (row.tries, row.why, row.answer, row.failing_at, row.next_at) == (
        2, "silent", "", now, now + 35 * SECOND
    )  # fmt: skip
    third = claim(told.hook, row.next_at)
    assert third is not None
    record_outcome(third, WebhookResponse(204), row.next_at)
    done = Delivery.objects.get()
    assert (done.tries, done.status, done.done_at, done.failing_at) == (3, 204, row.next_at, now)


def test_only_what_waits_of_the_same_one_is_tried_anew_or_dropped(told: Scene) -> None:
    now = timezone.now()
    done = made(told, now)
    record_outcome(done, WebhookResponse(204), now)
    assert retry_now(told.hook, now) is False
    delivery = made(told, now)
    record_outcome(delivery, WebhookResponse(500), now)
    other, _secret = webhooks.set_up(
        SYSTEM, robot(told.cast, name="other"), {"name": "B", "url": told.there.url, "registers": []}
    )
    assert (retry_now(other, now), retry_now(told.hook, now + SECOND)) == (False, True)
    row = Delivery.objects.get(pk=delivery.pk)
    assert (row.next_at, row.tries, row.failing_at) == (now + SECOND, 0, None)
    drop(other)
    assert Delivery.objects.count() == 2
    drop(told.hook)
    assert list(Delivery.objects.all()) == [done]


def test_what_was_taken_is_forgotten_after_a_month_and_what_waits_never(told: Scene) -> None:
    now = timezone.now()
    done = made(told, now)
    record_outcome(done, WebhookResponse(204), now)
    made(told, now)
    assert [tidy(now + KEPT), tidy(now + KEPT + SECOND), tidy(now + 2 * KEPT)] == [
        "0 forgotten", "1 forgotten", "0 forgotten"
    ]  # fmt: skip
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("status", [199, 200, 299, 300])
def test_an_answer_in_the_two_hundreds_is_one_that_it_was_taken_by(status: int) -> None:
    assert WebhookResponse(status).taken is (200 <= status < 300)
    assert deliveries.MOST == 100
