"""Measures on pages: the list with reasons, what is said, what somebody else said first, and who sees what."""

import re
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control, Fulfilment, MeasureBearer, Requirement
from akropolis.graph.compliance.register.catalogue import TABLES
from akropolis.graph.compliance.rules.permissions import CATALOGUE
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, service
from tests.world import START, SYSTEM, WORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(world: World) -> dict[str, Any]:
    """A service of `utb` that nobody shares, with K2, and three measures."""
    with writing(SYSTEM) as w:
        made = {
            "basic": measure(w, "Grund"),
            "k2": measure(w, "K två", confidentiality=2),
            "k3": measure(w, "K tre", confidentiality=3),
            "unit": measure(w, "Enhetens", MeasureBearer.UNIT),
        }
        source = information(w, world.units["utb"], "Elever")
        node = service(w, world.units["utb"], "Journal")
        depend(w, source, node)
        decide(w, source, 2, 1, 1)
    return {**made, "node": node}


def page(place: dict[str, Any], control: str = "") -> str:
    """The service's page, or that of a measure there."""
    args = [place["node"].record]
    return (
        reverse("compliance-service-control", args=[*args, place[control].code])
        if control
        else reverse("compliance-service", args=args)
    )


def unit_page(control: Control, code: str = "utb") -> str:
    """A measure in a unit."""
    return reverse("compliance-unit-control", args=[code, control.code])


def test_the_list_says_what_is_demanded_and_why(world: World, place: dict[str, Any]) -> None:
    text = world.client("owner").get(page(place)).text
    assert (
        "0 av 2 säkerhetsåtgärder som krävs är uppfyllda, 0 är brister, 2 är inte bedömda." in text,
        "krävs från K2" in text,
        "K tre" in text,
    ) == (
        True,
        True,
        False,
    )


def test_the_bar_has_a_share_for_what_is_lacking_and_none_for_what_nobody_has_assessed(
    world: World, place: dict[str, Any]
) -> None:
    assess(SYSTEM, [AssessmentInput(place["basic"], place["node"], "partly", "Saknar logg")])
    bar = re.search(r"<svg class=.ak-shares.*?</svg>", world.client("owner").get(page(place)).text, re.S)
    assert bar
    assert re.findall(r'viewBox="0 0 (\d+) 1"|width="(\d+)" height', bar[0])[1:] == [("", "0"), ("", "1")]
    assert int(re.findall(r'viewBox="0 0 (\d+)', bar[0])[0]) > 1


def test_what_is_said_stands_with_its_reasons_and_leads_on(world: World, place: dict[str, Any]) -> None:
    client = world.client("owner")
    sent = {"state": "partly", "reasons": "Saknar logg", "version": "0", "go": "1"}
    answer = client.post(page(place, "basic"), sent)
    assert (answer.status_code, answer["Location"]) == (302, page(place, "k2"))
    row = Fulfilment.everything.get()
    assert (row.state, row.reasons, row.assessed_by) == ("partly", "Saknar logg", "Nadja Perić")
    assert "Saknar logg" in client.get(page(place)).text
    before = Change.objects.count()
    again = client.post(page(place, "basic"), sent)
    assert (again.status_code, again["Location"], Change.objects.count()) == (302, page(place, "k2"), before)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"state": "not_applicable"}, "Välj på vilken grund säkerhetsåtgärden inte behövs här."),
        (
            {"state": "not_applicable", "ground": "absent", "reasons": "Finns inte här"},
            "Skriv en mening med egna ord",
        ),
        ({"state": "partly", "reasons": "  "}, "Skriv vad som saknas."),
        ({"state": "met", "valid_to": "2020-01-01"}, "Dagen har redan varit"),
    ],
)
def test_what_lacks_its_reasons_is_refused_and_nothing_is_lost(
    world: World, place: dict[str, Any], sent: dict[str, str], sentence: str
) -> None:
    end = Change.objects.count()
    answer = world.client("owner").post(page(place, "basic"), {"version": "0", **sent})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert (Fulfilment.everything.count(), Change.objects.count()) == (0, end)


def test_who_was_first_is_told_of_and_both_texts_stand(world: World, place: dict[str, Any]) -> None:
    assess(world.access("owner"), [AssessmentInput(place["basic"], place["node"], "met", "Min text")])
    sent = {"state": "partly", "reasons": "Annan text", "version": "0"}
    answer = world.client("owner").post(page(place, "basic"), sent)
    assert answer.status_code == 422
    assert ("Min text" in answer.text, "Annan text" in answer.text) == (True, True)
    assert Fulfilment.everything.get().reasons == "Min text"


def test_it_saves_itself_and_says_so(world: World, place: dict[str, Any]) -> None:
    client = world.client("owner", **{"HX-Request": "true"})
    saved = client.post(page(place, "basic"), {"state": "met", "version": "0"})
    assert ("Sparat" in saved.text, 'value="1"' in saved.text) == (True, True)
    refused = client.post(page(place, "basic"), {"state": "not_applicable", "version": "1"})
    assert "Välj på vilken grund" in refused.text
    assert Fulfilment.everything.get().state == "met"


@pytest.mark.parametrize("who", ["neighbour", "outsider"])
def test_the_unit_next_door_sees_nothing_of_it(world: World, place: dict[str, Any], who: str) -> None:
    assess(SYSTEM, [AssessmentInput(place["basic"], place["node"], "partly", WORD)])
    assess(SYSTEM, [AssessmentInput(place["unit"], world.units["utb"], "partly", WORD)])
    client = world.client(who)
    pages = [
        page(place),
        page(place, "basic"),
        unit_page(place["unit"]),
        reverse("compliance-unit", args=["utb"]),
    ]
    assert [client.get(url).status_code for url in pages] == [404] * 4
    assert client.post(page(place, "basic"), {"state": "met", "version": "1"}).status_code == 404
    if who == "neighbour":
        assert "Utbildningsnämnden" not in client.get(reverse("compliance")).text
        assert WORD not in client.get(reverse("compliance")).text
    assert Fulfilment.everything.filter(state="partly").count() == 2


def test_a_shared_service_is_read_by_who_shares_it_and_said_by_its_operator(
    world: World, place: dict[str, Any]
) -> None:
    with writing(SYSTEM) as w:
        shared = service(w, world.units["utb"], "Gemensam", shared=True)
    assess(SYSTEM, [AssessmentInput(place["basic"], shared, "met")])
    url = reverse("compliance-service-control", args=[shared.record, place["basic"].code])
    client = world.client("neighbour")
    assert "Uppfylld" in client.get(url).text
    assert client.post(url, {"state": "not_begun", "version": "1"}).status_code == 404
    assert Fulfilment.everything.get().state == "met"


def test_who_only_reads_is_shown_no_form(world: World, place: dict[str, Any]) -> None:
    text = world.client("auditor").get(page(place, "basic")).text
    assert ('name="reasons"' in text, "Den är inte bedömd än" in text) == (False, True)


def test_a_measure_is_said_only_where_it_is_asked(world: World, place: dict[str, Any]) -> None:
    client = world.client("owner")
    wrong: list[tuple[str, Unit | Node]] = [("unit", place["node"]), ("basic", world.units["utb"])]
    urls = [page(place, "unit"), unit_page(place["basic"])]
    assert [client.get(url).status_code for url in urls] == [404, 404]
    for name, where in wrong:
        with pytest.raises(Exception, match=r"^$|.*"):
            assess(world.access("owner"), [AssessmentInput(place[name], where, "met")])
    assert Fulfilment.everything.count() == 0


def test_a_unit_whose_page_the_reader_may_not_see_leads_to_its_rows(
    world: World, place: dict[str, Any]
) -> None:
    with writing(SYSTEM) as w:
        service(w, world.units["utbf"], "Nere", operator_unit=world.units["utbf"])
        world.add(w, "below", "Nere Nilsson", "samordnare", "utbf")
    text = world.client("below").get(reverse("compliance")).text
    assert (reverse("compliance-unit", args=["utb"]) in text, "/kravda-atgarder/?authority=utb" in text) == (
        False,
        True,
    )


def test_the_citys_page_counts_by_unit_and_area(world: World, place: dict[str, Any]) -> None:
    assess(SYSTEM, [AssessmentInput(place["basic"], place["node"], "met")])
    text = world.client("ciso").get(reverse("compliance")).text
    assert "1 av 6 säkerhetsåtgärder som krävs är uppfyllda, 0 är brister, 5 är inte bedömda." in text
    assert (
        "Övriga säkerhetsåtgärder: 1 av 3 säkerhetsåtgärder som krävs är uppfyllda, 0 är brister, 2 är inte bedömda."
        in text
    )


def test_only_lists_that_the_reader_may_read_are_led_to(world: World) -> None:
    with writing(SYSTEM) as w:
        said = {"code": "krav", "name": "Krav", "grants": [CATALOGUE, f"{Requirement.permission}:read"]}
        person = w.create(User, {"username": "krav", "name": "Kajsa Krav"})
        held = {"user": person, "role": w.create(Role, said), "unit": world.units["utb"]}
        w.create(Appointment, {**held, "valid_from": START})
        world.people["krav"] = person
    text = world.client("krav").get(reverse("compliance")).text
    assert [table.key for table in TABLES if f'<dt><a href="{reverse(table.key)}">' in text] == [
        "requirements",
        "controls",
    ]
