"""The worst that is known, from four people at once, and what a fifth feels: she is answered all the while.

What is counted is answers and not time; the long run goes on for a minute and prints the times.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from urllib.parse import urlencode

import pytest

from tests.length import LONG
from tests.production.clients import FORM, Fields, Person, signed_in
from tests.production.people import WRITERS
from tests.production.place import Place
from tests.production.server import Server, serving
from tests.production.siege import ANSWERS, Siege

pytestmark = pytest.mark.django_db

COMPONENTS = 20_000
ROWS = "title;owner_unit\n" + "rad;finns-inte\n" * 100_000
WORDS = " ".join(f"a{number}" for number in range(60))


@pytest.fixture(scope="module", params=[1, 2] if LONG else [1])
def server(place: Place, request: pytest.FixtureRequest) -> Iterator[Server]:
    with serving(place, workers=request.param) as found:
        yield found


def send(person: Person, path: str, body: bytes | None = None, kind: str = "") -> int:
    """Ask, with a body or without, and read the answer whatever it is."""
    headers = {"Cookie": "; ".join(f"{m.key}={m.value}" for m in person.cookies.values())}
    person.connection.request(
        "POST" if body else "GET", path, body, headers | ({"Content-Type": kind} if kind else {})
    )
    answer = person.connection.getresponse()
    answer.read()
    return answer.status


def token(person: Person) -> str:
    return Fields(person.ask("/konto/")[1]).values["csrfmiddlewaretoken"]


def chapter(text: str, person: Person) -> int:
    """A text in a chapter of the person's own review."""
    values = {"csrfmiddlewaretoken": token(person), "text": text, "status": "draft", "version": "1"}
    path = f"/genomgangar/2027/{WRITERS[person.name]}/kapitel/state/"
    return send(person, path, urlencode(values).encode(), FORM["Content-Type"])


def file(path: str, name: str, text: str, person: Person) -> int:
    """A file where one is read in."""
    fields = {'"csrfmiddlewaretoken"': token(person), f'"file"; filename="{name}"': text}
    parts = [
        f"--x\r\nContent-Disposition: form-data; name={field}\r\n\r\n{value}\r\n"
        for field, value in fields.items()
    ]
    return send(person, path, "".join([*parts, "--x--\r\n"]).encode(), "multipart/form-data; boundary=x")


rows = partial(file, "/atgarder/importera/", "rader.csv", ROWS)


@cache
def chain() -> str:
    """A bill in which each component stands on the one before."""
    purl = "pkg:npm/@a/del-{0}@1"
    parts = [
        {"type": "library", "bom-ref": f"c{n}", "name": f"del-{n}", "version": "1", "purl": purl.format(n)}
        for n in range(COMPONENTS)
    ]
    ties = [{"ref": f"c{n}", "dependsOn": [f"c{n - 1}"]} for n in range(1, COMPONENTS)]
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts, "dependencies": ties}
    return json.dumps(bill)


def bill(person: Person) -> int:
    """A long bill for a service of the person's own."""
    place = person.send("/tjanster/ny/", name=f"Tjänst {person.answers}")[2]
    pk = place.rstrip("/").rpartition("/")[2]
    return file(f"/graf/{pk}/cyclonedx/", "bom.json", chain(), person)


def asks(path: str, person: Person) -> int:
    return send(person, path)


TEXTS = [partial(chapter, "[" * 60_000)] * 4
MIXED = [
    rows,
    partial(chapter, "- - a\n" * 9_000),
    partial(asks, "/sok/?" + urlencode({"q": WORDS})),
    partial(asks, "/graf/fil/xlsx/"),
]


WORST = {"texts": TEXTS, "mixed": MIXED} | ({"bills": [bill] * 4} if LONG else {})


@pytest.mark.parametrize("attacks", WORST.values(), ids=WORST)
def test_a_fifth_is_answered_while_four_send_the_worst(
    server: Server, attacks: list[Callable[[Person], int]]
) -> None:
    siege = Siege()
    with signed_in(server.port, WRITERS) as four:
        for person in four:
            person.connection.timeout = 600
        siege.lay(server.port, [partial(attack, who) for attack, who in zip(attacks, four, strict=True)])
    assert set(siege.answered) <= {200, 302, 409, 422, 429}
    assert (len(siege.times) >= ANSWERS, "Traceback" in server.said()) == (True, False)


def test_one_person_cannot_keep_another_from_her_preview(server: Server) -> None:
    siege, one, seen = Siege(), ["skrivare.1"] * 3, Counter[int]()
    preview = partial(asks, "/genomgangar/2027/kul/forhandsgranska/")
    with signed_in(server.port, [*one, "skrivare.2"]) as (*hers, other):

        def looks() -> int:
            seen.update(preview(other) for _each in range(5))
            return 200

        siege.lay(server.port, [*(partial(chapter, "[" * 60_000, each) for each in hers), looks])
    assert set(seen) == {200}
