"""The locust script: users who pause, send requests, and check that each response is their own. Runs as
a separate process.

The script does not use Django: `BENCH_CROWD` names a file with the users, and a line of JSON for each
request is written to the file named by `BENCH_ASKED`.
"""

import json
import os
import random
import re
import time
from http.cookiejar import DefaultCookiePolicy
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import lxml.html
from locust import FastHttpUser, events, task

from akropolis.tools.bench.crowd.mix import CHANGE, FORM, MARK, MIX, REPORT, SENT, RequestKind

CROWD = json.loads(Path(os.environ["BENCH_CROWD"]).read_text("utf-8"))
BY_KEY = {kind.key: kind for kind in MIX}
NAME = re.compile(r'class="ak-drop__name">([^<]*)<')
WORD = "b" * 32
"""Value of Django's CSRF token: the cookie and the form must have the same."""
OK, FOUND = 200, 302
PAUSE = CROWD["people"] / CROWD["rate"]
"""Median seconds between the starts of one person's actions."""
_people, _marks = count(), count()
_asked = Path(os.environ["BENCH_ASKED"]).open("w", encoding="utf-8")  # noqa: SIM115 # open as long as the process


@events.quitting.add_listener
def _done(**_rest: object) -> None:
    _asked.close()


class Person(FastHttpUser):
    """A user, who picks actions by their weights, and goes on after a pause, whatever the response."""

    network_timeout = connection_timeout = 60.0

    def on_start(self) -> None:
        """Take the next browser, with its account, from the file of users."""
        self.client.cookiejar.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # hers are sent by hand
        self.number = next(_people)
        browser = CROWD["browsers"][self.number % len(CROWD["browsers"])]
        self.account = CROWD["accounts"][browser["account"]]
        self.cookie = {"Cookie": f"sessionid={browser['cookie']}; csrftoken={WORD}"}
        self.chance = random.Random(self.number)  # noqa: S311 # the same people each time
        self.fill = {**self.account["fill"], "own": browser["own"]}
        self.kinds = [BY_KEY[key] for key in self.account["kinds"] if key != CHANGE or browser["own"]]
        self.weights = [kind.weight for kind in self.kinds]
        self.due = time.monotonic() + self.chance.uniform(0, PAUSE)

    def wait_time(self) -> float:
        """Return the time to the next request. The pace is kept when the server is slow: it gets no rest by it."""
        self.due = max(self.due + self.chance.uniform(0.5, 1.5) * PAUSE, time.monotonic())
        return self.due - time.monotonic()

    @task
    def act(self) -> None:
        """Perform one action, drawn by the weights of the kinds of requests."""
        (kind,) = self.chance.choices(self.kinds, self.weights)
        path = self.chance.choice(self.account["kinds"][kind.key])
        fill = {name: self.chance.choice(values) for name, values in self.fill.items() if values}
        path = path.format(**fill)
        body = self.ask(kind, path, f"{kind.key}: {FORM}" if kind.form else kind.key)
        if kind.form and body is not None:
            self.wait()
            self.send(kind, path, body)

    def ask(self, kind: RequestKind, path: str, name: str) -> str | None:
        """Return the page, if it is the requested page and belongs to this user; else None."""
        headers = {"Authorization": f"Bearer {self.account['token']}"} if kind.token else self.cookie
        return self._noted("GET", path, name, headers, lambda answer: self.wrong(kind, path, answer))

    def wrong(self, kind: RequestKind, path: str, answer: Any) -> str:
        """Return what is wrong with a response; empty if nothing is wrong."""
        if answer.status_code != OK:
            return str(answer.status_code)
        if kind.token:
            return self._rows_of_others(path, answer)
        told = NAME.search(answer.text) if "html" in answer.headers.get("Content-Type", "") else None
        return "another person's" if told and _plain(told[1]) != self.account["name"] else ""

    def _rows_of_others(self, path: str, answer: Any) -> str:
        own = self.account["seen"].get(urlsplit(path).path)
        if own is None:
            return ""
        return "another person's" if {row["id"] for row in answer.json()["items"]} - set(own) else ""

    def send(self, kind: RequestKind, path: str, body: str) -> None:
        """Fill in the page's form, and submit the form as the browser would."""
        values, mark = _values(body, kind.form), f"{MARK} {self.number}-{next(_marks)}"
        values |= {kind.form: mark, "csrfmiddlewaretoken": WORD}
        if kind.key == REPORT:
            values["occurred_at"] = "2026-11-20T08:00"
        self._noted("POST", path, f"{kind.key}: {SENT}", self.cookie, _not_saved, urlencode(values), mark)

    def _noted(
        self,
        method: str,
        path: str,
        name: str,
        headers: dict[str, str],
        look: Any,
        data: str = "",
        mark: str = "",
    ) -> str | None:
        more = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.host} if data else {}
        begun, at = time.perf_counter(), time.time()
        with self.client.request(
            method, path, name=name, headers=headers | more, data=data or None,
            catch_response=True, allow_redirects=False,
        ) as answer:  # fmt: skip
            took = (time.perf_counter() - begun) * 1000
            wrong = look(answer) if answer.status_code else f"broken: {answer.error}"
            answer.failure(wrong) if wrong else answer.success()
        line = {"at": at, "kind": name, "ms": took, "wrong": wrong, "path": path, "mark": mark}
        _asked.write(json.dumps(line) + "\n")
        return None if wrong else answer.text


def _not_saved(answer: Any) -> str:
    return "" if answer.status_code == FOUND else f"{answer.status_code}, not saved"


def _values(body: str, field: str) -> dict[str, str]:
    """Return the values that the form containing that field would submit unchanged, keyed by field."""
    forms = lxml.html.fromstring(body).forms
    return next(dict(form.form_values()) for form in forms if field in form.fields)


def _plain(text: str) -> str:
    return str(lxml.html.fromstring(f"<p>{text}</p>").text_content()) if "&" in text else text
