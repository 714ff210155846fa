"""Who sees which units are missing reminds them from there: of the year's review, and of directions to answer."""

from typing import Any

import pytest

from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message, Reminder
from akropolis.review.review.services import directions
from tests.factories import reviews
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
YEAR = "/genomgangar/2027/"


def told() -> dict[str, tuple[str, str]]:
    rows = Message.objects.filter(key__startswith="reminder:").select_related("user")
    return {row.user.username: (row.subject, row.url) for row in rows}


def chosen(world: World, client: Any, page: str, *codes: str) -> Any:
    return client.post(page, {"units": [str(world.units[code].pk) for code in codes]}, follow=True)


def counts() -> tuple[int, ...]:
    return Reminder.everything.count(), Message.objects.count(), Change.objects.count()


def test_those_who_have_not_decided_are_reminded_in_one_act(world: World) -> None:
    reviews.ongoing(SYSTEM, world.units["stad"], 2027)
    reviews.decided(SYSTEM, world.units["kul"], 2027)
    client = world.client("ciso")
    assert f"{YEAR}paminn/" in client.get(YEAR).text
    page = client.get(f"{YEAR}paminn/").text
    offered = [code for code in ("utb", "kul", "hamn") if str(world.units[code].pk) in page]
    assert offered == ["utb", "hamn"]
    answer = chosen(world, client, f"{YEAR}paminn/", "utb")
    assert "1 enhet är påmind." in answer.text
    assert told() == {"owner": ("Påminnelse: Gör klart genomgången 2027", YEAR)}
    assert [row.unit.code for row in Reminder.everything.all()] == ["utb"]


def test_only_who_writes_the_citys_reminds_of_the_year(world: World) -> None:
    before = counts()
    assert world.client("ciso").get(f"{YEAR}paminn/").status_code == 404  # the city's own is not opened
    reviews.ongoing(SYSTEM, world.units["stad"], 2027)
    opened = counts()
    for who in ("owner", "chef", "auditor", "neighbour", "outsider"):
        assert chosen(world, world.client(who), f"{YEAR}paminn/", "utb").status_code == 404
        assert f"{YEAR}paminn/" not in world.client(who).get(YEAR).text
    assert counts() == opened != before


def test_those_who_have_not_answered_are_reminded_of_the_directions(world: World) -> None:
    asked = reviews.direction(reviews.decided(SYSTEM, world.units["stad"], 2026))
    directions.answer(SYSTEM, asked, world.units["kul"], kind="declined", reason="Nej.")
    page, client = "/genomgangar/2026/stad/inriktningar/", world.client("ciso")
    assert f"{page}paminn/" in client.get(page).text
    refused = client.post(f"{page}paminn/", {"units": [str(world.units["kul"].pk)]})
    assert (refused.status_code, told()) == (422, {})
    chosen(world, client, f"{page}paminn/", "utb")
    subject = "Påminnelse: Svara på inriktningarna i genomgången 2026, Mälarstad"
    assert {who: said for who, said in told().items() if who in ("owner", "neighbour")} == {
        "owner": (subject, "/inriktningar/")
    }
    for who in ("owner", "neighbour", "auditor"):
        assert world.client(who).get(f"{page}paminn/").status_code == 404
        assert f"{page}paminn/" not in world.client(who).get(page).text


def test_a_direction_that_all_have_answered_leaves_nobody_to_remind(world: World) -> None:
    asked = reviews.direction(reviews.decided(SYSTEM, world.units["stad"], 2026))
    for unit in world.units.values():
        if unit.reviews and unit.code != "stad":
            directions.answer(SYSTEM, asked, unit, kind="declined", reason="Nej.")
    page = "/genomgangar/2026/stad/inriktningar/"
    assert f"{page}paminn/" not in world.client("ciso").get(page).text
