"""A person's browser, which meets akropoLIS and the provider, and holds cookies for each."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import requests

from tests.production.server import PATIENCE

HOPS = 15
SENT_AT_ONCE = "document.forms[0].submit()"
ACTION = re.compile(r'<form method="post" action="([^"]*)">')
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a page with one form."""
    return {name: unescape(value) for name, value in FIELD.findall(page)}


class Browser:
    """One person's. `city` is the address of akropoLIS, and `person` whom the provider's page is told she is."""

    def __init__(self, city: str, authority: Path, person: str = "") -> None:
        self.city, self.person = city, person
        self._session = requests.Session()
        self._session.trust_env, self._session.verify = False, str(authority)

    def go(self, address: str, form: dict[str, str] | None = None) -> requests.Response:
        """Where the address leads in the end, by way of the provider's sign-in page; a POST when there is a form."""
        answer = self.ask(address, form)
        for _hop in range(HOPS):
            if SENT_AT_ONCE in answer.text:
                answer = self.ask(ACTION.findall(answer.text)[0], fields(answer.text))
                continue
            if not answer.is_redirect:
                return answer
            place = urljoin(answer.url, answer.headers["Location"])
            if urlsplit(place).path.startswith("/sign-in/"):
                place += "?" + urlencode({"as": self.person})
            answer = self.ask(place)
        raise AssertionError(f"it leads round and round: {answer.url}")

    def ask(self, address: str, form: dict[str, str] | None = None) -> requests.Response:
        """What is answered there, and nothing followed. A path alone is akropoLIS's."""
        method = "GET" if form is None else "POST"
        return self._session.request(
            method, urljoin(self.city, address), data=form, allow_redirects=False, timeout=PATIENCE
        )

    def sign_in(self, **asked: str) -> requests.Response:
        """By the button for the city's account."""
        return self.go("/logga-in/staden/?" + urlencode({"next": "/konto/", **asked}))

    @property
    def is_in(self) -> bool:
        """Whether akropoLIS knows her."""
        return self.ask("/konto/").status_code == 200

    def sign_out(self) -> requests.Response:
        """By the button on the page; gives the provider's page that it leads to."""
        token = fields(self.ask("/konto/").text)["csrfmiddlewaretoken"]
        return self.go("/logga-ut/", {"csrfmiddlewaretoken": token})
