"""The API of a register: the gate, the versions and the refusals are those of the pages."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.registers.api.schemas import schemas_of
from akropolis.base.kernel.registers.declaration import registry
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Service
from akropolis.shared.actions.models import Action
from akropolis.shell.config.api import api as described

SERVICES = "/api/v1/services"
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def post(client: Client, url: str, body: Any, **headers: str) -> Any:
    return client.post(url, body, content_type="application/json", headers=headers)


def patch(client: Client, row: Any, body: Any, match: str | None = None) -> Any:
    headers = {"if-match": match} if match is not None else {}
    return client.patch(f"{SERVICES}/{row.id}", body, content_type="application/json", headers=headers)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["title"]
    assert body["detail"]
    return response.status_code, body["code"]


@pytest.fixture
def service(town: Any, add: Any) -> Any:
    return add(Service, name="Ärendet", owner_unit=town.alfa, operator_unit=town.beta)


@pytest.fixture
def neighbour(town: Any, add: Any) -> Any:
    return add(Service, name="Hemlig", owner_unit=town.beta)


def test_a_list_holds_what_the_reader_may_see(api: Any, service: Any, neighbour: Any) -> None:
    body = api("reader", scope="read").get(SERVICES).json()
    assert [item["name"] for item in body["items"]] == ["Ärendet"]
    assert (body["next"], body["total"]) == (None, 1)


def test_every_field_of_every_register_is_given_as_it_is_described(
    api: Any, town: Any, add: Any, service: Any
) -> None:
    moment = datetime(2026, 1, 15, 9, 30, tzinfo=STOCKHOLM)
    add(Action, title="A", owner_unit=town.alfa, responsible=town.editor)
    add(Incident, title="I", owner_unit=town.alfa, occurred_at=moment, service=service, severity=3)
    client = api("editor")
    for register in registry.all():
        for item in client.get(f"/api/v1/{register.key}").json()["items"]:
            schema = schemas_of(register).row
            assert set(item) == set(schema.model_fields)
            schema.model_validate(item)
            assert item["owner_unit"] == {"id": str(town.alfa.id), "code": "alfa", "name": "Alfanämnden"}


def test_the_name_of_a_hidden_record_is_not_given(api: Any, town: Any, add: Any, neighbour: Any) -> None:
    add(
        Incident,
        title="I",
        owner_unit=town.alfa,
        occurred_at=datetime(2026, 1, 15, tzinfo=STOCKHOLM),
        service=neighbour,
    )
    [item] = api("editor").get("/api/v1/incidents").json()["items"]
    assert item["service"] == {"id": str(neighbour.id), "number": neighbour.number, "name": None}


def test_pages_follow_on_each_other(api: Any, town: Any, add: Any) -> None:
    for n in range(5):
        add(Service, name=f"Tjänst {n}", owner_unit=town.alfa)
    client, found = api("reader"), []
    cursor: Any = ""
    for _ in range(3):
        body = client.get(SERVICES, {"limit": 2, "cursor": cursor, "sort": "-sort_key"}).json()
        found += [item["name"] for item in body["items"]]
        cursor = body["next"]
    assert (found, cursor, body["total"]) == ([f"Tjänst {n}" for n in (4, 3, 2, 1, 0)], None, 5)


def test_fields_filters_and_words_narrow(api: Any, town: Any, add: Any, service: Any) -> None:
    add(Service, name="Annat", owner_unit=town.alfa, status="planned")
    client = api("reader")
    query = {"status": "in_use", "fields": "name,operator_unit", "q": "ärend", "owner_unit": "alfa"}
    assert client.get(SERVICES, query).json()["items"] == [
        {
            "id": str(service.id),
            "name": "Ärendet",
            "operator_unit": {"id": str(town.beta.id), "code": "beta", "name": "Betanämnden"},
        }
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"owner_unit": "gamma"},
        {"in_use_from_from": "yesterday"},
        {"sort": "password"},
        {"fields": "name,secret"},
        {"colour": "red"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "many"},
        {"cursor": "nonsense"},
        {"archived": "perhaps"},
        {"status": "\x00"},
        {"owner_unit": "\x00"},
        {"cursor": "WyJmIiwiXHUwMDAwIiwiYSJd"},
    ],
)
def test_what_means_nothing_is_said(api: Any, service: Any, query: Any) -> None:
    response = api("reader").get(SERVICES, query)
    assert problem(response) == (422, "invalid")
    assert [bool(fault["detail"]) for fault in response.json()["errors"]] == [True]


def test_a_sign_that_no_database_holds_finds_nothing(api: Any, service: Any) -> None:
    client = api("reader")
    assert client.get(SERVICES, {"q": "\x00"}).json()["total"] == 0
    assert client.get("/api/v1/actions", {"responsible": "\x00"}).json()["total"] == 0
    assert problem(client.get("/api/v1/units", {"cursor": "\x00"})) == (422, "invalid")


def test_a_list_asks_as_many_questions_for_one_row_as_for_three(
    api: Any, town: Any, add: Any, django_assert_max_num_queries: Any
) -> None:
    moment = datetime(2026, 1, 15, tzinfo=STOCKHOLM)
    client = api("reader")
    client.get("/api/v1/incidents")  # writes that the token was used, at most once a minute
    for n in range(3):
        it = add(Service, name=f"T {n}", owner_unit=town.alfa)
        add(Incident, title="I", owner_unit=town.alfa, occurred_at=moment, service=it, lead=town.editor)
        with django_assert_max_num_queries(6):
            assert client.get("/api/v1/incidents").json()["total"] == n + 1


def test_one_record_and_its_version(api: Any, service: Any) -> None:
    response = api("reader").get(f"{SERVICES}/{service.id}")
    assert (response.status_code, response["ETag"], response.json()["version"]) == (200, '"1"', 1)


def test_missing_and_forbidden_look_alike(api: Any, service: Any, neighbour: Any) -> None:
    client = api("editor")
    missing = client.get(f"{SERVICES}/00000000-0000-7000-8000-000000000000")
    assert problem(missing) == (404, "not_found")
    for path in (f"{SERVICES}/{neighbour.id}", f"{SERVICES}/{neighbour.id}/history", "/api/v1/nothing/here"):
        assert client.get(path).content == missing.content
    assert patch(client, neighbour, {"name": "Min"}, '"1"').content == missing.content
    assert patch(client, neighbour, {"name": "Min"}).content == missing.content
    deleted = client.delete(f"{SERVICES}/{neighbour.id}", headers={"if-match": '"1"'})
    assert deleted.content == missing.content
    neighbour.refresh_from_db()
    assert (neighbour.name, neighbour.version, neighbour.archived_at) == ("Hemlig", 1, None)


def test_without_a_token_nobody_is_known(client: Client, service: Any, api: Any) -> None:
    assert problem(client.get(SERVICES)) == (401, "not_signed_in")
    assert client.get(SERVICES)["WWW-Authenticate"] == "Bearer"
    for header in ("Bearer nonsense", "Basic YTpi", "Bearer"):
        assert problem(client.get(SERVICES, headers={"authorization": header})) == (401, "not_signed_in")
    assert problem(api("editor", days=-1).get(SERVICES)) == (401, "not_signed_in")


def test_the_browser_session_reads_and_never_writes(town: Any, service: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.editor, backend="akropolis.shell.home.web.sign_in.LocalBackend")
    assert client.get(SERVICES).json()["total"] == 1
    assert problem(post(client, SERVICES, {"name": "Ny", "owner_unit": "alfa"})) == (401, "not_signed_in")
    assert Service.everything.count() == 1


def test_a_record_is_created_as_on_the_page(api: Any, town: Any) -> None:
    client = api("editor")
    response = post(client, SERVICES, {"name": " Ny ", "owner_unit": "alfa", "in_use_from": "2026-01-15"})
    assert response.status_code == 201
    row = Service.everything.get()
    assert response["Location"] == f"{SERVICES}/{row.id}"
    assert (row.name, str(row.in_use_from), row.number) == ("Ny", "2026-01-15", response.json()["number"])
    [event] = client.get(f"{SERVICES}/{row.id}/history").json()["items"]
    assert (event["action"], event["actor"], event["changes"]["name"]) == ("create", "Eva Ek", [None, "Ny"])


def test_a_request_that_is_sent_again_with_its_key_makes_one_record(api: Any, town: Any) -> None:
    client, body = api("editor"), {"name": "Ny", "owner_unit": "alfa"}
    answers = [post(client, SERVICES, body, **{"Idempotency-Key": "nyckel"}) for _ in range(2)]
    row = Service.everything.get()
    assert [(a.status_code, a["Location"], a["ETag"], a.json()["number"]) for a in answers] == [
        (201, f"{SERVICES}/{row.id}", '"1"', row.number)
    ] * 2
    other = post(client, SERVICES, body | {"name": "En annan"}, **{"Idempotency-Key": "nyckel"})
    assert problem(other) == (422, "invalid")
    assert other.json()["errors"][0]["detail"].startswith("Nyckeln har redan skickats")
    assert Service.everything.count() == 1
    assert post(client, SERVICES, body, **{"Idempotency-Key": "en till"}).status_code == 201
    assert post(client, SERVICES, body).status_code == 201
    assert Service.everything.count() == 3


def test_units_and_people_are_named_by_id_code_or_name(api: Any, town: Any) -> None:
    client = api("editor")
    for unit, person in (
        (str(town.alfa.id), "eva.editor"),
        ("alfa", str(town.editor.id)),
        ("Alfanämnden", "Eva Ek"),
    ):
        response = post(client, "/api/v1/actions", {"title": "A", "owner_unit": unit, "responsible": person})
        assert response.json()["responsible"] == {
            "id": str(town.editor.id),
            "username": "eva.editor",
            "name": "Eva Ek",
        }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"owner_unit": "alfa"}, "name"),
        ({"name": "", "owner_unit": "alfa"}, "name"),
        ({"name": "x" * 201, "owner_unit": "alfa"}, "name"),
        ({"name": "x", "owner_unit": "alfa", "description": "x" * 4001}, "description"),
        ({"name": 5, "owner_unit": "alfa"}, "name"),
        ({"name": None, "owner_unit": "alfa"}, "name"),
        ({"name": "a\x00b", "owner_unit": "alfa"}, "name"),
        ({"name": "a\ud800b", "owner_unit": "alfa"}, "name"),
        ({"name": "x", "owner_unit": "gamma"}, "owner_unit"),
        ({"name": "x", "owner_unit": "00000000-0000-7000-8000-000000000000"}, "owner_unit"),
        ({"name": "x", "owner_unit": {"code": "alfa"}}, "owner_unit"),
        ({"name": "x", "owner_unit": "alfa", "status": "asleep"}, "status"),
        ({"name": "x", "owner_unit": "alfa", "shared": "yes"}, "shared"),
        ({"name": "x", "owner_unit": "alfa", "in_use_from": "15/1 2026"}, "in_use_from"),
        ({"name": "x", "owner_unit": "alfa", "in_use_from": 20260115}, "in_use_from"),
        ({"name": "x", "owner_unit": "alfa", "number": "TJ-1"}, "number"),
        ({"name": "x", "owner_unit": "alfa", "in_use_from": "2026-02-01", "in_use_to": "2026-01-01"}, ""),
    ],
)
def test_a_bad_value_is_said_at_its_field_and_nothing_is_saved(api: Any, body: Any, field: str) -> None:
    before = Change.objects.count()
    client = api("editor")
    before += 1  # the token
    response = post(client, SERVICES, body)
    assert problem(response) == (422, "invalid")
    assert [fault["field"] for fault in response.json()["errors"]] == [field]
    assert all(fault["detail"] for fault in response.json()["errors"])
    assert (Service.everything.count(), Change.objects.count()) == (0, before)


@pytest.mark.parametrize("body", ["", "{", "[1]", '"text"', "\xff"])
def test_a_body_that_is_no_object_is_refused(api: Any, body: str) -> None:
    response = api("editor").post(SERVICES, body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert problem(response)[1] in ("bad_request", "invalid")
    assert Service.everything.count() == 0


def test_a_body_that_is_too_large_is_refused(api: Any) -> None:
    response = post(api("editor"), SERVICES, {"name": "x" * 6_000_000, "owner_unit": "alfa"})
    assert response.status_code in (400, 413)
    assert Service.everything.count() == 0


def test_who_may_not_write_is_told_what_an_outsider_is_told(api: Any, service: Any) -> None:
    body = {"name": "Ny", "owner_unit": "alfa"}
    for client in (api("reader"), api("editor", scope="read"), api("outsider")):
        assert problem(post(client, SERVICES, body)) == (404, "not_found")
        assert problem(patch(client, service, {"name": "Ny"}, '"1"')) == (404, "not_found")
    service.refresh_from_db()
    assert (service.name, Service.everything.count()) == ("Ärendet", 1)


def test_a_change_needs_the_version_that_was_read(api: Any, service: Any) -> None:
    client = api("editor")
    for match in (None, "*"):
        assert problem(patch(client, service, {"name": "Ny"}, match)) == (428, "version_required")
    for match in ('"2"', "1", 'W/"1"', "nonsense"):
        response = patch(client, service, {"name": "Ny"}, match)
        assert problem(response) == (412, "stale")
        assert response["ETag"] == '"1"'
    service.refresh_from_db()
    assert (service.name, service.version) == ("Ärendet", 1)
    response = patch(client, service, {"name": "Ny", "because": "Nytt avtal"}, '"1"')
    assert (response.status_code, response["ETag"]) == (200, '"2"')
    service.refresh_from_db()
    assert (service.name, service.operator_unit_id is None) == ("Ny", False)
    newest = client.get(f"{SERVICES}/{service.id}/history").json()["items"][0]
    assert (newest["because"], newest["changes"]) == ("Nytt avtal", {"name": ["Ärendet", "Ny"]})


def test_a_value_is_emptied_by_null(api: Any, service: Any) -> None:
    assert patch(api("editor"), service, {"operator_unit": None}, '"1"').json()["operator_unit"] is None


def test_a_record_cannot_be_given_to_a_unit_that_is_not_ones_own(api: Any, service: Any) -> None:
    assert problem(patch(api("editor"), service, {"owner_unit": "beta"}, '"1"')) == (404, "not_found")
    service.refresh_from_db()
    assert service.version == 1


def test_archiving_and_restoring(api: Any, service: Any) -> None:
    client, url = api("editor"), f"{SERVICES}/{service.id}"
    assert problem(client.delete(url)) == (428, "version_required")
    assert problem(client.delete(url, headers={"if-match": '"9"'})) == (412, "stale")
    assert client.delete(url, headers={"if-match": '"1"'}).status_code == 204
    assert client.get(SERVICES).json()["total"] == 0
    assert client.get(SERVICES, {"archived": "1"}).json()["total"] == 1
    assert problem(patch(client, service, {"name": "Ny"}, '"2"')) == (409, "archived")
    restored = client.post(f"{url}/restore", headers={"if-match": '"2"'})
    assert (restored.status_code, restored.json()["archived_at"]) == (200, None)


def test_a_register_with_verbs_of_its_own_uses_them(api: Any, town: Any) -> None:
    from django.utils import timezone

    response = post(api("editor"), "/api/v1/actions", {"title": "A", "owner_unit": "alfa", "status": "done"})
    assert response.json()["done_on"] == timezone.localdate().isoformat()


def test_units(api: Any, town: Any, client: Client) -> None:
    reader = api("reader")
    body = reader.get("/api/v1/units", {"limit": 2}).json()
    assert [(u["code"], u["parent"]) for u in body["items"]] == [("alfa", "stad"), ("beta", "stad")]
    assert (body["next"], body["total"]) == ("beta", 3)
    assert [u["code"] for u in reader.get("/api/v1/units", {"cursor": "beta"}).json()["items"]] == ["stad"]
    assert problem(client.get("/api/v1/units")) == (401, "not_signed_in")


def test_every_address_but_the_description_asks_who_it_is(client: Client, db: None) -> None:
    paths = described.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    some = "00000000-0000-7000-8000-000000000000"
    for path, methods in paths.items():
        for method in methods:
            address = path.format_map(defaultdict(lambda: some, pk=some, unit="stad", year="2026"))
            response = getattr(client, method)(address)
            assert problem(response) == (401, "not_signed_in"), (method, path)
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api/v1/docs").status_code in (401, 404)


@pytest.mark.parametrize("path", ["TJ-2026-0027", "a%0Ab", "felstavat/vag", "x/restore"])
@pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete"])
def test_an_address_that_is_none_is_a_problem_whatever_is_done(api: Any, method: str, path: str) -> None:
    client = api("editor")
    client.handler.enforce_csrf_checks = True
    answer = getattr(client, method)(f"{SERVICES}/{path}", {}, content_type="application/json")
    assert problem(answer) == (404, "not_found")


def test_a_method_that_is_none_is_a_problem_that_says_which_there_are(api: Any, service: Any) -> None:
    answer = api("editor").put(f"{SERVICES}/{service.id}", {}, content_type="application/json")
    assert problem(answer) == (405, "refused")
    assert sorted(answer["Allow"].split(", ")) == ["DELETE", "GET", "PATCH"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"nothing": 1}'])
def test_the_right_is_asked_for_before_the_body_is_read(api: Any, service: Any, body: bytes) -> None:
    client, there = api("editor", scope="read"), f"{SERVICES}/{service.id}"
    sent = [
        client.post(SERVICES, body, content_type="application/json"),
        client.patch(there, body, content_type="application/json", headers={"if-match": '"1"'}),
    ]
    assert [problem(answer) for answer in sent] == [(404, "not_found")] * 2
