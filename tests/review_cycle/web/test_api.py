"""The reviews through the API: the same gate, figures and documents as on the pages, and nothing to write."""

from typing import Any

import pytest

from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.background.turns import Turns
from akropolis.base.kernel.history.models import Change
from akropolis.base.lib.document import from_json
from akropolis.review.review_cycle.api import routes
from akropolis.review.review_inputs.rules.packs import from_text
from akropolis.review.review_text.models import Chapter, FrozenReview
from akropolis.review.review_text.services import chapters, decisions
from tests.gate.cast import bearer
from tests.world import SYSTEM, WORD, World

WORLD = "reviewed"
API = "/api/v1/reviews"


def read(world: World, who: str, path: str = "") -> Any:
    answer = world.client(who).get(f"{API}{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def numbers(world: World, who: str, query: str = "") -> list[tuple[str, int, str]]:
    body = read(world, who, query)
    return sorted((item["unit"]["code"], item["year"], item["state"]) for item in body["items"])


def test_each_reads_what_the_pages_show(world: World) -> None:
    city = [("stad", 2026, "decided"), ("stad", 2027, "circulated")]
    assert numbers(world, "neighbour") == city
    assert numbers(world, "owner") == [*city, ("utb", 2026, "decided"), ("utb", 2027, "ongoing")]
    assert numbers(world, "owner", "?unit=utb&state=ongoing") == [("utb", 2027, "ongoing")]
    assert numbers(world, "ciso", "?year=2026") == [("stad", 2026, "decided"), ("utb", 2026, "decided")]


def test_the_list_is_read_page_by_page(world: World) -> None:
    seen, cursor = [], ""
    for _page in range(10):
        body = read(world, "ciso", f"?limit=1&cursor={cursor}")
        seen += [item["number"] for item in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == body["total"] == 4


def test_a_review_has_its_directions_and_its_decision(world: World) -> None:
    decided, ongoing = read(world, "owner", "/utb/2026"), read(world, "owner", "/utb/2027")
    frozen = FrozenReview.everything.get(review=world.reviews["utb-decided"])
    assert (decided["decision"]["diary_number"], decided["decision"]["digest"]) == (
        "UTB 2026/117",
        frozen.digest,
    )
    assert [row["title"] for row in ongoing["directions"]] == ["Öva reservrutinerna i Utbildningsnämnden"]
    assert ongoing["decision"] is None


def test_the_newest_edition_is_given_unless_another_is_asked_for(world: World) -> None:
    decisions.new_edition(SYSTEM, world.reviews["utb-decided"], because="Fel.")
    assert read(world, "owner", "/utb/2026")["edition"] == 2
    assert read(world, "owner", "/utb/2026?edition=1")["state"] == "decided"


def test_the_figures_are_those_that_were_gathered(world: World) -> None:
    body = read(world, "owner", "/utb/2027/figures")
    figures = {figure["key"]: figure for part in body["inputs"] for figure in part["figures"]}
    assert figures["incidents.total"]["value"] == 1
    assert figures["incidents.total"]["rows"]["register"] == "incidents"
    assert len(body["digest"]) == 64


def test_beside_keys_and_values_stand_the_words(world: World) -> None:
    inputs = {each["letter"]: each for each in read(world, "owner", "/utb/2027/figures")["inputs"]}
    incidents, said = inputs["incidents"], inputs["e"]
    total = incidents["figures"][0]
    assert (incidents["title"], total["label"], total["note"]) == ("Incidenter", "Incidenter", "")
    assert (said["missing"], len(said["lacks"])) == (["feedback"], 1)


def test_the_figures_can_be_read_back_as_a_pack(world: World) -> None:
    answer = world.client("owner").get(f"{API}/utb/2027/figures")
    assert from_text(answer.content.decode()).count("incidents.total") == 1


def test_anothers_rows_are_left_out_of_the_citys_figures(world: World) -> None:
    assert WORD in str(read(world, "ciso", "/stad/2027/figures"))
    assert WORD not in str(read(world, "neighbour", "/stad/2027/figures"))


def test_the_document_takes_a_turn_as_the_page_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Turns(at_once=1, waiting=0)
    monkeypatch.setattr(routes, "turns", full)
    client = world.client("owner")
    with full.turn("somebody"):
        busy = client.get(f"{API}/utb/2027/document")
    assert (busy.status_code, busy.json()["code"], busy["Retry-After"]) == (429, "busy", "10")
    assert client.get(f"{API}/utb/2027/document").status_code == 200


def test_the_document_is_a_tree_and_its_open_version_is_masked(world: World) -> None:
    row = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    chapters.save(SYSTEM, row, text="Öppet.\n\n{sekretess OSL 18:8}\nHemligheten.\n{/sekretess}")
    whole, masked = (read(world, "owner", f"/utb/2027/document{query}") for query in ("", "?open=true"))
    assert from_json(whole).title == "Ledningens genomgång 2027"
    assert ("Hemligheten" in str(whole), "Hemligheten" in str(masked)) == (True, False)


def test_missing_and_forbidden_look_alike(world: World) -> None:
    client = world.client("neighbour")
    for path in ("", "/figures", "/document"):
        forbidden = client.get(f"{API}/utb/2027{path}")
        missing = client.get(f"{API}/finnsinte/2027{path}")
        assert (forbidden.status_code, forbidden.content) == (404, missing.content)


def test_nobody_and_nonsense_are_refused_in_the_houses_form(world: World) -> None:
    assert world.client().get(API).status_code == 401
    for query in ("?state=kanske", "?limit=0", "?hittepa=1", "?year=tusen"):
        answer = world.client("owner").get(f"{API}{query}")
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), query


@pytest.mark.parametrize("who", ["owner", "chef", "ciso", "admin"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nonsense_writes_nothing(world: World, who: str, method: str) -> None:
    """Neither in a decided review nor in one under way, whoever asks and whatever is sent."""
    headers = bearer(world, who, TokenScope.WRITE) | {"If-Match": '"1"'}
    body = {"title": "Ändrat", "state": "ongoing", "text": "Ändrat", "version": 1, "because": "x"}
    client, before = world.client(), Change.objects.count()
    frozen = list(FrozenReview.everything.values_list("pk", "digest", "version"))
    for year in (2026, 2027):
        for end in ("", "/figures", "/document", "/directions", "/decision", "/chapters/state"):
            there = f"{API}/utb/{year}{end}"
            answer = getattr(client, method)(there, body, content_type="application/json", headers=headers)
            assert answer.status_code in (404, 405, 422), there
    answer = getattr(client, method)(API, body, content_type="application/json", headers=headers)
    assert answer.status_code in (404, 405, 422)
    assert Change.objects.count() == before
    assert list(FrozenReview.everything.values_list("pk", "digest", "version")) == frozen
