"""Units, people and roles from one workbook: what each row becomes, what is refused and in which words."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Unit, UnitEvent, User
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.flow import RowsRefused, commit
from akropolis.base.kernel.registers.report import Report, RowOutcome
from akropolis.people.organisation.selectors.workbook import export_organisation
from akropolis.people.organisation.services import people
from akropolis.people.organisation.services.workbook import OrganisationWorkbook
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
UNITS = ("Kod", "Namn", "Typ", "Hör till", "Gör en egen ledningens genomgång")
PEOPLE = ("Användarnamn", "Namn", "E-post")
ROLES = ("Person", "Roll", "Enhet", "Även enheterna under", "Från", "Till")
type Rows = Sequence[Sequence[object]]


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


def book(**sheets: Rows) -> bytes:
    """A workbook as an official makes it: sheets by name, each with its headings first."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def plan(access: Access, data: bytes) -> OrganisationWorkbook:
    return OrganisationWorkbook(access, read_sheets("org.xlsx", data))


def save(access: Access, data: bytes) -> Report:
    return commit(access, lambda: plan(access, data), because="Från filen org.xlsx")


def problems(access: Access, data: bytes) -> list[tuple[str, int | str, str, str]]:
    rows = plan(access, data).report().rows
    return [(row.sheet, row.line, each.column, each.sentence) for row in rows for each in row.problems]


def outcomes(report: Report) -> dict[str, int]:
    return {each.value: count for each in RowOutcome if (count := report.count(each))}


def state() -> tuple[object, ...]:
    return (
        sorted(Unit.everything.values_list("code", "name", "path", "version")),
        sorted(User.everything.values_list("username", "name", "email", "version", "is_active")),
        sorted(Appointment.everything.values_list("user__username", "role__code", "unit__code", "valid_to")),
        Change.objects.count(),
    )


NEW = book(
    Enheter=[
        UNITS,
        ("milf", "Miljöförvaltningen", "Förvaltning", "Miljönämnden", ""),  # before the unit it belongs to
        ("MIL ", " Miljönämnden", "nämnd", "stad", "ja"),
    ],
    Personer=[PEOPLE, ("Eva.Ek ", "Eva Ek", "eva.ek@stad.example"), ("bo", "Bo Berg", "")],
    Roller=[
        ROLES,
        ("Eva Ek", "Informationssäkerhetssamordnare", "Miljönämnden (mil)", "", "", ""),
        ("bo", "chef", "milf", "Nej", "2026-02-01", date(2027, 12, 31)),
    ],
)


def test_a_file_brings_units_people_and_roles_that_refer_to_each_other(world: World) -> None:
    admin, end = world.access("admin"), Change.objects.latest("seq").seq
    assert outcomes(save(admin, NEW)) == {"create": 6}
    committee, office = (Unit.everything.get(code=code) for code in ("mil", "milf"))
    assert (committee.name, committee.kind, committee.reviews) == ("Miljönämnden", "committee", True)
    assert (office.path, office.reviews) == ("/stad/mil/milf/", False)
    assert committee.valid_from == timezone.localdate()
    given = Appointment.everything.filter(user__username__in=("eva.ek", "bo"))
    assert set(given.values_list("user__name", "role__code", "unit__code", "and_below", "valid_to")) == {
        ("Eva Ek", "samordnare", "mil", True, None),
        ("Bo Berg", "chef", "milf", False, date(2027, 12, 31)),
    }
    assert not User.everything.get(username="eva.ek").has_usable_password()
    logged = Change.objects.filter(seq__gt=end)
    assert sorted(logged.values_list("kind", flat=True)) == ["appointment"] * 2 + ["unit"] * 2 + ["user"] * 2


def test_the_same_file_again_changes_nothing_and_a_changed_one_what_it_says(world: World) -> None:
    admin = world.access("admin")
    save(admin, NEW)
    before = state()
    assert outcomes(save(admin, NEW)) == {"unchanged": 6}
    assert state() == before
    changed = book(
        Enheter=[("Kod", "Namn"), ("mil", "Miljö- och byggnämnden")],
        Personer=[PEOPLE, ("eva.ek", "Eva Ek", "eva@stad.example")],
        Roller=[("Person", "Roll", "Enhet", "Till"), ("eva.ek", "samordnare", "mil", date(2028, 1, 31))],
    )
    report = plan(admin, changed).report()
    assert [[str(each) for each in row.changes] for row in report.rows] == [
        ["Namn: Miljönämnden → Miljö- och byggnämnden"],
        ["E-post: eva.ek@stad.example → eva@stad.example"],
        ["Till: (tom) → 2028-01-31"],
    ]
    assert outcomes(save(admin, changed)) == {"update": 3}
    assert UnitEvent.everything.filter(kind="rename", after=["Miljö- och byggnämnden"]).count() == 1
    held = Appointment.everything.get(user__username="eva.ek")
    assert (held.valid_to, Appointment.everything.filter(user__username="eva.ek").count()) == (
        date(2028, 1, 31),
        1,
    )


def test_what_is_taken_out_can_be_read_in_and_tells_what_is_permitted(world: World) -> None:
    admin, before = world.access("admin"), state()
    data = export_organisation(admin, timezone.localdate())
    report = save(admin, data)
    assert set(outcomes(report)) == {"unchanged"}
    in_force = Appointment.everything.filter(user__is_active=True, user__kind="person")
    counted = Unit.everything.count(), User.everything.filter(kind="person").count(), in_force.count()
    assert tuple(len(report.sheet(name).rows) for name in ("Enheter", "Personer", "Roller")) == counted
    assert state() == before
    written = load_workbook(BytesIO(data))
    about = {
        (row[0], row[1]): row[3] for row in written["Så fyller du i"].iter_rows(min_row=2, values_only=True)
    }
    assert "Bolag" in str(about["Enheter", "Typ"])
    roles = Role.objects.visible(admin)
    assert str(about["Roller", "Roll"]).count(",") >= len(roles) - 1


def test_people_and_units_next_door_are_not_taken_out(world: World) -> None:
    """A coordinator of one committee sees other units, as on the pages, but not who holds which role there."""
    with writing(SYSTEM) as w:
        world.add(w, "next.door", "Nils Nästgård", "samordnare", "kul")
    written = load_workbook(BytesIO(export_organisation(world.access("owner"), timezone.localdate())))
    units = {row[2] for row in written["Roller"].iter_rows(min_row=2, values_only=True)}
    assert units == {"Utbildningsnämnden (utb)"}


@pytest.mark.parametrize(
    ("sheets", "found"),
    [
        (
            {"Enheter": [UNITS, ("mil", "Kultur", "Nämnd", "Socialnamnden", "ja")]},
            ("Hör till", "Det finns ingen enhet Socialnamnden. Skriv enhetens kod eller hela namn."),
        ),
        (
            {"Enheter": [UNITS, ("mil", "Kultur", "Sällskap", "stad", "ja")]},
            ("Typ", "Skriv något av detta: Stad, Nämnd, Förvaltning, Bolag, Avdelning, Enhet."),
        ),
        ({"Enheter": [UNITS, ("mil", "Kultur", "", "stad", "ja")]}, ("Typ", "Fyll i cellen.")),
        (
            {"Enheter": [UNITS, ("mil", "Kultur", "Nämnd", "", "ja")]},
            ("Hör till", "Ange vilken enhet den hör till."),
        ),
        (
            {"Enheter": [UNITS, ("by", "Byn", "Stad", "", "ja")]},
            ("Typ", "Staden finns redan: Mälarstad. Skriv dess kod, stad, på den här raden."),
        ),
        ({"Enheter": [UNITS, ("utb", "", "Nämnd", "stad", "ja")]}, ("Namn", "Cellen får inte vara tom.")),
        (
            {"Enheter": [UNITS, ("utb", "Utbildningsnämnden", "Nämnd", "kul", "ja")]},
            (
                "Hör till",
                "Enheten hör till Mälarstad. Flytta den på dess egen sida, så följer det som hör till den med.",
            ),
        ),
        (
            {"Enheter": [("Kod", "Namn", "Typ", "Hör till"), ("ny", "Nya", "Nämnd", "stad")]},
            ("Kod", "Det ordet används i adresser. Välj en annan kod."),
        ),
        (
            {"Personer": [PEOPLE, ("eva ek", "Eva Ek", "")]},
            ("Användarnamn", "Använd bara a–z, 0–9, punkt, bindestreck och understreck."),
        ),
        ({"Personer": [PEOPLE, ("eva", "", "")]}, ("Namn", "Fyll i cellen.")),
        (
            {"Personer": [PEOPLE, ("eva", "Eva", "eva(at)stad")]},
            ("E-post", "Skriv en fullständig e-postadress, till exempel namn@example.se."),
        ),
        (
            {"Roller": [ROLES, ("owner", "Påve", "utb", "", "", "")]},
            ("Roll", "Det finns ingen roll Påve. Skriv den som på sidan Roller."),
        ),
        (
            {"Roller": [ROLES, ("Ingen Sådan", "chef", "utb", "", "", "")]},
            ("Person", "Det finns ingen person Ingen Sådan. Skriv personens användarnamn eller hela namn."),
        ),
        ({"Roller": [ROLES, ("owner", "chef", "", "", "", "")]}, ("Enhet", "Fyll i cellen.")),
        (
            {"Roller": [ROLES, ("owner", "chef", "utb", "kanske", "", "")]},
            ("Även enheter under", "Skriv ja eller nej."),
        ),
        (
            {"Roller": [ROLES, ("owner", "chef", "utb", "", "2027-01-01", "2026-01-01")]},
            ("Till", "Den sista dagen ligger före den första."),
        ),
        (
            {"Roller": [ROLES, ("owner", "samordnare", "utb", "", "2025-05-05", "")]},
            (
                "Från",
                "Personen har redan rollen sedan 2019-01-01. Avsluta den på personens sida och ge den på nytt.",
            ),
        ),
        (
            {"Roller": [ROLES, ("owner", "samordnare", "utb", "nej", "", "")]},
            (
                "Även enheter under",
                "Personen har redan rollen, men med ett annat värde här. Avsluta den på personens sida först.",
            ),
        ),
    ],
)
def test_a_bad_row_says_what_to_write_and_nothing_is_saved(
    world: World, sheets: dict[str, Rows], found: tuple[str, str]
) -> None:
    admin, before = world.access("admin"), state()
    data = book(**{"Personer": [PEOPLE, ("siv", "Siv Sand", "")]} | sheets)
    assert [each[2:] for each in problems(admin, data)] == [found]
    with pytest.raises(RowsRefused):
        save(admin, data)
    assert state() == before


def test_rows_of_one_file_that_contradict_each_other_are_refused(world: World) -> None:
    data = book(
        Enheter=[
            (*UNITS, "Organisationsnummer"),
            ("a", "A", "Avdelning", "b", "", ""),
            ("b", "B", "Avdelning", "a", "", ""),
            ("c", "C", "Bolag", "stad", "", "556000-0001"),
            ("d", "D", "Bolag", "stad", "", "556000-0001"),
            ("e", "E", "Bolag", "stad", "", ""),
            ("E", "E igen", "Bolag", "stad", "", ""),
        ],
        Roller=[ROLES, *[("owner", "chef", "utb", "", "", "")] * 2],
    )
    circle, same = (
        "kan inte höra till en enhet som ligger under den. Välj en annan.",
        "En annan enhet har det numret",
    )
    twice = "Samma sak står också på rad %s. Behåll en av dem."
    found = problems(world.access("admin"), data)
    assert [each[:3] for each in found] == [
        ("Enheter", 2, "Hör till"),
        ("Enheter", 3, "Hör till"),
        ("Enheter", 4, "Organisationsnummer"),
        ("Enheter", 5, "Organisationsnummer"),
        ("Enheter", 7, "Kod"),
        ("Roller", 3, ""),
    ]
    assert (found[0][3], found[4][3], found[5][3]) == (f"A {circle}", twice % 6, twice % 2)
    assert found[2][3] == found[3][3] != same


def test_nobody_does_by_a_file_what_they_may_not_do_on_the_pages(world: World) -> None:
    """Who may give roles in one committee gives no more than their own, only there, and adds nobody."""
    with writing(SYSTEM) as w:
        grants = ["organisation:appointment:edit", "organisation:*:read"]
        w.create(Role, {"code": "delegat", "name": "Delegat", "grants": grants})
        delegate = world.add(w, "dea", "Dea Delegat", "delegat", "utb")
    before = state()
    data = book(
        Enheter=[UNITS, ("mil", "Kultur", "Nämnd", "utb", "ja"), ("utb", "Nytt namn", "Nämnd", "stad", "ja")],
        Personer=[PEOPLE, ("siv", "Siv Sand", ""), ("owner", "Annat Namn", "")],
        Roller=[
            ROLES,
            ("dea", "Systemförvaltare", "utb", "", "", ""),
            ("owner", "Delegat", "kul", "", "", ""),
            ("owner", "Delegat", "Hela installationen", "", "", ""),
            ("owner", "Delegat", "utb", "", "", ""),
        ],
    )
    refused = problems(world.access("dea"), data)
    assert [each[:2] for each in refused] == [
        ("Enheter", 2),
        ("Enheter", 3),
        ("Personer", 2),
        ("Personer", 3),
        ("Roller", 2),
        ("Roller", 3),
        ("Roller", 4),
    ]
    assert state() == before
    only = book(Roller=[ROLES, ("owner", "Delegat", "utb", "", "", "")])
    assert outcomes(save(world.access("dea"), only)) == {"create": 1}
    assert delegate.is_active


def test_a_role_that_is_held_next_door_is_not_told(world: World) -> None:
    with writing(SYSTEM) as w:
        grants = ["organisation:appointment:edit", "organisation:person:read", "organisation:unit:read"]
        w.create(Role, {"code": "delegat", "name": "Delegat", "grants": grants})
        world.add(w, "dea", "Dea Delegat", "delegat", "utb")
        world.add(w, "ada", "Ada Granne", "chef", "kul")
    rows = [("ada", role, "kul", "", "", "") for role in ("chef", "samordnare")]
    held, free = problems(world.access("dea"), book(Roller=[ROLES, *rows]))
    assert held[2:] == free[2:]


def test_the_last_who_keeps_the_accounts_cannot_be_ended_by_a_file(world: World) -> None:
    admin = world.access("admin")
    row = ("admin", "Systemförvaltare", "stad", "", "", timezone.localdate() + timedelta(days=1))
    found = problems(admin, book(Roller=[ROLES, row]))
    assert [each[3] for each in found] == ["Ingen annan förvaltar kontona. Ge rollen till någon annan först."]


def test_a_closed_account_and_a_name_that_others_have_are_told(world: World) -> None:
    admin = world.access("admin")
    people.change(admin, world.people["outsider"], {"is_active": False})
    name = world.people["outsider"].username
    twin = world.people["owner"].name
    data = book(Personer=[PEOPLE, (name, "Ingen Alls", ""), ("ny.person", twin, "")])
    rows = plan(admin, data).report().rows
    assert (
        rows[0].problems[0].sentence
        == "Kontot är stängt. Öppna det på personens sida först, eller ta bort raden."
    )
    assert rows[1].notes == (f"Det finns redan {twin}, med användarnamnet owner.",)


def test_other_columns_and_sheets_are_not_read_and_are_named(world: World) -> None:
    data = book(
        Anteckningar=[("Att göra",), ("Ring Eva",)],
        personer=[("Namn *", "Lön", "Användarnamn:", "Telefon"), ("Siv Sand", 30000, "siv", "08-1")],
    )
    made = plan(world.access("admin"), data)
    assert outcomes(made.report()) == {"create": 1}
    assert made.notices[:2] == [
        "Läses inte i bladet ”Personer”: Lön och Telefon.",
        "Blad som inte läses: Anteckningar.",
    ]


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        (
            {"Blad1": [("Namn",), ("x",)]},
            "Filen har inga rader i blad som heter ”Enheter”, ”Personer” eller ”Roller”.",
        ),
        ({"Personer": [("Namn",), ("Siv",)]}, "Bladet ”Personer” saknar ”Användarnamn”."),
        (
            {"Personer": [("Namn", "Användarnamn", "namn"), ("a", "b", "c")]},
            "Rubriken ”namn” finns två gånger i bladet ”Personer”. Behåll en.",
        ),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_as_a_whole(
    world: World, sheets: dict[str, Rows], sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        plan(world.access("admin"), book(**sheets))
    assert str(refusal.value).startswith(sentence)


def test_a_formula_is_refused(world: World) -> None:
    data = book(Personer=[PEOPLE, ("siv", "Siv Sand", '=CONCATENATE("a","b")')])
    found: Any = problems(world.access("admin"), data)
    assert [each[2:] for each in found] == [("E-post", "Cellen innehåller en formel. Skriv själva värdet.")]


def test_units_far_above_each_other_are_refused_at_once_also_in_a_large_circle(world: World) -> None:
    chain = [(f"c{n}", f"Enhet {n}", "Förvaltning", f"c{n - 1}" if n else "utb") for n in range(20)]
    words = "Fler än 20 enheter ligger över varandra. Välj en enhet närmare staden."
    found = problems(world.access("admin"), book(Enheter=[UNITS[:4], *chain]))
    assert found == [("Enheter", n + 2, "Hör till", words) for n in (18, 19)]  # utb and the city lie above c0
    circle = [(f"c{n}", f"Enhet {n}", "Förvaltning", f"c{(n + 1) % 200}") for n in range(200)]
    found = problems(world.access("admin"), book(Enheter=[UNITS[:4], *circle]))
    assert found == [("Enheter", n + 2, "Hör till", words) for n in range(200)]
