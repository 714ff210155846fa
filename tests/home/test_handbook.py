"""The handbook is served by the product, and every kind of page leads to its place in it."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from akropolis.shell.home.selectors import handbook
from akropolis.shell.home.web.handbook import PLACES, place_of
from tests.docs import pages
from tests.organisation.cast import Cast, build

FILES = ("-file", "file", "-xlsx", "-data", "-arms", "-graphml", "-book", "-paper", "-papers")


APART = {
    "accessibility",
    "health",
    "ready",
    "security-txt",
    "sign-in",
    "city-sign-in",
    "city-sign-in-answer",
    "city-sign-out",
    "saml-answer",
    "saml-metadata",
    "saml-onward",
    "scim",
    "sign-out",
    "end-sessions",
}


def names(resolver: URLResolver) -> set[str]:
    """What the addresses of pages are called: not the API's, nor those of files."""
    found: set[str] = set()
    for each in resolver.url_patterns:
        if str(each.pattern).startswith("api/"):
            continue
        found |= names(each) if isinstance(each, URLResolver) else {each.name or ""}
    return {name for name in found - APART if not name.endswith(FILES)}


def test_every_page_has_its_place_and_every_place_is_there() -> None:
    assert {name for name in names(get_resolver()) if not place_of(name)} == set()
    for place in PLACES.values():
        chapter, _sign, heading = place.partition("#")
        assert not heading or f'id="{heading}"' in handbook.chapter_html(chapter), place


def test_the_chapters_are_those_of_the_guide_without_signs_of_how_they_were_written() -> None:
    files = list((pages.ROOT / "docs" / "anvandarguide").glob("[0-9]*.md"))
    assert len(handbook.chapters()) == len(files)
    for slug in handbook.chapters():
        text = handbook.chapter_html(slug)
        assert re.findall(r"[`\ue000-\ue002]|\*\*|\.md\b", text) == []
        links = re.findall(r'href="/handbok/([\w-]+)/', text)
        assert set(links) <= set(handbook.chapters())
    assert "<code>{secret 18 kap. 8 § OSL}</code>" in handbook.chapter_html("skriv-er-genomgang")


@pytest.mark.django_db
def test_whoever_is_signed_in_reads_and_searches_it(client: Client) -> None:
    assert client.get("/handbok/")["Location"].startswith("/logga-in/")
    cast: Cast = build()
    client.force_login(cast.people["outsider"])
    assert client.get("/handbok/registren/").context["title"].startswith("5. Registren")
    assert client.get("/handbok/finns-inte/").status_code == 404
    of = handbook.chapters()["registren"].title
    found = client.get("/handbok/?q=rakna tidsfrist").context["found"]
    assert {
        "title": "Räkna ut en tidsfrist",
        "url": "/handbok/registren/#räkna-ut-en-tidsfrist",
        "of": of,
    } in found
    assert client.get("/handbok/?q=xyzzy").context["found"] == []
    assert 'href="/handbok/kom-igang/#ditt-konto"' in client.get("/konto/").text
