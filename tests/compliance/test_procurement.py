"""Requirements on suppliers: what a profile demands, with number and reason; nothing of any unit goes out."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.compliance.models import MeasureBearer
from akropolis.graph.compliance.selectors.catalogue import demands
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from tests.compliance.measures import measure
from tests.factories.classification import scheme
from tests.factories.graphs import decide, depend, information, service
from tests.world import SYSTEM, TODAY, WORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(world: World) -> dict[str, Any]:
    """Measures with and without a requirement on suppliers, and a service of `utb` with K2 T1."""
    with writing(SYSTEM) as w:
        scheme(w)
        made = {
            "basic": measure(w, "Grund", supplier="SKA grund", position=0),
            "k2": measure(w, "K två", supplier="SKA K2", confidentiality=2, position=1),
            "k3": measure(
                w, "K tre", MeasureBearer.SUPPLIER, supplier="SKA K3", confidentiality=3, position=2
            ),
            "silent": measure(w, "Utan", confidentiality=1, position=3),
            "unit": measure(
                w, "Enhetens", MeasureBearer.UNIT, supplier="SKA enhet", confidentiality=3, position=4
            ),
            "own": measure(w, "Egen", MeasureBearer.UNIT, position=5),
        }
        node = service(w, world.units["utb"], WORD)
        source = information(w, world.units["utb"], "Elever")
        depend(w, source, node)
        decide(w, source, 2, 1, 1)
    assess(SYSTEM, [AssessmentInput(made["basic"], node, "partly", f"{WORD} saknar logg")])
    return {**made, "node": node}


def asked(levels: dict[str, int | None]) -> list[tuple[str, str, str]]:
    """Number, text and reason of each."""
    found = demands(levels, TODAY)
    return [(d.number, d.control.supplier, d.why.letters) for s in found.sections for d in s.demands]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({}, [("1.1", "SKA grund", ""), ("1.2", "SKA enhet", "")]),
        (
            {"confidentiality": 2, "integrity": 3},
            [("1.1", "SKA grund", ""), ("1.2", "SKA K2", "K2"), ("1.3", "SKA enhet", "")],
        ),
        (
            {"confidentiality": 3},
            [
                ("1.1", "SKA grund", ""),
                ("1.2", "SKA K2", "K2"),
                ("1.3", "SKA K3", "K3"),
                ("1.4", "SKA enhet", "K3"),
            ],
        ),
    ],
)
def test_a_profile_demands_what_its_levels_reach_and_always_what_is_the_units(
    catalogue: dict[str, Any], levels: dict[str, int | None], expected: list[Any]
) -> None:
    assert asked(levels) == expected


def sent(world: World, form: str, query: str) -> Any:
    """What goes out."""
    url = reverse("compliance-procurement-file", args=[form])
    return world.client("owner").get(f"{url}?{query}")


def test_a_services_levels_are_filled_in_and_can_be_changed(world: World, catalogue: dict[str, Any]) -> None:
    client, url = world.client("owner"), reverse("compliance-procurement")
    text = client.get(f"{url}?tjanst={catalogue['node'].record}").text
    assert ("3 krav vid K2 T1" in text, "SKA K3" in text) == (True, False)
    assert "2 krav vid K1 T1" in client.get(f"{url}?tjanst={catalogue['node'].record}&k=1").text


def test_what_goes_out_has_room_for_answers_and_names_nothing_of_the_unit_but_itself(
    world: World, catalogue: dict[str, Any]
) -> None:
    query = f"tjanst={catalogue['node'].record}&avser=Journalsystem"
    word = ZipFile(BytesIO(sent(world, "docx", query).content)).read("word/document.xml").decode()
    book = load_workbook(BytesIO(sent(world, "xlsx", query).content))
    rows = [row[:4] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    cells = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    assert [(row[0], row[3]) for row in rows] == [
        ("1.1", "SKA grund"),
        ("1.2", "SKA K2"),
        ("1.3", "SKA enhet"),
    ]
    for text in (word, "\n".join(cells)):
        assert all(said in text for said in ("Journalsystem", "Utbildningsnämnden", "K2 T1", "SKA K2"))
        assert not any(said in text for said in (WORD, "saknar logg", "Elever", "Nadja"))
    assert ("Så uppfylls kravet:" in word, word.count("☐ Ja")) == (True, 3)


@pytest.mark.parametrize("query", ["k=9", "k=x", "k=3", "enhet=kul"])
def test_a_level_outside_the_scheme_and_a_unit_of_others_are_said_at_their_place(
    world: World, catalogue: dict[str, Any], query: str
) -> None:
    page = world.client("owner").get(f"{reverse('compliance-procurement')}?{query}&avser=Journal").text
    assert ("ds-validation-message" in page, "SKA grund" in page, 'value="Journal"' in page) == (
        True,
        False,
        True,
    )
    answer = sent(world, "docx", query)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('compliance-procurement')}?{query}")


def test_the_officer_answers_the_conditions_and_the_bidder_reads_what_it_depends_on(
    world: World, catalogue: dict[str, Any]
) -> None:
    with writing(SYSTEM) as w:
        given: dict[str, Any] = {"supplier_when": ["hosted"], "position": 6, "evidence": "Bara stadens"}
        measure(w, "Hall", supplier="SKA hall", **given)
        measure(
            w, "Kod", supplier="SKA kod", when=["own_development"], supplier_evidence="Rapporten", position=7
        )

    def found(query: str) -> list[tuple[Any, ...]]:
        rows = (
            load_workbook(BytesIO(sent(world, "xlsx", query).content))
            .worksheets[0]
            .iter_rows(values_only=True)
        )
        return [(row[3], row[4], row[5]) for row in rows if row[3] in ("SKA hall", "SKA kod")]

    own, code = (
        "Leverantörens egen beskrivning",
        "tjänsten utvecklas för staden, av staden själv eller på beställning",
    )
    assert found("") == [
        ("SKA hall", own, "grundskydd, gäller om en leverantör driver tjänsten"),
        ("SKA kod", "Rapporten", f"grundskydd, gäller om {code}"),
    ]
    assert found("drift=1&utveckling=0") == [
        ("SKA hall", own, "grundskydd, eftersom en leverantör driver tjänsten")
    ]
    assert found("drift=0&utveckling=1") == [("SKA kod", "Rapporten", f"grundskydd, eftersom {code}")]
    page = world.client("owner").get(f"{reverse('compliance-procurement')}?drift=x").text
    assert ("ds-validation-message" in page, "SKA hall" in page) == (True, False)
    page = world.client("owner").get(reverse("compliance-procurement")).text
    assert ("Bara stadens" in page, "oklart om en leverantör driver tjänsten" in page) == (False, True)


def test_the_service_next_door_fills_in_nothing(world: World, catalogue: dict[str, Any]) -> None:
    for who, query in (("neighbour", f"tjanst={catalogue['node'].record}"), ("owner", "tjanst=x")):
        client = world.client(who)
        urls = [reverse("compliance-procurement"), reverse("compliance-procurement-file", args=["docx"])]
        assert [client.get(f"{url}?{query}").status_code for url in urls] == [404, 404]
    assert sent(world, "pdf", "").status_code == 404
