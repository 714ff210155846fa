"""Consumers of a shared service read a summary of its risks, and no word of anything else: by canaries."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Service
from akropolis.graph.risk.models import Risk, Scenario
from akropolis.graph.risk.selectors.picture import RiskPicture
from akropolis.graph.risk.selectors.shared_risks import list_shared_risks
from akropolis.shared.threats.models import Threat
from tests.gate.cast import bearer
from tests.risk.matrices import use_matrix
from tests.risk.pictured import CANARIES, TITLE, share
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(world: World) -> Mapping[str, Any]:
    """The shared service with its risks."""
    return share(world, use_matrix())


def text_of(client: Client, url: str, **headers: str) -> str:
    """All text of an answer: of a workbook the text of its cells."""
    answer = client.get(url, headers=headers)
    if answer.get("Content-Type", "").startswith("application/vnd.openxmlformats"):
        book = load_workbook(BytesIO(answer.content))
        return "\n".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row)
    return answer.content.decode()


def addresses(shared: Mapping[str, Any]) -> list[str]:
    """Where a reader could meet a risk: lists, files, pages of rows and of what they are about, search, history."""
    node, risk, other = shared["node"], shared["risk"], shared["other"]
    rows = [
        f"/risker/{row.pk}/{part}"
        for row in (risk, other)
        for part in ("", "historik/", "andra/", "besluta/")
    ]
    listed = [
        f"/risker/{query}" for query in ("", "?q=Kanarie", "?severity=danger", "?shared=yes", "?sort=-level")
    ]
    cells = [f"/risker/?likelihood=4&consequence={c}&standing=open" for c in (2, 3)]
    pages = [
        "/riskbild/",
        "/riskbild/?sedan=2020-01-01",
        "/riskbild/?enhet=utb",
        "/riskbild/?enhet=kul",
        "/laget/",
        "/",
    ]
    files = ["/riskbild/riskbild.xlsx", "/riskbild/riskbild.csv", "/riskbild/riskbild.xlsx?enhet=hamn"]
    files += ["/risker/gemensamma/", "/risker/gemensamma/xlsx/", "/risker/exportera/?format=xlsx"]
    about = [f"/tjanster/{node.record}/", f"/graf/{node.record}/", f"/tjanster/{node.record}/gemensam/"]
    found = [f"/sok/?q={word}" for word in CANARIES.values()] + [
        f"/atgarder/{shared['action'].pk}/",
        "/atgarder/",
    ]
    return [*rows, *listed, *cells, *pages, *files, *about, *found]


def test_no_answer_to_a_consumer_holds_more_than_the_summary(world: World, shared: Mapping[str, Any]) -> None:
    seen = text_of(world.client("owner"), f"/risker/{shared['risk'].pk}/")
    assert CANARIES["weakness"] in seen  # it could leak
    client = world.client("neighbour")
    for url in addresses(shared):
        said = text_of(client, url).replace(f"?q={url.partition('q=')[2]}", "")
        if "q=" in url:  # the words that were searched for are repeated
            assert str(shared["risk"].pk) not in said, url
            continue
        assert not [word for word in (*CANARIES.values(), "Kanariemedel") if word in said], url


def test_no_answer_of_the_api_holds_more(world: World, shared: Mapping[str, Any]) -> None:
    token = bearer(world, "neighbour", TokenScope.READ)
    client = Client()
    for path in (
        "risks",
        f"risks/{shared['risk'].pk}",
        f"risks/{shared['other'].pk}",
        "risk-threats",
        "shared-risks",
    ):
        said = text_of(client, f"/api/v1/{path}", **token)
        assert not [word for word in (*CANARIES.values(), "Kanariemedel") if word in said], path
    (item,) = client.get("/api/v1/shared-risks", headers=token).json()["items"]
    assert (item["title"], item["level"]) == (TITLE, "Mycket hög")


def test_the_summary_holds_title_level_owner_treatment_and_end(
    world: World, shared: Mapping[str, Any]
) -> None:
    (found,) = list_shared_risks(world.access("neighbour"), timezone.localdate())
    assert (found.title, found.level_name, found.unit) == (TITLE, "Mycket hög", "Utbildningsnämnden")
    assert (found.owner, found.treatment, found.accepted_until) == ("Åke Ström", "Minska", None)
    assert TITLE in text_of(world.client("neighbour"), f"/tjanster/{shared['node'].record}/")


def test_a_risk_taken_from_the_library_is_named_by_its_scenario(
    world: World, shared: Mapping[str, Any]
) -> None:
    with writing(SYSTEM) as w:
        threat = w.create(Threat, {"name": "Utpressning", "description": "Filer låses.", "valid_from": START})
        values = {"threat": threat, "name": "Utpressning", "description": "Filer låses.", "valid_from": START}
        w.update(shared["risk"], {"scenario": w.create(Scenario, values)})
    (found,) = list_shared_risks(world.access("neighbour"), timezone.localdate())
    assert found.title == "Utpressning"


OWN, SUMMARY, NOTHING = "own", "summary", ""
SEES = {
    "owner": {"risk": OWN, "other": NOTHING},
    "chef": {"risk": OWN, "other": NOTHING},
    "colleague": {"risk": NOTHING, "other": NOTHING},
    "neighbour": {"risk": SUMMARY, "other": NOTHING},
    "auditor": {"risk": OWN, "other": OWN},
    "ciso": {"risk": OWN, "other": OWN},
    "admin": {"risk": NOTHING, "other": NOTHING},
    "outsider": {"risk": NOTHING, "other": NOTHING},
}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_what_of_which_risk(world: World, shared: Mapping[str, Any], who: str) -> None:
    access, day = world.access(who), timezone.localdate()
    own = set(Risk.objects.visible(access).values_list("pk", flat=True))
    summaries = {risk.id for risk in list_shared_risks(access, day)}
    found = {
        key: OWN if shared[key].pk in own else SUMMARY if shared[key].pk in summaries else NOTHING
        for key in ("risk", "other")
    }
    assert found == SEES[who]
    status = {key: world.client(who).get(f"/risker/{shared[key].pk}/").status_code for key in found}
    assert status == {key: 200 if seen == OWN else 404 for key, seen in found.items()}
    assert RiskPicture(access, day).total == len(own)


def test_nobody_reads_a_summary_who_uses_it_no_more(world: World, shared: Mapping[str, Any]) -> None:
    access, day = world.access("neighbour"), timezone.localdate()
    assert list_shared_risks(access, day)
    with writing(SYSTEM) as w:
        service = shared["node"].record
        w.update(Service.everything.get(pk=service), {"shared": False})
    assert list_shared_risks(access, day) == []
    assert TITLE not in text_of(world.client("neighbour"), reverse("shared-risk-list"))


def test_a_summary_is_of_the_units_that_are_asked_for(world: World, shared: Mapping[str, Any]) -> None:
    access, day = world.access("ciso"), timezone.localdate()
    assert list_shared_risks(access, day) == []  # the whole city's are her own
    per_unit = {
        code: [r.title for r in list_shared_risks(access, day, world.units[code].path)] for code in SEEN
    }
    assert per_unit == SEEN


SEEN = {"utb": [], "kul": [TITLE], "hamn": [TITLE]}
