"""The city's own people read what its authorities write, and write, send out and decide in the city's review alone."""

from datetime import date

import pytest

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.grants import access_for, appointed, gives
from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Review
from akropolis.review.review.rules.states import CIRCULATE, DECIDE, EDIT, OPEN
from akropolis.review.review.services import reviews
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import chapters
from tests.world import SYSTEM, TODAY, World

WORLD = "reviewed"
THEIRS = "/genomgangar/2027/utb/"
WRITING = (
    "kapitel/state/",
    "inriktningar/ny/",
    "bedomning/",
    "installningar/",
    "upplagg/",
    "underlag/",
    "steg/circulate/",
)


def held(world: World, who: str, *codes: str) -> dict[str, list[str]]:
    """Where the person may write, send out, decide and open reviews."""
    access = world.access(who)
    units = [world.units[code] for code in codes]
    return {
        right: [unit.code for unit in units if access.may(right, unit)]
        for right in (EDIT, CIRCULATE, DECIDE, OPEN)
    }


def test_the_citys_ciso_writes_the_citys_review_and_opens_everybodys(world: World) -> None:
    own = {EDIT: ["stad"], CIRCULATE: ["stad"], DECIDE: ["stad"], OPEN: ["stad", "utb", "utbf"]}
    assert held(world, "ciso", "stad", "utb", "utbf") == own
    assert held(world, "owner", "stad", "utb", "utbf") == {
        EDIT: ["utb", "utbf"],
        CIRCULATE: ["utb", "utbf"],
        DECIDE: [],
        OPEN: ["utb", "utbf"],
    }
    assert held(world, "admin", "stad", "utb") == {
        right: ["stad", "utb"] for right in (EDIT, CIRCULATE, DECIDE, OPEN)
    }


def test_the_ciso_reads_anothers_review_and_changes_nothing_in_it(world: World) -> None:
    client = world.client("ciso")
    assert client.get(THEIRS).status_code == 200
    assert "kapitel/state/spara/" not in client.get(f"{THEIRS}kapitel/state/").text
    before = list(Chapter.everything.filter(review=world.reviews["utb-ongoing"]).values_list("pk", "version"))
    sent = {"text": "Skrivet av staden.", "title": "Ny", "act": "chapters", "version": 1}
    assert {page: client.post(f"{THEIRS}{page}", sent).status_code for page in WRITING} == dict.fromkeys(
        WRITING, 404
    )
    row = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    with pytest.raises(Hidden):
        chapters.save(world.access("ciso"), row, text="Skrivet av staden.")
    with pytest.raises(Hidden):
        reviews.move(world.access("ciso"), world.reviews["utb-ongoing"], "circulate")
    assert Review.everything.get(pk=world.reviews["utb-ongoing"].pk).state == "ongoing"
    after = list(Chapter.everything.filter(review=world.reviews["utb-ongoing"]).values_list("pk", "version"))
    assert after == before


def test_who_is_asked_agrees_with_who_may(world: World) -> None:
    unit = world.units["utb"]
    held_by_ciso = Appointment.everything.select_related("unit", "role").get(
        user=world.people["ciso"], role__code="ciso"
    )
    assert [gives(held_by_ciso, right, unit) for right in (EDIT, OPEN)] == [False, True]
    assert gives(held_by_ciso, EDIT, world.units["stad"])
    people = appointed(EDIT, [world.units["hamn"]], TODAY, because="test")[world.units["hamn"].pk]
    assert [person.username for person in people] == ["admin"]


def test_one_who_is_appointed_samordnare_for_the_whole_city_writes_for_all(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "central", "Cea Central", "samordnare", "stad")
    access = world.access("central")
    assert [access.may(EDIT, world.units[code]) for code in ("stad", "utb", "hamn")] == [True, True, True]


def test_a_role_of_the_citys_own_that_has_every_right_by_pattern_loses_none(world: World) -> None:
    with writing(SYSTEM) as w:
        role = w.create(Role, {"code": "egen", "name": "Egen", "purpose": "Egen", "grants": ["review:*:*"]})
        person = world.add(w, "egen", "Eva Egen", "", "")
        values = {"user": person, "role": role, "unit": world.units["stad"], "valid_from": date(2020, 1, 1)}
        w.create(Appointment, values)
    assert access_for(person, TODAY).may(EDIT, world.units["utb"])
