"""Messages: put into the outbox once, sent once to those who can get them, and read by whom they are for."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from akropolis.base.kernel.notify import sending
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.notify.outbox import Draft, post, received
from akropolis.base.kernel.notify.sending import CLAIM, FRESH, mail_is_set_up, send_pending
from akropolis.base.kernel.records.writer import writing
from tests.world import SYSTEM, World

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LOCAL = "django.core.mail.backends.locmem.EmailBackend"
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


class Refusing(EmailBackend):
    """A server that takes nothing for the owner."""

    def send_messages(self, messages: Any) -> int:
        if messages[0].to == ["owner@example.org"]:
            raise SMTPRecipientsRefused({"owner@example.org": (550, b"unknown")})
        return int(super().send_messages(messages) or 0)


class Away(EmailBackend):
    """A server that hangs up, and counts how often it was asked."""

    asked = 0

    def send_messages(self, messages: Any) -> int:
        type(self).asked += 1
        raise SMTPServerDisconnected


@pytest.fixture(autouse=True)
def _mail(world: World, settings: Any) -> None:
    """A mail server, and addresses of three people."""
    settings.MAILERS = {"default": {"BACKEND": LOCAL}}
    settings.CSRF_TRUSTED_ORIGINS = []
    with writing(SYSTEM) as w:
        for who in ("owner", "ciso", "admin"):
            w.update(world.people[who], {"email": f"{who}@example.org"})


def drafts(world: World, *people: str, **given: Any) -> list[Draft]:
    """A message about the same to each."""
    return [Draft(world.people[who], f"{who}:1", "Snart dags", "Öva.", **given) for who in people]


def sent() -> list[tuple[list[str], str, str]]:
    """What has left, in order."""
    return [(each.to, str(each.subject), str(each.body)) for each in mail.outbox]


def waiting() -> set[str]:
    """Whose messages have not been sent."""
    return set(Message.objects.filter(sent_at=None).values_list("user__username", flat=True))


def test_each_message_is_put_in_once_ever(world: World) -> None:
    first = post(drafts(world, "owner", "ciso", "owner"), NOW)
    again = post(drafts(world, "ciso", "chef"), NOW + timedelta(days=400))
    assert (first, again) == (2, 1)
    assert list(Message.objects.order_by("id").values_list("key", "created_at")) == [
        ("owner:1", NOW),
        ("ciso:1", NOW),
        ("chef:1", NOW + timedelta(days=400)),
    ]
    assert post([], NOW) == 0


def test_what_is_too_long_is_cut_and_not_refused(world: World) -> None:
    post([Draft(world.people["owner"], "k", "x" * 300, "Öva.", "/" + "y" * 400)], NOW)
    message = Message.objects.get()
    assert (len(message.subject), len(message.url)) == (200, 300)


def test_each_is_sent_once_to_its_own_address(world: World) -> None:
    post(drafts(world, "owner", "ciso"), NOW)
    assert [send_pending(NOW + timedelta(minutes=n)) for n in (0, 1)] == [2, 0]
    assert sent() == [
        (["owner@example.org"], "Snart dags", "Öva."),
        (["ciso@example.org"], "Snart dags", "Öva."),
    ]
    assert set(Message.objects.values_list("sent_at", flat=True)) == {NOW}


def test_the_address_of_the_page_stands_below_the_text(world: World, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://lis.example.org/", "https://annan.example.org"]
    post(drafts(world, "owner", url="/atgarder/"), NOW)
    post(drafts(world, "ciso"), NOW)
    send_pending(NOW)
    assert [body for _to, _subject, body in sent()] == ["Öva.\n\nhttps://lis.example.org/atgarder/", "Öva."]


def test_who_has_no_address_or_may_not_sign_in_gets_no_mail(world: World) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["ciso"], {"is_active": False})
    post(drafts(world, "owner", "ciso", "chef"), NOW)
    assert (send_pending(NOW), sent()[0][0], waiting()) == (1, ["owner@example.org"], {"ciso", "chef"})


def test_an_old_message_is_not_sent_any_more(world: World) -> None:
    post(drafts(world, "owner"), NOW - FRESH)
    post(drafts(world, "ciso"), NOW - FRESH - timedelta(seconds=1))
    assert (send_pending(NOW), waiting()) == (1, {"ciso"})


def test_a_message_that_says_until_when_it_is_worth_sending_is_sent_until_then(world: World) -> None:
    post(drafts(world, "owner", until=NOW + timedelta(days=30)), NOW)
    post(drafts(world, "ciso", until=NOW + HOUR), NOW)
    assert (send_pending(NOW + timedelta(days=29)), waiting()) == (1, {"ciso"})
    assert (send_pending(NOW + HOUR), waiting()) == (0, {"ciso"})


def test_what_another_process_is_sending_is_left_to_it_until_it_must_have_ended(world: World) -> None:
    post(drafts(world, "owner"), NOW)
    Message.objects.update(claimed_at=NOW)
    said = [
        send_pending(NOW + CLAIM - timedelta(seconds=1)),
        send_pending(NOW + CLAIM),
        send_pending(NOW + 2 * CLAIM),
    ]
    assert (said, waiting()) == ([0, 1, 0], set())


def test_of_a_mail_that_another_process_has_a_part_of_nothing_is_taken(world: World) -> None:
    post([Draft(world.people["owner"], key, "Snart dags", "Öva.") for key in ("1", "2")], NOW)
    Message.objects.filter(key="2").update(claimed_at=NOW)
    mine = Message.objects.all()
    assert not sending._claim(mine, 2, NOW)
    assert [*mine.order_by("key").values_list("claimed_at", flat=True)] == [None, NOW]


def test_a_mail_that_comes_twice_has_one_name(world: World) -> None:
    post(drafts(world, "owner", "ciso"), NOW)
    for claimed in (None, NOW - CLAIM):
        Message.objects.update(sent_at=None, claimed_at=claimed)
        send_pending(NOW)
    names = [each.extra_headers["Message-ID"] for each in mail.outbox]
    assert (names[:2], len(set(names))) == (names[2:], 2)


def test_without_a_mail_server_all_waits(world: World, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": NOWHERE}}
    post(drafts(world, "owner"), NOW)
    assert (mail_is_set_up(), send_pending(NOW), waiting()) == (False, 0, {"owner"})


def test_one_that_is_not_taken_stops_no_other_and_is_tried_again(
    world: World, settings: Any, caplog: Any
) -> None:
    post(drafts(world, "ciso", "owner", "admin"), NOW)
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Refusing"}}
    assert (send_pending(NOW), waiting()) == (2, {"owner"})
    said = "A message to account %s was not taken by the mail server and is tried again later: %s"
    expected = said % (world.people["owner"].pk, "SMTPRecipientsRefused")
    assert [row.getMessage() for row in caplog.records] == [expected]
    settings.MAILERS = {"default": {"BACKEND": LOCAL}}
    assert (send_pending(NOW), waiting()) == (1, set())


def test_a_server_that_is_away_is_asked_once_and_all_waits(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Away, "asked", 0)
    post(drafts(world, "owner", "ciso"), NOW)
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Away"}}
    assert (send_pending(NOW), Away.asked, waiting()) == (0, 1, {"owner", "ciso"})


def test_a_person_reads_her_own_newest_while_she_holds_a_role(world: World) -> None:
    for number in range(3):
        for who in ("owner", "ciso", "outsider"):
            draft = Draft(world.people[who], f"{who}:{number}", f"{who} {number}", "Öva.")
            post([draft], NOW + timedelta(hours=number))
    people = ("owner", "ciso", "outsider")
    read = {who: [m.subject for m in received(world.access(who))[:2]] for who in people}
    assert read == {"owner": ["owner 2", "owner 1"], "ciso": ["ciso 2", "ciso 1"], "outsider": []}
    assert list(received(SYSTEM)) == []
