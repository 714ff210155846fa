"""What holds for every answer of the API: problems, languages, headers, the pace, and that all of it is described."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from errno import ENOSPC, EROFS
from typing import Any

import pytest
from django.test import Client
from django.urls import path
from pydantic import AwareDatetime, ValidationError

from akropolis.base.kernel.access.pace import Pace, RemainingRequests
from akropolis.base.kernel.registers.api import answers, names
from akropolis.base.kernel.registers.api.taken import Asked
from akropolis.shell.config.api import api as described
from akropolis.shell.config.urls import handler500, urlpatterns

PROBLEM = "application/problem+json"
SERVICES = "/api/v1/services"
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def failing(request: Any) -> Any:
    raise {"500": RuntimeError("ours"), "503": OSError(EROFS, "read-only"), "507": OSError(ENOSPC, "full")}[
        request.GET["as"]
    ]


urlpatterns = [path("api/v1/failing", failing), *urlpatterns]
assert handler500


def operations() -> Iterator[tuple[str, str, Any]]:
    told = json.loads(json.dumps(described.get_openapi_schema(), default=str))
    for address, methods in told["paths"].items():
        for method, operation in methods.items():
            yield method, address, operation


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [500, 503, 507])
def test_what_fails_with_us_is_a_problem_too(db: None, status: int) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/failing", {"as": status})
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert answer.json()["status"] == status


def test_what_is_stopped_on_its_way_in_is_a_problem_too(api: Any, town: Any, settings: Any) -> None:
    host = api("editor").get(SERVICES, headers={"host": "elsewhere.example"})
    assert (host.status_code, host["Content-Type"]) == (400, PROBLEM)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    large = api("editor", days=2).post(SERVICES, {"name": "x" * 200}, content_type="application/json")
    assert (large.status_code, large["Content-Type"], large.json()["code"]) == (413, PROBLEM, "too_large")
    broken = api("editor", days=3).post(SERVICES + "/x/files", b"--", content_type="multipart/form-data")
    assert (broken.status_code, broken["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({}, "Finns inte"),
        ({"accept-language": "en-GB,sv;q=0.5"}, "Not found"),
        ({"accept-language": "*"}, "Finns inte"),
    ],
)
def test_a_program_chooses_the_language_of_its_errors(api: Any, town: Any, asked: Any, title: str) -> None:
    client = api("editor")
    for address in ("/api/v1/nothing", f"{SERVICES}/00000000-0000-7000-8000-000000000000"):
        answer = client.get(address, headers=asked)
        assert answer.json()["title"] == title
        assert "Accept-Language" in answer["Vary"]


def test_an_account_is_told_what_is_left_and_then_waits(api: Any, town: Any, settings: Any) -> None:
    answers.pace.__init__()  # type: ignore[misc]
    settings.API_PER_MINUTE = 2
    client = api("editor")
    first, second, third = (client.get(SERVICES) for _ in range(3))
    assert first["RateLimit-Policy"] == '"account";q=2;w=60'
    assert [answer["RateLimit"].split(";")[1] for answer in (first, second, third)] == ["r=1", "r=0", "r=0"]
    assert (third.status_code, third["Content-Type"], third.json()["code"]) == (
        429,
        PROBLEM,
        "too_many_requests",
    )
    assert 0 < int(third["Retry-After"]) <= 60
    assert api("reader").get(SERVICES).status_code == 200
    settings.API_PER_MINUTE = 0
    free = client.get(SERVICES)
    assert (free.status_code, "RateLimit" in free) == (200, False)


def test_the_pace_is_each_accounts_own_and_begins_anew() -> None:
    pace = Pace()
    later = [timedelta(seconds=n) for n in (0, 10, 20, 59, 60)]
    assert [pace.count("a", 2, NOON + each) for each in later] == [
        (RemainingRequests(2, 1, 60), True),
        (RemainingRequests(2, 0, 50), True),
        (RemainingRequests(2, 0, 40), False),
        (RemainingRequests(2, 0, 1), False),
        (RemainingRequests(2, 1, 60), True),
    ]
    assert pace.count("b", 2, NOON) == (RemainingRequests(2, 1, 60), True)
    assert pace.count("a", 2, NOON - timedelta(days=1)) == (RemainingRequests(2, 1, 60), True)


def test_every_error_is_described_as_the_problem_that_it_is() -> None:
    errors = described.get_openapi_schema()["components"]["responses"]
    assert {tuple(told["content"]) for told in errors.values()} == {(PROBLEM,)}
    for method, address, operation in operations():
        told = {int(status) for status in operation["responses"] if int(status) >= 400}
        assert {401, 404, 422, 429, 500, 503} <= told, (method, address)
        assert ({400, 413} <= told) == ("requestBody" in operation), (method, address)
        assert (507 in told) == (method != "get"), (method, address)


def test_what_is_made_has_an_address_and_what_has_a_version_an_etag() -> None:
    for method, address, operation in operations():
        headers = {status: told.get("headers", {}) for status, told in operation["responses"].items()}
        assert ("201" in headers) == any("Location" in told for told in headers.values()), (method, address)
    told = {operation["operationId"]: operation["responses"] for _m, _a, operation in operations()}
    assert "ETag" in told["get_service"]["200"]["headers"]
    assert "ETag" in told["create_offer"]["201"]["headers"]
    assert "ETag" not in told["list_services"]["200"]["headers"]


def test_names_read_as_code_and_are_singular_for_one() -> None:
    named = [operation["operationId"] for _method, _address, operation in operations()]
    assert len(set(named)) == len(named)
    assert [name for name in named if not name.replace("_", "").isalpha() or not name.islower()] == []
    assert {"list_services", "get_service", "create_service", "change_service", "archive_service"} <= set(
        named
    )
    assert [
        names.one(key) for key in ("people", "dependencies", "processes", "ai-classes", "information")
    ] == [*("person", "dependency", "process", "ai_class", "information")]


def test_a_row_has_all_its_fields_and_a_sparse_one_those_that_were_asked_for(api: Any, town: Any) -> None:
    told = described.get_openapi_schema()["components"]["schemas"]
    for name, schema in told.items():
        if f"{name}Sparse" in told:
            assert set(schema["required"]) == set(schema["properties"]), name
            assert told[f"{name}Sparse"]["required"] == ["id"]
    assert told["Service"]["properties"]["name"]["type"] == "string"
    client = api("reader")
    plain, sparse = (client.get(SERVICES, query) for query in ({}, {"fields": "name"}))
    assert [answer["Content-Type"] for answer in (plain, sparse)] == [
        "application/json",
        "application/vnd.akropolis.sparse+json",
    ]


def test_values_that_are_known_are_described_and_several_are_repeated_or_have_commas(
    api: Any, town: Any, add: Any
) -> None:
    from akropolis.graph.assets.models import Service

    for status in ("planned", "in_use", "retired"):
        add(Service, name=status, owner_unit=town.alfa, status=status)
    client = api("reader")
    for query in (
        {"status": ["planned", "in_use"]},
        {"status": "planned,in_use"},
        {"status": "planned, in_use,"},
    ):
        found = client.get(SERVICES, query | {"fields": ["name", "status"]}).json()["items"]
        assert {item["name"] for item in found} == {"planned", "in_use"}
        assert all(set(item) == {"id", "name", "status"} for item in found)
    for empty in ("", " ", ["planned", ""]):
        refused = client.get(SERVICES, {"status": empty})
        assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (
            422,
            ["status"],
        )
    assert [each["field"] for each in client.get(SERVICES, {"q": " "}).json()["errors"]] == ["q"]
    wrong = client.get(SERVICES, {"status": "planned,asleep"})
    assert (wrong.status_code, [fault["field"] for fault in wrong.json()["errors"]]) == (422, ["status"])
    [parameters] = [o["parameters"] for _m, a, o in operations() if o["operationId"] == "list_services"]
    schemas = {each["name"]: each["schema"] for each in parameters}
    assert schemas["status"]["items"]["enum"] == [
        value for value, _label in Service._meta.get_field("status").flatchoices
    ]
    assert schemas["shared"]["enum"] == ["yes", "no"]
    assert [
        each for each in parameters if "anyOf" in each["schema"] or "" in each["schema"].get("enum", ())
    ] == []


@pytest.mark.parametrize("body", [{"occurred_at": 0}, {"severity": "1"}])
def test_a_number_is_no_moment_and_a_word_no_number(api: Any, town: Any, body: Any) -> None:
    whole = {"external_id": "a", "title": "A", "unit": "alfa", "severity": 1, "personal_data": "unknown"}
    answer = api("editor").post("/api/v1/events", whole | body, content_type="application/json")
    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (422, list(body))


def test_a_number_in_an_address_is_no_day() -> None:
    class Query(Asked):
        day: date | None = None
        since: AwareDatetime | None = None

    for name in ("day", "since"):
        with pytest.raises(ValidationError):
            Query.model_validate({name: "0.5"})
    assert Query.model_validate({"day": "2026-01-15"}).day == date(2026, 1, 15)
