"""What every address answers is what it answered before: what a change changes is seen in `answers.txt`.

A line of a page digests its `<main>` and its title. What is around it, the shell, has a line for each user and
language, and one for the entries below each entry of the menu. A page with another shell has a line for that too.

`make answers` writes it anew, with what was answered in `.tools/answers`; `make answers AREA=incidents` only the lines
of that package's pages and API, or of that area (`incidenter`, `api-incidents`, `shell`). A line that changes where you
meant to change nothing is a fault.
"""

import os
import random
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from hashlib import sha256
from html import unescape
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import UUID
from zipfile import is_zipfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import resolve
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.base.kernel.access import fields
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.cache import results
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.lib import built, whole
from tests.behaviours import bodies, walk
from tests.behaviours.areas import AREAS, DIFFERS, LEADS, SHELL, START, area, chosen
from tests.behaviours.said import Key, Said, differences, keep, told
from tests.behaviours.shell import divide, leading
from tests.behaviours.test_every_address import UNDER_WAY, alone
from tests.behaviours.test_flows import EXAMPLES
from tests.behaviours.tokens import bearer
from tests.length import LONG
from tests.lib.test_png import picture
from tests.world import WORD, World, hashed

WORLD = "doubled"
PLACE = Path(__file__).with_name("answers.txt")
WRITE = bool(os.environ.get("ANSWERS"))
WHOLE = WRITE or LONG
"""Otherwise one address of each kind is asked, a list is narrowed once, and a form is sent once, filled in."""
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
ENOUGH = 10
"""Bytes that a number of its own fits into."""
AFTER = 1_000_000
"""More than is drawn while the world is built."""
ASKERS = ("owner", "admin")
"""The second is asked where the first is told that there is nothing."""
NOBODY = "nobody"
"""Asks too where everybody may."""
OF_UNITS = ("year", "unit", "code")
"""What an address says of whose it is."""
REFUSED = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT)
PICTURES = ("arms",)
"""Fields that take one."""
AGAIN = "!!"
"""In the line of a form that is sent a second time, and of the shell around its answer."""
SEARCH = "q"
"""What nobody has written finds nothing."""
UNTOUCHED = re.compile(rf"#\d+({DIFFERS}|$)")
"""At the end of the line of a form that is sent as it stands, before the shell around its answer."""
OUT = "/logga-ut/"
"""A form on every page is sent there."""
SHELLS = {"page": "/tillganglighet/", "bare": "/finns-inte/"}
"""An address with each kind of shell."""
LANGUAGES = ("sv", "en")
ROW = re.compile(r"/api/v1/[\w-]+/[0-9a-f-]{36}")
OFFERED = re.compile(rb'<option value="([^"]+)"')
OWN_TEXT = re.compile(rf"{WORD}(:.*)?")
OTHERS = ("/static", "/installation", "/metrics", "/ready", "/api/v1/version", "/api/v1/openapi")
"""What tells of the machine and of the build."""

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="pages say which database it is")

asked: set[str] = set()
"""The areas that have been asked in this process."""
written: dict[Key, str] = {}


class Counting:
    """In place of chance: the next number, so that what is drawn is the same in each run."""

    def __init__(self) -> None:
        self.last = 0

    def urandom(self, many: int) -> bytes:
        """So many bytes that nobody has been given; of identities those made later sort later."""
        self.last += 1
        few = sha256(str(self.last).encode()).digest()[:many]
        return few if many < ENOUGH else self.last.to_bytes(many, "big")


@dataclass
class Chance:
    """What identities are drawn from, and all else. What is made once in a process hangs on the modules before."""

    identities: Counting = field(default_factory=Counting)
    others: Counting = field(default_factory=Counting)

    def go_on(self, identities: int) -> None:
        """As after the world was built."""
        self.identities.last, self.others.last = identities, AFTER


@pytest.fixture(scope="module", autouse=True)
def chance() -> Iterator[Chance]:
    """The same moment and the same identities in every run."""
    found = Chance()
    hashed()  # made once in a process, as what files that go again are named by
    NamedTemporaryFile().close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        patch.setattr(settings, "SECRET_KEY", "the same in every run")
        patch.setattr(built, "version_and_build", lambda: "of today")
        patch.setattr(fields, "time", SimpleNamespace(time_ns=lambda: int(NOW.timestamp()) * 10**9))
        patch.setattr(fields, "os", found.identities)
        patch.setattr(os, "urandom", found.others.urandom)
        patch.setattr(random, "_urandom", found.others.urandom)  # where `secrets` takes it from
        # What is kept already is not written again, and so draws no name for a while.
        patch.setattr(whole, "secrets", SimpleNamespace(token_hex=lambda many: "0" * 2 * many))
        yield found


@pytest.fixture(scope="module")
def first(stage: World, chance: Chance) -> int:
    """How many identities the world took."""
    return chance.identities.last


@pytest.fixture(scope="module")
def shared() -> dict[Key, bytes]:
    """What is around all pages, by user and part: filled by the first test."""
    return {}


@pytest.fixture(scope="module", autouse=True)
def _write() -> Iterator[None]:
    """At the end, write what was answered, where that is asked for; of areas that were not asked what stands.

    Several processes may do so, one after another.
    """
    yield
    if WRITE:
        with PLACE.open("a") as lock:
            flock(lock, LOCK_EX)
            left = {*AREAS, SHELL} - asked
            stands = {key: said for key, said in before().items() if area(key[1]) in left}
            lines = (f"{who} {url} {said}\n" for (who, url), said in sorted((stands | written).items()))
            PLACE.write_text("".join(lines), "utf-8")


def before() -> dict[Key, str]:
    """By who asks and the address: the state of the answer, and a digest of what it says."""
    lines = PLACE.read_text("utf-8").splitlines() if PLACE.exists() else []
    return {(who, url): said for who, url, said in (line.split(" ", 2) for line in lines)}


@pytest.mark.parametrize("place", chosen(os.environ.get("AREA", "")))
def test_every_address_answers_as_before(
    world: World, place: str, chance: Chance, first: int, shared: dict[Key, bytes]
) -> None:
    chance.go_on(first)
    asking = Asking(world, chance, place, shared)
    if not shared:
        shared.update(shells(asking))
    texts = dict(of_shells(shared) if place == SHELL else answers(asking))
    found = {key: f"{status} {sha256(text).hexdigest()[:12]}" for key, (status, text) in texts.items()}
    asked.add(place)
    if WRITE:
        written.update(found)
        keep(texts)
        return
    known = {key: said for key, said in before().items() if area(key[1]) == place}
    if not WHOLE:
        asked_of = {page_of(url) for _who, url in found}
        known = {
            key: said
            for key, said in known.items()
            if key in found or (page_of(key[1]) in asked_of and not left_to_whole_run(key[1]))
        }
    changed = sorted(key for key in known.keys() | found.keys() if known.get(key) != found.get(key))
    assert changed == [], "\n".join(differences(changed, texts))


def answers(asking: "Asking") -> Iterator[tuple[Key, Said]]:
    """What each address there answers, each form on its page up to where it leads, and what the API's writing does."""
    routes = set[str]()
    for address in those_there(asking.world, asking.place):
        asking.anew = address.route not in routes
        if not asking.anew and not WHOLE:
            continue
        routes.add(address.route)
        for people in ((NOBODY,), ASKERS) if address.rule.startswith("public:") else (ASKERS,):
            for key, answer in asking.by_first_of(people, address.url):
                yield from asking.lines_of(key, answer)


def shells(asking: "Asking") -> Iterator[tuple[Key, bytes]]:
    """What is around the pages of each user, in each language that she can choose."""
    for who in (NOBODY, *ASKERS):
        for language in LANGUAGES if who != NOBODY else LANGUAGES[:1]:
            yield from asking.shells_of(who, language)


def of_shells(shared: Mapping[Key, bytes]) -> Iterator[tuple[Key, Said]]:
    """The lines of what is around all pages."""
    return ((key, (HTTPStatus.OK, text)) for key, text in shared.items())


def those_there(world: World, place: str) -> list[walk.Address]:
    """Each address of the area; of reviews the one under way first, since a form is sent once where it can be."""
    found = {each.url: each for each in walk.addresses(world) if area(each.url) == place}
    there = [each for each in found.values() if not each.url.startswith(OTHERS)]
    return sorted(
        there, key=lambda each: (each.arguments.get("year"), each.arguments.get("unit")) != UNDER_WAY
    )


class Asking:
    """Asks in the same state each time. Each kind of form is sent once; what a view is sent, once where it is taken.

    `anew` at the first address of its kind: at others, of other rows or units, only what no view has taken is sent.
    """

    def __init__(self, world: World, chance: Chance, place: str, shared: dict[Key, bytes]) -> None:
        self.clients = {who: world.client(who, **bearer(world, who)) for who in ASKERS}
        self.clients[NOBODY] = world.client()
        self.world, self.chance, self.last = world, chance, chance.identities.last
        self.end, self.told = Change.objects.count(), {*Message.objects.values_list("pk", flat=True)}
        self.place, self.deep, self.anew = place, 0, True
        self.shared = shared
        self.sent, self.steps, self.done = set[Any](), set[Any](), set[Any]()

    @contextmanager
    def alone(self, who: str) -> Iterator[None]:
        """Nothing of what is asked inside stays, and what is drawn after it does not depend on it."""
        if not self.deep:
            self.chance.go_on(self.last)
            shutil.rmtree(Path(settings.DATA_DIR) / "work", ignore_errors=True)
        drawn = self.chance.identities.last, self.chance.others.last
        self.deep += 1
        with alone(self.clients[who]):
            yield
        self.deep -= 1
        self.chance.identities.last, self.chance.others.last = drawn

    def __call__(self, who: str, method: str, *given: Any, **more: Any) -> Any:
        """The answer, with what was `written`; nothing of it stays."""
        with self.alone(who):
            return self.asked(who, method, *given, **more)

    def asked(self, who: str, method: str, *given: Any, **more: Any) -> Any:
        """The same, and what was written stays."""
        results.clear_cache()
        answer = getattr(self.clients[who], method)(*given, **more)
        answer.written = [] if method == "get" else self.written()
        return answer

    def written(self) -> list[str]:
        """What has been written into the history since the first was asked, and who has been told what."""
        changes = (
            Change.objects.filter(seq__gt=self.end).order_by("seq").values_list("kind", "payload", "content")
        )
        told = Message.objects.exclude(pk__in=self.told).order_by("key")
        return [" ".join(each) for each in [*changes, *told.values_list("user__username", "key", "text")]]

    def shells_of(self, who: str, language: str) -> Iterator[tuple[Key, bytes]]:
        """What is around her pages in that language: each kind of shell, and the entries below each of the menu."""
        with self.alone(who):
            User.everything.filter(username=who).update(language=language)
            pages = {url: self.asked(who, "get", url, follow=True) for url in SHELLS.values()}
            pages |= {url: self.asked(who, "get", url, follow=True) for url in leading(pages[SHELLS["page"]])}
        for page in pages.values():
            divided = divide(page.content)
            assert divided
            yield from (((who, name), text) for name, text in divided.parts())

    def lines_of(self, key: Key, answer: Any) -> Iterator[tuple[Key, Said]]:
        """What is digested of an answer: of a page its own part, and of its shell what differs from all others'."""
        status, text = told(answer)
        divided = divide(answer.content) if is_page(answer) else None
        if divided is None:
            yield key, (status, text)
            return
        yield key, (status, text.removesuffix(answer.content) + divided.own)
        who, url = key
        for name, part in divided.parts():
            if self.shared[who, name] != part:
                yield (who, f"{url}{DIFFERS}{name}"), (status, part)

    def by_first_of(self, people: Sequence[str], url: str) -> Iterator[tuple[Key, Any]]:
        """What they are told up to the first for whom there is something, and what that one can do there."""
        for who in people:
            answer = self(who, "get", url)
            yield (who, url), answer
            if answer.status_code != HTTPStatus.NOT_FOUND:
                break
        others = people[people.index(who) + 1 :]
        yield from self.by_forms(who, url, answer)
        yield from self.by_writing([who, *others], url)

    def by_forms(self, who: str, url: str, page: Any) -> Iterator[tuple[Key, Any]]:
        """Each form of a page untouched and filled in; of one that narrows a list, each choice by itself."""
        for number, form in enumerate(walk.forms_on(page, url) if walk.is_page(page) else ()):
            everywhere = form.action == OUT and self.place != START
            again = form.kind in self.sent or (step_of(form) if self.anew else step_of(form)[1]) in self.done
            if everywhere or again or (self.deep and not self.leads_on(form)):
                continue
            self.sent.add(form.kind)
            self.steps.add(step_of(form))
            if form.method == "get":
                self.done |= {step_of(form), step_of(form)[1]}
                choices = [(name, given) for name, given in form.complete().items() if name != SEARCH]
                for name, given in choices if WHOLE else choices[:1]:
                    narrowed = f"{urlsplit(form.action).path}?{urlencode({name: given}, doseq=True)}"
                    yield (who, narrowed), self(who, "get", narrowed)
            else:
                key = f"{url}{LEADS}{form.action}#{number}"
                if WHOLE and not self.deep:
                    yield (who, key), self(who, "post", form.action, form.untouched(), follow=True)
                yield from self.by_sending(who, key, form)

    def leads_on(self, form: walk.Form) -> bool:
        """Whether it is a next step in the same area, and the first of its shape."""
        return form.method == "post" and step_of(form) not in self.steps and area(form.action) == self.place

    def by_sending(self, who: str, key: str, form: walk.Form) -> Iterator[tuple[Key, Any]]:
        """A form filled in, the same once more, and the forms that it leads to in that state; and with what it needs.

        The second leads on where the first is refused.
        """
        refused = False
        for mark, given in (("!", self.filled(who, form)), ("?", form.sparse())):
            if mark == "?" and not (form.needed or refused):
                continue  # it has been sent untouched
            with self.alone(who):
                answer = self.asked(who, "post", form.action, given | self.files(who, form), follow=True)
                yield (who, f"{key}{mark}"), answer
                leads, refused = mark == "!" or refused, answer.status_code in REFUSED
                if mark == "!" and not refused and WHOLE:
                    again = given | self.files(who, form)
                    yield (who, f"{key}{AGAIN}"), self(who, "post", form.action, again, follow=True)
                if leads:
                    yield from self.by_next(who, form, answer)

    def by_next(self, who: str, form: walk.Form, answer: Any) -> Iterator[tuple[Key, Any]]:
        """The forms in the area that an answer leads to."""
        if answer.status_code not in REFUSED:
            self.done |= {step_of(form), step_of(form)[1]}
        led_to = next((url for url, _status in reversed(answer.redirect_chain)), form.action)
        if area(led_to) == self.place:
            yield from self.by_forms(who, led_to, answer)

    def filled(self, who: str, form: walk.Form) -> dict[str, Any]:
        """Something in every field but those for files: of what can be pointed at another in each."""
        given: dict[str, Any] = {**form.complete()}
        for place, (name, url) in enumerate(form.suggestions):
            found = OFFERED.findall(self(who, "get", url, {name: "e"}).content)[place:]
            given |= {name: unescape(found[0].decode())} if found else {}
        return given

    def files(self, who: str, form: walk.Form) -> dict[str, SimpleUploadedFile]:
        """A file for each field that takes one."""
        return {name: self.file(who, form, name) for name in form.files}

    def file(self, who: str, form: walk.Form, name: str) -> SimpleUploadedFile:
        """What the place reads; of a list what it gives to be read in again, with another text; elsewhere a text."""
        place = resolve(urlsplit(form.action).path).view_name
        if place in EXAMPLES:
            return SimpleUploadedFile(*EXAMPLES[place].file(self.world))
        if name in PICTURES:
            return SimpleUploadedFile("prov.png", picture())
        answer = self(who, "get", urljoin(form.action, "../exportera/?whole=1"))
        body = b"".join(answer) if answer.streaming else answer.content
        if not is_zipfile(BytesIO(body)):
            return SimpleUploadedFile("prov.txt", b"Prov")
        book, changed = load_workbook(BytesIO(body)), BytesIO()
        texts = [each for each in book.worksheets[0][2] if OWN_TEXT.fullmatch(str(each.value))]
        for cell in texts[:1]:
            cell.value = f"{cell.value} ny"
        book.save(changed)
        return SimpleUploadedFile("prov.xlsx", changed.getvalue())

    def by_writing(self, people: Sequence[str], url: str) -> Iterator[tuple[Key, Any]]:
        """Each method of the API that writes at the address, by the first of them who finds something there."""
        for method, said in bodies.writes_at(url):
            for who in people:
                answers = [*self.by_bodies(who, url, method, said)]
                yield from answers
                if any(answer.status_code != HTTPStatus.NOT_FOUND for _key, answer in answers):
                    break

    def by_bodies(self, who: str, url: str, method: str, said: bodies.Told) -> Iterator[tuple[Key, Any]]:
        """With what must be sent, and with everything."""
        at = self(who, "get", known_by(url))
        headers = {"If-Match": at["ETag"]} if "ETag" in at else {}
        for body, mark in zip(bodies.bodies_of(said, row_in(at)), ("", "!"), strict=False):
            yield (who, f"{url}{LEADS}{method}{mark}"), self(who, method, url, headers=headers, **body)


def page_of(url: str) -> str:
    """Where the line begins: the address that was asked, without what a form there was sent to."""
    return url.partition(DIFFERS)[0].partition(LEADS)[0].partition("?")[0]


def left_to_whole_run(url: str) -> bool:
    """Whether the short run leaves the line out: a form untouched or sent again, or another way to narrow a list."""
    return bool(AGAIN in url or UNTOUCHED.search(url) or "?" in url.partition(LEADS)[0])


def is_page(answer: Any) -> bool:
    """Whether it is a page, whatever its state."""
    return not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html")


def step_of(form: walk.Form) -> tuple[Any, ...]:
    """The same for forms with the same fields about any row or unit: by what reads them, and which of its steps."""
    found = resolve(urlsplit(form.action).path)
    which = [
        each for name, each in found.kwargs.items() if name not in OF_UNITS and not isinstance(each, UUID)
    ]
    return form.method, found.view_name, *which, *form.names


def known_by(url: str) -> str:
    """The address of the row that the address is about, if it is about one."""
    return next((found[0] for found in [ROW.match(url)] if found), url)


def row_in(answer: Any) -> dict[str, Any]:
    """The row that the API answers with, or the first of the list."""
    if answer.status_code != HTTPStatus.OK or not answer["Content-Type"].startswith(bodies.JSON):
        return {}
    row = answer.json()
    rows = row.get("items") if isinstance(row, dict) else row
    first = rows[0] if isinstance(rows, list) and rows else row
    return first if isinstance(first, dict) else {}


def test_every_address_lies_in_an_area(world: World) -> None:
    assert {area(each.url) for each in walk.addresses(world)} - {*AREAS} == {"api-vad-som-helst"}
    assert {area(url) for _who, url in before()} <= {*AREAS, SHELL}
