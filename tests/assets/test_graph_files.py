"""The graph in and out of files: what is seen goes out, what comes in is judged row by row, all or nothing."""

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import flow
from akropolis.base.kernel.registers.flow import RowsRefused
from akropolis.base.kernel.registers.report import Report, RowOutcome
from akropolis.base.lib.commitments import canonical
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.assets.rules.graphml import NAMESPACE, Attribute
from akropolis.graph.assets.rules.graphml import graphml as written
from akropolis.graph.assets.selectors.graph_files import export_workbook, graphml, template
from akropolis.graph.assets.services.graph_files import GraphWorkbook
from tests.factories.graphs import forget, information
from tests.world import SYSTEM, WORD, World

HEAD = ("Typ", "Nummer", "Namn", "Enhet")
TIES = ("source", "kind", "target")


def sheets(nodes: list[tuple[Any, ...]] = [], edges: list[tuple[Any, ...]] = []) -> dict[str, Sheet]:  # noqa: B006
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name, head, rows in (("Noder", HEAD, nodes), ("Beroenden", TIES, edges)):
            sheet = made.add_worksheet(name)
            for number, row in enumerate([head, *rows] if rows else []):
                sheet.write_row(number, 0, row)
    return read_sheets("graf.xlsx", out.getvalue())


def dry_run(access: Access, found: Mapping[str, Sheet]) -> Report:
    return GraphWorkbook(access, found).report()


def commit(access: Access, found: Mapping[str, Sheet], because: str) -> Report:
    return flow.commit(access, lambda: GraphWorkbook(access, found), because=because)


def outcomes(report: Report) -> tuple[list[str], list[str]]:
    nodes, edges = (report.sheet(name).rows for name in ("Noder", "Beroenden"))
    return [row.outcome.value for row in nodes], [row.outcome.value for row in edges]


def problems(report: Report) -> list[tuple[int | str, str]]:
    return [(row.line, problem.sentence) for row in report.rows for problem in row.problems]


def stored() -> tuple[int, int, Any]:
    return Node.everything.count(), Dependency.everything.count(), Change.objects.count()


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


NEW = [
    ("Informationsmängd", "", "Betyg", "utb"),
    ("it-tjänst", "", "Skolplattformen", "utb"),
    ("Leverantör", "", "Skolbolaget AB", "utb"),
]
NEW_TIES = [
    ("Betyg", "hanteras i", "Skolplattformen"),
    ("Skolplattformen", "levereras av", "Skolbolaget AB"),
    ("Skolplattformen", "körs på", "Molnbolaget AB"),
]


def test_nodes_and_what_ties_them_come_in_together(world: World, nodes: dict[str, Node]) -> None:
    access = world.access("owner")
    before = stored()
    report = dry_run(access, sheets(NEW, NEW_TIES))
    assert outcomes(report) == (["create"] * 3, ["create"] * 3), problems(report)
    assert stored() == before
    assert commit(access, sheets(NEW, NEW_TIES), because="prov").count(RowOutcome.CREATE) == 6
    made = {node.name: node for node in Node.everything.filter(owner_unit=world.units["utb"])}
    assert {"Betyg", "Skolplattformen", "Skolbolaget AB"} < made.keys()
    found = Dependency.everything.filter(source=made["Skolplattformen"]).order_by("kind")
    assert [(row.kind, row.target.name) for row in found] == [
        ("delivered_by", "Skolbolaget AB"),
        ("runs_on", "Molnbolaget AB"),
    ]


def test_a_report_that_is_counted_alone_lets_its_rows_go(world: World, nodes: dict[str, Node]) -> None:
    found, before = sheets(NEW, NEW_TIES), stored()
    told = dry_run(world.access("ciso"), found)
    asked = [told.count(outcome) for outcome in RowOutcome]
    assert [sum(row.outcome is outcome for row in told.rows) for outcome in RowOutcome] == asked
    assert told.first((RowOutcome.CREATE,), 2) == list(told.rows[:2])
    assert stored() == before
    report = flow.commit(
        world.access("ciso"), lambda: GraphWorkbook(world.access("ciso"), found), because="Test", counted=True
    )
    assert [report.count(outcome) for outcome in RowOutcome] == asked
    assert (len(report.rows), list(report.rows)) == (sum(asked), [])
    sealed = Change.objects.values_list("payload", flat=True)
    assert [canonical(json.loads(text)) for text in sealed] == list(sealed), "as JSON writes it"


def test_what_a_row_from_a_file_lets_go_is_read_anew(world: World, nodes: dict[str, Node]) -> None:
    with writing(world.access("owner")) as w:
        GraphWorkbook(w.access, sheets(NEW, NEW_TIES)).carry_out(w)
        made = [row for row in w.touched[Dependency].values() if isinstance(row, Dependency)]
        assert [name for row in made for name in Dependency.let_go if name in row.__dict__] == []
        assert [row for row in made if row._state.fields_cache] == []
        assert [row.title for row in made] == [f"{source} → {target}" for source, _how, target in NEW_TIES]


def test_what_goes_out_can_come_in_unchanged(world: World, nodes: dict[str, Node]) -> None:
    for who in ("owner", "operator", "ciso"):
        access = world.access(who)
        found = read_sheets("graf.xlsx", export_workbook(access))
        report = dry_run(access, found)
        assert set(outcomes(report)[0]) == set(outcomes(report)[1]) == {"unchanged"}, problems(report)
        before = stored()
        commit(access, found, because="prov")
        assert stored() == before


def test_a_changed_cell_changes_its_row(world: World, nodes: dict[str, Node]) -> None:
    number = nodes["elever"].number
    rows = [("Informationsmängd", number, "Elevhälsojournaler", "utb")]
    assert outcomes(commit(world.access("owner"), sheets(rows), because="prov")) == (["update"], [])
    nodes["elever"].refresh_from_db()
    assert nodes["elever"].name == "Elevhälsojournaler"


WRONG: list[tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], int, str]] = [
    ([("Rymdskepp", "", "X", "utb")], [], 2, "Skriv något av"),
    ([("", "", "X", "utb")], [], 2, "Skriv något av"),
    ([("Lokal", "", "", "utb")], [], 2, "Fyll i"),
    ([("Lokal", "", "X", "kul")], [], 2, "Du får inte skriva för Kulturnämnden"),
    ([("Lokal", "", "X", "finns-inte")], [], 2, "finns-inte"),
    ([("Lokal", "LO-1999-0001", "X", "utb")], [], 2, "LO-1999-0001"),
    ([], [(f"Reservrutin {WORD}", "använder", "Betyg")], 2, "Betyg"),
    (NEW, [("Betyg", "hanteras i", "Betyg")], 2, "sig själv"),
    (NEW, [NEW_TIES[0], NEW_TIES[0]], 3, "två gånger"),
    (NEW, [("Betyg", "hanteras i", "Hamnens kluster")], 2, "Hamnens kluster"),
    (NEW, [("Betyg", "används av", "Journalsystem")], 2, "Skriv något av"),
    (NEW, [("Journalsystem", "använder", "Betyg")], 2, "Du får inte skriva för Mälarstad"),
    ([*NEW, NEW[0]], [NEW_TIES[0]], 2, "Flera heter Betyg"),
    (
        [("Leverantör", "", "Molnbolaget AB", "utb")],
        [(f"Reservrutin {WORD}", "använder", "Molnbolaget AB")],
        2,
        "Flera heter",
    ),
]


@pytest.mark.parametrize(("rows", "ties", "line", "words"), WRONG)
def test_one_wrong_row_and_nothing_is_saved(
    world: World, nodes: dict[str, Node], rows: Any, ties: Any, line: int, words: str
) -> None:
    access, before = world.access("owner"), stored()
    found = problems(dry_run(access, sheets(rows, ties)))
    assert len(found) == 1, found
    assert found[0][0] == line
    assert words in found[0][1]
    with pytest.raises(RowsRefused) as refusal:
        commit(access, sheets(rows, ties), because="prov")
    assert [line for line, _words in problems(refusal.value.report)] == [line]
    assert stored() == before


def test_a_cell_that_does_not_go_with_the_kind_is_said(world: World, nodes: dict[str, Node]) -> None:
    head = (*HEAD, "Drivs av", "country")
    rows = [("Lokal", "", "Hall", "utb", "kul", ""), ("Leverantör", "", "X AB", "utb", "", "Sverige")]
    lines = tuple(SheetLine(number, row) for number, row in enumerate(rows, start=2))
    report = dry_run(world.access("owner"), {"Noder": Sheet(head, lines)})
    assert [(row.line, row.outcome) for row in report.rows] == [
        (2, RowOutcome.REFUSED),
        (3, RowOutcome.CREATE),
    ]
    assert "Lokal" in problems(report)[0][1]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "empty"),
        ({"Blad1": Sheet(HEAD, ())}, "sheet"),
        ({"Noder": Sheet(("Namn",), ())}, "header"),
        ({"Noder": Sheet((*HEAD, "Namn"), ())}, "header"),
        ({"Noder": Sheet((*HEAD, "Hittepå"), ())}, "header"),
    ],
)
def test_a_file_that_cannot_be_judged_is_refused(world: World, given: dict[str, Sheet], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        dry_run(world.access("owner"), given)
    assert refusal.value.code == code


def test_the_template_has_the_headings_and_nothing_else(world: World) -> None:
    with pytest.raises(Refused):
        dry_run(world.access("owner"), read_sheets("mall.xlsx", template(world.access("owner"))))


@pytest.mark.parametrize("who", ["neighbour", "outsider"])
def test_nothing_hidden_goes_out(world: World, nodes: dict[str, Node], who: str) -> None:
    access = world.access(who)
    text = "".join(graphml(access))
    cells = [
        cell
        for sheet in read_sheets("a.xlsx", export_workbook(access)).values()
        for x in sheet.lines
        for cell in x.cells
    ]
    for hidden in (
        WORD,
        "Hamnens",
        nodes["kluster"].number,
        nodes["elever"].number,
        str(nodes["elever"].record),
    ):
        assert hidden not in text
        assert not any(hidden in cell for cell in cells)
    assert ("Lånade böcker" in text) == (who == "neighbour")


def parsed(access: Any) -> tuple[dict[str, dict[str, str]], list[tuple[str, str, dict[str, str]]]]:
    """Nodes and edges of the GraphML, their values by attribute."""
    root = etree.fromstring("".join(graphml(access)).encode())
    space = {"g": NAMESPACE}
    names = {key.get("id"): key.get("attr.name") for key in root.findall("g:key", space)}

    def values(element: Any) -> dict[str, str]:
        return {names[data.get("key")]: data.text for data in element.findall("g:data", space)}

    found = {node.get("id"): values(node) for node in root.iterfind(".//g:node", space)}
    edges = [(e.get("source"), e.get("target"), values(e)) for e in root.iterfind(".//g:edge", space)]
    return found, edges


def test_graphml_says_what_sight_shows(world: World, nodes: dict[str, Node]) -> None:
    found, edges = parsed(world.access("owner"))
    by_name = {values["name"]: values for values in found.values()}
    assert by_name["Journalsystem"]["confidentiality"] == "3"
    assert by_name["Journalsystem"]["seen"] == "open"
    masked = [values for values in found.values() if values["seen"] == "masked"]
    assert [sorted(values) for values in masked] == [["kind", "name", "seen", "unit", "unit_code"]] * 2
    assert all(source in found and target in found for source, target, _values in edges)
    assert len(edges) == 7  # all but that of the neighbour's books


def test_graphml_of_the_whole_city(world: World, nodes: dict[str, Node]) -> None:
    found, edges = parsed(world.access("ciso"))
    assert len(found) == len(nodes)
    assert len(edges) == 8
    assert {values["passes"] for _source, _target, values in edges} == {"KRTSA"}


def test_text_is_escaped_and_what_xml_cannot_hold_is_dropped() -> None:
    name = "<a & 'b' \"c\"> \x0b\ufffe å"
    text = "".join(written([Attribute('n"<')], [(0, [name])], [], [(0, 0, [])]))
    root = etree.fromstring(text.encode())
    assert root.findtext(f".//{{{NAMESPACE}}}data") == "<a & 'b' \"c\">  å"
    assert root.find(f"{{{NAMESPACE}}}key").get("attr.name") == 'n"<'


def test_a_fixed_number_of_queries(world: World, nodes: dict[str, Node]) -> None:
    def asked() -> tuple[int, int]:
        forget()
        with CaptureQueriesContext(connection) as first:
            export_workbook(world.access("owner"))
        with CaptureQueriesContext(connection) as second:
            "".join(graphml(world.access("owner")))
        return len(first), len(second)

    before = asked()
    with writing(SYSTEM) as w:
        for number in range(5):
            information(w, world.units["utb"], f"Mängd {number}")
    assert asked() == before


ODD = st.sampled_from(
    ["led3", "  led3  ", "LED3", "led3\u00a0", "Betyg", "betyg ", "", " ", "Molnbolaget AB", " molnbolaget ab",
     "LE-2026-0001", "IM-2026-0004", "Betyg (IM-2026-0004)", "Straße", "STRASSE", "Åhlén", "A\u030ahle\u0301n", "=1+1",
     "\u200bBetyg", "Gammalt", "Nytt", "a" * 201]
)  # fmt: skip
ODD_NODES = st.tuples(
    st.sampled_from(["Informationsmängd", "leverantör "]),
    st.just(""),
    ODD,
    st.sampled_from(["utb", " UTB ", "kul"]),
)
GOOD = [("Informationsmängd", "", "  Led3 ", "utb")], [(" led3", "levereras av", "Molnbolaget AB\u00a0")]
ODD_TIES = st.tuples(ODD, st.sampled_from(["levereras av", "Använder "]), ODD)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ODD_NODES, max_size=4), st.lists(ODD_TIES, max_size=3), st.booleans())
@example(*GOOD, False)
@example(GOOD[0], [("Elevhälsojournaler", "levereras av", "Led3"), ("Nytt", "levereras av", "Led3")], True)
def test_what_a_dry_run_says_is_what_a_commit_does(
    world: World, nodes: dict[str, Node], rows: Any, ties: Any, renames: bool
) -> None:
    access, renamed = world.access("owner"), ("Informationsmängd", nodes["elever"].number, "Nytt", "utb")
    cells = {"Noder": (HEAD, [*rows, *([renamed] if renames else [])]), "Beroenden": (TIES, ties)}
    given_ = {
        name: Sheet(head, tuple(SheetLine(n, row) for n, row in enumerate(found, start=2)))
        for name, (head, found) in cells.items()
    }
    judged = dry_run(access, given_)
    with transaction.atomic():
        before = stored()
        try:
            done = commit(access, given_, because="prov")
        except RowsRefused as refusal:
            done = refusal.report
            assert stored() == before
        assert problems(done) == problems(judged)
        assert outcomes(done) == outcomes(judged)
        assert Dependency.everything.count() - before[1] == (
            0 if judged.count(RowOutcome.REFUSED) else len(ties)
        )
        transaction.set_rollback(True)
