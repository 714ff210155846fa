"""The year's reviews, a new one, and the whole document on screen."""

from datetime import date

from akropolis.review.review.models import Review
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import chapters, openings
from tests.world import SYSTEM, World

WORLD = "reviewed"


def test_the_year_names_those_that_have_not_begun(world: World) -> None:
    context = world.client("ciso").get("/genomgangar/2027/").context
    assert context["missing"] == [("Kulturnämnden", ""), ("Mälarstads Hamn AB", "")]
    assert [item["review"].owner_unit.code for item in context["above"]] == ["stad"]


def test_a_unit_sees_its_own_and_the_citys(world: World) -> None:
    context = world.client("neighbour").get("/genomgangar/2027/").context
    assert [item["review"].owner_unit.code for item in context["above"]] == ["stad"]
    assert (context["mine"], context["table"]) == ([], None)
    assert context["missing"] == [("Kulturnämnden", "")]


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


def test_one_goes_on_with_the_one_review_that_is_open(world: World) -> None:
    context = world.client("owner").get("/genomgangar/2027/").context
    assert context["next"] == "/genomgangar/2027/utb/"
    assert context["words"] == ["Genomgången pågår."]
    assert (context["own_first"], context["may_open"], context["missing"]) == (True, False, [])


def test_a_planned_review_is_begun_and_the_lacking_ones_lead_to_what_is_planned(world: World) -> None:
    assert world.client("owner").get("/genomgangar/2027/").context["next_label"] == "Fortsätt med genomgången"
    openings.open_review(SYSTEM, world.units["kul"], 2027)
    mine = world.client("neighbour").get("/genomgangar/2027/").context
    assert (mine["next"], mine["next_label"]) == ("/genomgangar/2027/kul/", "Börja genomgången")
    assert world.client("auditor").get("/genomgangar/2027/").context["missing"] == [
        ("Kulturnämnden", "/genomgangar/2027/kul/"),
        ("Mälarstads Hamn AB", ""),
    ]


def test_a_review_is_proposed_only_where_there_is_none(world: World) -> None:
    client = world.client("admin")
    offered = client.get("/genomgangar/2027/ny/").context["form"].fields["unit"].queryset
    assert [unit.code for unit in offered] == ["kul", "hamn"]
    form = {"unit": world.units["utb"].pk, "period_from": "2025-11-01", "period_to": "2026-10-31"}
    assert client.post("/genomgangar/2027/ny/", form).status_code == 422
    assert Review.everything.filter(owner_unit=world.units["utb"], year=2027).count() == 1


def test_the_day_of_last_year_is_proposed(world: World) -> None:
    openings.open_review(SYSTEM, world.units["kul"], 2026, due_on=date(2025, 12, 29))
    form = world.client("neighbour").get("/genomgangar/2027/ny/").context["form"]
    assert form["due_on"].value() == date(2026, 12, 29)


def test_dates_in_the_wrong_order_are_refused_and_nothing_is_opened(world: World) -> None:
    form = {"unit": world.units["kul"].pk, "period_from": "2026-11-01", "period_to": "2025-10-31"}
    answer = world.client("neighbour").post("/genomgangar/2027/ny/", form)
    assert answer.status_code == 422
    assert "Perioden slutar innan den börjar" in answer.content.decode()
    assert not Review.everything.filter(owner_unit=world.units["kul"]).exists()


def test_no_day_is_proposed_when_last_year_had_none(world: World) -> None:
    openings.open_review(SYSTEM, world.units["kul"], 2026)
    answer = world.client("neighbour").get("/genomgangar/2027/ny/")
    assert (answer.status_code, answer.context["form"]["due_on"].value()) == (200, None)
