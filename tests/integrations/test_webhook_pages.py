"""The pages of webhooks: who sets up, sees, changes and ends them, what is refused, and the secret shown once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.history.models import Change
from akropolis.people.integrations.models import Delivery, Webhook
from akropolis.people.integrations.services.carrying import deliver
from akropolis.people.organisation.services import service_accounts
from tests.integrations.hooks import SYSTEM, Scene, robot, scene

pytestmark = pytest.mark.django_db
LIST, NEW = "/webhookar/", "/webhookar/ny/"


@pytest.fixture
def told(settings: Any) -> Iterator[Scene]:
    with scene(settings) as found:
        yield found


def browser(told: Scene, who: str) -> Client:
    client = Client()
    client.force_login(told.cast.people[who], backend="akropolis.shell.home.web.sign_in.LocalBackend")
    return client


def state() -> tuple[object, ...]:
    return [*Webhook.everything.order_by("pk").values_list()], Change.objects.count()


def test_who_keeps_the_account_sets_one_up_and_reads_its_secret_once(told: Scene) -> None:
    client = browser(told, "samordnare.utb")
    assert "SIEM" in client.get(LIST).text
    fields = {"account": told.robot.pk, "name": "Lagret", "url": told.there.url, "registers": ["actions"]}
    answer = client.post(NEW, fields)
    assert answer.status_code == 201
    secret = answer.context["secret"]
    made = Webhook.everything.get(name="Lagret")
    assert (secret[:6], secret in answer.text, made.registers) == ("whsec_", True, ["actions"])
    page = client.get(f"{LIST}{made.pk}/")
    assert (page.status_code, secret in page.text, "Åtgärder" in page.text) == (200, False, True)
    told.act(1)
    assert deliver(made.pk, timezone.now())
    page = client.get(f"{LIST}{made.pk}/")
    assert [word for word in ("Mottagen", "1 ändring", "204") if word not in page.text] == []


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"url": "http://10.0.0.8/"}, "url", "ligger i ett nät"),
        ({"url": "https://169.254.169.254/latest"}, "url", "ligger i ett nät"),
        ({"url": "ftp://x.example/"}, "url", "börja med https://"),
        ({"url": "https://a:b@x.example/"}, "url", "användarnamn"),
        ({"name": " "}, "name", "behöver du fylla i"),
        ({"name": "SIEM"}, "__all__", "Kontot har redan en webhook"),
        ({"registers": ["no-such"]}, "registers", "no-such"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_place_and_changes_nothing(
    told: Scene, fields: dict[str, Any], place: str, sentence: str
) -> None:
    client, before = browser(told, "samordnare.utb"), state()
    usual = {"account": told.robot.pk, "name": "Lagret", "url": "https://x.example/", "registers": []}
    answer = client.post(NEW, usual | fields)
    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[place])
    assert state() == before


def test_another_unit_finds_nothing_and_nobody_sets_up_what_may_more_than_she(told: Scene) -> None:
    before, place = state(), f"{LIST}{told.hook.pk}/"
    for who in ("samordnare.ald", "ciso", "outsider"):
        client = browser(told, who)
        fields = {"account": told.robot.pk, "name": "Min", "url": "https://mine.example/"}
        answers = [
            client.get(place),
            client.get(f"{place}redigera/"),
            client.post(f"{place}gor/", {"do": "end"}),
        ]
        assert {answer.status_code for answer in answers} == {404}, who
        assert client.post(NEW, fields).status_code in (404, 422)
        assert "SIEM" not in client.get(LIST).text
    assert state() == before
    wide = robot(told.cast, unit="utb", role="administrator", name="wide")
    client, before = browser(told, "samordnare.utb"), state()
    answer = client.post(NEW, {"account": wide.pk, "name": "Vid", "url": "https://x.example/"})
    assert "får göra mer än du" in str(answer.context["form"].errors)
    assert state() == before


def test_who_is_responsible_pauses_and_resumes_and_neither_changes_nor_ends(told: Scene) -> None:
    client, place = browser(told, "medarbetare.utb"), f"{LIST}{told.hook.pk}/"
    assert client.get(place).status_code == 200
    before = state()
    assert client.get(f"{place}redigera/").status_code == 404
    assert [
        client.post(f"{place}gor/", {"do": do}).status_code for do in ("renew", "end", "no-such", "")
    ] == [404] * 4
    assert state() == before
    assert client.post(f"{place}gor/", {"do": "pause"}).status_code == 302
    assert Webhook.everything.get().paused_at is not None
    assert "redan pausad" in client.post(f"{place}gor/", {"do": "pause"}, follow=True).text
    assert client.post(f"{place}gor/", {"do": "resume"}).status_code == 302
    assert Webhook.everything.get().paused_at is None


def test_the_keeper_changes_renews_tries_and_ends(told: Scene) -> None:
    client, place = browser(told, "samordnare.utb"), f"{LIST}{told.hook.pk}/"
    told.there.answer = (500, {}, b"<script>nej</script>")
    told.act(1)
    deliver(told.hook.pk, timezone.now())
    page = client.get(place).text
    assert ("<script>nej" in page, "&lt;script&gt;nej" in page, "Försök nu" in page) == (False, True, True)
    assert Delivery.objects.get().next_at > timezone.now()
    client.post(f"{place}gor/", {"do": "try"})
    assert Delivery.objects.get().next_at <= timezone.now()
    fields = {"name": "SIEM 2", "url": told.there.url, "registers": [], "version": 1}
    assert client.post(f"{place}redigera/", fields).status_code == 302
    assert client.post(f"{place}redigera/", fields | {"name": "SIEM 3"}).status_code == 409
    answer = client.post(f"{place}gor/", {"do": "renew"})
    assert (answer.status_code, answer.context["secret"] in answer.text) == (201, True)
    client.post(f"{place}gor/", {"do": "end"})
    row = Webhook.everything.get()
    assert (row.name, row.secret, row.ended_at is not None) == ("SIEM 2", "", True)
    assert client.post(f"{place}gor/", {"do": "resume"}).status_code == 404


def test_one_of_a_closed_account_is_not_resumed(told: Scene) -> None:
    service_accounts.change(SYSTEM, told.robot, {"is_active": False})
    client = browser(told, "samordnare.utb")
    answer = client.post(f"{LIST}{told.hook.pk}/gor/", {"do": "resume"}, follow=True)
    assert "är stängt" in answer.text
    assert Webhook.everything.get().paused_at is not None
