"""The worst that is known, from four people at once, and what a fifth feels: she is answered all the while.

What is counted is answers and not time; the long run goes on for a minute and prints the times.
"""

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlencode

import pytest

from tests.length import LONG
from tests.production.clients import FORM, Fields, Person, signed_in
from tests.production.people import WRITERS
from tests.production.place import Place
from tests.production.server import Server, serving
from tests.production.siege import ANSWERS, Siege

pytestmark = pytest.mark.django_db

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


def rows(person: Person) -> int:
    """A file with 100,000 wrong rows."""
    fields = {'"csrfmiddlewaretoken"': token(person), '"file"; filename="rader.csv"': ROWS}
    parts = [
        f"--x\r\nContent-Disposition: form-data; name={name}\r\n\r\n{value}\r\n"
        for name, value in fields.items()
    ]
    return send(
        person,
        "/atgarder/importera/",
        "".join([*parts, "--x--\r\n"]).encode(),
        "multipart/form-data; boundary=x",
    )


def asks(path: str, person: Person) -> int:
    return send(person, path)


TEXTS = [partial(chapter, "[" * 60_000)] * 4
MIXED = [
    rows,
    partial(chapter, "- - a\n" * 9_000),
    partial(asks, "/sok/?" + urlencode({"q": WORDS})),
    partial(asks, "/graf/fil/xlsx/"),
]


@pytest.mark.parametrize("attacks", [TEXTS, MIXED], ids=["texts", "mixed"])
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
