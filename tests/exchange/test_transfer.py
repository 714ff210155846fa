"""A register to a file and back: what is exported can be imported, and each refusal says where and why."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.columns import columns_of
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.flow import RowsRefused
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Service
from akropolis.shared.actions.models import Action
from tests.exchange.town import City

SERVICES, ACTIONS, INCIDENTS = "services", "actions", "incidents"


def sheet(text: str) -> Any:
    return read("x.csv", text.encode())


def outcomes(report: Any) -> list[tuple[int, str]]:
    return [(row.line, row.outcome.value) for row in report.rows]


def sentences(report: Any) -> list[tuple[int, str, str]]:
    return [(row.line, problem.column, problem.sentence) for row in report.rows for problem in row.problems]


def dry(key: str, town: City, text: str, who: str = "editor") -> Any:
    return transfer.dry_run(registry.get(key), town.access(getattr(town, who)), sheet(text))


def commit(key: str, town: City, text: str, who: str = "editor") -> Any:
    register = registry.get(key)
    return transfer.commit(register, town.access(getattr(town, who)), sheet(text), because="Prov")


@pytest.fixture
def rows(town: City, add: Callable[..., Any]) -> dict[str, Any]:
    service = add(
        Service,
        name="=Ärende +1",
        owner_unit=town.alfa,
        operator_unit=town.beta,
        description="rad 1\r\nrad 2",
        in_use_from=date(2021, 2, 3),
    )
    action = add(Action, title="Öva", owner_unit=town.alfa, responsible=town.editor, cost=12000, cause="risk")
    incident = add(
        Incident,
        title="Avbrott",
        owner_unit=town.alfa,
        occurred_at=datetime(2026, 1, 15, 9, 30, 12, tzinfo=ZoneInfo("Europe/Stockholm")),
        severity=3,
        service=service,
        lead=town.editor,
    )
    return {SERVICES: service, ACTIONS: action, INCIDENTS: incident}


@pytest.mark.parametrize("key", [SERVICES, ACTIONS, INCIDENTS])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_exported_file_changes_nothing_when_it_is_read_in(
    town: City, rows: dict[str, Any], key: str, ending: str, language: str, settings: Any
) -> None:
    from django.utils import translation

    register, access = registry.get(key), town.access(town.editor)
    with translation.override(language):
        data = transfer.export_rows(register, access, {}, ending=ending)
    report = transfer.commit(register, access, read(f"x.{ending}", data), because="Prov")
    assert outcomes(report) == [(2, "unchanged")]


@pytest.mark.parametrize("key", [SERVICES, ACTIONS, INCIDENTS])
def test_an_exported_file_makes_the_same_rows_anew(town: City, rows: dict[str, Any], key: str) -> None:
    register, access = registry.get(key), town.access(town.editor)
    text = transfer.export_rows(register, access, {}, ending="csv").decode("utf-8-sig")
    text = text.replace(rows[key].number, "")
    report = transfer.commit(register, access, sheet(text), because="Prov")
    assert outcomes(report) == [(2, "create")]
    made = register.model.objects.visible(access).exclude(pk=rows[key].pk).get()
    for name in register.fields:
        old, new = getattr(rows[key], name), getattr(made, name)
        assert new == (old.replace("\r\n", "\n") if isinstance(old, str) else old), name


@pytest.mark.usefixtures("english")
def test_every_register_has_headings_that_differ() -> None:
    for register in registry.all():
        headers = [column.header for column in columns_of(register)]
        assert len(set(headers)) == len(headers)


@pytest.mark.usefixtures("english", "rows")
def test_the_export_holds_what_the_list_shows_and_nothing_of_the_neighbours(
    town: City, add: Callable[..., Any]
) -> None:
    add(Service, name="Betas egen", owner_unit=town.beta)
    data = transfer.export_rows(registry.get(SERVICES), town.access(town.editor), {}, ending="csv")
    assert data.decode("utf-8-sig").splitlines()[0] == (
        "Number;Name;What it is used for;Status;Shared;Unit;Operated by;Reached from the internet;"
        "Developed for the city, by itself or to order;In use from;In use to;Version"
    )
    lines = read("x.csv", data).lines
    assert [line.cells[1:6] for line in lines] == [
        ("=Ärende +1", "rad 1\nrad 2", "In use", "No", "Alfanämnden (alfa)")
    ]


def test_a_filter_that_means_nothing_gives_no_file(town: City) -> None:
    with pytest.raises(Refused):
        transfer.export_rows(registry.get(SERVICES), town.access(town.editor), {"status": "nonsense"})


def test_an_export_asks_few_questions(
    town: City, add: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    for n in range(3):
        add(Service, name=f"Tjänst {n}", owner_unit=town.alfa, operator_unit=town.beta)
    access = town.access(town.editor)
    with django_assert_num_queries(2):
        transfer.export_rows(registry.get(SERVICES), access, {})


def test_a_dry_run_saves_nothing(town: City) -> None:
    before = Change.objects.count()
    report = dry(SERVICES, town, "name;owner_unit\nNytt system;alfa\n")
    assert outcomes(report) == [(2, "create")]
    assert (Change.objects.count(), Service.everything.count()) == (before, 0)


def test_swedish_english_and_field_names_are_headings(town: City) -> None:
    from django.utils import translation

    with translation.override("sv"):
        names = {f.name: str(f.verbose_name) for f in Service._meta.fields}
        swedish = f"{names['name']};{names['owner_unit']}"
    for header in (swedish, "Name;UNIT", "name;owner_unit"):
        assert outcomes(dry(SERVICES, town, f"{header}\nNytt;Alfanämnden\n")) == [(2, "create")]


def test_rows_are_created_with_numbers_defaults_and_history(town: City) -> None:
    commit(SERVICES, town, "name;owner_unit;shared;in_use_from\nA;alfa;ja;2026-01-02\nB;ALFA;;\n")
    made = Service.objects.visible(town.access(town.editor)).order_by("number")
    assert [(s.name, s.shared, s.status, s.in_use_from, s.owner_unit_id) for s in made] == [
        ("A", True, "in_use", date(2026, 1, 2), town.alfa.id),
        ("B", False, "in_use", None, town.alfa.id),
    ]
    assert [s.number[-4:] for s in made] == ["0001", "0002"]
    assert Change.objects.filter(object_id__in=[s.id for s in made]).count() == 2


@pytest.mark.usefixtures("english")
def test_every_fault_is_said_at_its_cell(town: City) -> None:
    text = (
        "Name;Unit;Status;Shared;In use from;Operated by\n"
        ";alfa;In use;yes;2026-01-01;\n"
        f"{'x' * 201};alfa;Sovande;kanske;31/12 2026;gamma\n"
        "Ok;beta;In use;no;;\n"
        "Ok;;In use;no;;\n"
    )
    assert sentences(dry(SERVICES, town, text)) == [
        (2, "Name", "Fill in the cell."),
        (3, "Name", "The text is 201 characters long. Shorten it to at most 200."),
        (3, "Status", "Write one of these: Planned, In use, Being phased out, Retired."),
        (3, "Shared", "Write yes or no."),
        (3, "Operated by", "There is no unit gamma. Write the unit's code or its whole name."),
        (3, "In use from", "Write the date as year-month-day, for example 2026-01-15."),
        (4, "Unit", "You may not write for Betanämnden. Choose a unit of your own."),
        (5, "Unit", "Fill in the cell."),
    ]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        ("12 000", None),
        ("12\u00a0000", None),
        ("12000,0", None),
        ("12.000", "Write a whole number without decimals, for example 12 000."),
        ("12,5", "Write a whole number without decimals, for example 12 000."),
        ("mycket", "Write a whole number without decimals, for example 12 000."),
        ("-5", "Ensure this value is greater than or equal to 0."),
    ],
)
def test_numbers_are_read_in_swedish_form(town: City, cost: str, sentence: str | None) -> None:
    report = dry(ACTIONS, town, f"title;owner_unit;cost\nA;alfa;{cost}\n")
    assert sentences(report) == ([(2, "Cost", sentence)] if sentence else [])


@pytest.mark.usefixtures("english")
def test_rules_between_fields_are_tested(town: City) -> None:
    text = "name;owner_unit;in_use_from;in_use_to\nA;alfa;2026-01-02;2026-01-01\n"
    assert sentences(dry(SERVICES, town, text)) == [(2, "", "The last day lies before the first.")]


def test_an_action_that_is_done_gets_its_day_as_on_the_page(town: City) -> None:
    from django.utils import timezone

    commit(ACTIONS, town, "title;owner_unit;status\nA;alfa;Done\n")
    assert Action.objects.visible(town.access(town.editor)).get().done_on == timezone.localdate()


@pytest.mark.usefixtures("english")
def test_missing_and_forbidden_rows_are_told_alike(town: City, add: Callable[..., Any]) -> None:
    hidden = add(Service, name="Betas egen", owner_unit=town.beta)
    text = f"number;name\n{hidden.number};Min nu\n{hidden.number[:-4]}9999;Min nu\n"
    first, second = sentences(dry(SERVICES, town, text))
    assert first[2].replace(hidden.number, "N") == second[2].replace(f"{hidden.number[:-4]}9999", "N")
    assert first[2] == (
        f"There is no row with the number {hidden.number}. Leave the cell empty to add a new row."
    )


@pytest.mark.usefixtures("english")
def test_a_hidden_row_cannot_be_pointed_at(town: City, add: Callable[..., Any]) -> None:
    hidden = add(Service, name="Betas egen", owner_unit=town.beta)
    text = f"title;owner_unit;occurred_at;service\nA;alfa;2026-01-01 10:00;{hidden.number}\n"
    [(line, column, sentence)] = sentences(dry(INCIDENTS, town, text))
    assert (line, column) == (2, "It service")
    assert "Betas egen" not in sentence


@pytest.mark.usefixtures("english")
def test_a_reader_changes_nothing(town: City, rows: dict[str, Any]) -> None:
    number = rows[SERVICES].number
    text = f"number;name;owner_unit\n{number};Nytt namn;\n;Ny;alfa\n"
    with pytest.raises(RowsRefused) as caught:
        commit(SERVICES, town, text.replace(f"{number};Nytt namn;", f"{number};Nytt namn;alfa"), "reader")
    assert sentences(caught.value.report) == [
        (2, "", "You may read this row but not change it. Ask the unit that owns it."),
        (3, "Unit", "You may not write for Alfanämnden. Choose a unit of your own."),
    ]
    assert [s.name for s in Service.everything.all()] == ["=Ärende +1"]


def test_one_bad_row_stops_them_all(town: City, rows: dict[str, Any]) -> None:
    before = Change.objects.count()
    text = f"number;name;owner_unit\n;Ny;alfa\n{rows[SERVICES].number};Annat;alfa\n;;alfa\n"
    with pytest.raises(RowsRefused) as caught:
        commit(SERVICES, town, text)
    assert [row.line for row in caught.value.report.of(RowOutcome.REFUSED)] == [4]
    assert (Change.objects.count(), Service.everything.count()) == (before, 1)


def test_changed_rows_are_changed_and_others_left(town: City, rows: dict[str, Any]) -> None:
    row = rows[SERVICES]
    report = commit(SERVICES, town, f"number;description;operator_unit\n{row.number};Kort;\n")
    assert outcomes(report) == [(2, "update")]
    row.refresh_from_db()
    assert (row.name, row.description, row.operator_unit, row.version) == ("=Ärende +1", "Kort", None, 2)


@pytest.mark.usefixtures("english")
def test_a_stale_file_changes_nothing(town: City, rows: dict[str, Any]) -> None:
    row = rows[SERVICES]
    commit(SERVICES, town, f"number;description\n{row.number};Först\n")
    report = dry(SERVICES, town, f"number;description;version\n{row.number};Sedan;1\n")
    assert sentences(report) == [
        (2, "", "Someone has changed the row since the file was made. Export it anew and change it there.")
    ]


@pytest.mark.usefixtures("english")
def test_archived_rows_and_doubled_numbers_are_refused(town: City, add: Callable[..., Any]) -> None:
    from akropolis.base.kernel.access.gate import system
    from akropolis.base.kernel.records.writer import writing

    row, other = (add(Service, name=name, owner_unit=town.alfa) for name in ("A", "B"))
    with writing(system("test")) as w:
        w.archive(row)
    text = f"number;name\n{row.number};X\n{other.number};Y\n{other.number};Z\n"
    assert sentences(dry(SERVICES, town, text)) == [
        (2, "", "The row is archived. Restore it on its page before you change it."),
        (3, "Number", "The number stands on several rows of the file. Keep one of them."),
        (4, "Number", "The number stands on several rows of the file. Keep one of them."),
    ]


@pytest.mark.parametrize("header", ["name;owner_unit;Pris", "name;owner_unit;Name", "name;owner_unit;"])
def test_headings_that_cannot_be_placed_refuse_the_file(town: City, header: str) -> None:
    with pytest.raises(Refused) as caught:
        dry(SERVICES, town, f"{header}\nA;alfa;1\n")
    assert caught.value.code == "header"


def test_a_sign_that_no_database_holds_is_refused_wherever_it_stands(town: City) -> None:
    from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine

    header = ("number", "title", "owner_unit", "service", "lead", "occurred_at")
    whole = ("", "Titel", "alfa", "", "", "2026-01-01")
    for position, name in enumerate(header):
        cells = tuple("a\x00" if place == position else cell for place, cell in enumerate(whole))
        found = Sheet(header, (SheetLine(2, cells),))
        report = transfer.dry_run(registry.get(INCIDENTS), town.access(town.editor), found)
        assert outcomes(report) == [(2, "refused")], name


@pytest.mark.usefixtures("english")
def test_a_formula_is_refused_at_its_cell(town: City) -> None:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, ["name", "owner_unit"])
    page.write_formula(1, 0, '="A"&"B"', None, "AB")
    page.write_string(1, 1, "alfa")
    book.close()
    register, access = registry.get(SERVICES), town.access(town.editor)
    report = transfer.dry_run(register, access, read("x.xlsx", out.getvalue()))
    assert sentences(report) == [(2, "Name", "The cell holds a formula. Write the value itself.")]


def test_a_thousand_rows_are_tested_in_a_fixed_number_of_queries(
    town: City, django_assert_max_num_queries: Any
) -> None:
    text = "title;owner_unit;occurred_at;lead\n" + "A;alfa;2026-01-01 10:00;Eva Ek\n" * 1000
    access = town.access(town.editor)
    with django_assert_max_num_queries(4):
        report = transfer.dry_run(registry.get(INCIDENTS), access, sheet(text))
    assert report.count(RowOutcome.CREATE) == 1000
    with django_assert_max_num_queries(25):
        transfer.commit(registry.get(INCIDENTS), access, sheet(text), because="Prov")
