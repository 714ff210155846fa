"""Group rules: who keeps them, and what they would do, seen before they do it."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Appointment, Role, Unit
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.models import Change as Written
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.flow import RowsRefused, commit
from akropolis.people.federation.models import GroupRule
from akropolis.people.federation.services import keeping
from akropolis.people.federation.services.keeping import RuleList
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, World

PAGE = "/personer/grupper/"


@pytest.mark.django_db
def test_an_administrator_makes_tries_and_takes_away_a_rule(world: World) -> None:
    client, role = world.client("admin"), Role.everything.get(code="samordnare")
    wanted = {"group": "LIS-utb", "role": role.pk, "unit": world.units["utb"].pk, "and_below": "on"}
    assert "Det finns inga regler" in client.get(PAGE).content.decode()
    assert client.post(PAGE, wanted).status_code == 302
    rule = GroupRule.everything.get()
    again = client.post(PAGE, {**wanted, "_once": "another"})
    assert (again.status_code, "Det finns redan en sådan regel." in again.content.decode()) == (422, True)
    person, before = world.people["neighbour"], Appointment.everything.count()
    page = client.get(PAGE, {"person": str(person.pk), "groups": "LIS-utb\nannat"}).content.decode()
    assert "Reglerna skulle ge personen:" in page
    assert f"<li>{role}, {world.units['utb']}</li>" in page
    page = client.get(PAGE, {"person": str(person.pk), "groups": "annat"}).content.decode()
    assert "Inget skulle ändras." in page
    assert Appointment.everything.count() == before
    assert client.post(f"{PAGE}{rule.pk}/ta-bort/").status_code == 302
    assert GroupRule.everything.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "neighbour", "outsider", "chef", "auditor"])
def test_nobody_else_makes_a_rule(world: World, who: str) -> None:
    role, before = Role.everything.get(code="samordnare"), Written.objects.count()
    wanted = {"group": "LIS-utb", "role": role.pk, "unit": world.units["utb"].pk, "and_below": "on"}
    assert world.client(who).post(PAGE, wanted).status_code in (404, 405, 200)
    assert (GroupRule.everything.count(), Written.objects.count()) == (0, before)


def rules() -> list[tuple[str, str, str, bool]]:
    """Group, role, unit, and whether it holds below."""
    rows = GroupRule.everything.select_related("role", "unit")
    return sorted(
        (
            row.group,
            row.role.code if row.role else "",
            row.unit.code if row.unit else "",
            row.and_below,
        )
        for row in rows
    )


@pytest.mark.django_db
def test_a_pattern_is_made_on_the_page_and_its_groups_are_tried(world: World) -> None:
    client = world.client("admin")
    page = client.get(PAGE).text
    assert "<code>samordnare</code> Informationssäkerhetssamordnare" in page
    wanted = {"group": "LIS-{roll}-{enhet}", "and_below": "on"}
    assert client.post(PAGE, wanted).status_code == 302
    assert "rollen och enheten i gruppens namn" in client.get(PAGE).text
    again = client.post(PAGE, {**wanted, "_once": "2"})
    assert (again.status_code, "Det finns redan en sådan regel." in again.text) == (422, True)
    tried = {
        "person": str(world.people["neighbour"].pk),
        "groups": "LIS-samordnare-utb\nLIS-administrator-utb",
    }
    page = client.get(PAGE, tried).text
    told = page.split("De här grupperna börjar som ett mönster men ger inget")[1]
    assert ("<li>LIS-administrator-utb</li>" in told, "LIS-samordnare-utb" in told.split("</section>")[0]) == (
        True, False
    )  # fmt: skip
    assert f"<li>{Role.everything.get(code='samordnare')}, {world.units['utb']}</li>" in page
    assert str(GroupRule.everything.get()) == "LIS-{roll}-{enhet}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "role", "unit", "field"),
    [
        ("LIS-{roll}-{enhet}", "samordnare", "", "role"),
        ("LIS-{roll}-{enhet}", "", "utb", "unit"),
        ("LIS-{ROLL}", "", "", "unit"),
        ("LIS-{enhet}", "", "", "role"),
        ("LIS", "", "utb", "role"),
    ],
)
def test_what_the_groups_name_says_is_not_chosen_too(
    world: World, group: str, role: str, unit: str, field: str
) -> None:
    values = {
        "group": group,
        "role": Role.everything.filter(code=role).first(),
        "unit": Unit.everything.filter(code=unit).first(),
        "and_below": True,
    }
    with pytest.raises(Invalid) as refusal:
        keeping.add(SYSTEM, values)
    assert (list(refusal.value.errors), rules()) == ([field], [])
    assert "i gruppens namn" in refusal.value.errors[field][0]


@pytest.mark.django_db
def test_nobody_makes_a_rule_for_a_role_that_she_may_not_give(world: World) -> None:
    """Nor by a pattern, in which the role or the unit can be any."""
    lasare = Role.everything.get(code="lasare")
    grants = [*lasare.grants, "organisation:appointment:*", "federation:rule:*"]
    with writing(SYSTEM) as w:
        w.create(Role, {"code": "regler", "name": "Regler", "purpose": "Prov", "grants": grants})
        world.add(w, "keeper", "Ke Eper", "regler", "stad")
    access, utb = world.access("keeper"), world.units["utb"]
    chef = Role.everything.get(code="chef")
    for group, role, unit in (("A", chef, utb), ("A-{enhet}", chef, None), ("A-{roll}", None, utb)):
        with pytest.raises(Invalid) as refusal:
            keeping.add(access, {"group": group, "role": role, "unit": unit, "and_below": False})
        assert list(refusal.value.errors) == ["role"]
    assert rules() == []
    keeping.add(access, {"group": "A-{enhet}", "role": lasare, "unit": None, "and_below": True})
    assert rules() == [("A-{enhet}", "lasare", "", True)]


FILE = """Grupp;Roll;Enhet;Underliggande
LIS-utb;samordnare;UTB;nej
LIS-utb;Informationssäkerhetssamordnare;utb;nej
LIS-kul;lasare;kul;
LIS-{roll}-{enhet};;;ja
"""
FOUR = [
    ("LIS-kul", "lasare", "kul", True),
    ("LIS-utb", "samordnare", "utb", False),
    ("LIS-{roll}-{enhet}", "", "", True),
]


def carried_out(world: World, text: str) -> list[str]:
    """What became of each row."""
    access = world.access("admin")
    found = commit(access, lambda: RuleList(access, read("r.csv", text.encode())), because="x")
    return [row.outcome.value for row in found.rows]


@pytest.mark.django_db
def test_rules_come_by_a_file_once_and_go_out_as_one(world: World) -> None:
    assert carried_out(world, FILE) == ["create", "unchanged", "create", "create"]
    assert rules() == FOUR
    assert carried_out(world, FILE) == ["unchanged"] * 4
    answer = world.client("admin").get(f"{PAGE}xlsx/")
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    heading, *rows = sheet.to_python()
    assert heading == ["Grupp", "Roll", "Enhet", "Underliggande enheter"]
    assert sorted(rows) == [
        ["LIS-kul", "lasare", "kul", "Ja"],
        ["LIS-utb", "samordnare", "utb", "Nej"],
        ["LIS-{roll}-{enhet}", "", "", "Ja"],
    ]
    access = world.access("admin")
    again = RuleList(access, read("r.xlsx", answer.content)).report()
    assert [row.outcome.value for row in again.rows] == ["unchanged"] * 3
    assert world.client("outsider").get(f"{PAGE}xlsx/").status_code == 404
    hers = world.client("chef").get(f"{PAGE}xlsx/")
    assert CalamineWorkbook.from_filelike(BytesIO(hers.content)).get_sheet_by_index(0).to_python()[1:] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (";lasare;utb;ja", "Grupp", "Det här behöver du fylla i."),
        ("x" * 201 + ";lasare;utb;ja", "Grupp", ""),
        ("A;kung;utb;ja", "Roll", "Det finns ingen med den beteckningen. Rätta den."),
        ("A;lasare;månen;ja", "Enhet", "Det finns ingen med den beteckningen. Rätta den."),
        ("A;lasare;utb;kanske", "Underliggande enheter", "Skriv ja eller nej."),
        ("A;;utb;ja", "Roll", "Välj här eller skriv {roll} i gruppens namn, inte båda."),
        ("LIS-utb;samordnare;utb;ja", "Underliggande enheter", "Regeln finns redan med ett annat svar här."),
    ],
)
def test_a_row_that_is_wrong_stops_the_file(world: World, row: str, column: str, sentence: str) -> None:
    carried_out(world, FILE)
    with pytest.raises(RowsRefused) as refusal:
        carried_out(world, f"Grupp;Roll;Enhet;Underliggande\nNY;lasare;utb;ja\n{row}\n")
    new, wrong = refusal.value.report.rows
    assert (new.outcome.value, wrong.outcome.value) == ("create", "refused")
    assert [problem.column for problem in wrong.problems] == [column]
    assert wrong.problems[0].sentence.startswith(sentence)
    assert rules() == FOUR


def post(client: Client, body: Any, address: str = "") -> Any:
    return client.post(f"/api/v1/group-rules{address}", body, content_type="application/json")


@pytest.mark.django_db
def test_rules_are_made_and_ended_through_the_api(world: World) -> None:
    admin = world.client(**bearer(world, "admin"))
    made = post(admin, {"group": "LIS-utb", "role": "samordnare", "unit": "utb", "and_below": False})
    assert (made.status_code, made.json()["group"], made.json()["unit"]["code"]) == (201, "LIS-utb", "utb")
    assert post(admin, {"group": "LIS-{roll}-{enhet}"}).status_code == 201
    right = {"group": "B", "role": "lasare", "unit": "utb"}
    unstorable = [right | {name: text} for name in right for text in ("a\0", "\ud800")]
    for wrong in (
        {"group": "B"},
        right | {"role": "kung"},
        {"role": "lasare"},
        right | {"group": " "},
        *unstorable,
    ):
        assert post(admin, wrong).status_code == 422
    assert post(admin, right | {"group": "LIS-utb ", "role": "samordnare"}).status_code == 422, (
        "it is there already"
    )
    assert rules() == [FOUR[1], FOUR[2]]
    assert post(admin, {}, f"/{made.json()['id']}/end").status_code == 204
    assert rules() == [FOUR[2]]
    assert (
        post(
            world.client(**bearer(world, "ciso")), {"group": "B", "role": "lasare", "unit": "utb"}
        ).status_code
        == 404
    )
    assert rules() == [FOUR[2]]
