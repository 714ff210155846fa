"""Every address and every form, as nobody, as an outsider and in every role. The resolver is walked, no list kept."""

import re
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from importlib.resources import files
from math import ceil
from random import Random
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import resolve

from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.api.problems import MEDIA_TYPE
from tests.behaviours import parameters, walk
from tests.behaviours.tokens import bearer
from tests.length import LONG
from tests.stage import undone
from tests.world import SYSTEM, World

WORLD = "walked"
CITY_ROLES = ("administrator", "kommunfullmaktige", "kommunstyrelse", "ciso", "cert", "revisor")
SHORT = ("\x00'\"<b>{{7*7}}", "9" * 400)
MUCH = "Å" * 70_000
OPENERS = {"administrator", "kommunfullmaktige"}
"""Who goes through the API too, and in the long run to every row of a kind: all, and what is decided. What is one's
own, `test_registers` goes through, and `test_answers` asks of every row what it answers."""
SHARES = {"administrator": 18, "kommunfullmaktige": 2, "revisor": 3, "samordnare": 2}
"""In how many shares a long way is walked."""

UNDER_WAY, DECIDED = (2027, "utb"), (2026, "stad")

OPEN_TO_ALL = {"openapi-json", "get_version"}
"""Addresses of the API that ask for no right: its description, and to every account which version runs."""


@cache
def roles() -> dict[str, frozenset[str]]:
    """The roles that come with the system, with the permissions that each one's grants give."""
    text = (
        files("akropolis.people.organisation").joinpath("content", "roles.yaml").read_text(encoding="utf-8")
    )
    return {role["code"]: frozenset(registry.expand(role["grants"])) for role in yaml.safe_load(text)}


@cache
def shown() -> dict[str, set[str]]:
    """Enough roles that every set of actions that some role has on some resource is had by one of them.

    With the resources on which it is the first to have that set. In the long run all roles, with all.
    """
    granted = roles()
    resources = {resource_of(permission) for has in granted.values() for permission in has}
    if LONG:
        return dict.fromkeys(granted, resources)
    sets = {
        role: {(each, frozenset(p for p in has if resource_of(p) == each)) for each in resources}
        for role, has in granted.items()
    }
    missing: set[tuple[str, frozenset[str]]] = set().union(*sets.values())
    found: dict[str, set[str]] = {}
    while missing:
        role = max(sets, key=lambda role: len(sets[role] & missing))
        found[role] = {resource for resource, _actions in sets[role] & missing}
        missing -= sets[role]
    return found


def resource_of(permission: str) -> str:
    """`assets:service` of `assets:service:read`."""
    return permission.rpartition(":")[0]


def shares() -> list[tuple[str, int, int]]:
    """Each role that walks, with its share of the way and of how many: no test is long."""
    many = {role: SHARES.get(role, 8 if LONG else 1) for role in shown()}
    return [(role, share, of) for role, of in many.items() for share in range(of)]


def test_the_roles_that_walk_show_whatever_any_role_shows() -> None:
    assert OPENERS | SHARES.keys() <= set(shown())
    assert len(shown()) <= 12 or LONG


def addresses_for(world: World, role: str) -> list[walk.Address]:
    """Where the role goes: wherever its rights lead. `test_an_outsider_finds_only_what_is_for_everyone` goes elsewhere.

    The openers go wherever they may; the others to each page that is about what they are the first to be shown. In the
    short run once to each, of a review the one that is under way, or the decided one for whom reads nothing else. The
    description of the API, long in the making, is the same for all: one reads it.
    """
    has, new = roles()[role], shown()[role]
    first = role == "administrator"
    found = [
        address
        for address in walk.addresses(world, slow=first)
        if _leads(address.rule, has, has if role in OPENERS else new)
        and (first or address.name not in OPEN_TO_ALL)
    ]
    if role in OPENERS and LONG:
        return found
    return once_each(found, DECIDED if role == "kommunfullmaktige" else UNDER_WAY)


def _leads(rule: str, has: frozenset[str], to: Set[str]) -> bool:
    """Whether one who has these permissions gets in, and has a reason to: the openers have everywhere."""
    if not rule or rule.startswith("public:"):
        return to is has
    return rule.startswith("signed in:") or (rule in has and (to is has or resource_of(rule) in to))


def once_each(found: list[walk.Address], review: tuple[int, str]) -> list[walk.Address]:
    """Every address once, of that review if it is a review's."""
    found.sort(key=lambda address: (address.arguments.get("year"), address.arguments.get("unit")) == review)
    return list({address.route: address for address in found}.values())  # the last of a route stays


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


@pytest.mark.parametrize("share", range(3))
def test_an_outsider_finds_only_what_is_for_everyone(world: World, share: int) -> None:
    client, wrong = world.client("outsider"), []
    places = walk.addresses(world) if LONG else once_each(walk.addresses(world), UNDER_WAY)
    methods = client.get, client.post
    for turn, address in enumerate(places[share::3]):
        if address.rule.startswith(("public:", "signed in:")) or address.name in OPEN_TO_ALL:
            continue
        # One guard stands before both methods of a page, and is asked by one of them in the short run.
        for method in (methods[turn % 2],) if address.rule and not LONG else methods:
            with alone(client):
                answer = method(address.url)
            if answer.status_code not in ((404,) if address.rule else (401, 404, 405)):
                wrong.append((address.url, method.__name__, answer.status_code))
    assert wrong == []
    assert len(places) > 1000


def test_what_is_for_everyone_names_nothing_of_others(world: World) -> None:
    client = world.client("outsider")
    for address in walk.addresses(world):
        if address.rule.startswith("signed in:"):
            with alone(client):
                answer = client.get(address.url)
            for word in ("Havsörn", "Utbildningsnämnden", "Karin Lind", "Tallgren"):
                assert word not in answer.text, (address.url, word)


@dataclass
class Walked:
    """What has been sent on the way, by whichever test: forms untouched by role, and with rubbish by whoever.

    What is read out of rubbish does not depend on who sent it.
    """

    forms: set[Any] = field(default_factory=set)
    rubbed: set[Any] = field(default_factory=set)


@pytest.fixture(scope="module")
def walked() -> Walked:
    return Walked()


@pytest.mark.parametrize(("role", "share", "of"), shares())
def test_every_page_opens_and_every_form_answers(
    world: World, role: str, share: int, of: int, walked: Walked
) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "someone", "Någon Annan", role, "stad" if role in CITY_ROLES else "utb")
        ScheduledJob.objects.create(key="due", next_run=w.at)  # somebody runs the jobs: `/ready` says so
    client = world.client("someone")
    broken: list[Any] = []
    pages = forms = 0
    for address in addresses_for(world, role)[share::of]:
        answer = _tried(client, broken, address.url, client.get, address.url)
        if answer is None or not walk.is_page(answer):
            continue
        pages += 1
        for form in walk.forms_on(answer, address.url):
            forms += 1
            if (role, form.kind) not in walked.forms:
                walked.forms.add((role, form.kind))
                _form_tried(client, broken, f"{address.url} → {form.kind}", form, walked.rubbed)
    assert broken == [], "\n".join(map(str, broken))
    assert pages > (0 if LONG else 5)  # a role that may do little has few in each share of the long run
    assert forms > (0 if LONG else 3)


def _form_tried(client: Client, broken: list[Any], what: str, form: walk.Form, rubbed: set[Any]) -> None:
    """Send the form untouched; with rubbish too, unless one like it has been answered in the same way before."""
    answer = _tried(client, broken, what, form.send, client, form.untouched())
    answered = (form.shape, answer is not None and answer.status_code)
    if answered in rubbed:
        return
    rubbed.add(answered)
    words = SHORT if form.method == "get" else (*SHORT, MUCH)
    if LONG:
        sent = [form.filled(word) for word in words]
    else:  # as few times as give each of the words to some field, and each field one of them
        rounds = ceil(len(words) / max(1, len(form.filled(""))))
        places = [(len(rubbed) + each) % len(words) for each in range(rounds)]
        sent = [form.filled(*words[place:], *words[:place]) for place in places]
    for values in sent:
        _tried(client, broken, what, form.send, client, values)


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


@pytest.mark.parametrize("share", range(2))
@pytest.mark.parametrize("method", ["post", "patch", "put"])
def test_the_api_answers_rubbish_with_a_refusal(world: World, method: str, share: int) -> None:
    client = world.client(**bearer(world, "admin"))
    broken: list[Any] = []
    before = Change.objects.count()
    addresses = [
        a
        for a in walk.addresses(world)
        if a.url.startswith("/api/") and not a.rule and a.name not in OPEN_TO_ALL
    ]
    for address in addresses[share::2]:
        # In the short run each address is sent a third of them, which its name draws.
        for body in BODIES if LONG else Random(address.name).sample(BODIES, 3):
            headers = {"If-Match": '"1"'}
            act = getattr(client, method)
            answer = _tried(client, broken, address.url, _send, act, address.url, body, headers)
            if answer is not None and answer.status_code == 405:
                break  # no body is read where there is no such method
            if answer is not None and answer.status_code < 400 and not address.name.startswith("restore"):
                broken.append((address.url, body[:40], answer.status_code))
    assert broken == [], "\n".join(map(str, broken))
    assert len(addresses) > 10
    assert Change.objects.count() == before


@pytest.fixture(scope="module")
def readers(stage: World) -> list[parameters.Reader]:
    """Every view that reads its query, at one address, with every name that it was seen to read."""
    with undone():
        return parameters.readers(stage)


@pytest.mark.parametrize("share", range(5))
def test_no_parameter_breaks_a_page(world: World, readers: list[parameters.Reader], share: int) -> None:
    clients = {who: world.client(who) for who in parameters.WHO}
    broken: list[Any] = []
    for turn, reader in [*enumerate(readers)][share::5]:
        whole, client = len(reader.names) > 10, clients[reader.who]
        alone = len(parameters.VALUES) if LONG else 0 if whole else 1
        for given in parameters.queries(reader.names, turn, alone=alone, together=3 if whole else 1):
            url = reader.address.url + parameters.query(given)
            _tried(client, broken, url[:200], client.get, url)
    assert broken == [], "\n".join(map(str, broken))
    assert len(readers) > 40


@pytest.mark.parametrize("share", range(2))
def test_no_parameter_breaks_the_api_or_changes_its_tongue(world: World, share: int) -> None:
    client, asked = world.client("admin"), 0
    broken: list[Any] = []
    there = {resolve(address.url).route: address.url for address in walk.addresses(world)}
    paths = {re.sub(r"<\w+:", "<", route): url for route, url in there.items()}
    for turn, (path, schemas) in [*enumerate(parameters.of_api().items())][share::2]:
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
    assert asked > 100


@pytest.mark.parametrize("share", range(2))
def test_an_empty_parameter_of_the_api_is_refused_at_its_place(world: World, share: int) -> None:
    client, seen = world.client("admin"), 0
    there = {resolve(address.url).route: address.url for address in walk.addresses(world)}
    paths = {re.sub(r"<\w+:", "<", route): url for route, url in there.items()}
    for path, schemas in [*parameters.of_api().items()][share::2]:
        names = {name for name, told in schemas.items() if not TYPED & {told["type"], told.get("format")}}
        names -= {"cursor"}
        url = paths[re.sub(r"{(\w+)}", r"<\1>", path).lstrip("/")]
        while names and (answer := client.get(url, dict.fromkeys(names, ""))).status_code != 404:
            assert answer.status_code == 422, (url, names)
            found = {each["field"] for each in answer.json()["errors"]}
            assert set() < found <= names, (url, found, names)
            names -= found
            seen += 1
    assert seen > 30


TYPED = {"integer", "boolean", "date", "date-time"}
"""Parameters of which an empty value is no value of their kind."""


def test_no_parameter_opens_a_page_to_an_outsider(world: World, readers: list[parameters.Reader]) -> None:
    client = world.client("outsider")
    for turn, reader in enumerate(readers):
        address, names = reader.address, reader.names
        if address.rule.startswith(("public:", "signed in:")):
            continue
        plain = _without_token(client.get(address.url))
        for given in parameters.queries(names, turn, alone=0, together=1):
            answer = client.get(address.url + parameters.query(given))
            assert (answer.status_code, _without_token(answer)) == (404, plain), address.url


def _without_token(answer: Any) -> str:
    """The page without what is new in each."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", answer.text)


@pytest.mark.parametrize("share", range(2))
def test_no_part_of_an_address_breaks_it(world: World, share: int) -> None:
    client = world.client("admin")
    broken: list[Any] = []
    for url in [*parameters.hostile_paths()][share::2]:
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
