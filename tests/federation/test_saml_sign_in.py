"""People come in by a SAML provider, and nobody by an answer that is not its own, to us, to this question, in time."""

import logging
import logging.config
import re
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from time import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from saml2.saml import NAMEID_FORMAT_TRANSIENT, NameID
from saml2.xmldsig import DIGEST_SHA1, SIG_RSA_SHA1

from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.access.models.sessions import Session
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create
from akropolis.people.federation.models import GroupRule, Identity
from akropolis.shell.sign_in.web import saml_sign_in
from tests.federation.providers import without_passwords
from tests.federation.saml_provider import ENTITY, Provider, question
from tests.world import SYSTEM, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("xmlsec1"), reason="xmlsec1 is missing"),
]
ASSERTION = re.compile(r"<([a-z0-9]+:)?Assertion .*</\1Assertion>", re.DOTALL)
SAID = {"uid": ["owner"], "displayName": ["Nadja"], "mail": ["n@stad.example"]}


@pytest.fixture
def provider(world: World, tmp_path: Path, settings: Any) -> Iterator[Provider]:
    without_passwords("owner")
    settings.SAML_METADATA = str(Provider(tmp_path / "first", "").metadata)
    ours = Client(headers={"host": "localhost"}).get("/logga-in/staden/saml/metadata/").content.decode()
    settings.SIGN_IN_CREATE = True
    yield Provider(tmp_path / "first", ours)
    saml_sign_in._client.cache_clear()


def asked(client: Client) -> str:
    return str(client.get("/logga-in/staden/", {"next": "/register/"})["Location"])


def send(client: Client, form: str) -> Any:
    """The provider's form, from its own site; and the page that it leads to, from ours."""
    first = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)  # no cookie comes with it
    page = first.post("/logga-in/staden/saml/", {"SAMLResponse": form}).content.decode()
    field = re.search(r'name="answer" value="([^"]*)"', page)
    assert field
    return client.post("/logga-in/staden/saml/vidare/", {"answer": unescape(field[1])})


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def changed(form: str, change: Callable[[str], str]) -> str:
    before = b64decode(form).decode()
    after = change(before)
    assert after != before
    return b64encode(after.encode()).decode()


def test_she_comes_in_and_goes_where_she_was_going(world: World, provider: Provider) -> None:
    role = Role.objects.unscoped(because="tests name roles by code").get(code="samordnare")
    create(SYSTEM, GroupRule, {"group": "LIS-KUL", "role": role, "unit": world.units["kul"]})
    client = browser()
    answer = send(client, provider.answer(asked(client), "s-1", {**SAID, "groups": ["LIS-KUL", "other"]}))
    assert (answer.status_code, answer["Location"]) == (302, "/register/")
    assert client.get("/konto/").context["request"].user.pk == world.people["owner"].pk
    found = Identity.everything.get()
    assert (found.issuer, found.subject, found.user_id) == (ENTITY, "s-1", world.people["owner"].pk)
    assert Appointment.everything.filter(user=found.user, unit=world.units["kul"], role=role).count() == 1


def test_who_is_new_gets_an_account_where_a_rule_names_her_group(world: World, provider: Provider) -> None:
    role = Role.objects.unscoped(because="tests name roles by code").get(code="samordnare")
    create(SYSTEM, GroupRule, {"group": "LIS-KUL", "role": role, "unit": world.units["kul"]})
    said = {"uid": ["eva.lind"], "displayName": ["Eva Lind"], "mail": ["eva@stad.example"]}
    client = browser()
    assert send(client, provider.answer(asked(client), "s-2", said)).status_code == 403
    assert not User.everything.filter(username="eva.lind").exists()
    client = browser()
    assert (
        send(client, provider.answer(asked(client), "s-2", {**said, "groups": "LIS-KUL"})).status_code == 302
    )
    user = User.everything.get(username="eva.lind")
    assert (user.name, user.email, user.has_usable_password()) == ("Eva Lind", "eva@stad.example", False)


def test_a_passing_name_is_nobodys_identity(world: World, provider: Provider) -> None:
    create(
        SYSTEM, Identity, {"user": world.people["owner"], "issuer": ENTITY, "subject": "owner"}
    )  # as 0.1.0 did
    for passing in ("_a1", "_b2"):
        name = NameID(format=NAMEID_FORMAT_TRANSIENT, text=passing)
        client = browser()
        assert send(client, provider.answer(asked(client), "", SAID, name_id=name)).status_code == 302
        assert Identity.everything.get().subject == "uid=owner"
    _is_refused(client := browser(), send(client, provider.answer(asked(client), "owner", SAID)), ties=1)
    name = NameID(format=NAMEID_FORMAT_TRANSIENT, text="_c3")
    nameless = {"displayName": ["Nadja"]}
    _is_refused(
        client := browser(), send(client, provider.answer(asked(client), "", nameless, name_id=name)), ties=1
    )


def _is_refused(client: Client, answer: Any, ties: int) -> None:
    assert answer.status_code == 403
    assert (client.get("/konto/").status_code, Identity.everything.count()) == (302, ties)


@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ({"sign_alg": SIG_RSA_SHA1}, "the assertion is signed by SHA-1"),
        ({"digest_alg": DIGEST_SHA1}, "the assertion is signed by SHA-1"),
        ({"audience": None}, "the assertion has no AudienceRestriction"),
        ({"audience": "https://another.example"}, "Exception"),
        ({"destination": "https://another.example/acs"}, "it is for another question or address"),
        ({"sign_assertion": False}, "SignatureError"),
    ],
    ids=["signature", "digest", "no audience", "another audience", "destination", "unsigned"],
)
def test_a_refused_answer_is_one_short_line_that_names_nobody(
    world: World, provider: Provider, caplog: pytest.LogCaptureFixture, weak: dict[str, Any], reason: str
) -> None:
    logging.config.dictConfig(settings.LOGGING)
    weak = dict(weak)
    if "audience" in weak:
        provider.speaks_to(weak.pop("audience"))
    client, before = browser(), Change.objects.count()
    form = provider.answer(asked(client), "nid-hemlig", SAID, **weak)
    logging.getLogger().addHandler(caplog.handler)
    caplog.set_level(logging.INFO)
    caplog.clear()
    _is_refused(client, send(client, form), ties=0)
    (line,) = [row.getMessage() for row in caplog.records if row.name != "akropolis.access"]
    assert line.startswith(f"sign-in by the city's provider failed: Untrue: {reason}")
    assert (len(line) <= 200, "nid-hemlig" in line, "Nadja" in line) == (True, False, False)
    assert Change.objects.count() == before


def test_a_group_link_in_place_of_the_groups_ends_no_role(world: World, provider: Provider) -> None:
    role = Role.objects.unscoped(because="tests name roles by code").get(code="samordnare")
    create(SYSTEM, GroupRule, {"group": "LIS-KUL", "role": role, "unit": world.units["kul"]})
    held = Appointment.everything.filter(user=world.people["owner"], unit=world.units["kul"], role=role)
    for said, count in (
        ({"groups": ["LIS-KUL"]}, 1),
        ({"http://schemas.microsoft.com/claims/groups.link": ["https://graph.example/x"]}, 1),
        ({}, 1),
        ({"groups": []}, 0),
    ):
        client = browser()
        assert send(client, provider.answer(asked(client), "s-1", {**SAID, **said})).status_code == 302
        assert held.filter(valid_to=None).count() == count, said


def _wrapped(text: str) -> str:
    """Another assertion first, and the signed one within it (XML signature wrapping)."""
    signed = ASSERTION.search(text)
    assert signed
    forged = signed[0].replace("owner", "admin").replace("s-1", "s-9")
    forged = re.sub(r"<([a-z0-9]+:)?Signature .*?</\1?Signature>", "", forged, flags=re.DOTALL)
    forged = re.sub(r'ID="[^"]*"', 'ID="forged"', forged, count=1)
    end = forged.rindex("</")
    return text.replace(signed[0], forged[:end] + signed[0] + forged[end:])


def _beside(text: str) -> str:
    """The forged assertion before the signed one."""
    signed = ASSERTION.search(text)
    assert signed
    forged = signed[0].replace("owner", "admin").replace("s-1", "s-9")
    forged = re.sub(r"<([a-z0-9]+:)?Signature .*?</\1?Signature>", "", forged, flags=re.DOTALL)
    return text.replace(signed[0], re.sub(r'ID="[^"]*"', 'ID="forged"', forged, count=1) + signed[0])


def _unsigned(text: str) -> str:
    return re.sub(r"<([a-z0-9]+:)?Signature .*?</\1?Signature>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("owner", "admin"),
        lambda text: text.replace("s-1", "s-<!-- -->9"),
        _unsigned,
        _wrapped,
        _beside,
        lambda text: f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{text.replace("owner", "&e;")}',
        lambda text: text[: len(text) // 2],
        lambda _text: "<Response/>",
        lambda _text: "",
    ],
    ids=["changed", "comment", "unsigned", "wrapped", "beside", "entity", "cut", "empty", "nothing"],
)
def test_an_answer_that_was_tampered_with_lets_nobody_in(
    world: World, provider: Provider, change: Callable[[str], str]
) -> None:
    client = browser()
    form = changed(provider.answer(asked(client), "s-1", SAID), change)
    _is_out(client, send(client, form))


def _is_out(client: Client, answer: Any) -> None:
    assert answer.status_code == 403
    assert (client.get("/konto/").status_code, Identity.everything.count()) == (302, 0)
    assert not Session.objects.filter(user_id__isnull=False).exists()


def test_another_key_lets_nobody_in(world: World, provider: Provider, tmp_path: Path) -> None:
    client = browser()
    other = Provider(tmp_path / "second", (tmp_path / "first" / "ours.xml").read_text(), key=2)
    _is_out(client, send(client, other.answer(asked(client), "s-1", SAID)))


@pytest.mark.parametrize(
    "more",
    [
        {"sign_assertion": False},
        {"sign_assertion": False, "sign_response": True},
        {"in_response_to": "_another"},
        {"destination": "https://another.example/acs"},
    ],
    ids=["unsigned", "only the envelope", "another question", "another place"],
)
def test_what_is_not_for_us_or_not_signed_lets_nobody_in(
    world: World, provider: Provider, more: dict[str, Any]
) -> None:
    client = browser()
    _is_out(client, send(client, provider.answer(asked(client), "s-1", SAID, **more)))


def test_an_assertion_for_another_address_lets_nobody_in_under_an_envelope_for_ours(
    world: World, provider: Provider
) -> None:
    client, theirs = browser(), "https://another.example/acs"
    form = provider.answer(asked(client), "s-1", SAID, destination=theirs)
    ours = "http://localhost/logga-in/staden/saml/"
    form = changed(form, lambda text: text.replace(f'Destination="{theirs}"', f'Destination="{ours}"'))
    assert f'Recipient="{theirs}"' in b64decode(form).decode()
    _is_out(client, send(client, form))


def test_an_answer_is_taken_once_and_in_its_own_browser(world: World, provider: Provider) -> None:
    client, other = browser(), browser()
    form = provider.answer(asked(client), "s-1", SAID)
    _is_out(other, send(other, form))
    assert send(client, form).status_code == 302
    client.post("/logga-ut/")
    assert send(client, form).status_code == 403
    assert client.get("/konto/").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(-20, 403), (-2, 403), (0.5, 302)])
def test_an_answer_that_has_run_out_lets_nobody_in(
    world: World, provider: Provider, minutes: float, status: int
) -> None:
    client = browser()
    provider.lasts(minutes)
    assert send(client, provider.answer(asked(client), "s-1", SAID)).status_code == status


def _anew(client: Client, provider: Provider, seconds_ago: int, subject: str = "s-1") -> tuple[int, bool]:
    """What is answered to who is to prove anew that it is she, and whether it counts as a proof of now."""
    session = client.session
    session["proved"] = "2026-01-01T00:00:00+00:00"
    session.save()
    address = str(client.get("/logga-in/staden/", {"anew": "1"})["Location"])
    assert 'ForceAuthn="true"' in question(address)
    context = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    authn = {"class_ref": context, "authn_instant": int(time()) - seconds_ago}
    answer = send(client, provider.answer(address, subject, SAID, authn=authn))
    return answer.status_code, not client.session["proved"].startswith("2026-01-01")


def test_who_decides_is_asked_anew_by_the_provider(world: World, provider: Provider) -> None:
    client = browser()
    send(client, provider.answer(asked(client), "s-1", SAID))
    assert _anew(client, provider, 3600) == (403, False)
    assert _anew(client, provider, 0, subject="s-2") == (403, False)
    assert _anew(client, provider, 0) == (200, True)
    assert client.session["_auth_user_id"] == str(world.people["owner"].pk)


@pytest.mark.parametrize(("metadata", "issuer"), [("", ""), ("x.xml", "https://idp.stad.example")])
def test_a_city_that_has_connected_none_or_another_has_none_of_its_pages(
    world: World, settings: Any, metadata: str, issuer: str
) -> None:
    settings.SAML_METADATA, settings.OIDC_ISSUER = metadata, issuer
    client, before = browser(), Change.objects.count()
    for place in ("/logga-in/staden/saml/", "/logga-in/staden/saml/vidare/"):
        answer = client.post(place, {"SAMLResponse": "x", "answer": "x"})
        assert (answer.status_code, 'name="answer"' in answer.content.decode()) == (404, False), place
    assert client.get("/logga-in/staden/saml/metadata/").status_code == 404
    assert Change.objects.count() == before
