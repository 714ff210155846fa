"""What the units say about a review that is out for comment."""

from akropolis.review.models import Remark
from akropolis.review.services import reviews
from tests.gate.cast import newcomer
from tests.world import SYSTEM, WORD, World

WORLD = "reviewed"
URL = "/genomgangar/2027/stad/remiss/"


def said(world: World) -> list[tuple[str, str, str]]:
    rows = Remark.everything.filter(review=world.reviews["stad-circulated"]).order_by("created_at")
    return [(row.unit.code, row.author, row.text) for row in rows]


def test_a_unit_says_what_it_thinks(world: World) -> None:
    client = world.client("neighbour")
    answer = client.post(URL, {"unit": world.units["kul"].pk, "text": "Vi vill ha mer tid."})
    assert answer["Location"] == URL
    assert said(world)[-1] == ("kul", "Per-Olov Estlind", "Vi vill ha mer tid.")


def test_the_unit_need_not_be_chosen_by_those_who_have_one(world: World) -> None:
    form = world.client("neighbour").get(URL).context["form"]
    assert (form["unit"].is_hidden, form["unit"].value()) == (True, world.units["kul"].pk)


def test_nobody_speaks_for_another_unit(world: World) -> None:
    before = said(world)
    answer = world.client("neighbour").post(URL, {"unit": world.units["utb"].pk, "text": "Som utb."})
    assert answer.status_code == 422
    assert (
        world.client("colleague").post(URL, {"unit": world.units["utb"].pk, "text": "x"}).status_code == 404
    )
    assert said(world) == before


def test_a_remark_is_read_by_its_unit_and_by_those_who_write_the_review(world: World) -> None:
    page = {who: world.client(who).get(URL).content.decode() for who in ("owner", "ciso", "neighbour")}
    assert {who: WORD in text for who, text in page.items()} == {
        "owner": True,
        "ciso": True,
        "neighbour": False,
    }


def test_who_compiles_the_review_sees_who_has_not_answered_and_answers_for_nobody(world: World) -> None:
    before, client = said(world), world.client("ciso")
    context = client.get(URL).context
    assert (context["form"], context["answered"], context["asked"]) == (None, 1, 3)
    assert context["silent"] == ["Kulturnämnden", "Mälarstads Hamn AB"]
    for unit in ("stad", "kul"):
        assert client.post(URL, {"unit": world.units[unit].pk, "text": "Som dem."}).status_code == 404
    assert said(world) == before
    other = world.client("neighbour").get(URL).context
    assert "silent" not in other


def test_an_adviser_of_the_whole_city_speaks_for_it_and_for_no_unit(world: World) -> None:
    newcomer(world, "ombud", "dso", "stad")
    client = world.client("ombud")
    form = client.get(URL).context["form"]
    assert (form["unit"].is_hidden, form["unit"].value()) == (True, world.units["stad"].pk)
    assert client.post(URL, {"unit": world.units["kul"].pk, "text": "Som kul."}).status_code == 422
    client.post(URL, {"unit": world.units["stad"].pk, "text": "Tänk på artikel 33."})
    assert said(world)[-1][::2] == ("stad", "Tänk på artikel 33.")


def test_an_empty_remark_is_refused(world: World) -> None:
    before = said(world)
    answer = world.client("neighbour").post(URL, {"unit": world.units["kul"].pk, "text": " "})
    assert answer.status_code == 422
    assert said(world) == before


def test_nothing_is_said_about_a_review_that_is_taken_back(world: World) -> None:
    before = said(world)
    reviews.move(SYSTEM, world.reviews["stad-circulated"], "take_back", because="Fel.")
    newcomer(world, "ombud", "dso", "stad")
    answer = world.client("ombud").post(
        URL, {"unit": world.units["stad"].pk, "text": "För sent."}, follow=True
    )
    assert "Genomgången är inte på remiss" in answer.content.decode()
    assert said(world) == before
