"""A year's reviews are opened in one act: units, last days and letter, a preview, and then all at once."""

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Review
from akropolis.review.review_cycle.selectors.opening import LeftOut
from akropolis.review.review_cycle.services.opening import YearOpening, open_year
from akropolis.review.review_text.models import Chapter
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2028/oppna/"
DUE, DUE_CITY = date(2027, 12, 20), date(2028, 1, 31)
LETTER = "Gör klart i tid."


def sent(world: World, *codes: str, **more: object) -> dict[str, object]:
    """What the form sends for these units."""
    units = [str(world.units[code].pk) for code in codes]
    usual = {"units": units, "due_on": DUE, "due_city": DUE_CITY, "letter": LETTER, "copies": "nothing"}
    return usual | {"do": "open"} | more


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def opened() -> dict[str, date | None]:
    rows = Review.everything.filter(year=2028)
    return dict(rows.values_list("owner_unit__code", "due_on"))


def test_the_form_proposes_every_unit_that_somebody_writes_and_says_why_not_the_others(world: World) -> None:
    with writing(SYSTEM) as w:
        w.update(world.units["kulf"], {"reviews": True, "valid_to": date(2027, 3, 1)})
    context = world.client("ciso").get(URL).context
    assert [(row.unit.code, chosen, row.left_out) for row, chosen in context["form"].boxes] == [
        ("stad", True, None),
        ("kul", True, None),
        ("hamn", False, LeftOut.NO_WRITER),
        ("utb", True, None),
    ]
    assert [(str(reason), [unit.code for unit in units]) for reason, units in context["left_out"]] == [
        ("upphörd", ["kulf"])
    ]


def test_the_preview_opens_nothing_and_one_can_go_back_with_all_that_was_written(world: World) -> None:
    client = world.client("ciso")
    page = client.post(URL, sent(world, "stad", "utb", do="look"))
    assert [row.unit.code for row in page.context["form"].chosen] == ["stad", "utb"]
    assert [unit.code for unit in page.context["unchosen"]] == ["kul", "hamn"]
    assert page.context["people"] == 2
    assert "Nadja Perić" in page.text
    form = client.post(URL, sent(world, "stad", "utb", do="change")).context["form"]
    assert [row.unit.code for row, chosen in form.boxes if chosen] == ["stad", "utb"]
    assert form["letter"].value() == LETTER
    assert opened() == {}


def test_all_are_opened_at_once_and_those_left_out_are_named(world: World) -> None:
    answer = world.client("ciso").post(URL, sent(world, "stad", "kul", "hamn"))
    assert answer["Location"] == "/genomgangar/2028/"
    assert opened() == {"stad": DUE_CITY, "kul": DUE, "hamn": DUE}
    assert said(answer) == [
        "3 genomgångar är öppnade. Brevet gick till 2 personer.",
        "Brevet nådde ingen i Mälarstads Hamn AB.",
        "Utan genomgång, inte valda: Utbildningsnämnden.",
    ]
    letters = {each.user.username: each for each in Message.objects.filter(key__startswith="review-open:")}
    assert {who: each.url for who, each in letters.items()} == {
        "neighbour": "/genomgangar/2028/kul/",
        "admin": "/genomgangar/2028/stad/",
    }
    letter = letters["neighbour"]
    assert letter.text.endswith(LETTER)
    assert "20 december 2027" in letter.text
    assert Chapter.everything.filter(review__year=2028).exclude(text="").count() == 0


def test_the_second_time_only_the_missing_are_opened(world: World) -> None:
    client = world.client("ciso")
    client.post(URL, sent(world, "stad", "utb"))
    before = set(Review.everything.filter(year=2028).values_list("pk", "version"))
    answer = client.post(URL, sent(world, "stad", "utb"))
    assert answer.status_code == 422
    client.post(URL, sent(world, "kul"))
    assert set(opened()) == {"stad", "utb", "kul"}
    assert before < set(Review.everything.filter(year=2028).values_list("pk", "version"))
    assert Message.objects.filter(key__startswith="review-open:").count() == 3


def test_last_years_chapters_are_copied_as_drafts(world: World) -> None:
    world.client("ciso").post(URL, sent(world, "utb", copies="text"))
    new, old = (
        {
            row.key: row
            for row in Chapter.everything.filter(review__owner_unit=world.units["utb"], review__year=y)
        }
        for y in (2028, 2026)
    )
    written = {key for key, row in old.items() if row.text.strip()}
    assert written
    assert {key: (new[key].text, new[key].status) for key in written} == {
        key: (old[key].text, "draft") for key in written
    }


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"due_on": ""}, "due_on"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"letter": ""}, "letter"),
        ({"units": []}, "units"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_opened(
    world: World, more: dict[str, object], field: str
) -> None:
    answer = world.client("ciso").post(URL, sent(world, "utb") | more)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert opened() == {}


def test_a_samordnare_opens_only_her_own_units(world: World) -> None:
    assert [row.unit.code for row, _chosen in world.client("owner").get(URL).context["form"].boxes] == ["utb"]
    assert world.client("owner").post(URL, sent(world, "kul")).status_code == 422
    with pytest.raises(Hidden):
        open_year(world.access("owner"), 2028, YearOpening([world.units["kul"]], DUE, None, "", copies=False))
    assert opened() == {}
    assert [
        world.client(who).get(URL).status_code for who in ("auditor", "chef", "colleague", "outsider")
    ] == [404] * 4


def test_the_act_is_the_filled_button_until_the_year_is_opened(world: World) -> None:
    client = world.client("ciso")

    def act(client: Client) -> tuple[bool, str, bool]:
        context = client.get("/genomgangar/2028/").context
        return context["may_open"], context["open_url"], context["open_variant"] == "primary"

    assert act(client) == (True, URL, True)
    assert act(world.client("auditor"))[0] is False
    assert act(world.client("owner")) == (True, "/genomgangar/2028/ny/", True)
    client.post(URL, sent(world, "utb"))
    assert act(client) == (True, URL, False)
