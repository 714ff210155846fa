"""What may be done with a webhook, by whom and when, and what of it is kept: without pages, to the second."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import update, writing
from akropolis.people.integrations.models import Delivery, Position, Webhook
from akropolis.people.integrations.services import deliveries, webhooks
from akropolis.people.integrations.services.carrying import deliver
from akropolis.people.organisation.services import service_accounts
from tests.integrations.hooks import SYSTEM, Scene, robot, scene

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
VALUES: dict[str, Any] = {"name": "Lagret", "url": "https://x.example/", "registers": ["actions"]}


@pytest.fixture
def told(settings: Any) -> Iterator[Scene]:
    with scene(settings) as found:
        yield found


def access(told: Scene, who: str) -> Access:
    return access_for(told.cast.people[who], timezone.localdate())


def fresh(row: Webhook) -> Webhook:
    found: Webhook = Webhook.everything.select_related("account__unit").get(pk=row.pk)
    return found


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return str(refused.value.code)


def test_one_is_set_up_as_it_is_said_and_told_of_what_comes_after(told: Scene) -> None:
    told.act(1)
    values = VALUES | {"ended_at": timezone.now(), "secret": "min egen"}
    made, secret = webhooks.set_up(access(told, "samordnare.utb"), told.robot, values)
    row = fresh(made)
    assert (row.account, row.name, row.url, row.registers, row.ended_at) == (
        told.robot, "Lagret", "https://x.example/", ["actions"], None
    )  # fmt: skip
    assert (webhooks.secrets_of(row, timezone.now()), Position.objects.get(webhook=row).link) == (
        [secret],
        log.last_seq(),
    )
    assert deliveries.claim(row, timezone.now()) is None


def test_nobody_sets_one_up_but_who_keeps_an_open_account_of_a_program(told: Scene) -> None:
    keeper, before = access(told, "samordnare.utb"), Change.objects.count()
    wide = robot(told.cast, role="administrator", name="wide")
    closed = robot(told.cast, name="closed")
    service_accounts.change(SYSTEM, closed, {"is_active": False})
    closed.refresh_from_db()
    before = Change.objects.count()
    for who, account in (
        ("samordnare.utb", told.cast.people["medarbetare.utb"]),
        ("samordnare.ald", told.robot),
    ):
        with pytest.raises(Hidden):
            webhooks.set_up(access(told, who), account, VALUES)
    with pytest.raises(Refused, match="Kontot Closed är stängt") as refused:
        webhooks.set_up(keeper, closed, VALUES)
    assert code(refused) == "closed_account"
    with pytest.raises(Refused, match="får göra mer än du") as refused:
        webhooks.set_up(keeper, wide, VALUES)
    assert (code(refused), Change.objects.count()) == ("too_wide", before)
    assert webhooks.set_up(access(told, "admin"), wide, VALUES)[0].account == wide


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"name": "  "}, {"name": ["Skriv vilket system som får veta."]}),
        ({"registers": ["actions", "no", "none"]}, {"registers": ["Det finns inget register no."]}),
        ({"url": "ftp://x.example/"}, {"url": ["Adressen måste börja med https://."]}),
        ({"name": "", "url": "ftp://x.example/"}, {"name": [], "url": []}),
    ],
    ids=range(4),
)
def test_each_fault_is_said_at_its_field(
    told: Scene, given: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    before = Change.objects.count()
    for verb in (
        lambda: webhooks.set_up(SYSTEM, told.robot, VALUES | given),
        lambda: webhooks.change(SYSTEM, told.hook, VALUES | given),
    ):
        with pytest.raises(Invalid) as refusal:
            verb()
        found = refusal.value.errors
        assert (found if all(errors.values()) else list(found)) == (
            errors if all(errors.values()) else list(errors)
        )
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    ("url", "begins"),
    [
        ("https://siem.example/changes", ""),
        ("ftp://siem.example/", "Adressen måste börja med https://."),
        ("https://", "Det här är ingen adress"),
        ("https://a:b@siem.example/", "Adressen får inte innehålla användarnamn"),
        ("https://siem.example/#a", "Adressen får inte innehålla användarnamn"),
        ("https://10.0.0.8/", "Adressen ligger i ett nät"),
    ],
)
def test_what_is_wrong_with_an_address_is_one_sentence(settings: Any, url: str, begins: str) -> None:
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_HTTP = [], False
    sentence = webhooks.url_error(url)
    assert sentence[: len(begins)] == begins, sentence
    assert bool(sentence) is bool(begins)


def test_a_change_is_of_the_version_that_was_seen_and_of_what_can_be_changed(told: Scene) -> None:
    seen = fresh(told.hook)
    version = seen.version
    webhooks.change(
        access(told, "samordnare.utb"), seen, VALUES | {"paused_at": timezone.now()}, version=version
    )
    row = fresh(told.hook)
    assert (row.name, row.url, row.registers, row.paused_at) == (
        "Lagret",
        "https://x.example/",
        ["actions"],
        None,
    )
    with pytest.raises(Stale):
        webhooks.change(SYSTEM, row, VALUES, version=version)
    with pytest.raises(Hidden):
        webhooks.change(access(told, "medarbetare.utb"), row, VALUES)


def test_a_secret_that_is_replaced_signs_for_a_day_to_the_second(told: Scene) -> None:
    new = webhooks.renew_secret(access(told, "samordnare.utb"), told.hook)
    row = fresh(told.hook)
    assert row.old_until is not None
    assert timezone.now() - SECOND * 20 < row.old_until - timedelta(hours=24) <= timezone.now()
    until = row.old_until
    assert [webhooks.secrets_of(row, when) for when in (until - SECOND, until, until + SECOND)] == [
        [new, told.secret], [new], [new]
    ]  # fmt: skip
    row.secret = ""
    assert webhooks.secrets_of(row, until - SECOND) == [told.secret]
    with pytest.raises(Hidden):
        webhooks.renew_secret(access(told, "medarbetare.utb"), row)


def test_one_is_paused_once_for_a_reason_and_resumed_once(told: Scene) -> None:
    owner = access(told, "medarbetare.utb")
    with pytest.raises(Refused) as refused:
        webhooks.resume(owner, told.hook)
    assert code(refused) == "not_paused"
    webhooks.pause(owner, told.hook, "x" * 201)
    row = fresh(told.hook)
    assert (row.paused_at is not None, row.paused_because) == (True, "x" * 200)
    with pytest.raises(Refused) as refused:
        webhooks.pause(owner, row)
    assert (code(refused), fresh(row).paused_at) == ("paused", row.paused_at)
    told.act(1)
    assert (deliver(row.pk, timezone.now()), deliveries.list_due_webhooks(timezone.now())) == (False, [])
    webhooks.resume(owner, row)
    row = fresh(row)
    assert (row.paused_at, row.paused_because, deliver(row.pk, timezone.now())) == (None, "", True)


def test_what_waits_is_tried_at_once_when_it_is_resumed(told: Scene) -> None:
    told.there.answer = (500, {}, b"")
    told.act(1)
    now = timezone.now()
    deliver(told.hook.pk, now)
    webhooks.pause(SYSTEM, told.hook)
    webhooks.resume(SYSTEM, told.hook)
    row = Delivery.objects.get()
    assert (row.tries, row.failing_at, row.next_at <= timezone.now()) == (0, None, True)


def test_an_account_that_closes_pauses_its_own_that_are_in_force(told: Scene) -> None:
    other, _secret = webhooks.set_up(SYSTEM, robot(told.cast, name="other"), VALUES)
    paused, _secret = webhooks.set_up(SYSTEM, told.robot, VALUES | {"name": "Pausad"})
    ended, _secret = webhooks.set_up(SYSTEM, told.robot, VALUES | {"name": "Slut"})
    webhooks.pause(SYSTEM, paused, "Själv")
    webhooks.end(SYSTEM, ended)
    with writing(SYSTEM) as w:
        webhooks.pause_all(w, told.robot)
    found = {row.name: row.paused_because for row in Webhook.everything.filter(paused_at__isnull=False)}
    assert found == {"SIEM": "Kontot är stängt", "Pausad": "Själv"}
    assert (fresh(other).paused_at, fresh(ended).paused_at) == (None, None)
    User.everything.filter(pk=told.robot.pk).update(is_active=False)
    with pytest.raises(Refused, match="Kontot Robot är stängt") as refused:
        webhooks.resume(SYSTEM, paused)
    assert code(refused) == "closed_account"


def test_one_that_has_ended_is_over_for_everybody(told: Scene) -> None:
    with pytest.raises(Hidden):
        webhooks.end(access(told, "medarbetare.utb"), told.hook)
    webhooks.must_see(access(told, "medarbetare.utb"), told.hook)
    told.there.answer = (500, {}, b"")
    told.act(1)
    deliver(told.hook.pk, timezone.now())
    webhooks.renew_secret(SYSTEM, told.hook)
    webhooks.end(access(told, "samordnare.utb"), told.hook)
    row = fresh(told.hook)
    assert (row.ended_at is not None, row.secret, row.old_secret, Delivery.objects.count()) == (
        True,
        "",
        "",
        0,
    )
    for verb in (webhooks.pause, webhooks.resume, webhooks.end, webhooks.renew_secret, webhooks.must_see):
        with pytest.raises(Hidden):
            verb(SYSTEM, row)


def test_what_stops_by_itself_is_told_who_is_responsible_with_the_way_there(told: Scene) -> None:
    update(SYSTEM, told.cast.people["medarbetare.utb"], {"language": "en"})
    told.there.answer = (410, {}, b"")
    told.act(1)
    deliver(told.hook.pk, timezone.now())
    message = Message.objects.get()
    assert (message.subject, message.text, message.url) == (
        "The webhook SIEM is paused",
        "The receiver says that it is gone (410). What has changed since is kept, and is sent when it is resumed.",
        f"/webhookar/{told.hook.pk}/",
    )
    assert message.about == [list(refer(told.hook))]
    assert fresh(told.hook).paused_because == "Mottagaren svarar att den inte finns längre (410)"
