"""What stood in the chapter in the last decided review, beside what is written now."""

from akropolis.review.review_text.models import Chapter
from tests.world import World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/kapitel/state/forra/"


def decided(world: World, **values: object) -> None:
    """The chapter of the decided review, as if it had been decided so."""
    Chapter.everything.filter(review=world.reviews["utb-decided"], key="state").update(**values)


def test_the_decided_chapter_is_shown_with_its_review(world: World) -> None:
    decided(world, text="Så **var** det då.", included=True)
    answer = world.client("owner").get(URL)
    page = answer.content.decode()
    assert "Så <strong>var</strong> det då." in page
    assert answer.context["last_url"] == "/genomgangar/2026/utb/"
    assert page.count('id="last-year"') == 1


def test_a_chapter_that_was_left_out_is_not_shown(world: World) -> None:
    decided(world, text="Utelämnat.", included=False)
    answer = world.client("owner").get(URL)
    assert (answer.status_code, answer.context["before"]) == (200, "")
    assert "Utelämnat." not in answer.content.decode()


def test_a_first_review_has_none_before_it(world: World) -> None:
    answer = world.client("owner").get(URL.replace("2027", "2026"))
    assert (answer.status_code, answer.context["last"]) == (200, None)


def test_others_find_nothing(world: World) -> None:
    decided(world, text="Hemligt för andra.", included=True)
    for who in ("neighbour", "outsider"):
        assert world.client(who).get(URL).status_code == 404
    assert world.client("owner").get(URL.replace("state", "finns-inte")).status_code == 404


def test_the_workplace_offers_it_to_who_writes(world: World) -> None:
    page = world.client("owner").get("/genomgangar/2027/utb/kapitel/state/").content.decode()
    assert f'hx-get="{URL}"' in page
