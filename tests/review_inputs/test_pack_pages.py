"""The pack and its figures as pages: what they show, to whom, and that each link leads to something."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import resolve

from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.records.writer import create
from akropolis.base.lib.figures import find
from akropolis.review.review.models import Review
from akropolis.review.review_inputs.services import packs
from tests.length import LONG
from tests.review_inputs import packing as world
from tests.review_inputs.packing import SYSTEM, taken

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/[^"#]*)"')


def reader(unit: str, *, language: str = "sv") -> Client:
    """A signed-in person who reads everything in the unit and below, and changes nothing."""
    role = create(SYSTEM, Role, {"code": f"reads-{unit}", "name": "Läser", "grants": ["*:*:read"]})
    person = create(SYSTEM, User, {"username": f"read.{unit}", "name": "Läsaren", "language": language})
    appointed = {"user": person, "role": role, "unit": Unit.everything.get(code=unit)}
    create(SYSTEM, Appointment, {**appointed, "valid_from": date(2020, 1, 1)})
    client = Client()
    client.force_login(person)
    return client


def links(body: str) -> list[str]:
    """The links of the page's own part."""
    main = body.split("<main", 1)[-1]
    return [link.replace("&amp;", "&") for link in LINK.findall(main)]


def _gathered() -> None:
    units = world.city("ald", "soc")
    for owner in units.values():
        world.incident(owner, severity=4, title=f"Intrång hos {owner.code}", personal_data="yes")
        world.action(owner, due_on=world.INSIDE, cost=100)
        world.service(owner, status="phasing_out")
        world.observation(owner, theme="law")
    packs.gather(SYSTEM, world.review(units["soc"]))
    world.review(units["ald"])
    city = world.review(units["stad"])
    packs.gather(SYSTEM, city)
    taken(city, "ongoing", "circulated")


def _some(found: set[str]) -> set[str]:
    """An address of each kind, and of figures' rows one for each register; all of them in the long run."""
    kinds = {}
    for link in sorted(found):
        match = resolve(link.partition("?")[0])
        figure = find(match.kwargs.get("key", "")) if match.url_name == "review-figure-rows" else None
        kinds[match.url_name, figure.register if figure else ""] = link
    return found if LONG else set(kinds.values())


@pytest.mark.parametrize("language", ["sv", "en"] if LONG else ["sv"])
def test_every_link_of_the_pack_and_its_figures_leads_to_a_page(language: str) -> None:
    _gathered()
    client = reader("stad", language=language)
    page = client.get("/genomgangar/2027/stad/underlag/").content.decode()
    figures = [link for link in links(page) if "/underlag/" in link and not link.endswith("/underlag/")]
    stored = packs.latest(SYSTEM, Review.everything.get(owner_unit__code="stad"))
    assert stored is not None
    assert len(figures) == len(list(packs.content(stored).figures()))
    shown = {figure: client.get(figure) for figure in figures}
    found = {link for each in shown.values() for link in links(each.content.decode())}
    assert "/genomgangar/2027/soc/underlag/incidents.total/" in found
    assert "/genomgangar/2027/ald/underlag/incidents.total/" not in found
    assert len([link for link in found if "/rader/" in link]) > len(figures) / 2
    others = ({*links(page)} | found) - {*figures}
    answers = shown | {link: client.get(link) for link in _some(others)}
    assert {link: each.status_code for link, each in answers.items() if each.status_code != 200} == {}


def test_a_units_reader_sees_the_citys_figures_and_no_neighbours_rows() -> None:
    _gathered()
    page = reader("soc").get("/genomgangar/2027/stad/underlag/").content.decode()
    assert "Intrång hos soc" in page
    assert "Intrång hos ald" not in page
    assert "1 av 3" in page


def test_an_outsider_finds_nothing() -> None:
    _gathered()
    client = reader("ald")
    assert client.get("/genomgangar/2027/soc/underlag/").status_code == 404
    assert client.get("/genomgangar/2027/soc/underlag/incidents.total/").status_code == 404
    assert client.get("/genomgangar/2027/stad/underlag/nothing.such/").status_code == 404


def test_in_english_the_packs_own_words_are_english() -> None:
    _gathered()
    client = reader("stad", language="en")
    page = client.get("/genomgangar/2027/stad/underlag/").content.decode()
    assert "Needs and expectations of interested parties" in page
    assert "underlag saknas" not in page
    figure = client.get("/genomgangar/2027/stad/underlag/actions.on_time/").content.decode()
    assert "0 of 3" in figure
