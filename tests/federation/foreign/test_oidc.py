"""At node oidc-provider: what becomes of whoever signs in there, whatever it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
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
    pytest.mark.long,
]
READY = "/.well-known/openid-configuration"
SCOPES = "openid profile email groups"


@dataclass
class Scene:
    """akropoLIS and the provider that it is connected to."""

    server: Server
    provider: Foreign
    folder: Path

    def browser(self, subject: str, **claims: object) -> Browser:
        """The browser of somebody of whom the provider says so."""
        self.provider.put(f"/people/{subject}", claims)
        return Browser(f"http://127.0.0.1:{self.server.port}", self.folder / "ca.pem", subject)


@contextmanager
def scene(
    place: Place, folder: Path, authority: trustme.CA, how: dict[str, object], **settings: str
) -> Iterator[Scene]:
    """Both, each knowing the other."""
    port, own = free_port(), free_port()
    city = f"http://127.0.0.1:{own}"
    with running("oidc.mjs", port, folder, authority, READY, city=city, **how) as provider:
        given = {
            "AKROPOLIS_OIDC_ISSUER": provider.address,
            "AKROPOLIS_OIDC_CLIENT_ID": "akropolis",
            "AKROPOLIS_OIDC_CLIENT_SECRET": "hemligt",
            "AKROPOLIS_SIGN_IN_CREATE": "1",
            "AKROPOLIS_SIGN_IN_DOMAIN": "stad.example",
            "AKROPOLIS_CA_FILE": str(folder / "ca.pem"),
        }
        log = folder / f"{own}.log"
        with serving(place, workers=1, port=own, log=log, **{**given, **settings}) as server:
            yield Scene(server, provider, folder)


@pytest.fixture(scope="module")
def city(place: Place, inside: Inside, folder: Path, authority: trustme.CA) -> Iterator[Scene]:
    """The provider puts all claims in the ID token, groups with the profile."""
    how: dict[str, object] = {"byUserInfo": False, "groupsByScope": False}
    with scene(place, folder, authority, how) as found:
        yield found


def of(username: str, *groups: str, **more: object) -> dict[str, Any]:
    """What a provider says of a person of the city."""
    return {"preferred_username": username, "name": username.title(), "groups": list(groups), **more}


def test_who_is_new_gets_an_account_and_the_role_of_her_group(city: Scene, inside: Inside) -> None:
    browser = city.browser("s-ny", **of("ny.person", "LIS-utb", "annat", email="ny@stad.example"))
    answer = browser.sign_in()
    assert (answer.status_code, answer.url) == (200, f"{browser.city}/konto/")
    assert inside.person("ny.person") == {
        "name": "Ny.Person",
        "email": "ny@stad.example",
        "roles": ["samordnare utb"],
        "subjects": ["s-ny"],
    }


@pytest.mark.parametrize(
    ("username", "groups"),
    [("utan.adress", ["LIS-utb"]), ("en.grupp", "LIS-utb"), ("manga", ["LIS-utb", *map(str, range(299))])],
)
def test_answers_that_are_unusual_and_right_let_her_in(
    city: Scene, inside: Inside, username: str, groups: object
) -> None:
    browser = city.browser(f"s-{username}", **of(username) | {"groups": groups})
    assert (browser.sign_in().status_code, browser.is_in) == (200, True)
    assert inside.person(username)["roles"] == ["samordnare utb"]


@pytest.mark.parametrize(
    "claims",
    [
        of("utan.grupp"),
        {"preferred_username": "ingen.uppgift", "name": "Ingen Uppgift"},
        of("okand.grupp", "annat"),
        {"name": "Utan Namn", "groups": ["LIS-utb"]},
        of("x@annan.se", "LIS-utb"),
    ],
)
def test_whom_no_rule_or_name_lets_in_stays_out(city: Scene, inside: Inside, claims: dict[str, Any]) -> None:
    username = str(claims.get("preferred_username", "s-ute")).partition("@")[0]
    browser = city.browser("s-ute", **claims)
    assert (browser.sign_in().status_code, browser.is_in) == (403, False)
    assert inside.person(username) is None


def test_each_refusal_is_one_line_with_its_reason_and_nobodys_name(city: Scene) -> None:
    for subject, claims in (
        ("s-nej-1", of("nej.grupp", "hemlig-grupp")),
        ("s-nej-2", {"name": "Nej Namnlos", "groups": ["hemlig-grupp"]}),
        ("s-nej-3", of("nej@annan.se", "hemlig-grupp")),
    ):
        before = len(city.server.said())
        assert city.browser(subject, **claims).sign_in().status_code == 403
        lines = [line for line in city.server.said()[before:].splitlines() if "sign-in" in line]
        assert len(lines) == 1, lines
        assert "refused" in lines[0]
        assert not [word for word in (subject, "nej", "Nej", "hemlig-grupp") if word in lines[0]], lines


def test_another_subject_does_not_take_over_a_user_name(city: Scene, inside: Inside) -> None:
    assert city.browser("s-forst", **of("forst", "LIS-utb")).sign_in().status_code == 200
    before = inside.person("forst")
    browser = city.browser("s-annan", **of("forst", "LIS-utb", "LIS-kul", name="Annan"))
    assert (browser.sign_in().status_code, browser.is_in) == (403, False)
    assert inside.person("forst") == before


def test_too_many_groups_to_be_named_and_none_said_end_no_role_and_an_empty_list_does(
    city: Scene, inside: Inside
) -> None:
    assert city.browser("s-over", **of("over", "LIS-utb", "LIS-kul")).sign_in().status_code == 200
    both = ["samordnare kul", "samordnare utb"]
    unsaid = {"preferred_username": "over", "name": "Over"}
    overage = {
        "_claim_names": {"groups": "src1"},
        "_claim_sources": {"src1": {"endpoint": "https://g.example"}},
    }
    for claims in (unsaid | overage, unsaid):
        assert city.browser("s-over", **claims).sign_in().status_code == 200
        assert inside.person("over")["roles"] == both
    assert city.browser("s-over", **of("over", "LIS-kul")).sign_in().status_code == 200
    assert inside.person("over")["roles"] == ["samordnare kul"]
    city.browser("s-over", **of("over")).sign_in()
    assert inside.person("over")["roles"] == []


def test_who_signs_out_here_is_led_to_sign_out_there_and_comes_back(city: Scene) -> None:
    browser = city.browser("s-ut", **of("ut", "LIS-utb"))
    browser.sign_in()
    page = browser.sign_out()
    assert page.url.startswith(f"{city.provider.address}/session/end?")
    assert "id_token_hint=" in page.url
    back = browser.go(f"{city.provider.address}/session/end/confirm", {**fields(page.text), "logout": "yes"})
    assert (back.status_code, back.url.partition("?")[0]) == (200, f"{browser.city}/logga-in/")
    assert not browser.is_in


def test_who_signs_out_there_is_out_here_in_every_browser(city: Scene) -> None:
    browser, other = (city.browser("s-bak", **of("bak", "LIS-utb")) for _each in range(2))
    bystander = city.browser("s-kvar", **of("kvar", "LIS-utb"))
    for each in (browser, other, bystander):
        each.sign_in()
    assert (browser.is_in, other.is_in, bystander.is_in) == (True, True, True)
    page = browser.ask(f"{city.provider.address}/session/end")
    browser.go(f"{city.provider.address}/session/end/confirm", {**fields(page.text), "logout": "yes"})
    assert (browser.is_in, other.is_in, bystander.is_in) == (False, False, True)
    assert "the city's provider ended 2 sign-ins of" in city.server.said()


def test_who_is_asked_anew_proves_that_it_is_she(city: Scene) -> None:
    browser = city.browser("s-om", **of("om", "LIS-utb"))
    browser.sign_in()
    away = browser.ask("/logga-in/staden/?anew=1")
    assert "prompt=login" in away.headers["Location"]
    assert "max_age=0" in away.headers["Location"]
    assert "Du har bekräftat att det är du" in browser.sign_in(anew="1").text
    city.browser("s-om-2", **of("om.annan", "LIS-utb"))
    browser.person = "s-om-2"
    assert browser.sign_in(anew="1").status_code == 403


HOW: dict[str, object] = {"byUserInfo": True, "groupsByScope": True}


def test_claims_that_come_by_user_info_and_groups_by_a_scope_of_their_own_are_read(
    place: Place, inside: Inside, folder: Path, authority: trustme.CA
) -> None:
    with scene(place, folder, authority, HOW, AKROPOLIS_OIDC_SCOPES=SCOPES) as city:
        browser = city.browser("s-ui", **of("ui", "LIS-utb", email="ui@stad.example"))
        assert (browser.sign_in().status_code, browser.is_in) == (200, True)
        assert inside.person("ui") == {
            "name": "Ui",
            "email": "ui@stad.example",
            "roles": ["samordnare utb"],
            "subjects": ["s-ui"],
        }


def test_without_that_scope_no_group_is_said_and_nobody_new_comes_in(
    place: Place, inside: Inside, folder: Path, authority: trustme.CA
) -> None:
    with scene(place, folder, authority, HOW) as city:
        browser = city.browser("s-us", **of("us", "LIS-utb"))
        assert (browser.sign_in().status_code, browser.is_in, inside.person("us")) == (403, False, None)


def test_a_provider_whose_authority_is_not_trusted_is_told_in_words(
    place: Place, inside: Inside, folder: Path, authority: trustme.CA
) -> None:
    other = folder / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    how: dict[str, object] = {"byUserInfo": False, "groupsByScope": False}
    with scene(place, folder, authority, how, AKROPOLIS_CA_FILE=str(other)) as city:
        answer = city.browser("s-ca", **of("ca", "LIS-utb")).sign_in()
        assert (answer.status_code, inside.person("ca")) == (502, None)
        assert "Inloggningen gick inte igenom" in answer.text
        why = "certificate verify failed: unable to get local issuer certificate (AKROPOLIS_CA_FILE is /"
        assert [line for line in city.server.said().splitlines() if why in line], city.server.said()


def test_a_file_of_authorities_that_is_not_there_is_told_before_anything_starts(place: Place) -> None:
    done = place.run("serve", AKROPOLIS_CA_FILE="/finns/inte.pem")
    assert (done.code, done.out) == (1, "")
    assert (
        done.err == "AKROPOLIS_CA_FILE är /finns/inte.pem. Det ska vara en fil med certifikat i PEM-format.\n"
    )
