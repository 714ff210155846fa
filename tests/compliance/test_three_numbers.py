"""Fulfilled, lacking and not assessed: the same three numbers in sentence, picture, rows, file, API and document."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.figures import by_unit
from akropolis.base.lib.figures import get
from akropolis.base.lib.figures import sum_tallies as added
from akropolis.base.lib.periods import Period
from akropolis.graph.assets.models import DeviceGroup, Platform
from akropolis.graph.compliance.models import ControlMapping, Fulfilment, MeasureBearer
from akropolis.graph.compliance.models.tallies import NUMBERS, in_numbers
from akropolis.graph.compliance.rules.demands import OUTCOMES, MeasureOutcome, Status, Sum, summed, total
from akropolis.graph.compliance.selectors.applicability import statement
from akropolis.graph.compliance.selectors.requirements import demanded, tallies
from akropolis.graph.compliance.selectors.standing import services_of
from akropolis.graph.compliance.services import tallying
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess, object_to
from tests.compliance.measures import measure, requirement
from tests.factories.graphs import depend, information, node_of, service
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LEADS = re.compile(r'href="([^"]+)"[^>]*>([^<]+)</a>')


@pytest.fixture
def city(world: World) -> dict[str, Any]:
    """`utb` and `kul`, each with two services, a platform or devices, each state; an objection, a nämnd that ended."""
    today = timezone.localdate()
    needs = requirement("Område fyra")
    with writing(SYSTEM) as w:
        w.update(needs, {"area": 4})
        own = [measure(w, f"Enhetens {n}", MeasureBearer.UNIT, position=n) for n in range(6)]
        at = [measure(w, f"Tjänstens {n}", position=10 + n) for n in range(3)]
        for control in (own[0], own[1], at[0], at[1]):
            w.create(
                ControlMapping, {"control": control, "requirement": needs, "valid_from": START, "mark": "K"}
            )
        nodes = {
            code: [service(w, world.units[code], f"{code} {n}", shared=True) for n in range(2)]
            for code in ("utb", "kul")
        }
        kinds = measure(w, "Plattformens", position=13, kinds=["platform", "devices"])
        for code, model in (("utb", Platform), ("kul", DeviceGroup)):
            row = w.create(model, {"name": f"{code} 2", "owner_unit": world.units[code]})
            nodes[code].append(node_of(w, row))
        depend(w, information(w, world.units["kul"], "Lån"), nodes["utb"][0])
        values = {"code": "gam", "name": "Gamla nämnden", "kind": UnitKind.COMMITTEE, "valid_from": START}
        gone = w.create(Unit, {**values, "parent": world.units["stad"], "reviews": True})
        service(w, gone, "Gammal tjänst")
    words = []
    for code in ("utb", "kul"):
        unit, (one, other, kit) = world.units[code], nodes[code]
        words += [
            AssessmentInput(own[0], unit, "met"),
            AssessmentInput(own[1], unit, "partly", "Delvis"),
            AssessmentInput(own[2], unit, "not_begun"),
            AssessmentInput(own[3], unit, "not_applicable", "Staden gör det åt oss", ground="elsewhere"),
            AssessmentInput(own[4], unit, "met", valid_to=today),
            AssessmentInput(at[0], one, "met"),
            AssessmentInput(at[1], one, "not_begun"),
            AssessmentInput(at[0], other, "partly", "Delvis"),
            AssessmentInput(at[1], other, "not_applicable", "Staden gör det åt oss", ground="elsewhere"),
            AssessmentInput(kinds, kit, *(("partly", "Delvis") if code == "utb" else ("met",))),
        ]
    assess(SYSTEM, words)
    Fulfilment.everything.filter(control=own[4]).update(valid_to=today - DAY)
    object_to(SYSTEM, nodes["utb"][0], at[0], world.units["kul"], "Vi loggar själva")
    with writing(SYSTEM) as w:
        w.update(Unit.everything.get(pk=gone.pk), {"valid_to": today - DAY})
    tallying.rebuild()
    return {"needs": needs, "nodes": nodes, "own": own, "at": at}


UTB = Sum(demanded=13, fulfilled=2, lacking=5, not_applicable=2)
KUL = Sum(demanded=14, fulfilled=3, lacking=5, not_applicable=2)


def test_each_state_counts_as_one_thing() -> None:
    assert set(OUTCOMES) == set(Status)
    assert [str(NUMBERS[each]) for each in MeasureOutcome] == [
        "Uppfyllda",
        "Brister",
        "Inte bedömda",
        "Inte tillämpliga",
    ]
    assert summed(Status) == Sum(demanded=7, fulfilled=1, lacking=3, not_applicable=1)
    assert summed(Status).not_assessed == 2


@pytest.mark.parametrize(("code", "right"), [("utb", UTB), ("kul", KUL)])
def test_rows_and_tallies_are_the_same_numbers(
    world: World, city: dict[str, Any], code: str, right: Sum
) -> None:
    access, today = world.access("ciso"), timezone.localdate()
    counted = total(row.sum for row in tallies(access, today) if row.unit == world.units[code].pk)
    rows = demanded(access, today, code)
    assert (counted, summed(row.status for row in rows)) == (right, right)
    assert [row for row in rows if row.status is Status.OBJECTED] == (rows[-1:] if code == "kul" else [])
    nodes = city["nodes"][code]
    served = total(line.sum for line in services_of(access, world.units[code].path, today))
    at = [row.status for row in rows if row.place in nodes]
    assert (served, summed(at).not_assessed) == (summed(at), 2)
    assert tallying.differences() == []


@pytest.mark.parametrize(("code", "right"), [("utb", UTB), ("kul", KUL)])
def test_statement_figures_and_its_files_say_the_same(
    world: World, city: dict[str, Any], code: str, right: Sum
) -> None:
    access, today = world.access("ciso"), timezone.localdate()
    given = statement(access, code, None, today)
    assert total(row.sum for row in given.rows) == right
    page = world.client("ciso").get(reverse("compliance-applicability", args=[code])).text
    files = {
        form: world.client("ciso").get(reverse("compliance-applicability-file", args=[code, form])).content
        for form in ("docx", "xlsx")
    }
    word = ZipFile(BytesIO(files["docx"])).read("word/document.xml").decode()
    book = load_workbook(BytesIO(files["xlsx"]))
    assert [in_numbers(right) in text for text in (page, word)] == [True, True]
    table = list(book.worksheets[0].iter_rows(values_only=True))
    columns = [table[0].index(str(NUMBERS[each])) for each in MeasureOutcome]
    assert [sum(int(str(row[place])) for row in table[1:]) for place in columns] == [
        right.of(each) for each in MeasureOutcome
    ]
    period = Period(today - 200 * DAY, today, today)
    names = ("demanded", "fulfilled", "lacking", "not_assessed")
    told = []
    for name in names:
        figures = [get(f"{domain}-measures.{name}") for domain in ("unit", "service")]
        told.append(
            sum(
                added(row[figure.key] for row in found.values()).value
                for figure in figures
                if (found := by_unit(access, [figure], period, world.units[code].path, today))
            )
        )
    objected = (
        1 if code == "kul" else 0
    )  # it is about another's service, which is in no list of the unit's own
    assert told == [right.demanded - objected, right.fulfilled, right.lacking - objected, right.not_assessed]


def cells(table: Any) -> list[tuple[str, str, str]]:
    """Unit, text and address of each number of the picture that leads somewhere."""
    found = []
    for row in table.rows:
        for cell in row.cells[1:]:
            pairs = [(cell.url, str(cell.text))] if cell.url else LEADS.findall(str(cell.text))
            found += [(row.cells[0].text, text, unescape(url)) for url, text in pairs]
    return found


@pytest.mark.parametrize("who", ["ciso", "owner", "neighbour"])
@pytest.mark.parametrize("query", ["", "?regelverk={}", "requirement"])
def test_each_number_of_the_picture_leads_to_its_rows(
    world: World, city: dict[str, Any], who: str, query: str
) -> None:
    client, needs = world.client(who), city["needs"]
    page = (
        reverse("requirement", args=[needs.code])
        if query == "requirement"
        else reverse("compliance") + query.format(needs.framework.code)
    )
    context = client.get(page).context
    found = cells(context["heat"])
    assert found
    for unit, text, url in found:
        answer = client.get(url)
        listed = answer.context["list"]
        assert (listed.problems, bool(listed.chosen["state"])) == ([], True), url
        if text == "?":
            assert {row.outcome for row in listed.ordered} == {MeasureOutcome.NOT_ASSESSED}, (unit, url)
        else:
            assert (unit, url, len(listed.ordered)) == (unit, url, int(text))
        if listed.ordered:
            data = load_workbook(BytesIO(client.get(listed.file_url).content)).active
            assert data is not None
            assert data.max_row == 1 + len(listed.ordered)
    names = [row.cells[0].text for row in context["heat"].rows]
    assert names[-1] == "Alla"
    assert "Gamla nämnden" not in names
    whole = client.get(context["heat"].rows[-1].cells[0].url).context["list"]
    sums = summed(row.status for row in whole.ordered)
    assert [int(text) for _unit, text, _url in found[-3:]] == [
        sums.fulfilled,
        sums.lacking,
        sums.not_assessed,
    ]
    assert context["words"] == in_numbers(sums) == whole.lead()[0]


def test_the_picture_names_its_areas_and_adds_up(world: World, city: dict[str, Any]) -> None:
    context = world.client("ciso").get(reverse("compliance")).context
    table = context["heat"]
    assert [column.label for column in table.columns] == [
        *("Enhet", "4. Område fyra", "Övriga säkerhetsåtgärder", "Uppfyllda", "Brister", "Inte bedömda"),
    ]
    rows = {row.cells[0].text: [str(cell.text) for cell in row.cells[-3:]] for row in table.rows}
    assert rows["Utbildningsnämnden"] == ["2", "5", "4"]
    assert rows["Kulturnämnden"] == ["3", "5", "4"]
    others = [[int(text) for text in texts] for name, texts in rows.items() if name != "Alla"]
    assert [str(sum(column)) for column in zip(*others, strict=True)] == rows["Alla"]


def test_the_api_has_the_same_rows_and_the_unit_next_door_only_its_own(
    world: World, city: dict[str, Any]
) -> None:
    clients = {who: world.client(who) for who in ("ciso", "neighbour")}

    def asked(who: str, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = clients[who].get(f"/api/v1/measures?limit=200{query}").json()["items"]
        return found

    found = Counter(row["outcome"] for row in asked("ciso", "&authority=utb"))
    assert found == {"Uppfyllda": 2, "Brister": 5, "Inte bedömda": 4, "Inte tillämpliga": 2}
    assert len(asked("ciso", "&authority=utb&state=lacking&area=4")) == 3
    assert {row["unit"] for row in asked("neighbour")} == {"Kulturnämnden"}
    assert len(asked("neighbour")) == len(asked("neighbour", "&authority=utb")) == KUL.demanded
