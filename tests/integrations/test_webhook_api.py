"""Webhooks by the API: set up with a secret that one brings along, changed, stopped, started and ended."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.history.models import Change
from akropolis.people.integrations.models import Delivery, Webhook
from akropolis.people.integrations.rules.signing import is_secret, signature
from akropolis.people.integrations.services import webhooks
from akropolis.people.integrations.services.carrying import deliver
from tests.behaviours.tokens import bearer
from tests.integrations.hooks import Scene, robot, scene

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
NEW = {"account": "robot", "name": "Lagret", "url": "https://x.example/", "signing_secret": SECRET}


@pytest.fixture
def told(settings: Any) -> Iterator[Scene]:
    with scene(settings) as found:
        yield found


@pytest.fixture
def keeper(told: Scene) -> Client:
    return Client(headers=bearer(told.cast, "samordnare.utb"))


def post(client: Client, address: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1/webhooks{address}", body, content_type="application/json", headers=headers)


def fresh(row: Webhook) -> Webhook:
    found: Webhook = Webhook.everything.get(pk=row.pk)
    return found


def seen(row: Webhook) -> str:
    return f'"{fresh(row).version}"'


def test_one_is_set_up_with_a_secret_that_is_never_given_back(told: Scene, keeper: Client) -> None:
    made = post(keeper, "", NEW | {"registers": ["actions"]}, **{"Idempotency-Key": "ett"})
    row = Webhook.everything.get(name="Lagret")
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/webhooks/{row.pk}")
    assert (row.account, row.url, row.registers) == (told.robot, "https://x.example/", ["actions"])
    assert webhooks.secrets_of(row, timezone.now()) == [SECRET]
    again = post(keeper, "", NEW | {"registers": ["actions"]}, **{"Idempotency-Key": "ett"})
    assert (again.json()["id"], Webhook.everything.count()) == (str(row.pk), 2)
    read = keeper.get("/api/v1/webhooks").content.decode()
    assert (SECRET in made.text + again.text + read, "Lagret" in read) == (False, True)
    assert SECRET not in str(list(Change.objects.values_list("content", flat=True)))


def test_what_cannot_be_used_is_said_where_it_stands_and_nothing_is_made(told: Scene, keeper: Client) -> None:
    before = Change.objects.count()
    wrong = {"name": " ", "url": "ftp://x.example/", "registers": ["no"], "signing_secret": "whsec_kort"}
    refused = post(keeper, "", NEW | wrong)
    assert (refused.status_code, {e["field"] for e in refused.json()["errors"]}) == (422, set(wrong))
    person = post(keeper, "", NEW | {"account": "medarbetare.utb"})
    assert (person.status_code, person.json()["errors"][0]["field"]) == (422, "account")
    theirs = Client(headers=bearer(told.cast, "samordnare.ald"))
    missing, kept = (post(theirs, "", NEW | {"account": name}) for name in ("nobody", "robot"))
    assert (kept.status_code, kept.content) == (missing.status_code, missing.content)
    wide = robot(told.cast, role="administrator", name="wide")
    made = Change.objects.count()
    too_wide = post(keeper, "", NEW | {"account": wide.username})
    assert (too_wide.status_code, too_wide.json()["code"]) == (409, "too_wide")
    assert (Change.objects.count(), made > before) == (made, True)


def test_what_is_left_out_of_a_change_stays(told: Scene, keeper: Client) -> None:
    changed = post(keeper, f"/{told.hook.pk}/change", {"name": "Annat"}, **{"If-Match": seen(told.hook)})
    row = fresh(told.hook)
    assert (changed.status_code, row.name, row.url) == (200, "Annat", told.there.url)
    stale = post(keeper, f"/{told.hook.pk}/change", {"name": "Tredje"}, **{"If-Match": '"1"'})
    assert (stale.status_code, fresh(row).name) == (412, "Annat")


def test_another_secret_signs_beside_the_one_before(told: Scene, keeper: Client) -> None:
    renewed = post(
        keeper, f"/{told.hook.pk}/renew", {"signing_secret": SECRET}, **{"If-Match": seen(told.hook)}
    )
    assert (renewed.status_code, renewed.json()["old_until"] is None) == (200, False)
    told.act(1)
    deliver(told.hook.pk, timezone.now())
    headers, body = told.there.sent[-1]
    message, at = headers["webhook-id"], int(headers["webhook-timestamp"])
    signed = [signature(secret, message, at, body) for secret in (SECRET, told.secret)]
    assert headers["webhook-signature"].split() == signed
    short = post(
        keeper, f"/{told.hook.pk}/renew", {"signing_secret": "kort"}, **{"If-Match": seen(told.hook)}
    )
    assert (short.status_code, short.json()["errors"][0]["field"]) == (422, "signing_secret")
    assert webhooks.secrets_of(fresh(told.hook), timezone.now()) == [SECRET, told.secret]


def test_one_is_stopped_started_hurried_and_ended(told: Scene, keeper: Client) -> None:
    told.there.answer = (500, {}, b"")
    told.act(1)
    deliver(told.hook.pk, timezone.now())
    assert Delivery.objects.get().next_at > timezone.now()
    assert post(keeper, f"/{told.hook.pk}/retry", {}).status_code == 200
    assert Delivery.objects.get().next_at <= timezone.now()
    paused = post(keeper, f"/{told.hook.pk}/pause", {"because": "Flytt"})
    assert (paused.status_code, paused.json()["paused_because"]) == (200, "Flytt")
    assert post(keeper, f"/{told.hook.pk}/pause", {}).json()["code"] == "paused"
    assert post(keeper, f"/{told.hook.pk}/resume", {}).json()["paused_at"] is None
    ended = post(keeper, f"/{told.hook.pk}/end", {}, **{"If-Match": seen(told.hook)})
    assert (ended.status_code, ended.json()["ended_at"] is None) == (200, False)
    for verb in ("retry", "pause", "resume"):
        assert post(keeper, f"/{told.hook.pk}/{verb}", {}).status_code == 404


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (SECRET, True),
        *(("whsec_" + b64encode(bytes(size)).decode(), 24 <= size <= 64) for size in (23, 24, 64, 65)),
        (SECRET.removeprefix("whsec_"), False),
        (SECRET[:-1], False),
        (f"whsec_{'å' * 44}", False),
        ("", False),
    ],
    ids=range(9),
)
def test_a_secret_is_as_standard_webhooks_writes_it(text: str, good: bool) -> None:
    assert is_secret(text) is good
