"""A decided review whose document is not what its digest seals is shown to nobody, in no form."""

from pathlib import Path

import pytest

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.reporting import FORMS
from akropolis.shell.cli import reviews
from tests.behaviours.tokens import bearer
from tests.stage import stage, world
from tests.tamper.tools import execute, unguarded
from tests.world import World

__all__ = ["stage", "world"]

WORLD = "reviewed"
URL = "/genomgangar/2026/utb/"
SAID = "stämmer inte med sin kontrollsumma"


@pytest.fixture
def forged(world: World) -> World:
    with unguarded():
        execute("UPDATE chapters_frozenreview SET document = replace(document, 'Kapitlet', 'Förfalskat')")
    return world


def test_no_page_file_or_answer_shows_it(forged: World) -> None:
    client = forged.client("owner")
    addresses = [URL, f"{URL}forhandsgranska/", *(f"{URL}dokument.{form}" for form in FORMS)]
    answers = {url: client.get(url) for url in addresses}
    assert {
        url: (a.status_code, SAID in a.text, "Förfalskat" in a.text) for url, a in answers.items()
    } == dict.fromkeys(addresses, (409, True, False))


def test_the_api_refuses_it(forged: World) -> None:
    answer = forged.client(**bearer(forged, "owner")).get("/api/v1/reviews/utb/2026/document")
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["code"] == "forged"


def test_the_command_refuses_it_and_writes_nothing(forged: World, tmp_path: Path) -> None:
    out = tmp_path / "ut.html"
    with pytest.raises(Refused, match=SAID):
        reviews.render("utb", 2026, "html", False, out, "owner")
    assert not out.exists()
