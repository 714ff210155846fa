"""The letterhead: whose it is, what is taken, and that what is decided keeps it."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.reporting import render
from akropolis.people.organisation.models import Letterhead
from akropolis.people.organisation.selectors.letterheads import letterhead_of
from akropolis.people.organisation.services.letterheads import set_letterhead
from akropolis.review.review_text.selectors.documents import document_of
from tests.lib.test_png import picture
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/organisation/utb/brevhuvud/"


def sent(**values: Any) -> dict[str, Any]:
    arms = SimpleUploadedFile("vapen.png", picture(4, 2), content_type="image/png")
    return {"arms": arms, "alt": "Stadens vapen", "sender": "Stadshuset\n\n Box 1 ", "cover": "on", **values}


def rows() -> list[tuple[str, str, bool, int]]:
    found = Letterhead.everything.select_related("unit").order_by("unit__code")
    return [(row.unit.code, row.sender, row.cover, row.width) for row in found]


def test_an_administrator_sets_it_and_units_below_have_it(world: World) -> None:
    client = world.client("admin")
    assert client.get(URL).status_code == 200
    assert client.post(URL, sent()).status_code == 302
    assert rows() == [("utb", "Stadshuset\nBox 1", True, 4)]
    row = letterhead_of(SYSTEM, world.units["utbf"])
    assert (row, letterhead_of(SYSTEM, world.units["kul"])) == (Letterhead.everything.get(), None)
    arms = client.get("/organisation/utbf/vapen.png")
    assert (arms.content, arms["Content-Type"], arms["X-Content-Type-Options"]) == (
        picture(4, 2),
        "image/png",
        "nosniff",
    )
    assert client.get("/organisation/kul/vapen.png").status_code == 404
    version = client.get(URL).context["form"]["version"].value()
    kept = {"alt": "Nytt", "sender": "Annat", "version": version}
    assert client.post(URL, kept).status_code == 302
    assert (rows(), Letterhead.everything.get().alt) == ([("utb", "Annat", False, 4)], "Nytt")
    assert client.post(URL, {**kept, "version": version + 1, "without_arms": "on"}).status_code == 302
    assert (rows(), Letterhead.everything.get().arms) == ([("utb", "Annat", False, 0)], "")


@pytest.mark.parametrize(
    "values",
    [
        {"arms": SimpleUploadedFile("vapen.png", b"<svg onload=alert(1)>")},
        {"arms": SimpleUploadedFile("vapen.png", picture() + bytes(200 * 1024))},
        {"alt": " "},
        {"sender": "\n".join("1234567")},
    ],
)
def test_what_is_not_taken_is_refused_and_the_words_are_kept(world: World, values: dict[str, Any]) -> None:
    answer = world.client("admin").post(URL, sent(**values))
    assert (answer.status_code, rows()) == (422, [])
    assert "Stadens vapen" in answer.text or "alt" in values


@pytest.mark.parametrize("who", ["owner", "ciso", "neighbour"])
def test_nobody_else_sets_it(world: World, who: str) -> None:
    client = world.client(who)
    assert (client.get(URL).status_code, client.post(URL, sent()).status_code) == (404, 404)
    with pytest.raises(Hidden):
        set_letterhead(world.access(who), world.units["utb"], sender="Stulet")
    assert rows() == []


def test_the_citys_heads_the_nämnder_and_no_bolag(world: World) -> None:
    row = set_letterhead(SYSTEM, world.units["stad"], sender="Mälarstad")
    assert letterhead_of(SYSTEM, world.units["utb"]) == row
    assert letterhead_of(SYSTEM, world.units["hamn"]) is None
    own = set_letterhead(SYSTEM, world.units["hamn"], sender="Hamnen")
    assert letterhead_of(SYSTEM, world.units["hamn"]) == own
    nearer = set_letterhead(SYSTEM, world.units["utb"], sender="Utbildning")
    assert letterhead_of(SYSTEM, world.units["utbf"]) == nearer


def test_new_documents_bear_it_and_decided_ones_are_as_they_were(world: World) -> None:
    decided = world.reviews["utb-decided"]
    before = render(document_of(SYSTEM, decided), "html")
    set_letterhead(
        SYSTEM, world.units["stad"], sender="Stadshuset", alt="Vapen", cover=True, arms=picture(4, 2)
    )
    assert render(document_of(SYSTEM, decided), "html") == before
    meta = document_of(SYSTEM, world.reviews["utb-ongoing"]).meta
    assert (meta.sender, meta.cover) == (("Stadshuset",), True)
    assert meta.arms is not None
    assert (base64.b64decode(meta.arms.content), meta.arms.alt) == (picture(4, 2), "Vapen")


def test_a_picture_needs_its_words(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        set_letterhead(SYSTEM, world.units["utb"], arms=picture())
    assert list(refusal.value.errors) == ["alt"]
