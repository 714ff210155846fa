"""Statements of applicability: what applies and why, what is inherited, and nothing of the unit next door."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.cache.results import request_cache
from akropolis.base.kernel.records.writer import Writer, kind_of, writing
from akropolis.graph.compliance.models import Control, ControlMapping, Framework, MeasureBearer, Requirement
from akropolis.graph.compliance.reports.applicability import book, document
from akropolis.graph.compliance.selectors.applicability import (
    ApplicabilityStatement,
    AppliedMeasure,
    MeasureSource,
    statement,
)
from akropolis.graph.compliance.selectors.catalogue import areas
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess, object_to
from akropolis.shared.evidence.models import Evidence, Proof
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, forget, information, service
from tests.sheets import lines
from tests.world import SYSTEM, TODAY, WORD, World

pytestmark = pytest.mark.django_db
SINCE = {"valid_from": date(2026, 1, 1), "mark": "K"}
LATER = date(2027, 5, 1)


def requirement(w: Writer, framework: Framework, reference: str, *controls: Control) -> Requirement:
    """A requirement that the measures answer."""
    values = {"framework": framework, "reference": reference, "name": reference, "code": f"prov-{reference}"}
    made = w.create(Requirement, {**values, **SINCE})
    for control in controls:
        w.create(ControlMapping, {"control": control, "requirement": made, **SINCE})
    return made


def test_an_area_holds_the_measures_that_answer_it_and_a_link_that_has_ended_counts_no_more(
    world: World,
) -> None:
    with writing(SYSTEM) as w:
        framework = w.create(Framework, {"name": "Provet", "code": "prov", **SINCE})
        kept, ended, other = (measure(w, name) for name in ("Kvar", "Avslutad", "Annan"))
        demanded = requirement(w, framework, "1", kept, ended)
        w.update(demanded, {"area": 4})
        requirement(w, framework, "2", other)
        link = ControlMapping.everything.get(control=ended)
        w.update(link, {"valid_to": date(2026, 1, 31)})
    found = areas(LATER)
    assert found.named == {4: demanded}
    assert found.of == {kept.pk: 4}


@pytest.fixture
def place(world: World) -> dict[str, Any]:
    """`utb` with a service of its own at K2, one of `kul`'s that is shared and one that is not; a framework."""
    with writing(SYSTEM) as w:
        framework = w.create(Framework, {"name": "Provet", "code": "prov", **SINCE})
        made = {
            "unit": measure(w, "Enhetens", MeasureBearer.UNIT, position=1),
            "needless": measure(w, "Onödig", MeasureBearer.UNIT, position=2),
            "basic": measure(w, "Grund", position=3),
            "k2": measure(w, "K två", confidentiality=2, position=4),
            "k3": measure(w, "K tre", confidentiality=3, position=5),
        }
        requirement(w, framework, "1", made["unit"], made["basic"])
        requirement(w, framework, "2")
        own = service(w, world.units["utb"], "Egen")
        shared = service(w, world.units["kul"], "Gemensam", shared=True)
        hidden = service(w, world.units["kul"], f"{WORD} hemlig")
        unused = service(w, world.units["kul"], "Oanvänd", shared=True)
        source = information(w, world.units["utb"], "Elever")
        for node in (own, shared, hidden):
            depend(w, source, node)
        decide(w, source, 2, 1, 1)
    words = [
        AssessmentInput(made["unit"], world.units["utb"], "met", "Gjort"),
        AssessmentInput(made["unit"], world.units["kul"], "partly", f"{WORD} grannens"),
        AssessmentInput(
            made["needless"], world.units["utb"], "not_applicable", "Finns inte här alls", ground="absent"
        ),
        AssessmentInput(made["basic"], own, "partly", "Saknar logg"),
        AssessmentInput(made["basic"], shared, "met", f"{WORD} klart", LATER),
        AssessmentInput(made["basic"], hidden, "partly", f"{WORD} saknar logg"),
        AssessmentInput(made["basic"], unused, "met", "Klart"),
    ]
    rows = assess(SYSTEM, words)
    with writing(SYSTEM) as w:
        for unit, name, row in (
            ("utb", "Protokoll", rows[0]),
            ("kul", f"{WORD} eget", rows[1]),
            ("kul", "Intyg", rows[4]),
            ("kul", f"{WORD} hemligt", rows[5]),
        ):
            shown = {"name": name, "owner_unit": world.units[unit], "valid_to": date(2099, 1, 1)}
            proof = {"evidence": w.create(Evidence, shown), "kind": kind_of(type(row)), "object_id": row.pk}
            w.create(Proof, proof)
    return {**made, "framework": framework, "own": own, "shared": shared}


def told(world: World, who: str = "owner", code: str = "utb", day: date = TODAY) -> ApplicabilityStatement:
    """The statement of a unit."""
    return statement(world.access(who, day), code, None, day)


def row(given: ApplicabilityStatement, name: str) -> AppliedMeasure:
    """The measure's row."""
    return next(each for each in given.rows if each.control.name == name)


def test_every_measure_says_whether_it_applies_and_where_it_is_done(
    world: World, place: dict[str, Any]
) -> None:
    given = told(world)
    assert [(each.control.name, each.applies) for each in given.rows] == [
        ("Enhetens", True),
        ("Onödig", False),
        ("Grund", True),
        ("K två", True),
        ("K tre", False),
    ]
    held = [
        (each.source, each.place, each.by, each.status.value, each.until) for each in row(given, "Grund").held
    ]
    assert held == [
        (MeasureSource.SERVICE, "Egen", "Utbildningsnämnden", "partly", None),
        (MeasureSource.INHERITED, "Gemensam", "Kulturnämnden", "met", LATER),
    ]
    assert [each.why.letters for each in row(given, "K två").held] == ["K2", "K2"]


def test_what_is_inherited_lapses(world: World, place: dict[str, Any]) -> None:
    late = told(world, day=date(2027, 5, 2))
    assert [each.status.value for each in row(late, "Grund").inherited] == ["lapsed"]


def test_what_the_unit_objects_to_is_not_inherited(world: World, place: dict[str, Any]) -> None:
    object_to(
        world.access("owner"), place["shared"], place["basic"], world.units["utb"], f"{WORD} räcker inte"
    )
    (held,) = row(told(world), "Grund").inherited
    assert (held.status.value, held.fulfilled) == ("met", False)
    assert "Kulturnämnden: 0 uppfyllda, 1 brister, 0 inte bedömda (Gemensam); 1 invändning" in str(
        document(told(world))
    )


def asked(world: World, form: str, who: str = "owner", query: str = "") -> Any:
    """A file of `utb`."""
    return world.client(who).get(reverse("compliance-applicability-file", args=["utb", form]) + query)


def test_the_workbook_has_a_row_for_each_measure(world: World, place: dict[str, Any]) -> None:
    rows = [line[1:] for line in lines(asked(world, "xlsx").content)[1:]]
    number = dict(Evidence.everything.values_list("name", "number"))
    assert rows == [
        (
            *(
                "Enhetens",
                "Provet 1",
                "Ja",
                1,
                0,
                0,
                0,
                "grundskydd",
                "Uppfylld, gäller till 2099-01-01",
                "Gjort",
                None,
            ),
            f"{number['Protokoll']} Protokoll, gäller till 2099-01-01",
        ),
        ("Onödig", None, "Nej", 0, 0, 0, 1, "Finns inte här alls", "Inte tillämplig", None, None, None),
        (
            *(
                "Grund",
                "Provet 1",
                "Ja",
                0,
                1,
                0,
                0,
                "grundskydd",
                "Delvis uppfylld: Egen",
                "Egen: Saknar logg",
            ),
            *("Kulturnämnden: 1 uppfyllda, 0 brister, 0 inte bedömda (Gemensam), gäller till 2027-05-01",),
            f"{number['Intyg']} Intyg, gäller till 2099-01-01",
        ),
        (
            *("K två", None, "Ja", 0, 0, 1, 0, "krävs från K2", "Inte bedömd: Egen", None),
            *("Kulturnämnden: 0 uppfyllda, 0 brister, 1 inte bedömda (Gemensam)", None),
        ),
        (
            "K tre",
            None,
            "Nej",
            0,
            0,
            0,
            0,
            "krävs inte vid de nivåer som enhetens tjänster har",
            None,
            None,
            None,
            None,
        ),
    ]


def test_page_and_document_say_the_same_and_nothing_of_the_unit_next_door(
    world: World, place: dict[str, Any]
) -> None:
    page = world.client("owner").get(reverse("compliance-applicability", args=["utb"])).text
    word = ZipFile(BytesIO(asked(world, "docx").content)).read("word/document.xml").decode()
    for text in (page, word):
        for said in (
            "Kulturnämnden: 1 uppfyllda, 0 brister, 0 inte bedömda (Gemensam), gäller till 2027-05-01",
            "Egen: Saknar logg",
        ):
            assert said in text
        assert "Tillämpliga säkerhetsåtgärder: 3 av 5. 1 av dem är helt uppfyllda." in text
        assert (
            "1 av 4 säkerhetsåtgärder som krävs är uppfyllda, 1 är brist, 1 är inte bedömd, 1 är inte tillämplig."
            in text
        )
        assert (WORD in text, "Oanvänd" in text) == (False, False)
    assert asked(world, "pdf").content[:5] == b"%PDF-"


def test_against_a_framework_only_what_answers_it_and_what_nothing_answers(
    world: World, place: dict[str, Any]
) -> None:
    given = statement(world.access("owner"), "utb", place["framework"], TODAY)
    assert [each.control.name for each in given.rows] == ["Enhetens", "Grund"]
    page = (
        world.client("owner").get(reverse("compliance-applicability", args=["utb"]) + "?regelverk=prov").text
    )
    assert ("Ingen säkerhetsåtgärd svarar mot dessa krav: 2." in page, "K tre" in page) == (True, False)
    assert "Onödig" not in str(lines(asked(world, "xlsx", query="?regelverk=prov").content))


def test_a_legal_entity_is_its_units_together_without_other_entities(
    world: World, place: dict[str, Any]
) -> None:
    with writing(SYSTEM) as w:
        service(w, world.units["hamn"], "Kranen")
    given = told(world, "ciso", "stad")
    assert [unit.code for unit in given.units] == ["kul", "stad", "utb"]
    assert row(given, "Grund").inherited == []
    assert {each.place for each in row(given, "Grund").own} == {
        "Egen",
        "Gemensam",
        f"{WORD} hemlig",
        "Oanvänd",
    }
    assert [each.place for each in row(told(world, "ciso", "hamn"), "Grund").own] == ["Kranen"]


@pytest.mark.parametrize(
    ("who", "code", "query"),
    [
        ("neighbour", "utb", ""),
        ("outsider", "utb", ""),
        ("owner", "utbf", ""),
        ("owner", "stad", ""),
        ("owner", "utb", "?regelverk=av"),
    ],
)
def test_a_unit_of_others_or_not_asked_and_a_framework_that_is_off_are_not_there(
    world: World, place: dict[str, Any], who: str, code: str, query: str
) -> None:
    with writing(SYSTEM) as w:
        w.create(Framework, {"name": "Av", "code": "av", "active": False, **SINCE})
    client = world.client(who)
    urls = [reverse("compliance-applicability", args=[code])]
    urls += [reverse("compliance-applicability-file", args=[code, form]) for form in ("docx", "xlsx", "pdf")]
    assert [client.get(url + query).status_code for url in urls] == [404] * 4
    if not query:
        with pytest.raises(Hidden):
            told(world, who, code)


def test_another_kind_of_file_is_not_there(world: World, place: dict[str, Any]) -> None:
    assert asked(world, "odt").status_code == 404


def test_long_lists_are_cut_in_the_document_and_whole_in_the_workbook(
    world: World, place: dict[str, Any]
) -> None:
    with writing(SYSTEM) as w:
        for number in range(4):
            service(w, world.units["utb"], f"Tjänst {number}")
    given = told(world)
    assert "Inte bedömd: Tjänst 0, Tjänst 1, Tjänst 2 och 1 till" in str(document(given))
    assert "Inte bedömd: Tjänst 0, Tjänst 1, Tjänst 2, Tjänst 3" in str(lines(book(given)))


def test_the_queries_do_not_grow_with_services_and_units(world: World, place: dict[str, Any]) -> None:
    def asked_times() -> int:
        forget()
        with CaptureQueriesContext(connection) as caught, request_cache():
            told(world, "ciso", "stad")
        return len(caught)

    before = asked_times()
    with writing(SYSTEM) as w:
        made = [service(w, world.units["utb"], f"Tjänst {number}") for number in range(3)]
    assess(SYSTEM, [AssessmentInput(place["basic"], node, "met", "Klart") for node in made])
    assert asked_times() == before
