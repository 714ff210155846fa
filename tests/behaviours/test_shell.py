"""A change of the shell shows in the shell's lines of `answers.txt`, and a change of a page in that page's line."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils.translation import gettext_lazy as _

from akropolis.shell.home.web import context
from akropolis.shell.home.web.context import MENU, MenuPlace
from tests.behaviours.shell import TOKEN, Divided, divide, leading
from tests.world import World

WORLD = "build"
PAGES = ("/", "/incidenter/", "/ovningar/", "/register/", "/leverantorer/", "/finns-inte/", "/incidenter/ny/")
EVENTS = "menu:sv:/incidenter/"
CACHES = (context._others, context._entries)


@pytest.fixture(autouse=True)
def _menu_is_built_anew() -> Iterator[None]:
    yield
    for each in CACHES:
        each.cache_clear()


def divided(world: World) -> dict[str, Divided]:
    client = world.client("owner")
    found = {url: divide(client.get(url, follow=True).content) for url in PAGES}
    return {url: parts for url, parts in found.items() if parts}


def changed(before: dict[str, Divided], after: dict[str, Divided]) -> tuple[set[str], set[str]]:
    """The pages whose own part has changed, and the names of the changed parts that pages share."""
    assert before.keys() == after.keys() == {*PAGES}
    own = {url for url, parts in before.items() if plain(parts.own) != plain(after[url].own)}
    old, new = ({part for each in found.values() for part in each.parts()} for found in (before, after))
    return own, {name for name, _text in old ^ new}


def plain(own: bytes) -> bytes:
    """The page's own part without tokens, which are drawn by chance."""
    return TOKEN.sub(b"", own)


def test_pages_of_one_user_have_the_same_shell(world: World) -> None:
    parts = [part for each in divided(world).values() for part in each.parts()]
    assert len(dict(parts)) == len({*parts})
    assert {name for name, _text in parts} == {"shell:sv:page", "shell:sv:bare", EVENTS, "menu:sv:/register/"}


def test_a_planted_line_of_the_menu_changes_one_part(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = divided(world)
    planted = MenuPlace(_("Actions"), "actions-list", "actions:action:read")
    sections = [
        replace(each, places=(*each.places, planted)) if each.places[0].name == "incidents-list" else each
        for each in MENU
    ]
    monkeypatch.setattr(context, "MENU", tuple(sections))
    for each in CACHES:
        each.cache_clear()
    assert changed(before, divided(world)) == (set(), {EVENTS})


def test_a_planted_section_of_the_menu_changes_the_shell_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = divided(world)
    planted = context.MenuSection(
        _("Actions"), (MenuPlace(_("Actions"), "actions-list", "actions:action:read"),)
    )
    monkeypatch.setattr(context, "MENU", (*MENU, planted))
    for each in CACHES:
        each.cache_clear()
    assert changed(before, divided(world)) == (set(), {"shell:sv:page"})


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('href="#main"', 'href="#other"', {"shell:sv:page"}),
        ("Mälarstad · ", "", {"shell:sv:page"}),
        ('action="/logga-ut/"', 'action="/"', {"shell:sv:page"}),
        ('href="/ovningar/"', 'href="/incidenter/"', {EVENTS}),
    ],
)
def test_a_change_of_the_shell_is_seen(world: World, old: str, new: str, parts: set[str]) -> None:
    page = world.client("owner").get("/tidsfrister/").content
    before, after = divide(page), divide(page.replace(old.encode(), new.encode()))
    assert before
    assert after
    assert {name for name, _text in {*before.parts()} ^ {*after.parts()}} == parts
    assert after.own == before.own


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h1>", '<h1 class="other">'),
        ("<title>", "<title>!"),
        ('<a href="/tidsfrister/" aria-current="page">', '<a href="/tidsfrister/">'),
        ("</head>", '<script src="/other.js"></script></head>'),
        ('class="ak-help" href="', 'class="ak-help" href="/other'),
    ],
)
def test_a_change_of_the_page_is_seen_in_its_own_part(world: World, old: str, new: str) -> None:
    page = world.client("owner").get("/tidsfrister/").content
    before, after = divide(page), divide(page.replace(old.encode(), new.encode()))
    assert before
    assert after
    assert after.own != before.own
    assert {*after.parts()} == {*before.parts()}


def test_a_fragment_and_a_document_are_no_pages() -> None:
    assert divide(b"<p>Prov</p>") is None
    assert divide(b"<!doctype html><main>Prov</main>") is None


def test_leading_entries_are_the_first_level(world: World) -> None:
    page = world.client("owner").get("/tidsfrister/")
    assert leading(page)[:5] == ["/rapportera/", "/", "/laget/", "/genomgangar/", "/incidenter/"]
    assert "/tidsfrister/" not in leading(page)
