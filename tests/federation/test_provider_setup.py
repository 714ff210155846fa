"""An administrator asks a provider what it offers, and gets the lines for the settings file. Nothing is kept."""

import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from akropolis.base.kernel.history.models import Change
from tests.federation.providers import Hostile, hostile, real
from tests.world import World

PAGE = "/personer/inloggning/koppla/"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with real() as issuer:
        yield issuer


@pytest.fixture
def liar() -> Iterator[Hostile]:
    with hostile() as server:
        yield server


def lines(text: str) -> dict[str, str]:
    """Return the settings of the page as a shell reads them."""
    found = text.partition('<pre id="lines" tabindex="0">')[2].partition("</pre>")[0]
    unescaped = found.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
    return dict(part.split("=", 1) for part in shlex.split(unescaped))


def test_a_provider_is_asked_and_the_lines_are_written_out(world: World, provider: str) -> None:
    before = Change.objects.count()
    answer = world.client("admin").post(PAGE, {"issuer": provider, "client_id": "akropolis på 'prov'"})
    assert answer.status_code == 200
    assert f"Inloggningstjänsten svarar och kallar sig {provider}." in answer.text
    assert lines(answer.text) == {
        "AKROPOLIS_OIDC_ISSUER": provider,
        "AKROPOLIS_OIDC_CLIENT_ID": "akropolis på 'prov'",
        "AKROPOLIS_OIDC_CLIENT_SECRET": "",
        "AKROPOLIS_OIDC_USERNAME_CLAIM": "preferred_username",
        "AKROPOLIS_OIDC_GROUPS_CLAIM": "groups",
    }
    assert "/logga-in/staden/svar/</code>" in answer.text
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"issuer": "https://annan.example.org"}, "kallar sig https://annan.example.org. Skriv exakt det"),
        ({"token_endpoint": None}, "saknas eller inte har TLS: token_endpoint."),
        ({"jwks_uri": "ftp://x/"}, "saknas eller inte har TLS: jwks_uri."),
        ({"response_types_supported": ["id_token"]}, "inte att den erbjuder kodflödet"),
        ({"issuer": "<script>"}, "kallar sig &lt;script&gt;."),
    ],
)
def test_a_provider_that_cannot_be_used_gets_words_and_no_lines(
    world: World, liar: Hostile, metadata: dict[str, Any], words: str
) -> None:
    liar.metadata = {"response_types_supported": ["code"], **metadata}
    answer = world.client("admin").post(PAGE, {"issuer": liar.issuer})
    assert (answer.status_code, "Inloggningstjänsten går inte att använda än" in answer.text) == (200, True)
    assert words in answer.text
    assert lines(answer.text) == {}


def test_an_address_that_leads_elsewhere_or_answers_nothing_is_said(world: World, liar: Hostile) -> None:
    liar.redirect = "http://127.0.0.1:1/hemligt"
    led = world.client("admin").post(PAGE, {"issuer": liar.issuer})
    closed = world.client("admin").post(PAGE, {"issuer": "http://127.0.0.1:1"})
    for answer in (led, closed):
        assert "svarade inte som en inloggningstjänst" in answer.text
        assert "hemligt" not in answer.text
        assert lines(answer.text) == {}


@pytest.mark.parametrize(
    "issuer", ["http://id.example.org", "ftp://127.0.0.1/x", "http://localhost.example.org"]
)
def test_an_address_without_tls_is_asked_nothing(world: World, issuer: str) -> None:
    answer = world.client("admin").post(PAGE, {"issuer": issuer, "client_id": "x"})
    assert (answer.status_code, answer.context["checks"], lines(answer.text)) == (422, [], {})
    assert answer.context["form"].errors["issuer"] == ["Skriv en adress som börjar med https://."]
    assert issuer in answer.text


def test_only_administrators_of_the_rules_ask(world: World, provider: str) -> None:
    for who in ("owner", "ciso", "auditor", "colleague"):
        client = world.client(who)
        assert client.get(PAGE).status_code == client.post(PAGE, {"issuer": provider}).status_code == 404
    bad = world.client("admin").post(PAGE, {"issuer": "inte en adress"})
    assert (bad.status_code, "inte en adress" in bad.text) == (422, True)
