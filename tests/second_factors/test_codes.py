"""One-time codes and recovery codes: set up, asked for at the way in, and good once."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.models import Session, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.people.second_factors.models import Factor, RecoveryCode
from akropolis.people.second_factors.rules.codes import (
    address_of,
    in_groups,
    new_codes,
    new_secret,
    normalize_code,
    step_of,
)
from akropolis.people.second_factors.services.proving import by_code
from akropolis.people.second_factors.services.sealing import open_secret, seal_secret
from tests.organisation.cast import PASSWORD, Cast
from tests.second_factors.people import (
    ACCOUNT,
    APP,
    CODE,
    cast,
    code,
    forget_uses,
    later,
    set_up_app,
    sign_in,
)

pytestmark = pytest.mark.django_db
__all__ = ["cast"]
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""That of the examples in RFC 6238."""


def test_codes_are_those_of_the_standard_and_count_once_within_a_step_either_way() -> None:
    assert step_of(SECRET, "287 082", 59, 0) == 1  # RFC 6238, appendix B, cut to six figures
    assert step_of(SECRET, "287082", 59 + 30, 0) == 1
    assert step_of(SECRET, "287082", 59 + 60, 0) is None
    assert step_of(SECRET, "287082", 59, 1) is None
    assert [step_of(SECRET, wrong, 59, 0) for wrong in ("287083", "", "28708", "٢٨٧٠٨٢", "2870820")] == [
        None
    ] * 5


def test_a_secret_is_long_enough_and_can_be_written_by_hand() -> None:
    secret = new_secret()
    assert (len(secret), len({new_secret() for _one in range(50)})) == (32, 50)
    assert in_groups(secret).replace(" ", "") == secret
    assert address_of(SECRET, "anna") == f"otpauth://totp/akropoLIS:anna?secret={SECRET}&issuer=akropoLIS"
    codes = new_codes()
    assert (len(set(codes)), {len(each) for each in codes}) == (10, {11})
    assert normalize_code(" ABCDE fghjk ") == normalize_code("abcde-fghjk") == "abcdefghjk"


def test_a_secret_opens_for_its_person_and_this_installation_alone(cast: Cast, settings: Any) -> None:
    one, other = cast.people["admin"].pk, cast.people["ciso"].pk
    stored = seal_secret(SECRET, one)
    assert (SECRET in stored, open_secret(stored, one), open_secret(stored, other)) == (False, SECRET, "")
    settings.SECRET_KEY = "another"
    assert open_secret(stored, one) == ""


def test_an_app_is_set_up_with_a_code_from_it_and_nothing_secret_is_stored(cast: Cast) -> None:
    client, _answer = sign_in("admin")
    page = client.get(APP).content.decode()
    assert 'src="data:image/svg+xml' in page
    wrong = client.post(APP, {"name": "Telefonen", "code": "000000"})
    assert (wrong.status_code, Factor.everything.count()) == (422, 0)
    secret, codes = set_up_app(client, "Telefonen")
    factor = Factor.everything.get()
    assert (len(codes), RecoveryCode.everything.count()) == (10, 10)
    kept = [
        *Change.objects.values_list("payload", flat=True),
        *Change.objects.values_list("content", flat=True),
    ]
    stored = [factor.material, *RecoveryCode.everything.values_list("digest", flat=True), *kept]
    stored += [str(each.get_decoded()) for each in Session.objects.all()]
    assert [each for each in (secret, *codes) if any(each in text for text in stored)] == []
    page = client.get(ACCOUNT).content.decode()
    assert ("Telefonen" in page, "10 reservkoder är kvar." in page) == (True, True)
    assert Message.objects.filter(user=cast.people["admin"], subject__contains="ny andra faktor").count() == 1


def test_after_the_password_nobody_is_in_until_the_code_is_given(cast: Cast) -> None:
    secret, _codes = set_up_app(sign_in("admin")[0])
    forget_uses()
    client, answer = sign_in("admin")
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert [client.get(place)["Location"] for place in ("/", ACCOUNT)] == [
        "/logga-in/?next=/",
        "/logga-in/?next=/konto/",
    ]
    wrong = client.post(CODE, {"code": "123456"})
    assert (wrong.status_code, client.get("/").status_code) == (422, 302)
    answer = client.post(CODE, {"code": code(secret)})
    assert (answer.status_code, answer["Location"], client.get("/").status_code) == (302, "/", 200)
    assert client.session["how"] == "password+totp"


def test_a_code_that_was_used_opens_nothing_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # the app shows another code each half minute
    secret, _codes = set_up_app(sign_in("admin")[0])
    client, _answer = sign_in("admin")
    assert client.post(CODE, {"code": code(secret)}).status_code == 422  # the one that it was set up with
    forget_uses()
    taken = [by_code(cast.people["admin"], code(secret, now), now) for _try in range(2)]
    assert taken == ["totp", ""]
    assert by_code(cast.people["ciso"], code(secret, now), now) == ""


def test_each_recovery_code_opens_once_and_new_ones_end_the_old(cast: Cast) -> None:
    _secret, codes = set_up_app(sign_in("admin")[0])
    client, _answer = sign_in("admin")
    assert client.post(CODE, {"code": codes[0].upper().replace("-", " ")}).status_code == 302
    assert client.session["how"] == "password+recovery"
    again, _answer = sign_in("admin")
    assert again.post(CODE, {"code": codes[0]}).status_code == 422
    assert "9 reservkoder är kvar." in client.get(ACCOUNT).content.decode()
    assert client.post("/konto/faktorer/koder/").status_code == 200
    assert again.post(CODE, {"code": codes[1]}).status_code == 422
    assert RecoveryCode.everything.filter(used_at__isnull=True).count() == 10


def test_wrong_codes_are_slowed_as_wrong_passwords_are(cast: Cast, caplog: Any) -> None:
    secret, _codes = set_up_app(sign_in("admin")[0])
    forget_uses()
    client, _answer = sign_in("admin")
    with caplog.at_level(logging.WARNING, "akropolis.sign_in"):
        tries = [client.post(CODE, {"code": "000000"}).status_code for _try in range(5)]
    assert tries == [422, 422, 422, 422, 429]
    assert client.post(CODE, {"code": code(secret)}).status_code == 429
    assert client.get("/").status_code == 302
    assert "account=admin" in caplog.text
    assert "000000" not in caplog.text
    assert sign_in("admin")[1].status_code == 429


def test_the_right_password_waits_ten_minutes_and_not_for_a_closed_account_or_a_new_password(
    cast: Cast,
) -> None:
    secret, _codes = set_up_app(sign_in("admin")[0])
    forget_uses()
    waited, _answer = sign_in("admin")
    session = waited.session
    person, mark, _at, there = session["between_steps"]
    session["between_steps"] = [person, mark, (timezone.now() - timedelta(minutes=11)).isoformat(), there]
    session.save()
    changed, _answer = sign_in("admin")
    User.everything.filter(username="admin").update(password="another")
    for client in (waited, changed, Client()):
        assert client.post(CODE, {"code": code(secret)})["Location"] == "/logga-in/"
        assert client.get("/").status_code == 302


def test_a_factor_is_set_up_and_removed_only_with_the_password_given_just_before(cast: Cast) -> None:
    client, _answer = sign_in("admin")
    set_up_app(client)
    factor = Factor.everything.get()
    away = f"/konto/faktorer/{factor.pk}/ta-bort/"
    later(client, "gave_it")
    places = [
        client.get(APP),
        client.get("/konto/faktorer/nyckel/"),
        client.post(away),
        client.post("/konto/faktorer/koder/"),
    ]
    assert {answer["Location"].partition("?")[0] for answer in places} == {"/konto/bekrafta/"}
    assert Factor.everything.count() == 1
    assert client.post("/konto/bekrafta/", {"password": "fel", "next": APP}).status_code == 422
    assert client.post(away).status_code == 302
    assert Factor.everything.count() == 1
    answer = client.post("/konto/bekrafta/", {"password": PASSWORD, "next": "https://else.where/"})
    assert answer["Location"] == "/"
    assert client.post(away)["Location"] == ACCOUNT
    assert (Factor.everything.count(), RecoveryCode.everything.count()) == (0, 0)
    assert sign_in("admin")[1]["Location"] == "/"


def test_nobody_else_sees_or_removes_a_persons_factors_but_who_keeps_all_accounts(cast: Cast) -> None:
    set_up_app(sign_in("samordnare.utb")[0])
    factor, person = Factor.everything.get(), cast.people["samordnare.utb"]
    page, away = f"/personer/{person.pk}/", f"/personer/{person.pk}/faktorer/ta-bort/"
    for who in ("samordnare.ald", "medarbetare.utb", "ciso", "revisor", "outsider"):
        client, _answer = sign_in(who)
        assert client.post(away, {"because": "Jag vill"}).status_code == 404, who
        assert client.post(f"/konto/faktorer/{factor.pk}/ta-bort/").status_code == 404, who
        assert "Engångskoder från en app" not in client.get(page).content.decode(), who
    assert Factor.everything.count() == 1
    admin, _answer = sign_in("admin")
    assert "Engångskoder från en app" in admin.get(page).content.decode()
    assert (admin.post(away, {"because": " "}).status_code, Factor.everything.count()) == (422, 1)
    signed_in = Session.objects.filter(user_id=person.pk)
    assert signed_in.exists()
    assert admin.post(away, {"because": "Telefonen är borta, ärende 4711"})["Location"] == page
    assert (Factor.everything.count(), RecoveryCode.everything.count(), signed_in.count()) == (0, 0, 0)
    removed = Change.objects.filter(kind="factor").latest("seq")
    assert ("ärende 4711" in removed.content, '"action":"remove"' in removed.payload) == (True, True)
    assert Message.objects.filter(user=person, subject__contains="borttagen", at_once=True).count() == 1
    assert (admin.get(away).status_code, admin.post(away, {"because": "Igen"}).status_code) == (404, 404)
    assert sign_in("samordnare.utb")[1]["Location"] == "/"


def test_the_history_says_how_who_changed_something_had_proved_who_she_is(cast: Cast) -> None:
    client, _answer = sign_in("admin")
    secret, _codes = set_up_app(client)
    forget_uses()
    client, _answer = sign_in("admin")
    client.post(CODE, {"code": code(secret)})
    person = cast.people["ciso"]
    client.post(
        f"/personer/{person.pk}/redigera/",
        {"name": "Nytt Namn", "is_active": "on", "version": person.version},
    )
    change = Change.objects.filter(object_id=person.pk).latest("seq")
    assert '"factor":"password+totp"' in change.payload
    assert "med lösenord + engångskod" in client.get(f"/personer/{person.pk}/").content.decode()


def test_a_factor_that_is_set_up_ends_her_other_sign_ins_by_password_alone(cast: Cast) -> None:
    (here, _in), (there, _in), (other, _in) = sign_in("admin"), sign_in("admin"), sign_in("samordnare.utb")
    by_city, _in = sign_in("admin")
    session = by_city.session
    session["how"] = "city acr=loa3"
    session.save()
    assert "loggas du ut överallt annars" in here.get("/konto/faktorer/ny/").text
    set_up_app(here)
    assert [each.get(ACCOUNT).status_code for each in (here, there, by_city, other)] == [200, 302, 200, 200]
    set_up_app(here, "En till")
    assert [each.get(ACCOUNT).status_code for each in (here, by_city)] == [200, 200]
