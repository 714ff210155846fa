"""Every address and every form, as nobody, as an outsider and in every role. The resolver is walked, no list kept."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from importlib.resources import files
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import resolve

from akropolis.kernel.access.permissions import registry
from akropolis.kernel.deadlines.models import ScheduledJob
from akropolis.kernel.history.models import Change
from akropolis.kernel.records.writer import writing
from akropolis.kernel.registers.api.problems import MEDIA_TYPE
from tests.behaviours import parameters, walk
from tests.behaviours.tokens import bearer
from tests.length import LONG
from tests.stage import undone
from tests.world import SYSTEM, World

WORLD = "walked"
CITY_ROLES = ("administrator", "kommunfullmaktige", "kommunstyrelse", "ciso", "cert", "revisor")
SHORT = ("\x00'\"<b>{{7*7}}", "9" * 400)
MUCH = "Å" * 70_000
OPENERS = ("administrator", "kommunfullmaktige", "samordnare")
"""Who goes to every row of a kind and through the API too: all, decided, own."""

UNDER_WAY = (2027, "utb")

OPEN_TO_ALL = {"openapi-json", "get_version"}
"""Addresses of the API that ask for no right: its description, and to every account which version runs."""


def roles() -> dict[str, frozenset[str]]:
    """The roles that come with the system, with the permissions that each one's grants give."""
    text = files("akropolis.organisation").joinpath("content", "roles.yaml").read_text(encoding="utf-8")
    return {role["code"]: frozenset(registry.expand(role["grants"])) for role in yaml.safe_load(text)}


def role_codes() -> list[str]:
    """Enough roles that every set of actions that some role has on some resource is had by one of them.

    In the long run, all.
    """
    granted = roles()
    if LONG:
        return list(granted)
    resources = {permission.rpartition(":")[0] for has in granted.values() for permission in has}
    shown = {
        role: {(each, frozenset(p for p in has if p.rpartition(":")[0] == each)) for each in resources}
        for role, has in granted.items()
    }
    missing, found = set().union(*shown.values()), []
    while missing:
        found.append(max(shown, key=lambda role: len(shown[role] & missing)))
        missing -= shown[found[-1]]
    return found


def test_the_roles_that_walk_show_whatever_any_role_shows() -> None:
    assert set(OPENERS) <= set(role_codes())
    assert len(role_codes()) <= 10 or LONG


def addresses_for(world: World, role: str) -> list[walk.Address]:
    """Where the role goes: the openers everywhere, the others to every page once, of a review that is under way.

    The description of the API, long in the making, is the same for all: one reads it.
    """
    found = [
        address
        for address in walk.addresses(world, slow=role == OPENERS[0])
        if (role in OPENERS or not address.url.startswith("/api/"))
        and (role == OPENERS[0] or address.name not in OPEN_TO_ALL)
    ]
    if role in OPENERS:
        return found
    found.sort(
        key=lambda address: (address.arguments.get("year"), address.arguments.get("unit")) == UNDER_WAY
    )
    return list({address.name: address for address in found}.values())  # the last of a name stays


@contextmanager
def alone(client: Client) -> Iterator[None]:
    """What one request writes, and what it does to the browser, is taken back before the next."""
    cookies = SimpleCookie(client.cookies)
    with undone():
        yield
    client.cookies = cookies


def test_nobody_is_led_to_the_sign_in_page(world: World) -> None:
    client, wrong = world.client(), []
    for address in walk.addresses(world):
        if address.rule.startswith("public:") or address.name in OPEN_TO_ALL:
            continue
        for method in (client.get, client.post):
            with alone(client):
                answer = method(address.url)
            led = answer.status_code == 302 and answer["Location"].startswith(walk.sign_in_address())
            if not led and not (not address.rule and answer.status_code in (401, 404, 405)):
                wrong.append((address.url, answer.status_code))
    assert wrong == []


def test_an_outsider_finds_only_what_is_for_everyone(world: World) -> None:
    client, wrong = world.client("outsider"), []
    for address in walk.addresses(world):
        if address.rule.startswith(("public:", "signed in:")) or address.name in OPEN_TO_ALL:
            continue
        for method in (client.get, client.post):
            with alone(client):
                answer = method(address.url)
            if answer.status_code not in ((404,) if address.rule else (401, 404, 405)):
                wrong.append((address.url, method.__name__, answer.status_code))
    assert wrong == []


def test_what_is_for_everyone_names_nothing_of_others(world: World) -> None:
    client = world.client("outsider")
    for address in walk.addresses(world):
        if address.rule.startswith("signed in:"):
            with alone(client):
                answer = client.get(address.url)
            for word in ("Havsörn", "Utbildningsnämnden", "Karin Lind", "Tallgren"):
                assert word not in answer.text, (address.url, word)


@pytest.fixture(scope="module")
def rubbed() -> set[Any]:
    """Forms that have been tried with rubbish: what is read out of them does not depend on who sent it."""
    return set()


@pytest.mark.parametrize("role", role_codes())
def test_every_page_opens_and_every_form_answers(world: World, role: str, rubbed: set[Any]) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "someone", "Någon Annan", role, "stad" if role in CITY_ROLES else "utb")
        ScheduledJob.objects.create(key="due", next_run=w.at)  # somebody runs the jobs: `/ready` says so
    client, seen = world.client("someone"), set()
    broken: list[Any] = []
    pages = 0
    for address in addresses_for(world, role):
        answer = _tried(client, broken, address.url, client.get, address.url)
        if answer is None or not walk.is_page(answer):
            continue
        pages += 1
        for form in walk.forms_on(answer, address.url):
            if form.kind not in seen:
                seen.add(form.kind)
                _form_tried(client, broken, f"{address.url} → {form.kind}", form, rubbed)
    assert broken == [], "\n".join(map(str, broken))
    assert pages > 5
    assert len(seen) > 3


def _form_tried(client: Client, broken: list[Any], what: str, form: walk.Form, rubbed: set[Any]) -> None:
    """Send the form untouched; with rubbish too, unless one like it has been answered in the same way before."""
    answer = _tried(client, broken, what, form.send, client, form.untouched())
    answered = (form.shape, answer is not None and answer.status_code)
    if answered in rubbed:
        return
    rubbed.add(answered)
    for word in SHORT if form.method == "get" else (*SHORT, MUCH):
        _tried(client, broken, what, form.send, client, form.filled(word))


BODIES = (
    b"",
    b"{",
    b"null",
    b"[1]",
    b'{"title": {"a": 1}, "name": [], "owner_unit": 7}',
    b'{"title": "\\u0000", "name": "\\u0000", "owner_unit": "utb", "text": "\\u0000"}',
    b'{"title": "' + b"x" * 70_000 + b'"}',
    b'{"title": "t", "name": "n", "cost": 99999999999999999999, "observed_on": "99999-01-01", "occurred_at": "x"}',
    b"\xff\xfe",
)


def test_the_api_answers_rubbish_with_a_refusal(world: World) -> None:
    client = world.client(**bearer(world, "admin"))
    broken: list[Any] = []
    before = Change.objects.count()
    addresses = [
        a
        for a in walk.addresses(world)
        if a.url.startswith("/api/") and not a.rule and a.name not in OPEN_TO_ALL
    ]
    for address in addresses:
        for method in (client.post, client.patch, client.put):
            for body in BODIES:
                headers = {"If-Match": '"1"'}
                answer = _tried(client, broken, address.url, _send, method, address.url, body, headers)
                if answer is not None and answer.status_code == 405:
                    break  # no body is read where there is no such method
                if answer is not None and answer.status_code < 400 and not address.name.startswith("restore"):
                    broken.append((address.url, body[:40], answer.status_code))
    assert broken == [], "\n".join(map(str, broken))
    assert len(addresses) > 10
    assert Change.objects.count() == before


@pytest.fixture(scope="module")
def readers(stage: World) -> list[tuple[walk.Address, list[str]]]:
    """Every view that reads its query, at one address, with every name that it was seen to read."""
    with undone():
        return parameters.readers(stage, stage.client("admin"))


def test_no_parameter_breaks_a_page(world: World, readers: list[tuple[walk.Address, list[str]]]) -> None:
    client = world.client("admin")
    broken: list[Any] = []
    for turn, (address, names) in enumerate(readers):
        whole = len(names) > 10
        alone = len(parameters.VALUES) if LONG else 0 if whole else 1
        for given in parameters.queries(names, turn, alone=alone, together=3 if whole else 1):
            url = address.url + parameters.query(given)
            _tried(client, broken, url[:200], client.get, url)
    assert broken == [], "\n".join(map(str, broken))
    assert len(readers) > 40


def test_no_parameter_breaks_the_api_or_changes_its_tongue(world: World) -> None:
    client, asked = world.client("admin"), 0
    broken: list[Any] = []
    there = {resolve(address.url).route: address.url for address in walk.addresses(world)}
    paths = {re.sub(r"<\w+:", "<", route): url for route, url in there.items()}
    for turn, (path, schemas) in enumerate(parameters.of_api().items()):
        url = paths[re.sub(r"{(\w+)}", r"<\1>", path).lstrip("/")]
        alone = len(parameters.VALUES) if LONG else 1
        for given in parameters.queries(list(schemas), turn, alone=alone, together=1):
            asked += 1
            answer = _tried(client, broken, url, client.get, url + parameters.query(given))
            if answer is None or answer.status_code == 200:
                continue
            if answer.status_code not in (404, 422) or answer["Content-Type"] != MEDIA_TYPE:
                broken.append((url, given, answer.status_code, answer["Content-Type"]))
    assert broken == [], "\n".join(map(str, broken))
    assert asked > 200


def test_no_parameter_opens_a_page_to_an_outsider(
    world: World, readers: list[tuple[walk.Address, list[str]]]
) -> None:
    client = world.client("outsider")
    for turn, (address, names) in enumerate(readers):
        if address.rule.startswith(("public:", "signed in:")):
            continue
        plain = _without_token(client.get(address.url))
        for given in parameters.queries(names, turn, alone=0, together=1):
            answer = client.get(address.url + parameters.query(given))
            assert (answer.status_code, _without_token(answer)) == (404, plain), address.url


def _without_token(answer: Any) -> str:
    """The page without what is new in each."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", answer.text)


def test_no_part_of_an_address_breaks_it(world: World) -> None:
    client = world.client("admin")
    broken: list[Any] = []
    for url in parameters.hostile_paths():
        answer = _tried(client, broken, url[:200], client.get, url)
        if answer is not None and url.startswith("/api/") and answer["Content-Type"] != MEDIA_TYPE:
            broken.append((url[:200], answer.status_code, answer["Content-Type"]))
    assert broken == [], "\n".join(map(str, broken))


def _send(method: Any, url: str, body: bytes, headers: dict[str, str]) -> Any:
    return method(url, body, content_type="application/json", headers=headers)


def _tried(client: Client, broken: list[Any], what: str, act: Any, *arguments: Any) -> Any:
    """The answer, or None when the server broke."""
    with alone(client):
        try:
            answer = act(*arguments)
        except Exception as error:  # whatever breaks, the walk goes on and names it at the end
            broken.append((what, repr(error)[:300]))
            return None
        if answer.status_code >= 500:
            broken.append((what, answer.status_code))
        return answer
