"""The list of legal bases: read by all with a right, kept by those who keep it; how sure they are is told to those."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.records.writer import update
from akropolis.shared.classification.models import LegalBasis
from akropolis.shared.classification.selectors import legal_bases
from akropolis.shared.classification.services.content import load
from akropolis.shared.classification.web.legal_bases import LEGAL_BASES
from tests.classification.test_scheme_pages import send
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
URL = "/klassning/lagrum/"


@pytest.fixture
def client(world: World) -> Client:
    """The city's informationssäkerhetschef, with what comes with the system."""
    load(SYSTEM)
    LEGAL_BASES.load(SYSTEM)
    return world.client("ciso")


def words(page: Any) -> str:
    """The page's text, with unbroken spaces as others."""
    return str(page.text).replace("\u00a0", " ")


def one(code: str) -> LegalBasis:
    return LegalBasis.everything.get(code=code)


def test_how_sure_a_provision_is_is_told_to_all_who_read_the_list(world: World, client: Client) -> None:
    keeper, reader = client.get(URL), world.client("owner").get(URL)
    for page in (keeper, reader):
        assert "OSL (2009:400) 26 kap. 1 §" in words(page)
        assert "K3 S3" in page.text
        assert "Inte kontrollerad: kontrollera innan du litar på den" in page.text
        assert "Läst i originalkällan" in page.text
    assert f"{URL}osl-26/redigera/" not in reader.text
    assert world.client("outsider").get(URL).status_code == 404


@pytest.mark.parametrize("place", ["nytt/", "osl-26/redigera/", "osl-26/avsluta/"])
def test_only_who_keeps_the_list_writes_in_it(world: World, client: Client, place: str) -> None:
    assert client.get(URL + place).status_code == 200
    assert world.client("owner").get(URL + place).status_code == 404
    assert world.client("owner").post(URL + place, {"valid_to": "2026-01-01"}).status_code == 404


def test_one_is_added_with_a_key_of_its_own(client: Client) -> None:
    values = {"name": "Socialtjänst", "provision": "X 1 §", "level_integrity": "2"}
    assert send(client, f"{URL}nytt/", **values).status_code == 302
    assert send(client, f"{URL}nytt/", **values).status_code == 302
    added = LegalBasis.everything.filter(name="Socialtjänst", provision="X 1 §")
    assert sorted(row.code for row in added) == ["socialtjanst", "socialtjanst-2"]
    assert [row.levels for row in added] == [{"integrity": 2}] * 2


def test_levels_are_changed_and_those_of_aspects_that_are_off_stay(world: World, client: Client) -> None:
    row = one("osl-26")
    update(SYSTEM, row, {"levels": {"confidentiality": 3, "authenticity": 1}})
    answer = send(client, f"{URL}osl-26/redigera/", level_confidentiality="2", level_traceability="")
    assert answer.status_code == 302
    assert one("osl-26").levels == {"confidentiality": 2, "authenticity": 1}


def test_what_lies_beyond_proposes_nothing_else(client: Client) -> None:
    send(client, f"{URL}osl-26/redigera/", beyond="on")
    assert one("osl-26").levels == {"beyond": True}
    assert legal_bases.as_provision(one("osl-26")).beyond


def test_one_that_has_ended_is_no_longer_in_force(world: World, client: Client) -> None:
    today = timezone.localdate()
    yesterday = (today - timedelta(days=1)).isoformat()
    assert send(client, f"{URL}osl-26/avsluta/", valid_to=yesterday).status_code == 302
    access = world.access("owner")
    assert "osl-26" not in {row.code for row in legal_bases.in_force(access)}
    assert [row.code for row in LegalBasis.rows(access) if row not in legal_bases.in_force(access)] == [
        "osl-26"
    ]
    assert "26 kap. 1 §" not in words(client.get(URL))
    assert "26 kap. 1 §" in words(client.get(f"{URL}?avslutade=1"))


def test_it_does_not_end_before_it_began(client: Client) -> None:
    answer = send(client, f"{URL}osl-26/avsluta/", valid_to="1999-01-01")
    assert answer.status_code == 422
    assert "Den sista dagen ligger före den första." in answer.text
    assert one("osl-26").valid_to is None


def test_somebody_elses_change_is_not_gone_over(client: Client) -> None:
    version = str(one("osl-26").version)
    update(SYSTEM, one("osl-26"), {"note": "Nyare"})
    answer = send(client, f"{URL}osl-26/redigera/", note="Äldre", version=version)
    assert answer.status_code == 409
    assert "Äldre" in answer.text
    assert one("osl-26").note == "Nyare"


@pytest.mark.parametrize(
    "levels", [{"confidentiality": "3"}, {"beauty": 1}, {"confidentiality": -1}, [], "3"]
)
def test_levels_that_are_none_are_refused(client: Client, levels: Any) -> None:
    with pytest.raises(Invalid):
        update(SYSTEM, one("osl-26"), {"levels": levels})
    assert one("osl-26").levels == {"confidentiality": 3, "traceability": 3}


def test_a_person_in_a_unit_may_not_change_the_citys_list(world: World, client: Client) -> None:
    with pytest.raises(Hidden):
        update(world.access("owner"), one("osl-26"), {"note": "x"})
