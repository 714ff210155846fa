"""A page in two parts: its own content, and the shell around it, which is the same for all pages of a user."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from akropolis.base.ui.templatetags.ui import head_assets
from akropolis.shell.home.web.context import MENU

MAIN = re.compile(rb'<main class="ak-main( ak-main--centre)?".*?</main>', re.DOTALL)
LANGUAGE = re.compile(rb'<html lang="(\w+)"')
TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=)"\w+"|(?<="X-CSRFToken": )"\w+"')
OF_PAGE = (
    re.compile(rb"<title>.*?</title>", re.DOTALL),
    re.compile(rb'(?<= data-color-scheme=)"\w+"'),
    re.compile(rb'(?<=name="next" value=)"[^"]*"'),
    re.compile(rb'(?<=class="ak-help" href=)"[^"]*"'),
    re.compile(rb'<span class="ak-bell__count">.*?</span></span>', re.DOTALL),
)
"""Parts of the shell that belong to the page: title, colours, help, and how many messages are unread."""
ENTRIES = re.compile(rb'<a href="([^"]*)"[^>]*>[^<]*</a>\s*<ul>(.*?)</ul>', re.DOTALL)
"""An entry of the menu with the entries below it, which are shown while the user is on one of them."""
ENTRY = re.compile(rb'<li><a href="([^"]*)"( aria-current="page")?>.*?</li>', re.DOTALL)
CURRENT = re.compile(rb'<a href="([^"]*)" aria-current="page">')
NAVIGATION = re.compile(rb'<nav class="ak-side".*?</nav>', re.DOTALL)


@dataclass(frozen=True)
class Divided:
    """The parts of a page. `entries` are the second level of the menu, by the address of the entry above.

    `kind` is `page`, or `bare` for pages without menu, such as those about an error.
    """

    own: bytes
    shell: bytes
    language: str
    kind: str
    entries: Mapping[str, bytes]

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """The name and content of each part that pages share."""
        yield f"shell:{self.language}:{self.kind}", self.shell
        for url, entries in self.entries.items():
            yield f"menu:{self.language}:{url}", entries


def divide(page: bytes) -> Divided | None:
    """The parts of a page. None if it has no shell: a fragment, or a document."""
    main = MAIN.search(page)
    if main is None:
        return None
    own = [main[0]]

    def take(found: re.Match[bytes]) -> bytes:
        own.append(found[0])
        return b""

    shell = page[: main.start()] + b"<main>" + page[main.end() :]
    shell = TOKEN.sub(b"", shell)
    for pattern in OF_PAGE:
        shell = pattern.sub(take, shell)
    head, assets, rest = shell.partition(head_assets().encode())
    more, end, body = rest.partition(b"</head>")
    own.append(more)
    own += CURRENT.findall(shell)
    entries: dict[str, bytes] = {}

    def lift(found: re.Match[bytes]) -> bytes:
        entries[found[1].decode()], extra = _without_extra(found[2])
        own.extend(extra)
        return found[0][: found.start(2) - found.start()].removesuffix(b"<ul>")

    body = NAVIGATION.sub(lambda found: ENTRIES.sub(lift, found[0]), body)
    language = LANGUAGE.search(page)
    return Divided(
        own=b"\n".join(own),
        shell=_unmarked(head + assets + end + body),
        language=language[1].decode() if language else "",
        kind="bare" if main[1] else "page",
        entries={url: _unmarked(text) for url, text in entries.items()},
    )


def _without_extra(entries: bytes) -> tuple[bytes, list[bytes]]:
    """The entries without the current page's, if the menu lists that page only while it is open; and that entry."""
    listed = {reverse(place.name) for section in MENU for place in section.places}
    extra = [found[0] for found in ENTRY.finditer(entries) if found[2] and found[1].decode() not in listed]
    for each in extra:
        entries = entries.replace(each, b"")
    return entries, extra


def _unmarked(text: bytes) -> bytes:
    return text.replace(b' aria-current="page"', b"")


def leading(page: Any) -> list[str]:
    """The addresses of the entries on the first level of a page's menu."""
    found = NAVIGATION.search(page.content)
    items = ENTRIES.sub(lambda each: each[0][: each.start(2) - each.start()], found[0]) if found else b""
    return [each.decode() for each in re.findall(rb'<a href="([^"]*)"', items)]
