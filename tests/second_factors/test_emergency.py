"""The emergency account: each sign-in by it is an alarm until somebody has said what it was for."""

import logging
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.notify.models import Message
from akropolis.people.second_factors.models import EmergencySignIn
from akropolis.people.second_factors.services.emergency import tell_contact
from akropolis.people.second_factors.web.emergency import list_alarm_tasks
from tests.organisation.cast import Cast
from tests.second_factors.people import cast, sign_in

pytestmark = pytest.mark.django_db
__all__ = ["cast"]
PAGE = "/konto/nodkonto/"


@pytest.fixture(autouse=True)
def named(settings: Any) -> None:
    settings.BREAK_GLASS = "outsider"


def _access(cast: Cast, who: str) -> Access:
    return access_for(cast.people[who], timezone.localdate())


def _titles(cast: Cast, who: str) -> list[str]:
    return [str(task.title) for task in list_alarm_tasks(_access(cast, who), timezone.localdate())]


def test_a_sign_in_by_it_is_told_at_once_and_waits_until_acknowledged(cast: Cast, caplog: Any) -> None:
    with caplog.at_level(logging.WARNING, "akropolis.sign_in"):
        assert sign_in("outsider")[1].status_code == 302
    assert [r.levelname for r in caplog.records if "emergency account" in r.message] == ["WARNING"]
    made = EmergencySignIn.everything.get()
    assert (made.user, made.address) == (cast.people["outsider"], "127.0.0.1")
    told = Message.objects.get(subject="Nödkontot har loggat in")
    assert (told.user, told.at_once, told.url) == (cast.people["admin"], True, PAGE)
    assert "Nödkontot har loggat in: ta reda på vem det var, och kvittera" in _titles(cast, "admin")
    assert [_titles(cast, who) for who in ("ciso", "samordnare.utb", "outsider")] == [[], [], []]
    client, _answer = sign_in("admin")
    place, field = f"{PAGE}{made.pk}/", f"{made.pk}-note"
    client.post(place, {field: " "})
    made.refresh_from_db()
    assert made.acknowledged_at is None
    assert sign_in("ciso")[0].post(place, {field: "x"}).status_code == 404
    client.post(place, {field: "Övning, Hanna"})
    made.refresh_from_db()
    assert (made.acknowledged_by, made.note) == (cast.people["admin"], "Övning, Hanna")
    assert _titles(cast, "admin") == []
    client.post(place, {field: "En gång till"})
    made.refresh_from_db()
    assert made.note == "Övning, Hanna"
    assert "Övning, Hanna" in client.get(PAGE).content.decode()


def test_other_accounts_set_off_nothing(cast: Cast, settings: Any) -> None:
    sign_in("admin")
    settings.BREAK_GLASS = ""
    sign_in("outsider")
    assert (EmergencySignIn.everything.count(), Message.objects.count()) == (0, 0)


def test_it_is_to_be_tested_once_a_year(cast: Cast) -> None:
    test = "Testa nödkontot: logga in med det och logga ut"
    assert _titles(cast, "admin") == [test]
    sign_in("outsider")
    last = timezone.localdate()
    EmergencySignIn.everything.update(acknowledged_at=timezone.now())

    def asked(day: date) -> list[str]:
        return [str(task.title) for task in list_alarm_tasks(_access(cast, "admin"), day)]

    assert [asked(last), asked(last + timedelta(days=300)), asked(last + timedelta(days=340))] == [
        [],
        [],
        [test],
    ]


def test_the_security_contact_is_told_once_by_mail(cast: Cast, settings: Any) -> None:
    sign_in("outsider")
    settings.SECURITY_CONTACT = "https://example.se/kontakt"
    assert (tell_contact(timezone.now()), len(mail.outbox)) == ("no contact to mail", 0)
    settings.SECURITY_CONTACT = "mailto:sakerhet@malarstad.se?subject=x"
    assert [tell_contact(timezone.now()) for _round in range(2)] == ["1 told", "0 told"]
    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["sakerhet@malarstad.se"], "Nödkontot har loggat in")
    ]


def test_a_name_that_no_account_has_is_said(cast: Cast, settings: Any) -> None:
    settings.BREAK_GLASS = "finns-inte"
    page = sign_in("admin")[0].get(PAGE).content.decode()
    assert "AKROPOLIS_BREAK_GLASS anger finns-inte" in page
