"""A classification result from another tool becomes decisions, all or none, only where the reader may decide."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.sheets import OutColumn, Sheet, SheetLine, ValueKind
from akropolis.base.kernel.exchange.writing import write
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import flow
from akropolis.base.kernel.registers.flow import RowsRefused
from akropolis.base.kernel.registers.report import Report, RowOutcome
from akropolis.graph.assets.models import Node
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.information.services.mapping import MappingCheck
from akropolis.graph.information.services.mapping_rows import Choices, MappingRow
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.services.content import load
from tests.factories.graphs import information
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.usefixtures("stage")
COLUMNS = {
    "name": 0,
    "unit": 1,
    "confidentiality": 2,
    "integrity": 3,
    "availability": 4,
    "decided_on": 5,
    "valid_to": 6,
    "decided_by": 7,
    "note": 8,
}
URL = "/klassning/importera/"


@pytest.fixture
def scheme(world: World) -> Scheme:
    """The scheme that comes with the system, and an informationsägare in utb."""
    load(SYSTEM)
    with writing(SYSTEM) as w:
        world.add(w, "elin", "Elin Ek", "informationsagare", "utb")
    return Scheme.everything.get()


def sheet(*rows: tuple[str, ...]) -> Sheet:
    header = ("Namn", "Enhet", "K", "R", "T", "Datum", "Gäller till", "Beslutad av", "Anmärkning")
    return Sheet(header, tuple(SheetLine(number, cells) for number, cells in enumerate(rows, start=2)))


def planned(access: Access, scheme: Scheme, *rows: tuple[str, ...], **given: Any) -> list[MappingRow]:
    return MappingCheck(access, sheet(*rows), Choices(COLUMNS, scheme, **given)).rows


def today() -> date:
    return timezone.localdate()


def soon() -> str:
    return (today() + timedelta(days=300)).isoformat()


def read_in(access: Access, scheme: Scheme, *rows: tuple[str, ...]) -> Report:
    return commit(access, sheet(*rows), Choices(COLUMNS, scheme))


def commit(access: Access, rows: Sheet, choices: Choices) -> Report:
    def judge() -> MappingCheck:
        return MappingCheck(access, rows, choices, origin="klassa.xlsx, Blad1")

    return flow.commit(access, judge, because="Läst in")


def taken() -> str:
    return (today() - timedelta(days=100)).isoformat()


def full(name: str = f"{WORD} betyg", unit: str = "utb") -> tuple[str, ...]:
    return (name, unit, "K3", "2", "Måttlig", taken(), soon(), "Rut Ek", "Workshop i maj")


def test_a_row_makes_a_set_and_its_decision(world: World, scheme: Scheme) -> None:
    plan = read_in(world.access("elin", today()), scheme, full())
    assert [row.outcome for row in plan.rows] == [RowOutcome.CREATE]
    made = InformationSet.everything.get()
    decision = ClassificationDecision.everything.get()
    assert (made.name, made.owner_unit.code, str(made.classified_on)) == (
        f"{WORD} betyg",
        "utb",
        taken(),
    )
    assert decision.levels == {
        "confidentiality": 3,
        "integrity": 2,
        "availability": 1,
        "traceability": None,
        "authenticity": None,
    }
    assert (decision.decider_name, decision.origin, decision.number) == ("Rut Ek", "klassa.xlsx, Blad1", 1)
    assert decision.answers["imported"] == {"decided_on": taken(), "note": "Workshop i maj"}
    assert Node.everything.get(record=made.pk).levels["confidentiality"] == 3


def test_a_set_that_is_there_gets_a_new_decision_and_the_same_again_changes_nothing(
    world: World, scheme: Scheme
) -> None:
    access = world.access("elin", today())
    with writing(SYSTEM) as w:
        information(w, world.units["utb"], f"{WORD} BETYG")
    assert [row.outcome for row in read_in(access, scheme, full()).rows] == [RowOutcome.UPDATE]
    assert InformationSet.everything.count() == 1
    before = list(ClassificationDecision.everything.values())
    assert [row.outcome for row in read_in(access, scheme, full()).rows] == [RowOutcome.UNCHANGED]
    assert list(ClassificationDecision.everything.values()) == before


def test_dates_and_name_that_are_not_there_are_todays_and_ones_own(world: World, scheme: Scheme) -> None:
    read_in(world.access("elin", today()), scheme, ("Betyg", "Utbildningsnämnden", "1", "1", "1"))
    decision = ClassificationDecision.everything.get()
    assert decision.decider_name == "Elin Ek"
    assert InformationSet.everything.get().classified_on == today()
    assert decision.valid_to.year == today().year + 2


def test_one_wrong_row_leaves_everything_as_it_was(world: World, scheme: Scheme) -> None:
    with pytest.raises(RowsRefused) as caught:
        read_in(world.access("elin", today()), scheme, full(), full("Annat", "kul"))
    assert [row.outcome for row in caught.value.report.rows] == [RowOutcome.CREATE, RowOutcome.REFUSED]
    assert (InformationSet.everything.count(), ClassificationDecision.everything.count()) == (0, 0)


WRONG = [
    ({0: ""}, "Namn", "Skriv informationsmängdens namn."),
    ({0: "x" * 201}, "Namn", "Texten är längre än 200 tecken. Korta den."),
    ({0: "a\x01b"}, "Namn", "Texten innehåller ett tecken som inte kan sparas. Skriv om den."),
    ({1: "kul"}, "Enhet", "Det finns inte en enhet kul där du får besluta. Skriv enhetens kod."),
    (
        {1: "Finns inte"},
        "Enhet",
        "Det finns inte en enhet Finns inte där du får besluta. Skriv enhetens kod.",
    ),
    ({1: ""}, "Enhet", "Skriv enheten, med kod eller namn."),
    ({2: ""}, "K", "Skriv en nivå för Konfidentialitet."),
    (
        {3: "hög"},
        "R",
        "Det här är ingen nivå för Riktighet. Skriv ett tal från 0 till 3, eller nivåns namn.",
    ),
    ({5: "2999-01-01"}, "Datum", "Beslutets datum får inte ligga efter i dag och inte före 2005."),
    ({5: "1999-12-31", 6: ""}, "Datum", "Beslutets datum får inte ligga efter i dag och inte före 2005."),
    ({5: "2999-01-01", 6: ""}, "Datum", "Beslutets datum får inte ligga efter i dag och inte före 2005."),
    ({5: "i våras"}, "Datum", "Skriv datumet som 2026-03-10."),
    ({6: "2020-01-01"}, "Gäller till", "Beslutet måste gälla till en senare dag än den då det fattades."),
    ({7: "y" * 121}, "Beslutad av", "Texten är längre än 120 tecken. Korta den."),
    ({8: "z" * 2001}, "Anmärkning", "Texten är längre än 2000 tecken. Korta den."),
]


@pytest.mark.parametrize(("changes", "heading", "sentence"), WRONG)
def test_what_is_wrong_is_said_at_its_column(
    world: World, scheme: Scheme, changes: dict[int, str], heading: str, sentence: str
) -> None:
    cells = tuple(changes.get(place, cell) for place, cell in enumerate(full()))
    (row,) = planned(world.access("elin", today()), scheme, cells)
    assert row.problems == [(heading, sentence)]


def test_a_decision_may_not_hold_longer_than_the_rule_says(world: World, scheme: Scheme) -> None:
    cells = (*full()[:6], f"{today().year + 9}-01-01")
    (row,) = planned(world.access("elin", today()), scheme, cells)
    assert [heading for heading, _sentence in row.problems] == ["Gäller till"]


def test_a_later_decision_is_not_gone_over(world: World, scheme: Scheme) -> None:
    access = world.access("elin", today())
    read_in(access, scheme, full())
    (row,) = planned(access, scheme, (*full()[:5], "2020-01-01", "2022-01-01"))
    assert row.problems == [("Datum", f"Det finns ett senare beslut här, från {taken()}. Ta bort raden.")]


def test_the_same_set_twice_is_refused_the_second_time(world: World, scheme: Scheme) -> None:
    rows = planned(world.access("elin", today()), scheme, full(), full(f"{WORD.upper()} BETYG"))
    assert [row.outcome for row in rows] == [RowOutcome.CREATE, RowOutcome.REFUSED]
    assert rows[1].problems == [("Namn", "Samma informationsmängd står på rad 2. Behåll en av dem.")]


def test_what_lies_above_the_catalogue_is_refused_and_not_told_again(world: World, scheme: Scheme) -> None:
    cells = ("Hemligt namn", "utb", "4", "1", "1")
    check = MappingCheck(world.access("elin", today()), sheet(cells), Choices(COLUMNS, scheme))
    (row,) = check.rows
    assert not check.report().kept
    assert (row.name, row.outcome) == ("", RowOutcome.REFUSED)
    assert row.problems == [
        (
            "",
            "Nivån ligger över det som hanteras här. Ta bort raden ur filen och kontakta säkerhetsskyddschefen.",
        )
    ]


def test_a_pointer_and_another_units_set_are_out_of_reach(world: World, scheme: Scheme) -> None:
    with writing(SYSTEM) as w:
        pointer = information(w, world.units["utb"], f"{WORD} betyg")
        other = information(w, world.units["kul"], "Lån")
        w.update(InformationSet.everything.get(pk=pointer.record), {"pointer": True})
    access = world.access("elin", today())
    (row,) = planned(access, scheme, full())
    assert row.problems == [("", "Den här informationen hanteras utanför systemet.")]
    choices = Choices({"number": 0, "confidentiality": 1}, scheme)
    found = MappingCheck(access, Sheet(("Nr", "K"), (SheetLine(2, (other.number, "1")),)), choices).rows[0]
    missing = MappingCheck(access, Sheet(("Nr", "K"), (SheetLine(2, ("IM-1999-9999", "1")),)), choices).rows[
        0
    ]
    sentence = "Det finns ingen informationsmängd {} som du får besluta om."
    assert found.problems == [("Nr", sentence.format(other.number))]
    assert missing.problems == [("Nr", sentence.format("IM-1999-9999"))]


def test_a_set_is_found_by_its_number(world: World, scheme: Scheme) -> None:
    with writing(SYSTEM) as w:
        node = information(w, world.units["utb"], "Betyg")
    choices = Choices({"number": 0, "confidentiality": 1}, scheme)
    rows = Sheet(("Nr", "K"), (SheetLine(2, (node.number.lower(), "2")),))
    commit(world.access("elin", today()), rows, choices)
    assert ClassificationDecision.everything.get().information_id == node.record


def test_too_many_rows_are_refused_before_anything_is_looked_up(world: World, scheme: Scheme) -> None:
    rows = sheet(*[full(f"Mängd {number}") for number in range(1001)])
    with pytest.raises(Refused, match="1000"):
        MappingCheck(world.access("elin", today()), rows, Choices(COLUMNS, scheme))


def test_who_may_not_decide_finds_no_unit(world: World, scheme: Scheme) -> None:
    (row,) = planned(world.access("colleague", today()), scheme, full())
    assert row.outcome == RowOutcome.REFUSED
    with pytest.raises(Hidden), writing(world.access("colleague", today())) as w:
        w.create(InformationSet, {"name": "x", "owner_unit": world.units["utb"]})


# The pages


def workbook(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    header = [OutColumn(text, ValueKind.TEXT) for text in sheet().header]
    data = write("xlsx", header, [list(row) for row in rows], title="Klassningar")
    return SimpleUploadedFile("klassa.xlsx", data)


def form_values(response: Any) -> dict[str, str]:
    """What the columns' form holds as it is shown."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields} | {"token": response.context["token"]}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def hidden_in(plan: Any) -> dict[str, str]:
    """What the plan's form sends on."""
    return {"token": plan.context["token"], **plan.context["chosen"]}


def test_from_file_to_decision_in_three_steps(world: World, scheme: Scheme) -> None:
    client = world.client("elin")
    assert client.get(URL).status_code == 200
    columns = client.post(URL, {"file": workbook(full())})
    chosen = form_values(columns)
    assert {name: int(place) for name, place in chosen.items() if name != "token"} == COLUMNS
    plan = client.post(URL, chosen)
    assert plan.status_code == 200
    assert f"{WORD} betyg" in plan.text
    assert "K3 R2 T1" in plan.text
    assert "Spårbarhet" in plan.text
    assert ClassificationDecision.everything.count() == 0
    hidden = hidden_in(plan)
    done = client.post(URL, {**hidden, "do": "save"}, follow=True)
    assert "Sparat: 1 ny informationsmängd från filen klassa.xlsx." in done.text
    assert ClassificationDecision.everything.get().origin == "klassa.xlsx, Klassningar"
    again = client.post(URL, {**hidden, "do": "save"})
    assert again.status_code == 302
    assert ClassificationDecision.everything.count() == 1


def test_of_a_new_decision_is_shown_what_it_changes(world: World, scheme: Scheme) -> None:
    client = world.client("elin")
    read_in(world.access("elin", today()), scheme, full())
    changed = (*full()[:2], "K1", "2", "Måttlig", today().isoformat(), soon())
    plan = client.post(URL, form_values(client.post(URL, {"file": workbook(changed)})))
    headings = [column.label for column in plan.context["changes"].columns]
    (row,) = plan.context["changes"].rows
    cells = dict(zip(headings, [cell.text for cell in row.cells], strict=True))
    assert (cells["Vad som händer"], cells["Nivåer"]) == ("nytt beslut", "K1 R2 T1")
    assert cells["Det som ändras"] == "Nivåer: K3 R2 T1 → K1 R2 T1"


def test_columns_can_be_changed_after_the_plan(world: World, scheme: Scheme) -> None:
    client = world.client("elin")
    chosen = form_values(client.post(URL, {"file": workbook(full())}))
    hidden = hidden_in(client.post(URL, chosen | {"traceability": "4"}))
    back = client.post(URL, {**hidden, "do": "choose"})
    assert back.status_code == 200
    assert form_values(back)["traceability"] == "4"
    wrong = client.post(URL, {"token": form_values(back)["token"], "name": "0"})
    assert wrong.status_code == 422
    assert "Välj vilken kolumn som har nivån för minst en aspekt." in wrong.text


def test_a_file_with_something_above_the_catalogue_is_not_kept(world: World, scheme: Scheme) -> None:
    client = world.client("elin")
    chosen = form_values(client.post(URL, {"file": workbook(("Hemligt", "utb", "4", "1", "1"))}))
    plan = client.post(URL, chosen)
    assert plan.status_code == 422
    assert "Hemligt" not in plan.text
    assert hidden_in(plan) == {"token": ""}
    assert client.post(URL, chosen | {"do": "save"}).status_code == 409


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.xlsx", b"PK\x03\x04 rubbish", 422),
        ("a.txt", b"x", 422),
        ("a.csv", b"", 422),
        ("a.csv", b"Namn\n", 422),
    ],
)
def test_rubbish_is_refused_with_a_sentence(
    world: World, scheme: Scheme, name: str, data: bytes, status: int
) -> None:
    response = world.client("elin").post(URL, {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == status
    assert response.context["form"].errors["file"]


def test_another_persons_file_cannot_be_fetched(world: World, scheme: Scheme) -> None:
    chosen = form_values(world.client("elin").post(URL, {"file": workbook(full())}))
    assert world.client("ciso").post(URL, chosen | {"do": "save"}).status_code == 409
    assert ClassificationDecision.everything.count() == 0


@pytest.mark.parametrize("who", ["outsider", "colleague", "auditor"])
def test_who_may_not_decide_sees_no_page(world: World, scheme: Scheme, who: str) -> None:
    assert world.client(who).get(URL).status_code == 404


def test_without_a_scheme_the_page_says_so(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "elin", "Elin Ek", "informationsagare", "utb")
    response = world.client("elin").post(URL, {"file": workbook(full())})
    assert response.status_code == 422
    assert "Det finns ingen publicerad klassningsmodell." in response.text
