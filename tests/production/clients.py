"""People at browsers that keep their connection: each signs in by the page and looks at what she is given."""

import http.client
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.production import people

TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NEW_INCIDENT = "/incidenter/ny/"


class Fields(HTMLParser):
    """What a page's forms would send, by name: what stands there, and the first that can be chosen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An input by its value, a choice by what is selected, or else by the first that says something."""
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("type") not in ("checkbox", "search", "file"):
            self.values[given.get("name", "")] = given.get("value", "")
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and ("selected" in given or not self.values.get(self._select)):
            self.values[self._select] = given.get("value", "")


@dataclass
class Person:
    """One person's browser: what she was given, tried to write, and was told is written."""

    name: str
    port: int
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    tried: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    answers: int = 0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, path: str, values: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, body and where it sends her; a POST when there are values."""
        headers = {"Cookie": "; ".join(f"{m.key}={m.value}" for m in self.cookies.values())}
        if values is None:
            self.connection.request("GET", path, headers=headers)
        else:
            self.connection.request("POST", path, urlencode(values), headers | FORM)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(header)
        self.answers += 1
        return answer.status, body, answer.headers.get("Location", "")

    def send(self, path: str, **values: str) -> tuple[int, str, str]:
        """Open the page, fill in its form and send it."""
        return self.ask(path, Fields(self.ask(path)[1]).values | values)

    def sign_in(self, password: str) -> None:
        """By the page, as anybody does."""
        status, _body, _place = self.send("/logga-in/", username=self.name, password=password)
        assert status == 302, f"{self.name} cannot sign in: {status}"

    def page(self, path: str) -> str:
        """What she is given there, without the tokens that are new each time."""
        status, body, _place = self.ask(path)
        return f"{status}\n{TOKEN.sub('', body)}"

    def compare(self, path: str, own: str) -> None:
        """Note it when the page is not what she was given alone."""
        got = self.page(path)
        if got != own:
            self.wrong.append(f"{self.name} {path}: {got[:200]}")

    def report(self, number: int) -> None:
        """Report an incident, and note it as written when the server has said so."""
        title = f"{self.name} {number}"
        self.tried.add(title)
        status, body, _place = self.send(NEW_INCIDENT, title=title, occurred_at="2026-11-20T08:00")
        if status == 302:
            self.written.add(title)
        else:
            self.wrong.append(f"{title}: {status} {body[:200]}")


@contextmanager
def signed_in(port: int, names: Iterable[str], password: str = people.PASSWORD) -> Iterator[list[Person]]:
    """The people, each signed in, with their connections kept for as long as the block lasts."""
    persons = [Person(name, port) for name in names]
    try:
        for person in persons:  # one by one: two strangers' passwords at most are checked at a time
            person.sign_in(password)
        yield persons
    finally:
        for person in persons:
            person.connection.close()


def together(works: Iterable[Callable[[], None]]) -> None:
    """Do everything at once, and wait for the last one. What one raises is raised."""
    failed: list[BaseException] = []

    def watched(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # raised again below, in the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=watched, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
