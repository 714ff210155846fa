"""Every kind of page that can be reached: nothing that axe objects to, nothing that sticks out of a phone's width."""

from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.e2e

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
EVERY_WAY = tuple(product(("light", "dark"), (1440, 320)))
TWO_WAYS = (("light", 1440), ("dark", 320))
SETTLED = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
}"""
"""Colours that are still on their way from one scheme to the other would be measured half-way."""
FILES = ("-export", "-file", "file")
MOST = {"review": 4, "review-chapter": 4}
"""Of most kinds of page one is enough; the review's own differ with its state."""
LIMIT = 80


def kind_of(path: str) -> str | None:
    """The name of the address, or None for what is no page."""
    try:
        name = resolve(path).url_name
    except Resolver404:
        return None
    return None if name is None or name.endswith(FILES) or path.startswith("/api/") else name


def objections(page: Page, ways: Sequence[tuple[str, int]] = EVERY_WAY) -> list[Any]:
    """What axe finds, in each scheme and width, and whether anything sticks out."""
    found: list[Any] = []
    for scheme, width in ways:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLED)
        result = Axe().run(page, options=WCAG).response["violations"]
        found += [
            (scheme, width, each["id"], [node["target"] for node in each["nodes"]][:3]) for each in result
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append((scheme, width, "sticks out", wide))
    return found


@pytest.mark.parametrize(
    ("username", "ways"), [("ciso", EVERY_WAY), ("samordnare.slk", TWO_WAYS), ("admin", TWO_WAYS)]
)
def test_every_page_that_can_be_reached(
    sign_in: SignIn, username: str, ways: Sequence[tuple[str, int]]
) -> None:
    page = sign_in(username)
    waiting, seen, broken = ["/"], {"/"}, []
    visited: Counter[str] = Counter()
    while waiting and visited.total() < LIMIT:
        path = waiting.pop(0)
        kind = kind_of(urlsplit(path).path) or ""
        if visited[kind] >= MOST.get(kind, 1):
            continue
        answer = page.goto(path)
        assert answer is not None
        if answer.status >= 400:
            broken.append((path, answer.status))
        visited[kind] += 1
        broken += [(path, *each) for each in objections(page, ways)]
        for link in page.eval_on_selector_all("a[href]", "links => links.map(a => a.pathname + a.search)"):
            if link not in seen and kind_of(urlsplit(link).path):
                seen.add(link)
                waiting.append(link)
    assert broken == [], "\n".join(map(str, broken))
    assert visited.total() >= 15


def test_the_sign_in_page_and_what_is_not_there(sign_in: SignIn, browser: Any, server: str) -> None:
    page = browser.new_page(base_url=server, locale="sv-SE")
    for path, status in (("/logga-in/", 200), ("/finns-inte/", 404)):
        answer = page.goto(path)
        assert (answer.status, objections(page)) == (status, [])
    page.close()
