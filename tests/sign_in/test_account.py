"""The own account: the first password, a new one, settings, sign-ins and the unit one stands in."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Appointment, Session, User
from akropolis.base.kernel.access.sessions import reference, sessions_of
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services import people
from tests.organisation.cast import PASSWORD, START, Cast, build

pytestmark = pytest.mark.django_db
ENGLISH = {"language": "en", "color_scheme": "auto", "mail": "at_once"}
NEW = "lugn-ekorre-på-taket"


@pytest.fixture
def cast() -> Cast:
    return build()


def _signed_in(username: str, password: str = PASSWORD, **headers: str) -> Client:
    client = Client(headers=headers)
    answer = client.post("/logga-in/", {"username": username, "password": password})
    assert answer.status_code == 302
    return client


def _stored(person: User) -> User:
    return User.everything.get(pk=person.pk)


def test_a_one_time_password_opens_one_page_only(cast: Cast) -> None:
    person, once = people.create(system("Test"), {"username": "ny", "name": "Ny Person"})
    client = _signed_in("ny", once)
    assert [client.get(page)["Location"] for page in ("/", "/konto/", "/sok/?q=a")] == [
        "/konto/losenord/"
    ] * 3
    form = {"current": once, "new": NEW, "again": NEW, "first": "1"}
    assert client.post("/konto/losenord/", form)["Location"] == "/kom-igang/"
    assert client.get("/konto/").status_code == 200
    assert (_stored(person).must_change_password, _stored(person).check_password(NEW)) == (False, True)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"current": "fel", "new": NEW, "again": NEW}, "current"),
        ({"current": PASSWORD, "new": NEW, "again": NEW + "x"}, "again"),
        ({"current": PASSWORD, "new": "kort", "again": "kort"}, "new"),
        ({"current": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "new"),
        ({"current": PASSWORD, "new": "password1234", "again": "password1234"}, "new"),
    ],
)
def test_a_refused_password_changes_nothing(cast: Cast, form: Any, field: Any) -> None:
    client, before = _signed_in("ciso"), _stored(cast.people["ciso"])
    answer = client.post("/konto/losenord/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    after = _stored(cast.people["ciso"])
    assert (after.password, after.version) == (before.password, before.version)


def test_a_new_password_ends_the_other_sign_ins_and_is_in_no_history(cast: Cast) -> None:
    here, there = _signed_in("ciso"), _signed_in("ciso")
    here.post("/konto/losenord/", {"current": PASSWORD, "new": NEW, "again": NEW})
    assert (here.get("/konto/").status_code, there.get("/konto/").status_code) == (200, 302)
    person = _stored(cast.people["ciso"])
    newest = events_of([person.pk])[0]
    assert list(newest.diff) == ["password_changed_at"]
    assert all(person.password not in str(event.diff) for event in events_of([person.pk]))


def test_nobody_chooses_someone_elses_password_or_settings(cast: Cast) -> None:
    from akropolis.base.kernel.access.errors import Hidden

    access, other = cast.access("admin"), cast.people["ciso"]
    before = _stored(other)
    with pytest.raises(Hidden):
        people.change_password(access, other, NEW)
    with pytest.raises(Hidden):
        people.set_preferences(access, other, {"language": "en"})
    assert (_stored(other).password, _stored(other).language) == (before.password, "sv")


def test_settings_take_effect_and_touch_nothing_else(cast: Cast) -> None:
    client = _signed_in("ciso")
    client.post("/konto/", {**ENGLISH, "color_scheme": "dark", "is_active": "", "name": "Någon annan"})
    page = client.get("/konto/").text
    assert ('<html lang="en" data-color-scheme="dark">' in page, "My account" in page) == (True, True)
    person = _stored(cast.people["ciso"])
    assert (person.language, person.color_scheme, person.mail) == ("en", "dark", "at_once")
    assert (person.is_active, person.name) == (True, "Katarina Vesterlund")


def test_an_unknown_setting_is_refused(cast: Cast) -> None:
    client = _signed_in("ciso")
    answer = client.post("/konto/", {**ENGLISH, "language": "xx"})
    assert (answer.status_code, _stored(cast.people["ciso"]).color_scheme) == (422, "auto")


def test_sign_ins_are_listed_with_their_browser_and_without_their_keys(cast: Cast) -> None:
    client = _signed_in("ciso", **{"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"})
    _signed_in("ciso")
    page = client.get("/konto/").text
    assert "Firefox, Windows" in page
    counted = [page.count(each) for each in ("Inloggad <time", "Senast använd <time", "Adress 127.0.0.1.")]
    assert counted == [2, 2, 2]
    assert [key for key in Session.objects.values_list("session_key", flat=True) if key in page] == []


def test_one_sign_in_is_ended_and_the_others_stay(cast: Cast) -> None:
    here, there, third = (_signed_in("ciso") for _number in range(3))
    gone = reference(str(there.session.session_key))
    here.post(reverse("end-sessions"), {"session": gone})
    assert [c.get("/konto/").status_code for c in (here, there, third)] == [200, 302, 200]


def test_all_other_sign_ins_are_ended(cast: Cast) -> None:
    here, there, stranger = _signed_in("ciso"), _signed_in("ciso"), _signed_in("admin")
    here.post(reverse("end-sessions"), {"session": "others"})
    assert [c.get("/konto/").status_code for c in (here, there, stranger)] == [200, 302, 200]


def test_nobody_ends_someone_elses_sign_in(cast: Cast) -> None:
    mine, theirs = _signed_in("ciso"), _signed_in("admin")
    answer = mine.post(reverse("end-sessions"), {"session": reference(str(theirs.session.session_key))})
    assert (answer.status_code, theirs.get("/konto/").status_code) == (404, 200)


def test_who_may_no_longer_sign_in_is_out_at_once(cast: Cast) -> None:
    client, person = _signed_in("ciso"), cast.people["ciso"]
    people.change(system("Test"), person, {"is_active": False})
    assert (client.get("/konto/").status_code, sessions_of(person.pk)) == (302, [])


def test_a_person_stands_where_she_chose_among_her_own_units(cast: Cast) -> None:
    with writing(system("Test")) as w:
        values = {
            "user": cast.people["samordnare.utb"],
            "role": cast.roles["samordnare"],
            "valid_from": START,
        }
        w.create(Appointment, {**values, "unit": cast.units["bos"]})
    client = _signed_in("samordnare.utb")
    answer = client.post("/enhet/", {"unit": "utb", "next": "/konto/"})
    assert (answer["Location"], client.session["unit"]) == ("/konto/", "utb")
    assert client.get("/konto/").context["shell"].unit_name == "Utbildningsnämnden"
    refused = client.post("/enhet/", {"unit": "ald"})
    assert (refused.status_code, client.session["unit"]) == (404, "utb")


def test_switching_unit_leads_to_no_other_site(cast: Cast) -> None:
    client = _signed_in("ciso")
    assert client.post("/enhet/", {"unit": "stad", "next": "//example.org"})["Location"] == "/"


def test_the_menu_shows_only_what_may_be_read(cast: Cast) -> None:
    client = _signed_in("outsider")
    labels = [item.label for item in client.get("/konto/").context["shell"].menu]
    assert labels == ["Att göra", "Roller"]


def test_the_menu_is_each_persons_own_in_her_language_and_on_her_page(cast: Cast) -> None:
    _signed_in("outsider").post("/konto/", ENGLISH)

    def shown(username: str, address: str) -> list[tuple[str, str]]:
        menu = _signed_in(username).get(address).text.split('<nav class="ak-side"')[1].split("</nav>")[0]
        return re.findall(r'<li><a href="[^"]+"([^>]*)>([^<]+)</a>', menu)[-3:]

    here = ' aria-current="page"'
    assert shown("outsider", "/konto/") == [("", "To do"), ("", "Roles")]
    assert shown("ciso", "/organisation/") == [("", "Roller"), ("", "Inställningar"), ("", "Granskning")]
    assert shown("ciso", "/konto/") == [("", "Krav"), ("", "Register"), ("", "Staden")]
    assert shown("ciso", "/tjanster/")[-3:-1] == [("", "Koncentration"), (here, "It-tjänster")]
    assert len(_signed_in("ciso").get("/konto/").context["shell"].menu) <= 7
    assert shown("outsider", "/roller/") == [("", "To do"), (here, "Roles")]


def test_who_keeps_the_accounts_ends_a_persons_sign_ins(cast: Cast) -> None:
    her, there = _signed_in("ciso"), f"/personer/{cast.people['ciso'].pk}/avsluta-inloggningar/"
    assert _signed_in("samordnare.utb").post(there).status_code == 404
    assert her.get("/konto/").status_code == 200
    with writing(system("Test")) as w:
        w.update(cast.roles["administrator"], {"grants": ["*:*:*"]})
    admin = _signed_in("admin")
    page = admin.get(f"/personer/{cast.people['ciso'].pk}/").text
    assert ("1 inloggning gäller" in page, "127.0.0.1" in page) == (True, False)
    assert admin.post(there).status_code == 302
    assert her.get("/konto/").status_code == 302


def test_a_person_sees_when_she_signed_in_before(cast: Cast) -> None:
    first, second = (_signed_in("ciso").get("/konto/").context["before"] for _time in range(2))
    assert (first, second < timezone.now()) == (None, True)
