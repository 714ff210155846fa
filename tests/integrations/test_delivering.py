"""What a webhook's receiver gets: signed, in order, each change once, through the account's gate, whatever fails."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.changes import changes_after
from akropolis.people.integrations.models import Delivery, Position, Webhook
from akropolis.people.integrations.rules.waiting import GIVEN_UP, LONGEST, wait_after
from akropolis.people.integrations.services import carrying, deliveries, webhooks
from akropolis.people.integrations.services.carrying import deliver, deliver_all
from akropolis.people.integrations.services.posting import WebhookResponse
from akropolis.people.integrations.web.webhook_list import pending_webhooks
from akropolis.people.organisation.services import service_accounts
from akropolis.shared.actions.models import Action
from tests.integrations.hooks import SYSTEM, WORD, Scene, scene

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def told(settings: Any) -> Iterator[Scene]:
    with scene(settings) as found:
        yield found


def items(found: Scene) -> list[dict[str, Any]]:
    """The changes that the receiver has, if it drops what it has had by its id."""
    once = {headers["webhook-id"]: json.loads(body) for headers, body in found.there.sent}
    return [item for body in once.values() for item in body["data"]["items"]]


def the_feed(found: Scene) -> list[tuple[int, str]]:
    """What the account reads by the API of the same time."""
    access = access_for(found.robot, timezone.localdate())
    return [(each.seq, str(each.id)) for each in changes_after(access, 0, limit=5000).items]


def test_a_delivery_is_signed_as_the_specification_says(told: Scene) -> None:
    told.act(2)
    assert deliver(told.hook.pk, timezone.now())
    [(headers, body)] = told.there.sent
    assert Verifier(told.secret).verify(body, headers) == json.loads(body)
    with pytest.raises(WebhookVerificationError):
        Verifier(told.secret).verify(body.replace(b"create", b"remove"), headers)
    said = json.loads(body)
    assert (said["type"], set(said), set(said["data"])) == (
        "akropolis.changes",
        {"type", "timestamp", "data"},
        {"after", "until", "items"},
    )
    assert [item["action"] for item in said["data"]["items"]] == ["create", "create"]
    assert headers["content-type"] == "application/json"


def test_changes_come_in_order_and_once_and_hold_nothing_of_what_was_written(told: Scene) -> None:
    told.act(230)
    now = timezone.now()
    assert [deliver(told.hook.pk, now) for _ in range(4)] == [True, True, True, False]
    assert [len(json.loads(body)["data"]["items"]) for _headers, body in told.there.sent] == [100, 100, 30]
    assert [(item["seq"], item["id"]) for item in items(told)] == the_feed(told)[-230:]
    assert deliver_all(now) == []
    assert WORD not in "".join(body.decode() for _headers, body in told.there.sent)
    assert Webhook.everything.get().url not in "".join(Change.objects.values_list("payload", flat=True))


def test_what_the_account_may_not_read_is_never_sent(told: Scene) -> None:
    other = told.act(3, "ald")
    mine = told.act(1)
    assert deliver_all(timezone.now()) == ["webhooks: 1 sent"]
    assert [item["id"] for item in items(told)] == [str(mine[0].pk)]
    assert not any(str(row.pk) in body.decode() for row in other for _headers, body in told.there.sent)
    with writing(SYSTEM) as w:
        held = Appointment.everything.get(user=told.robot)
        w.update(held, {"valid_to": timezone.localdate() - timedelta(days=1)})
    told.act(2)
    assert (deliver_all(timezone.now()), len(told.there.sent)) == ([], 1)
    assert deliveries.list_due_webhooks(timezone.now()) == []


def test_only_the_chosen_registers_are_told(told: Scene) -> None:
    webhooks.change(SYSTEM, told.hook, {"name": "SIEM", "url": told.there.url, "registers": ["incidents"]})
    told.act(2)
    assert (deliver_all(timezone.now()), told.there.sent) == ([], [])


def test_an_hour_away_loses_nothing_and_repeats_the_same(told: Scene) -> None:
    told.there.answer = (503, {}, b"Underh\xc3\xa5ll")
    start = now = timezone.now()
    told.act(150)
    while now < start + HOUR:
        deliver_all(now)
        now += 30 * SECOND
    tries = len(told.there.sent)
    assert len({(headers["webhook-id"], body) for headers, body in told.there.sent}) == 1
    assert 8 <= tries <= 14
    row = Delivery.objects.get()
    assert (row.status, row.answer, row.tries, row.done_at) == (503, "Underhåll", tries, None)
    told.act(60)
    told.there.answer = (204, {}, b"")
    while now < start + HOUR + LONGEST + 30 * SECOND:
        deliver_all(now)
        now += 30 * SECOND
    assert [(item["seq"], item["id"]) for item in items(told)] == the_feed(told)[-210:]


def test_killed_between_sending_and_noting_it_is_sent_again_by_the_same_name(told: Scene) -> None:
    told.act(3)
    now = timezone.now()
    hook = deliveries.active_webhooks().select_related("account").get(pk=told.hook.pk)
    claimed = deliveries.claim(hook, now)
    assert claimed
    carrying._sent(hook, claimed, now)  # and the process is no more
    told.act(2)
    assert [deliver(told.hook.pk, now + s * SECOND) for s in (0, 60, 119)] == [False, False, False]
    later = now + deliveries.CLAIM
    assert [deliver(told.hook.pk, later), deliver(told.hook.pk, later)] == [True, True]
    names = [headers["webhook-id"] for headers, _body in told.there.sent]
    assert (names[0] == names[1], names[1] != names[2], len(names)) == (True, True, 3)
    assert told.there.sent[0][1] == told.there.sent[1][1]
    assert [(item["seq"], item["id"]) for item in items(told)] == the_feed(told)[-5:]


def test_one_of_two_processes_has_a_delivery_and_a_late_word_of_the_other_counts_for_nothing(
    told: Scene,
) -> None:
    told.act(1)
    now, hook = timezone.now(), deliveries.active_webhooks().select_related("account").get(pk=told.hook.pk)
    first = deliveries.claim(hook, now)
    assert first
    assert deliveries.claim(hook, now) is None
    second = deliveries.claim(hook, now + deliveries.CLAIM)
    assert second
    assert first.pk == second.pk
    deliveries.record_outcome(second, WebhookResponse(204), now + deliveries.CLAIM)
    deliveries.record_outcome(first, WebhookResponse(500), now + deliveries.CLAIM + SECOND)
    row = Delivery.objects.get()
    assert (row.status, row.tries, row.done_at) == (204, 1, now + deliveries.CLAIM)
    assert Position.objects.get().link == row.until


def test_for_a_day_both_secrets_sign_and_then_the_new_one_alone(told: Scene) -> None:
    new = webhooks.renew_secret(SYSTEM, told.hook)
    now = timezone.now()
    told.act(1)
    deliver(told.hook.pk, now)
    headers, body = told.there.sent[-1]
    assert len(headers["webhook-signature"].split()) == 2
    assert Verifier(new).verify(body, headers) == Verifier(told.secret).verify(body, headers)
    hook = Webhook.everything.get(pk=told.hook.pk)
    assert webhooks.secrets_of(hook, now + timedelta(hours=23)) == [new, told.secret]
    assert webhooks.secrets_of(hook, now + timedelta(hours=25)) == [new]
    stored = repr([*Webhook.everything.values_list(), *Change.objects.values_list()])
    assert [secret for secret in (new, told.secret) if secret in stored] == []


def test_without_the_key_nothing_is_sent_unsigned(told: Scene, settings: Any) -> None:
    told.act(1)
    settings.SECRET_KEY = "another"
    assert not deliver(told.hook.pk, timezone.now())
    assert (Delivery.objects.get().why, told.there.sent) == ("unsigned", [])


def test_what_the_operator_closes_again_is_not_sent_to(told: Scene, settings: Any) -> None:
    told.act(1)
    settings.WEBHOOK_NETWORKS = []
    assert not deliver(told.hook.pk, timezone.now())
    assert (Delivery.objects.get().why, told.there.sent) == ("refused", [])


def test_after_three_days_it_is_paused_and_who_is_responsible_is_told(told: Scene) -> None:
    told.there.answer = (500, {}, b"")
    told.act(1)
    start = timezone.now()
    for when in (start, start + HOUR, start + GIVEN_UP - SECOND):
        deliver(told.hook.pk, when)
    assert (Webhook.everything.get().paused_at, Message.objects.count()) == (None, 0)
    deliver(told.hook.pk, start + GIVEN_UP + HOUR)
    hook = Webhook.everything.get()
    assert hook.paused_because == "Ingenting har kommit fram på tre dagar"
    message = Message.objects.get()
    assert (message.user, message.subject) == (
        told.cast.people["medarbetare.utb"],
        "Webhooken SIEM är pausad",
    )
    titles = {
        who: _titles(told, who) for who in ("medarbetare.utb", "samordnare.utb", "samordnare.ald", "admin")
    }
    paused = ["Webhooken SIEM är pausad"]
    assert titles == {
        "medarbetare.utb": paused,
        "samordnare.utb": paused,
        "samordnare.ald": [],
        "admin": paused,
    }
    count = len(told.there.sent)
    assert deliver_all(start + 2 * GIVEN_UP) == []
    assert len(told.there.sent) == count
    told.there.answer = (200, {}, b"")
    told.act(1)
    webhooks.resume(access_for(told.cast.people["medarbetare.utb"], timezone.localdate()), hook)
    assert deliver_all(start + 2 * GIVEN_UP) == ["webhooks: 2 sent"]
    assert [(item["seq"], item["id"]) for item in items(told)] == the_feed(told)[-2:]
    assert _titles(told, "admin") == []


def _titles(told: Scene, who: str) -> list[str]:
    access = access_for(told.cast.people[who], timezone.localdate())
    return [str(task.title) for task in pending_webhooks(access, timezone.localdate())]


def test_one_that_is_gone_is_paused_at_once_and_a_closed_account_sends_nothing(told: Scene) -> None:
    told.there.answer = (410, {}, b"")
    told.act(1)
    deliver(told.hook.pk, timezone.now())
    assert Webhook.everything.get().paused_because == "Mottagaren svarar att den inte finns längre (410)"
    webhooks.resume(SYSTEM, told.hook)
    service_accounts.change(SYSTEM, told.robot, {"is_active": False})
    assert Webhook.everything.get().paused_because == "Kontot är stängt"
    service_accounts.change(SYSTEM, told.robot, {"is_active": True})
    assert (deliver_all(timezone.now()), len(told.there.sent)) == ([], 1)


def test_an_ended_one_sends_nothing_more_and_its_log_is_forgotten_in_time(told: Scene) -> None:
    told.act(1)
    now = timezone.now()
    deliver(told.hook.pk, now)
    told.act(1)
    told.there.answer = (500, {}, b"")
    deliver(told.hook.pk, now)
    assert Delivery.objects.count() == 2
    webhooks.end(SYSTEM, told.hook)
    assert (deliver_all(now + HOUR), Delivery.objects.count()) == ([], 1)
    assert deliveries.tidy(now + timedelta(days=31)) == "1 forgotten"
    assert Action.everything.count() == 2


def test_waits_grow_to_ten_minutes() -> None:
    waits = [wait_after(tries).total_seconds() for tries in range(1, 10)]
    assert waits == [10, 20, 40, 80, 160, 320, 600, 600, 600]
    assert wait_after(10**6) == LONGEST
