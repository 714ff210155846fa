"""API tokens and service accounts: who makes, sees and ends them, what they open, and what refusals leave."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access, Scope, system
from akropolis.base.kernel.access.grants import access_for, appointed, appointments_giving
from akropolis.base.kernel.access.models import Appointment, Token, User
from akropolis.base.kernel.access.models.tokens import TokenScope, digest
from akropolis.base.kernel.access.tokens import PREFIX, access_for_token
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.records.proof import compare_rows
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services import people, service_accounts, tokens
from akropolis.people.organisation.services.tokens import TokenRequest
from akropolis.people.organisation.web.tokens import pending_tokens
from tests.organisation.cast import PASSWORD, START, Cast, build

pytestmark = pytest.mark.django_db
KEEPER = ["*:*:read", "organisation:token:edit", "organisation:appointment:edit", "organisation:unit:edit"]
SYSTEM = system("Test")
YEAR, DAY = timedelta(days=365), timedelta(days=1)
READ, EDIT = "organisation:unit:read", "organisation:unit:edit"
GARBAGE = ("", "akro_", "akro_" + "x" * 43, "å" * 20, "\0")


@pytest.fixture
def cast() -> Cast:
    """`samordnare` keeps the tokens of her own nämnd, here."""
    return build({"administrator": ["*:*:*"], "samordnare": KEEPER})


def wanted(name: str = "Power BI", **more: Any) -> TokenRequest:
    return TokenRequest(name, more.pop("last", timezone.localdate() + timedelta(days=90)), **more)


def made(cast: Cast, who: str, **more: Any) -> tuple[Token, str]:
    return tokens.make(access(cast, who), cast.people[who], wanted(**more))


def access(cast: Cast, who: str) -> Access:
    return access_for(cast.people[who], timezone.localdate())


def service(cast: Cast, unit: str = "utb", role: str = "samordnare", *, name: str = "robot") -> User:
    values = {"username": name, "name": name.capitalize(), "title": "Hämtar", "unit": cast.units[unit]}
    account = service_accounts.create(SYSTEM, values | {"responsible": cast.people["medarbetare.utb"]})
    with writing(SYSTEM) as w:
        held = {"user": account, "role": cast.roles[role], "unit": cast.units[unit], "valid_from": START}
        w.create(Appointment, held)
    return account


def opens(secret: str, *, now: Any = None) -> Access:
    return access_for_token(secret, now or timezone.now())


def state() -> tuple[object, ...]:
    return (
        sorted(Token.everything.values_list("name", "version", "expires_at", "revoked_at")),
        sorted(User.everything.values_list("username", "version", "is_active")),
        Change.objects.count(),
    )


# What a token opens


def test_a_token_may_what_its_owner_may_within_its_scope(cast: Cast) -> None:
    hers = dict(access(cast, "samordnare.utb").grants)
    scopes: dict[str, dict[str, Any]] = {
        "all": {"scope": TokenScope.WRITE},
        "read": {"scope": TokenScope.READ},
        "one": {"scope": TokenScope.CHOSEN, "grants": [READ]},
    }
    found = {
        name: dict(opens(made(cast, "samordnare.utb", name=name, **s)[1]).grants)
        for name, s in scopes.items()
    }
    utb = frozenset({Scope("/stad/utb/", below=True)})
    assert found["all"] == hers
    assert found["read"] == {right: where for right, where in hers.items() if ":read" in right}
    assert found["one"] == {READ: utb}


def test_what_its_owner_loses_the_token_loses(cast: Cast) -> None:
    _token, secret = made(cast, "samordnare.utb", scope=TokenScope.CHOSEN, grants=[READ, EDIT])
    assert {*opens(secret).grants} == {READ, EDIT}
    with writing(SYSTEM) as w:
        w.update(cast.roles["samordnare"], {"grants": ["organisation:unit:read", "organisation:role:read"]})
    assert {*opens(secret).grants} == {READ}


@pytest.mark.parametrize(
    "stored",
    [
        {"scope": "allt"},
        {"scope": TokenScope.CHOSEN, "grants": []},
        {"scope": TokenScope.CHOSEN, "grants": ["*:*:*:*", "organisation:unit:raze", ""]},
    ],
)
def test_an_unknown_scope_opens_nothing(cast: Cast, stored: dict[str, Any]) -> None:
    token, secret = made(cast, "admin", scope=TokenScope.WRITE)
    Token.everything.filter(pk=token.pk).update(**stored)
    assert dict(opens(secret).grants) == {}


def test_expired_revoked_closed_and_garbage_open_nothing_and_look_alike(cast: Cast) -> None:
    secrets = {name: made(cast, "samordnare.utb", name=name)[1] for name in ("revoked", "closed")}
    tokens.revoke(access(cast, "samordnare.utb"), Token.everything.get(name="revoked"))
    late, expired = timezone.now() + timedelta(days=92), made(cast, "ciso")[1]
    for secret in (secrets["revoked"], *GARBAGE, digest(expired)):
        with pytest.raises(Hidden):
            opens(secret)
    with pytest.raises(Hidden):
        opens(expired, now=late)
    assert opens(secrets["closed"]).actor.name == "Nadja Perić"
    people.change(access(cast, "admin"), cast.people["samordnare.utb"], {"is_active": False})
    with pytest.raises(Hidden):
        opens(secrets["closed"])
    answers = [
        Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/units")
        for secret in (*secrets.values(), *GARBAGE[:3])
    ]
    assert {(a.status_code, a["Content-Type"], a.content) for a in answers} == {
        (401, "application/problem+json", answers[0].content)
    }


def test_an_account_that_opens_again_has_no_token(cast: Cast) -> None:
    _token, secret = made(cast, "samordnare.utb")
    for open_ in (False, True):
        people.change(access(cast, "admin"), cast.people["samordnare.utb"], {"is_active": open_})
    with pytest.raises(Hidden):
        opens(secret)


# Making


def test_the_secret_is_shown_once_and_nowhere_else(cast: Cast) -> None:
    token, secret = made(cast, "samordnare.utb")
    assert (secret.startswith(PREFIX), len(secret), token.digest) == (True, 48, digest(secret))
    stored = "".join(change.content + change.payload for change in Change.objects.all())
    assert [word for word in (secret, token.digest) if word in stored] == []
    tokens.revoke(access(cast, "samordnare.utb"), token)
    assert [event.actor for event in events_of([token.pk])] == ["Nadja Perić", "Nadja Perić"]
    assert compare_rows().faults == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "Finns"}, "name"),
        ({"last": timezone.localdate() - DAY}, "last"),
        ({"last": timezone.localdate() + YEAR + DAY}, "last"),
        ({"scope": "allt"}, "scope"),
        ({"scope": TokenScope.CHOSEN}, "grants"),
        ({"scope": TokenScope.CHOSEN, "grants": [READ, "organisation:role:edit"]}, "grants"),
        ({"scope": TokenScope.CHOSEN, "grants": ["organisation:unit:*"]}, "grants"),
    ],
)
def test_what_is_too_wide_or_too_long_is_refused_at_its_field(cast: Cast, given: Any, field: str) -> None:
    made(cast, "samordnare.utb", name="Finns")
    before = state()
    with pytest.raises(Invalid) as refusal:
        made(cast, "samordnare.utb", **{"name": "Ny", **given})
    assert (list(refusal.value.errors), state()) == ([field], before)


def test_a_day_and_a_year_are_the_shortest_and_the_longest(cast: Cast) -> None:
    today = timezone.localdate()
    short, long = (made(cast, "ciso", name=str(days), last=today + days)[0] for days in (0 * DAY, YEAR))
    assert [timezone.localdate(each.expires_at) for each in (short, long)] == [
        today + DAY,
        today + YEAR + DAY,
    ]
    assert timezone.localtime(short.expires_at).hour == 0


def test_nobody_makes_a_token_for_another_or_for_a_closed_account(cast: Cast) -> None:
    closed = cast.people["samordnare.ald"]
    people.change(access(cast, "admin"), closed, {"is_active": False})
    account, before = service(cast), state()
    attempts = (
        ("admin", "ciso", Hidden),
        ("samordnare.utb", "ciso", Hidden),
        ("ciso", "robot", Hidden),
        ("samordnare.ald", "robot", Hidden),
    )
    everybody = {**cast.people, "robot": account}
    for who, owner, refused in attempts:
        with pytest.raises(refused):
            tokens.make(access(cast, who), everybody[owner], wanted())
    with pytest.raises(Refused) as refusal:
        tokens.make(SYSTEM, closed, wanted())
    assert (refusal.value.code, state()) == ("closed_account", before)


def test_who_keeps_a_unit_makes_no_token_that_reaches_further_than_she(cast: Cast) -> None:
    account = service(cast)
    token, _secret = tokens.make(access(cast, "samordnare.utb"), account, wanted())
    assert token.made_by == cast.people["samordnare.utb"]
    with writing(SYSTEM) as w:
        held = {
            "user": account,
            "role": cast.roles["revisor"],
            "unit": cast.units["ald"],
            "valid_from": START,
        }
        w.create(Appointment, held)
    before = state()
    with pytest.raises(Refused) as refusal:
        tokens.make(access(cast, "samordnare.utb"), account, wanted("Två"))
    assert (refusal.value.code, state()) == ("too_wide", before)
    assert tokens.make(access(cast, "admin"), account, wanted("Två"))[0].user == account


# Who sees and ends them


def test_the_neighbour_sees_and_ends_none_of_them(cast: Cast) -> None:
    account = service(cast)
    hers, _secret = made(cast, "medarbetare.utb", name="Hennes")
    its, _its_secret = tokens.make(SYSTEM, account, wanted("Dess"))
    city, _city_secret = made(cast, "ciso", name="Stadens")
    seen = {
        who: {*Token.objects.visible(access(cast, who)).values_list("name", flat=True)} for who in cast.people
    }
    assert seen == {
        "admin": {"Hennes", "Dess", "Stadens"},
        "ciso": {"Stadens"},
        "revisor": set(),
        "samordnare.utb": {"Hennes", "Dess"},
        "medarbetare.utb": {"Hennes", "Dess"},
        "samordnare.ald": set(),
        "outsider": set(),
    }
    before = state()
    for who, token in (
        ("samordnare.ald", hers),
        ("samordnare.ald", its),
        ("samordnare.utb", city),
        ("revisor", hers),
    ):
        with pytest.raises(Hidden):
            tokens.revoke(access(cast, who), token)
    assert state() == before
    tokens.revoke(access(cast, "samordnare.utb"), hers)
    with pytest.raises(Refused):
        tokens.revoke(access(cast, "medarbetare.utb"), hers)


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.people[who], backend="akropolis.shell.home.web.sign_in.LocalBackend")
    return client


def unzipped(answer: Any) -> bytes:
    with ZipFile(BytesIO(answer.getvalue())) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_no_page_or_file_of_the_neighbour_names_them(cast: Cast) -> None:
    account = service(cast, name="hemlig-robot")
    token, _secret = tokens.make(SYSTEM, account, wanted("Havsörn"))
    pages = ("/api-nycklar/", "/servicekonton/", "/konto/nycklar/", f"/personer/{account.pk}/")
    for who, names in (("samordnare.ald", False), ("samordnare.utb", True)):
        client = signed_in(cast, who)
        text = "".join(client.get(page).text for page in pages)
        assert ("Havsörn" in text, "Hemlig-robot" in client.get("/servicekonton/").text) == (names, names)
        assert (b"Havs" in unzipped(client.get("/api-nycklar/xlsx/"))) == names
        detail = [f"/api-nycklar/{token.pk}/", f"/servicekonton/{account.pk}/redigera/"]
        assert [client.get(page).status_code for page in detail] == [200 if names else 404] * 2
    assert signed_in(cast, "samordnare.ald").post(f"/api-nycklar/{token.pk}/aterkalla/").status_code == 404
    assert Token.everything.get().revoked_at is None


def test_a_token_is_made_used_seen_and_revoked_on_pages(cast: Cast) -> None:
    client = signed_in(cast, "samordnare.utb")
    today = timezone.localdate()
    form = {"name": "Power BI", "last": today.isoformat(), "scope": "named", "grants": [READ]}
    refused = client.post("/konto/nycklar/ny/", {**form, "grants": ["organisation:role:edit"]})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["grants"])
    page = client.post("/konto/nycklar/ny/", form)
    secret = page.context["secret"]
    assert (page.status_code, page.text.count(secret)) == (201, 1)
    assert "no-store" in page["Cache-Control"]
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert [program.get(f"/api/v1/{part}").status_code for part in ("units", "roles")] == [200, 404]
    token = Token.everything.get()
    shown = client.get(f"/api-nycklar/{token.pk}/")
    assert (secret in shown.text, token.used_at is not None) == (False, True)
    client.post(f"/api-nycklar/{token.pk}/aterkalla/")
    assert program.get("/api/v1/units").status_code == 401
    again = client.post(f"/api-nycklar/{token.pk}/aterkalla/", follow=True)
    assert (again.status_code, Token.everything.get().version) == (200, 2)


# Last use


def used(token: Token) -> Any:
    return Token.everything.get(pk=token.pk).used_at


def test_the_last_use_is_written_about_once_a_minute_and_not_in_the_history(cast: Cast) -> None:
    token, secret = made(cast, "samordnare.utb")
    now, before = timezone.now(), Change.objects.count()
    seen = []
    for seconds in (0, 59, 60, 90):
        opens(secret, now=now + timedelta(seconds=seconds))
        seen.append((used(token) - now).seconds)
    assert (seen, Change.objects.count()) == ([0, 0, 60, 60], before)
    assert compare_rows().faults == []


def test_a_use_in_the_same_minute_writes_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    _token, secret = made(cast, "samordnare.utb")
    opens(secret)
    with django_assert_num_queries(2):
        opens(secret)


# Service accounts


def test_nobody_signs_in_as_a_service_account(cast: Cast) -> None:
    account = service(cast)
    for password in ("", "!", PASSWORD, account.password):
        answer = Client().post("/logga-in/", {"username": "robot", "password": password})
        assert answer.status_code == 422
    with pytest.raises(Hidden):
        people.reset_password(access(cast, "admin"), account)
    client = Client()
    client.force_login(account, backend="akropolis.shell.home.web.sign_in.LocalBackend")
    assert client.get("/konto/")["Location"].startswith("/logga-in/")


def test_a_service_account_is_asked_and_told_nothing_and_owns_nothing(cast: Cast) -> None:
    from akropolis.base.kernel.access.forms import active_accounts, active_people

    account = service(cast)
    utb = cast.units["utb"]
    found = appointed("organisation:unit:edit", [utb], timezone.localdate(), because="test")[utb.pk]
    assert found == [cast.people["samordnare.utb"]]
    hers = access(cast, "admin")
    assert [account in rows for rows in (active_people(hers), active_accounts(hers))] == [False, True]
    told = [Draft(user=user, key=user.username, subject="Hej", text="") for user in (account, *found)]
    assert (post(told, timezone.now()), Message.objects.get().user) == (1, found[0])


def test_a_service_account_decides_nothing_and_is_told_so(cast: Cast) -> None:
    with writing(SYSTEM) as w:
        w.update(cast.roles["samordnare"], {"grants": ["*:*:*", "assets:gap:accept"]})
    account = service(cast)
    robot = access_for(account, timezone.localdate())
    _token, secret = tokens.make(SYSTEM, account, wanted(scope=TokenScope.WRITE))
    mine = access(cast, "samordnare.utb")
    withheld = {*mine.grants} - {*robot.grants}
    assert withheld == {
        "assets:classification:decide", "assets:gap:accept", "campaigns:answer:sign", "classification:intake:settle",
        "compliance:entity:edit", "documents:acknowledgement:edit", "documents:version:edit", "history:chain:redact",
        "incidents:track:edit", "review:privacy:decide", "review:review:decide",
    }  # fmt: skip
    for right in withheld:
        assert appointments_giving(account, right, cast.units["utb"], timezone.localdate()) == []
        with pytest.raises(Refused) as refusal:
            robot.must(right, cast.units["utb"])
        assert refusal.value.code == "people_only"
    with pytest.raises(Hidden):
        robot.must("review:review:edit", cast.units["ald"])
    decision = {"decided_on": "2026-11-25", "body": "Nämnden", "paragraph": "§ 1", "diary_number": "1"}
    client = Client(headers={"authorization": f"Bearer {secret}"})
    answer = client.post("/api/v1/reviews/utb/2026/decision", decision, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "people_only")


def test_a_service_account_that_closes_takes_its_tokens_along(cast: Cast) -> None:
    account = service(cast)
    secrets = [tokens.make(SYSTEM, account, wanted(name))[1] for name in ("Ett", "Två")]
    service_accounts.change(access(cast, "samordnare.utb"), account, {"is_active": False})
    for secret in secrets:
        with pytest.raises(Hidden):
            opens(secret)
    ended = {(t.revoked_by, t.revoked_at is not None) for t in Token.everything.select_related("revoked_by")}
    assert ended == {(cast.people["samordnare.utb"], True)}
    assert compare_rows().faults == []


def test_only_who_keeps_the_unit_makes_and_changes_its_service_accounts(cast: Cast) -> None:
    account, before = service(cast), state()
    values = {"username": "ny", "name": "Ny", "responsible": cast.people["ciso"], "unit": cast.units["utb"]}
    for who in ("samordnare.ald", "ciso", "revisor", "outsider"):
        with pytest.raises(Hidden):
            service_accounts.create(access(cast, who), values)
        with pytest.raises(Hidden):
            service_accounts.change(access(cast, who), account, {"is_active": False})
    with pytest.raises(Hidden):
        service_accounts.change(access(cast, "samordnare.utb"), account, {"unit": cast.units["ald"]})
    with pytest.raises(Hidden):
        service_accounts.change(access(cast, "admin"), cast.people["ciso"], {"is_active": False})
    with pytest.raises(Hidden):
        people.change(access(cast, "admin"), account, {"is_active": False})
    with pytest.raises(Invalid) as refusal:
        service_accounts.create(access(cast, "samordnare.utb"), {**values, "responsible": account})
    assert (list(refusal.value.errors), state()) == (["responsible"], before)
    with pytest.raises(Invalid):
        service_accounts.create(access(cast, "samordnare.utb"), {**values, "responsible": None})
    assert state() == before


def test_the_pages_make_an_account_give_it_a_role_and_close_it(cast: Cast) -> None:
    client = signed_in(cast, "samordnare.utb")
    utb, who = cast.units["utb"].pk, cast.people["medarbetare.utb"].pk
    form = {"username": "siem", "name": "SIEM", "title": "Hämtar incidenter", "unit": utb, "responsible": who}
    made_at = client.post("/servicekonton/nytt/", form)["Location"]
    account = User.everything.get(username="siem")
    given = {"user": account.pk, "role": cast.roles["samordnare"].pk, "unit": utb, "valid_from": START}
    assert client.post("/uppdrag/nytt/", given).status_code == 302
    client.post(
        f"/servicekonton/{account.pk}/ny-nyckel/",
        {"name": "X", "last": timezone.localdate(), "scope": "read"},
    )
    page = client.get(made_at)
    assert [word in page.text for word in ("samordnare", "Hämtar incidenter", "Oskar Tallgren")] == [True] * 3
    assert client.get(f"/personer/{account.pk}/redigera/").status_code == 404
    change = {**form, "is_active": "", "version": account.version}
    assert client.post(f"/servicekonton/{account.pk}/redigera/", change)["Location"] == made_at
    assert Token.everything.get().revoked_by == cast.people["samordnare.utb"]
    assert "SIEM" not in client.get("/personer/").text


# Warnings, and what was there before


def test_who_answers_for_a_token_is_warned_two_weeks_before(cast: Cast) -> None:
    account, today = service(cast), timezone.localdate()
    for days in (13, 14):
        tokens.make(SYSTEM, account, wanted(f"Om {days}", last=today + timedelta(days=days)))
    made(cast, "ciso", name="Min", last=today)
    warned = {who: sorted(t.title for t in pending_tokens(access(cast, who), today)) for who in cast.people}
    soon = "API-nyckeln Om 13 för Robot går snart ut"
    assert warned == {
        "admin": [soon],
        "ciso": ["API-nyckeln Min för Katarina Vesterlund går snart ut"],
        "revisor": [],
        "samordnare.utb": [soon],
        "medarbetare.utb": [soon],
        "samordnare.ald": [],
        "outsider": [],
    }


def test_tokens_of_earlier_versions_get_a_name_and_at_most_a_year(cast: Cast) -> None:
    now = timezone.now()
    with writing(SYSTEM) as w:
        for number, days in enumerate((30, 3650)):
            values = {"user": cast.people["ciso"], "digest": digest(str(number)), "scope": "write"}
            w.create(Token, {**values, "expires_at": now + timedelta(days=days)})
    assert [*tokens.upgrade_tokens(SYSTEM)] == []
    links = Change.objects.count()
    assert [*tokens.upgrade_tokens(SYSTEM)] == []
    ends = [(row.expires_at - now).days for row in Token.everything.order_by("created_at", "id")]
    assert (sorted(ends), Change.objects.count()) == ([30, 365], links)
    assert {*Token.everything.values_list("name", flat=True)} == {f"Skapad {timezone.localdate()}"}
    assert opens("1").actor.name == "Katarina Vesterlund"
    assert compare_rows().faults == []
