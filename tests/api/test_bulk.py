"""Many records at once, by what another system calls them: all or none, each unit its own, sent again nothing new."""

import re
from typing import Any

import pytest

from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.models import ExternalId
from akropolis.base.kernel.registers.api import bulk
from akropolis.graph.assets.models import Service
from akropolis.graph.suppliers.models import Supplier
from tests.api.test_registers import SERVICES, post, problem

BULK = f"{SERVICES}/bulk"


def send(client: Any, *items: dict[str, Any], source: str = "cmdb", **more: Any) -> Any:
    return post(client, BULK, {"source": source, "items": list(items), **more})


def item(told: str, name: str, **more: Any) -> dict[str, Any]:
    return {"external_id": told, "name": name, **more}


def counts(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [answer.json()[name] for name in ("created", "changed", "unchanged")]


def stored() -> list[tuple[str, str, int]]:
    rows = Service.everything.order_by("owner_unit__code", "name")
    return [(row.name, row.owner_unit.code, row.version) for row in rows.select_related("owner_unit")]


def faults(answer: Any) -> list[str]:
    assert problem(answer) == (422, "invalid")
    return [fault["field"] for fault in answer.json()["errors"] if fault["field"]]


def everything() -> tuple[Any, ...]:
    """All that a refused request might have changed."""
    return stored(), list(ExternalId.objects.values_list("value")), Change.objects.count()


def test_what_was_sent_before_is_changed_and_the_rest_made(api: Any, town: Any) -> None:
    editor = api("editor")
    both = [item("a", "Ärendet", owner_unit="alfa", description="Ett"), item("b", "Bygg", owner_unit="alfa")]
    made = send(editor, *both)
    assert counts(made) == [2, 0, 0]
    assert counts(send(editor, *both)) == [0, 0, 2]
    again = send(editor, item("c", "Ny", owner_unit="alfa"), item("a", "Ärendet 2"), because="Ny version")
    assert counts(again) == [1, 1, 0]
    assert stored() == [("Bygg", "alfa", 1), ("Ny", "alfa", 1), ("Ärendet 2", "alfa", 2)]
    first, changed = made.json()["items"][0], again.json()["items"][1]
    assert (changed["id"], changed["number"], changed["outcome"]) == (first["id"], first["number"], "changed")
    row = editor.get(f"{SERVICES}/{first['id']}").json()
    assert (row["name"], row["description"]) == ("Ärendet 2", "Ett")
    history = editor.get(f"{SERVICES}/{first['id']}/history").json()["items"]
    assert [event["because"] for event in history] == ["Ny version", "Skickat av cmdb."]


def test_a_null_empties_and_what_is_not_sent_stays(api: Any, town: Any) -> None:
    editor = api("editor")
    send(editor, item("a", "Ärendet", owner_unit="alfa", operator_unit="beta", in_use_from="2026-01-15"))
    assert counts(send(editor, item("a", "Ärendet", operator_unit=None))) == [0, 1, 0]
    row = Service.everything.get()
    assert (row.operator_unit, str(row.in_use_from)) == (None, "2026-01-15")


def test_each_source_and_each_unit_has_ids_of_its_own(api: Any, town: Any) -> None:
    outsider, editor = api("outsider"), api("editor")
    send(outsider, item("a", "Grannens", owner_unit="beta"))
    assert counts(send(editor, item("a", "Vår", owner_unit="alfa"))) == [1, 0, 0]
    assert counts(send(editor, item("a", "Andras", owner_unit="alfa"), source="iga")) == [1, 0, 0]
    assert counts(send(editor, item("a", "Vår nya"))) == [0, 1, 0]
    assert stored() == [("Andras", "alfa", 1), ("Vår nya", "alfa", 2), ("Grannens", "beta", 1)]


def test_of_two_units_records_the_unit_that_is_sent_decides(api: Any, town: Any, add: Any) -> None:
    for name, code in (("outsider", "beta"), ("editor", "alfa")):
        send(api(name), item("a", code, owner_unit=code))
    from akropolis.base.kernel.access.models import Appointment

    appointment = Appointment.everything.get(user=town.editor)
    add(
        Appointment,
        user=town.editor,
        role=appointment.role,
        unit=town.beta,
        valid_from=appointment.valid_from,
    )
    both = api("editor", days=2)
    before = everything()
    assert faults(send(both, item("a", "Vems?"))) == ["items.0"]
    assert everything() == before
    assert counts(send(both, item("a", "Betas", owner_unit="beta"))) == [0, 1, 0]
    assert stored() == [("alfa", "alfa", 1), ("Betas", "beta", 2)]


def test_the_page_says_which_other_systems_send_the_record(api: Any, town: Any, client: Any) -> None:
    editor = api("editor")
    pk = send(editor, item("CI-1", "Ärendet", owner_unit="alfa")).json()["items"][0]["id"]
    send(editor, item("9", "Ärendet", number=Service.everything.get().number), source="iga")
    client.force_login(town.reader)
    page = client.get(f"/tjanster/{pk}/").content.decode()
    assert re.findall(r"\w+ kallar den [\w-]+", page) == ["cmdb kallar den CI-1", "iga kallar den 9"]


def test_a_record_that_is_there_gets_its_external_id_by_its_number(api: Any, add: Any, town: Any) -> None:
    row, hidden = (add(Service, name="Ärendet", owner_unit=unit) for unit in (town.alfa, town.beta))
    editor = api("editor")
    assert counts(send(editor, item("a", "Ärendet", number=row.number))) == [0, 0, 1]
    assert counts(send(editor, item("a", "Nytt namn"))) == [0, 1, 0]
    before = everything()
    assert faults(send(editor, item("b", "Grannens", number=hidden.number))) == ["items.0.number"]
    other = add(Service, name="Annan", owner_unit=town.alfa)
    assert faults(send(editor, item("a", "Annan", number=other.number))) == ["items.0.number"]
    assert everything()[1] == before[1]
    listed = editor.get(SERVICES, {"source": "cmdb", "external_id": "a"}).json()
    assert ([each["id"] for each in listed["items"]], listed["external_ids"]) == (
        [str(row.id)],
        {str(row.id): "a"},
    )
    assert editor.get(SERVICES, {"source": "cmdb", "external_id": "b"}).json()["items"] == []


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (
            [item("a", "Bra"), {"external_id": "b", "owner_unit": "alfa"}],
            ["items.0.owner_unit", "items.1.name"],
        ),
        ([item("a", "Bra", owner_unit="beta")], ["items.0.owner_unit"]),
        ([item("a", "Bra", owner_unit="nowhere")], ["items.0.owner_unit"]),
        ([item("a", "Bra", owner_unit="alfa", status="nonsense")], ["items.0.status"]),
        ([item("a", "Bra", owner_unit="alfa", colour="red")], ["items.0.colour"]),
        ([item("a", "Bra", owner_unit="alfa"), item("a", "Bra", owner_unit="alfa")], ["items.0", "items.1"]),
        ([{"name": "Utan", "owner_unit": "alfa"}], ["items.0.external_id"]),
        (
            [item("\x00", "Tecken", owner_unit="alfa"), item("\n ", "Tomt")],
            ["items.0.external_id", "items.1.external_id"],
        ),
        ([item("a", "Tecken\x00", owner_unit="alfa")], ["items.0.name"]),
        ([item("a", "Bra", owner_unit="al\x00fa")], ["items.0.owner_unit"]),
        ([item("a", "Bra", owner_unit="alfa", number="\x00")], ["items.0.number"]),
        ([], ["items"]),
    ],
)
def test_one_that_must_be_corrected_stops_all(api: Any, town: Any, items: Any, said: list[str]) -> None:
    editor = api("editor")
    before = everything()
    right = [item("right", "Rätt", owner_unit="alfa")] if items else []
    assert faults(send(editor, *items, *right)) == said
    assert everything() == before


def test_what_is_archived_or_read_alone_is_not_changed(api: Any, town: Any) -> None:
    editor = api("editor")
    row = send(editor, item("a", "Ärendet", owner_unit="alfa", operator_unit="beta")).json()["items"][0]
    outsider = api("outsider")
    assert faults(send(outsider, item("x", "Ärendet", number=row["number"]))) == ["items.0"]
    assert faults(send(outsider, item("a", "Annat"))) == ["items.0"]
    editor.delete(f"{SERVICES}/{row['id']}", headers={"if-match": '"1"'})
    assert faults(send(editor, item("a", "Annat"))) == ["items.0"]
    assert stored() == [("Ärendet", "alfa", 2)]


def test_more_than_is_taken_at_a_time_is_refused_whole(
    api: Any, town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [item(str(n), f"Tjänst {n}", owner_unit="alfa") for n in range(bulk.MOST + 1)]
    assert problem(send(api("editor"), *many)) == (422, "invalid")
    assert everything()[0] == []


def test_a_sign_that_no_database_holds_is_said(api: Any, town: Any) -> None:
    query = {"source": "cmdb", "external_id": "\x00"}
    assert problem(api("reader").get(SERVICES, query)) == (422, "invalid")


def test_a_reader_may_not_send(api: Any, town: Any) -> None:
    assert problem(send(api("reader"), item("a", "A", owner_unit="alfa"))) == (404, "not_found")
    assert problem(send(api("editor", scope="read"), item("a", "A", owner_unit="alfa"))) == (404, "not_found")


def test_a_supplier_is_found_by_its_whole_organisation_number(api: Any, town: Any, add: Any) -> None:
    for name, number in (("Rätt", "556036-0793"), ("Fel", "212000-0142")):
        add(Supplier, name=name, owner_unit=town.alfa, organisation_number=number)
    reader = api("reader")
    for written in ("556036-0793", "5560360793"):
        found = reader.get("/api/v1/suppliers", {"organisation_number": written}).json()
        assert [row["name"] for row in found["items"]] == ["Rätt"]
    assert problem(reader.get("/api/v1/suppliers", {"organisation_number": "556036"})) == (422, "invalid")
