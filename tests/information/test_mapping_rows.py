"""Rows of a classification result: what would become of each, and names that several bear."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import OutColumn, Sheet, SheetLine, ValueKind
from akropolis.base.kernel.exchange.writing import write
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.report import CellProblem, RowOutcome
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.information.services.mapping import MappingCheck
from akropolis.graph.information.services.mapping_rows import Choices, MappingRow, origin_of
from akropolis.graph.information.web.mapping_forms import _columns, _heading
from akropolis.shared.classification.models import Scheme
from tests.classification.schemes import body
from tests.factories.graphs import information
from tests.factories.graphs import scheme as a_scheme
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
DAYS = timedelta(days=1)
DAY, UNTIL = date(2026, 3, 10), date(2028, 3, 10)
LEVELS = {"confidentiality": 3, "integrity": 2}


def row(**given: Any) -> MappingRow:
    """A row on a set that was decided alike on the same day."""
    known = InformationSet(number="IM-1", name="Betyg", classified_on=DAY)
    latest = ClassificationDecision(valid_to=UNTIL, **LEVELS)
    usual: dict[str, Any] = {"name": "Betyg", "decided_on": DAY, "valid_to": UNTIL, "levels": dict(LEVELS)}
    return MappingRow(2, **usual | {"information": known, "latest": latest} | given)


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({}, RowOutcome.UNCHANGED),
        ({"problems": [("Namn", "Fel")]}, RowOutcome.REFUSED),
        ({"information": None}, RowOutcome.CREATE),
        ({"latest": None}, RowOutcome.UPDATE),
        ({"decided_on": date(2026, 3, 11)}, RowOutcome.UPDATE),
        ({"valid_to": date(2028, 3, 11)}, RowOutcome.UPDATE),
        ({"levels": {"confidentiality": 3}}, RowOutcome.UPDATE),
        ({"levels": {**LEVELS, "availability": 0}}, RowOutcome.UPDATE),
        ({"levels": {**LEVELS, "integrity": 1}}, RowOutcome.UPDATE),
    ],
)
def test_a_row_changes_something_unless_the_latest_decision_says_the_same(
    given: dict[str, Any], outcome: RowOutcome
) -> None:
    assert row(**given).outcome is outcome


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({}, []),
        ({"levels": {"confidentiality": 1}}, [("Nivåer", "K3 R2", "K1")]),
        ({"valid_to": DAY}, [("Gäller till", "2028-03-10", "2026-03-10")]),
        ({"latest": None}, []),
        ({"valid_to": None}, []),
        ({"levels": {}, "information": None}, []),
        ({"levels": {}, "problems": [("", "Fel")]}, []),
    ],
)
def test_of_a_new_decision_on_a_set_is_told_what_it_changes(
    given: dict[str, Any], changes: list[Any]
) -> None:
    assert [tuple(each) for each in row(**given).report().changes] == changes


def test_a_row_is_reported_with_its_set_unit_levels_and_days() -> None:
    found = row(unit=Unit(name="Utbildningsnämnden"), valid_to=None, problems=[("Namn", "Fel")]).report()
    assert (found.line, found.number, found.label) == (2, "IM-1", "Betyg")
    assert found.cells == ("Utbildningsnämnden", "K3 R2", "2026-03-10", "")
    assert found.problems == (CellProblem("Namn", "Fel"),)
    bare = row(information=None).report()
    assert (bare.number, bare.cells[0]) == ("", "")


NAMELESS = "Välj vilken kolumn som har informationsmängdens namn eller nummer."
LEVELLESS = "Välj vilken kolumn som har nivån för minst en aspekt."


@pytest.mark.parametrize(
    ("columns", "problems"),
    [
        (("name", "confidentiality"), []),
        (("number", "confidentiality"), []),
        (("unit", "confidentiality"), [NAMELESS]),
        (("name", "unit", "note"), [LEVELLESS]),
        ((), [NAMELESS, LEVELLESS]),
    ],
)
def test_a_file_must_tell_which_set_and_one_level(columns: tuple[str, ...], problems: list[str]) -> None:
    assert Choices(dict.fromkeys(columns, 0), Scheme(body=body())).problems() == problems


def test_the_aspects_that_no_column_gives_are_named() -> None:
    assert Choices({"confidentiality": 0}, Scheme(body=body())).missing_aspects() == ["Tillgänglighet"]


def test_a_decision_names_its_file_and_the_sheet_of_a_workbook() -> None:
    data = write("xlsx", [OutColumn("Namn", ValueKind.TEXT)], [["Betyg"]], title="Klassningar")
    assert origin_of("klassa.XLSX", data) == "klassa.XLSX, Klassningar"
    assert origin_of("klassa.csv", b"") == "klassa.csv"
    assert origin_of(f"{'x' * 300}.csv", b"") == f"{'x' * 296}.csv"
    assert origin_of(f"{'x' * 300}.xlsx", data) == f"{'x' * 195}.xlsx, Klassningar"


@pytest.mark.parametrize(
    ("place", "text", "words"),
    [
        (0, "Namn", "A: Namn"),
        (25, "", "Z"),
        (26, "", "AA"),
        (51, "", "AZ"),
        (52, "K", "BA: K"),
        (0, "x" * 61, f"A: {'x' * 60}"),
    ],
)
def test_a_column_is_called_as_in_a_spreadsheet(place: int, text: str, words: str) -> None:
    assert _heading(place, text) == words


def test_columns_without_a_heading_can_be_chosen_too() -> None:
    sheet = Sheet(("Namn",), (SheetLine(2, ("a",)), SheetLine(3, ("a", "b", "c"))))
    assert _columns(sheet) == [("0", "A: Namn"), ("1", "B"), ("2", "C")]


# Names that several bear

COLUMNS = {"name": 0, "unit": 1, "confidentiality": 2}


@pytest.fixture
def scheme(world: World) -> Scheme:
    """A scheme, and an informationsägare in utb and below."""
    with writing(SYSTEM) as w:
        world.add(w, "elin", "Elin Ek", "informationsagare", "utb")
        return a_scheme(w)


def judged(world: World, scheme: Scheme, name: str, unit: str = "utb", who: str = "elin") -> MappingRow:
    sheet = Sheet(("Namn", "Enhet", "K"), (SheetLine(2, (name, unit, "1")),))
    (found,) = MappingCheck(world.access(who), sheet, Choices(COLUMNS, scheme)).rows
    return found


@pytest.mark.parametrize("who", ["elin", "chef"])
def test_a_name_that_several_sets_of_the_unit_bear_is_not_guessed_and_makes_no_third(
    world: World, scheme: Scheme, who: str
) -> None:
    with writing(SYSTEM) as w:
        for name in ("Betyg", "BETYG"):
            information(w, world.units["utb"], name)
    found = judged(world, scheme, "betyg", who=who)
    sentence = "Flera av enhetens informationsmängder har det namnet. Skriv numret."
    assert (found.information, found.problems) == (None, [("Namn", sentence)])


def test_a_name_is_looked_for_in_the_unit_alone_and_among_what_is_in_use(
    world: World, scheme: Scheme
) -> None:
    with writing(SYSTEM) as w:
        here, below, gone = (information(w, world.units[unit], "Betyg") for unit in ("utb", "utbf", "utb"))
        w.archive(InformationSet.everything.get(pk=gone.record))
    for unit, node in (("utb", here), ("utbf", below)):
        found = judged(world, scheme, "Betyg", unit).information
        assert found is not None
        assert found.pk == node.record


def test_who_may_decide_and_change_nothing_else_adds_no_set(world: World, scheme: Scheme) -> None:
    found = judged(world, scheme, "Nytt", who="chef")
    sentence = "Informationsmängden finns inte, och du får inte lägga till en på den här enheten."
    assert (found.information, found.problems) == (None, [("Namn", sentence)])
    assert judged(world, scheme, "Nytt").outcome is RowOutcome.CREATE


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("UTB", "utb"),
        ("utbildningsnämnden", "utb"),
        ("Utbildningsförvaltningen (utbf)", "utbf"),
        ("Nämnden", None),
        ("Gammal", None),
        ("Kommande", None),
        ("Slutar", "c"),
    ],
)
def test_a_unit_is_told_by_a_word_that_it_alone_bears_while_it_exists(
    world: World, scheme: Scheme, word: str, code: str | None
) -> None:
    today = timezone.localdate()
    days = {
        "gammal": {"valid_to": today - DAYS},
        "kommande": {"valid_from": today + DAYS},
        "c": {"valid_to": today},
    }
    names = {"gammal": "Gammal", "kommande": "Kommande", "c": "Slutar", "a": "Nämnden", "b": "nämnden"}
    usual = {"kind": "department", "parent": world.units["utb"], "valid_from": START}
    with writing(SYSTEM) as w:
        for key, name in names.items():
            w.create(Unit, {"code": key, "name": name, **usual, **days.get(key, {})})
    found = judged(world, scheme, "Nytt", word)
    assert (found.unit.code if found.unit else None) == code
    assert [heading for heading, _sentence in found.problems] == ([] if code else ["Enhet"])
