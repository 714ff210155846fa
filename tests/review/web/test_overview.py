"""The year's reviews, a new one, and the whole document on screen."""

from akropolis.review.models import Chapter, Review
from akropolis.review.services import chapters
from tests.world import SYSTEM, World

WORLD = "reviewed"


def test_the_year_names_those_that_have_not_begun(world: World) -> None:
    context = world.client("ciso").get("/genomgangar/2027/").context
    assert context["missing"] == ["Kulturnämnden", "Mälarstads Hamn AB"]
    assert [item["review"].owner_unit.code for item in context["above"]] == ["stad"]


def test_a_unit_sees_its_own_and_the_citys(world: World) -> None:
    context = world.client("neighbour").get("/genomgangar/2027/").context
    assert [item["review"].owner_unit.code for item in context["above"]] == ["stad"]
    assert (context["mine"], context["table"]) == ([], None)
    assert context["missing"] == ["Kulturnämnden"]


def test_a_new_review_is_opened_once(world: World) -> None:
    client = world.client("neighbour")
    form = {
        "unit": world.units["kul"].pk,
        "period_from": "2025-11-01",
        "period_to": "2026-10-31",
        "due_on": "",
    }
    answer = client.post("/genomgangar/2027/ny/", form)
    assert answer["Location"] == "/genomgangar/2027/kul/"
    again = client.post("/genomgangar/2027/ny/", form)
    assert again.status_code == 422
    assert Review.everything.filter(owner_unit=world.units["kul"], year=2027).count() == 1


def test_a_review_is_not_opened_for_anothers_unit(world: World) -> None:
    form = {"unit": world.units["hamn"].pk, "period_from": "2025-11-01", "period_to": "2026-10-31"}
    assert world.client("neighbour").post("/genomgangar/2027/ny/", form).status_code == 422
    assert not Review.everything.filter(owner_unit=world.units["hamn"]).exists()


def test_the_open_version_holds_no_secret(world: World) -> None:
    row = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    chapters.save(SYSTEM, row, text="Öppet. {secret:18 kap. 8 § OSL|Nyckeln ligger under mattan} Slut.")
    client, url = world.client("owner"), "/genomgangar/2027/utb/forhandsgranska/"
    assert "under mattan" in client.get(url).content.decode()
    page = client.get(f"{url}?oppen=1").content.decode()
    assert "under mattan" not in page
    assert "18 kap. 8 § OSL" in page


def test_the_preview_leads_back_to_each_chapter_for_those_who_write(world: World) -> None:
    url = "/genomgangar/2027/utb/forhandsgranska/"
    assert "/genomgangar/2027/utb/kapitel/state/" in world.client("owner").get(url).content.decode()
    assert "/kapitel/" not in world.client("auditor").get(url).content.decode()
