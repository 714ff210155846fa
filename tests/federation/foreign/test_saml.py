"""At samlp: what becomes of whoever signs in there, whatever it answers and whoever changes it on the way."""

import re
import shutil
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.federation.foreign import servers
from tests.federation.foreign.browsers import Browser, fields
from tests.federation.foreign.inside import Inside
from tests.federation.foreign.servers import Foreign, running
from tests.production.place import Place
from tests.production.server import Server, free_port, serving

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(servers.is_missing(), reason="node or npm is missing: apt-get install nodejs npm"),
    pytest.mark.skipif(not shutil.which("xmlsec1"), reason="xmlsec1 is missing"),
    pytest.mark.long,
]


@dataclass
class Scene:
    """akropoLIS and the provider whose metadata it has."""

    server: Server
    provider: Foreign
    folder: Path

    def browser(self) -> Browser:
        """Somebody's."""
        return Browser(f"http://127.0.0.1:{self.server.port}", self.folder / "ca.pem")

    def asks(self, browser: Browser, username: str, **odd: object) -> str:
        """The provider's answer to the question that the browser brings: that it is she, or something odd."""
        attributes = {"uid": username, "displayName": username.title(), "groups": ["LIS-utb", "annat"]}
        self.provider.put("/next", {"subject": f"n-{username}", "attributes": attributes, "odd": odd})
        return browser.go("/logga-in/staden/?next=/konto/").text

    def lines(self) -> list[str]:
        """What the log says of sign-ins that failed."""
        return [line for line in self.server.said().splitlines() if "sign-in by the city's provider" in line]


def send(browser: Browser, answer: str) -> tuple[int, bool]:
    """The status when the browser has brought the answer, and whether she is in."""
    page = browser.ask("/logga-in/staden/saml/", {"SAMLResponse": answer})
    end = browser.go("/logga-in/staden/saml/vidare/", fields(page.text))
    return end.status_code, browser.is_in


@pytest.fixture(scope="module")
def city(place: Place, inside: Inside, folder: Path, authority: trustme.CA) -> Iterator[Scene]:
    signer = trustme.CA().issue_cert("signing.stad.example", key_type=trustme.KeyType.RSA)
    signer.private_key_pem.write_to_path(str(folder / "signing.key"))
    signer.cert_chain_pems[0].write_to_path(str(folder / "signing.pem"))
    keys = {"signingKey": str(folder / "signing.key"), "signingCert": str(folder / "signing.pem")}
    with running("saml.mjs", free_port(), folder, authority, "/metadata", **keys) as provider:
        (folder / "provider.xml").write_text(provider.get("/metadata"), "utf-8")
        given = {
            "AKROPOLIS_SAML_METADATA": str(folder / "provider.xml"),
            "AKROPOLIS_SIGN_IN_CREATE": "1",
            "AKROPOLIS_SIGN_IN_DOMAIN": "stad.example",
        }
        with serving(place, workers=1, port=free_port(), log=folder / "server.log", **given) as server:
            yield Scene(server, provider, folder)


def test_who_is_new_gets_an_account_and_the_role_of_her_group(city: Scene, inside: Inside) -> None:
    browser = city.browser()
    assert send(browser, city.asks(browser, "saml.ny")) == (200, True)
    assert inside.person("saml.ny") == {
        "name": "Saml.Ny",
        "email": "",
        "roles": ["samordnare utb"],
        "subjects": ["n-saml.ny"],
    }


def test_an_answer_is_taken_once_and_by_the_browser_that_asked(city: Scene) -> None:
    browser, other = city.browser(), city.browser()
    answer = city.asks(browser, "saml.en")
    assert send(other, answer) == (403, False)
    city.asks(other, "saml.en")
    assert send(other, answer) == (403, False), "it has asked a question of its own"
    assert send(browser, answer) == (200, True)
    again = city.browser()
    assert send(again, answer) == (403, False)
    browser.sign_out()
    assert send(browser, answer) == (403, False)


def test_one_that_was_changed_on_the_way_does_not_hold(city: Scene, inside: Inside) -> None:
    browser = city.browser()
    right = b64decode(city.asks(browser, "saml.bytt")).decode()
    changed = re.sub(r"(<saml:NameID[^>]*>)[^<]*", r"\g<1>n-owner", right)
    assert changed != right
    assert send(browser, b64encode(changed.encode()).decode()) == (403, False)
    assert "SignatureError" in city.lines()[-1]
    assert inside.person("saml.bytt") is None


ODD: dict[str, dict[str, Any]] = {
    "for another address": {"destination": "https://annan.example/saml/"},
    "received at another address": {"recipient": "https://annan.example/saml/"},
    "for another": {"audience": "https://annan.example/metadata"},
    "for anybody": {"audience": None},
    "to another question": {"inResponseTo": "_annan"},
    "signed by SHA-1": {"signatureAlgorithm": "rsa-sha1", "digestAlgorithm": "sha1"},
    "with a digest by SHA-1": {"digestAlgorithm": "sha1"},
    "by another": {"issuer": "https://annan.example/"},
    "not signed": {"signAssertion": False},
    "signed around and not within": {"signAssertion": False, "signResponse": True},
}


@pytest.mark.parametrize("odd", ODD)
def test_one_that_is_not_for_us_or_not_signed_as_it_should_lets_nobody_in(
    city: Scene, inside: Inside, odd: str
) -> None:
    username = f"saml.{list(ODD).index(odd)}"
    browser, before = city.browser(), len(city.lines())
    assert send(browser, city.asks(browser, username, **ODD[odd])) == (403, False)
    assert inside.person(username) is None
    assert len(city.lines()) == before + 1, "one line with the reason"
