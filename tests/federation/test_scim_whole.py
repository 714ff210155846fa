"""What the service answers a directory, whole: resources, lists and refusals, and what it says of itself."""

import json
import logging
from typing import Any

import pytest

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.writer import create
from akropolis.people.federation.api import resources
from akropolis.people.federation.models import DirectoryGroup, Listed
from tests.federation.test_scim import GROUP, USER, Directory, entra, member
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
HERE = "http://localhost/scim/v2/"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


@pytest.fixture
def directory(world: World) -> Directory:
    return Directory(world)


def raw(directory: Directory, method: str, path: str, body: Any = None) -> Any:
    """The whole answer."""
    return directory.client.generic(
        method,
        f"/scim/v2/{path}",
        json.dumps(body) if not isinstance(body, str) else body,
        content_type="application/scim+json",
        headers={"authorization": f"Bearer {directory.secret}"},
    )


def meta(resource: dict[str, Any], kind: str, pk: object) -> None:
    """Take out when it was made, and see to the rest of what is said of it."""
    said = resource.pop("meta")
    assert (said["resourceType"], said["location"]) == (kind, f"{HERE}{kind}s/{pk}")
    assert said["created"] <= said["lastModified"]


def test_a_person_is_answered_whole_and_with_her_place(directory: Directory) -> None:
    answer = raw(directory, "POST", "Users", entra())
    user = User.everything.get(username="eva.lind")
    assert (answer.status_code, answer["Location"], answer["Content-Type"]) == (
        201, f"{HERE}Users/{user.pk}", "application/scim+json"
    )  # fmt: skip
    found = directory("GET", f"Users/{user.pk}")
    meta(found, "User", user.pk)
    assert found == {
        "schemas": [USER],
        "id": str(user.pk),
        "externalId": "key-eva.lind",
        "userName": "eva.lind",
        "displayName": "Eva Lind",
        "emails": [{"value": "eva.lind@stad.example", "type": "work"}],
        "active": True,
    }


def test_who_is_not_listed_is_called_by_her_name_and_the_citys_domain(
    world: World, directory: Directory, settings: Any
) -> None:
    chef, outsider = world.people["chef"], world.people["outsider"]
    User.everything.filter(pk=outsider.pk).update(name="outsider", email="o@x.example")
    settings.SIGN_IN_DOMAIN = "stad.example"
    found = [directory("GET", f"Users/{each.pk}") for each in (chef, outsider)]
    for each, user in zip(found, (chef, outsider), strict=True):
        meta(each, "User", user.pk)
    assert found == [
        {
            "schemas": [USER], "id": str(chef.pk), "userName": "chef@stad.example", "displayName": chef.name,
            "active": True,
        },
        {
            "schemas": [USER], "id": str(outsider.pk), "userName": "outsider@stad.example", "active": True,
            "emails": [{"value": "o@x.example", "type": "work"}],
        },
    ]  # fmt: skip
    create(SYSTEM, Listed, {"user": chef, "user_name": "Chef"})
    assert directory("GET", f"Users/{chef.pk}")["userName"] == "Chef"


def test_a_group_is_answered_whole_with_who_is_in_it(world: World, directory: Directory) -> None:
    chef = world.people["chef"]
    sent = {"schemas": [GROUP], "displayName": "LIS", "externalId": "g1", "members": [member(chef)]}
    made = directory("POST", "Groups", sent)
    row = DirectoryGroup.everything.get()
    meta(made, "Group", row.pk)
    assert made == {
        "schemas": [GROUP], "id": str(row.pk), "externalId": "g1", "displayName": "LIS",
        "members": [{"value": str(chef.pk), "$ref": f"{HERE}Users/{chef.pk}"}],
    }  # fmt: skip
    assert directory("GET", f"Users/{chef.pk}")["groups"] == [{"value": str(row.pk), "display": "LIS"}]
    replaced = directory("PUT", f"Groups/{row.pk}", {"schemas": [GROUP], "displayName": "Annan"})
    meta(replaced, "Group", row.pk)
    assert replaced == {"schemas": [GROUP], "id": str(row.pk), "displayName": "Annan"}
    assert raw(directory, "DELETE", f"Groups/{row.pk}").status_code == 204
    assert directory("GET", "Groups")["totalResults"] == 0


def test_a_person_is_replaced_by_all_that_is_sent(directory: Directory) -> None:
    made = directory("POST", "Users", entra())
    sent = {"schemas": [USER], "userName": "eva.lind", "displayName": "Eva Ek"}
    replaced = directory("PUT", f"Users/{made['id']}", sent)
    meta(replaced, "User", made["id"])
    assert replaced == {
        "schemas": [USER], "id": made["id"], "userName": "eva.lind", "displayName": "Eva Ek", "active": True
    }  # fmt: skip
    refused, error = directory("PUT", f"Users/{made['id']}", sent | {"userName": "someone"}, ok=False)
    assert (refused, error["scimType"]) == (400, "mutability")


@pytest.mark.parametrize(
    ("names", "parts", "name"),
    [
        ({"displayName": "Eva L"}, {}, "Eva L"),
        ({}, {"formatted": "Eva Lind"}, "Eva Lind"),
        ({}, {"givenName": "Eva", "familyName": "Ek"}, "Eva Ek"),
        ({}, {"familyName": "Ek"}, "Ek"),
        ({}, {}, "eva.lind"),
        ({"displayName": "x" * 121}, {}, "x" * 120),
    ],
    ids=range(6),
)
def test_a_name_is_put_together_from_what_is_said(
    directory: Directory, names: dict[str, str], parts: dict[str, str], name: str
) -> None:
    directory("POST", "Users", {"schemas": [USER], "userName": "eva.lind", "name": parts, **names})
    assert User.everything.get(username="eva.lind").name == name


@pytest.mark.parametrize(
    ("emails", "address"),
    [
        ([], ""),
        ([{"value": "a@x.example"}], "a@x.example"),
        ([{"value": "a@x.example", "type": "work"}, {"value": "b@x.example", "type": "home"}], "a@x.example"),
        ([{"value": "a@x.example", "type": "home"}, {"value": "b@x.example"}], "b@x.example"),
        ([{"type": "work"}], ""),
    ],
    ids=range(5),
)
def test_the_address_at_work_is_hers_and_else_the_last(
    directory: Directory, emails: list[dict[str, str]], address: str
) -> None:
    directory("POST", "Users", {"schemas": [USER], "userName": "eva.lind", "emails": emails})
    assert User.everything.get(username="eva.lind").email == address


def names(page: dict[str, Any]) -> list[str]:
    return [one["userName"] for one in page.get("Resources", [])]


def test_a_list_goes_from_a_number_and_holds_so_many(world: World, directory: Directory) -> None:
    every = list(
        User.everything.filter(kind="person").order_by("created_at", "pk").values_list("username", flat=True)
    )
    whole = directory("GET", "Users")
    assert (names(whole), whole["schemas"], whole["startIndex"], whole["itemsPerPage"], whole["totalResults"]) == (
        every, [LIST], 1, len(every), len(every)
    )  # fmt: skip
    for query, first, shown in (
        ("startIndex=2&count=3", 2, every[1:4]),
        ("startIndex=0&count=1", 1, every[:1]),
        ("count=0", 1, []),
        (f"startIndex={len(every)}", len(every), every[-1:]),
        (f"startIndex={len(every) + 1}", len(every) + 1, []),
    ):
        page = directory("GET", f"Users?{query}")
        told = (names(page), page["startIndex"], page["itemsPerPage"], page["totalResults"])
        assert told == (shown, first, len(shown), len(every)), query


def test_no_list_holds_more_than_is_said(
    world: World, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("akropolis.people.federation.api.scim.MOST", 2)
    assert [len(names(directory("GET", f"Users?{query}"))) for query in ("", "count=9", "count=1")] == [
        2,
        2,
        1,
    ]
    assert resources.MOST == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('userName eq "owner"', ["owner"]),
        ('userName eq "OWNER@stad.example"', ["owner"]),
        ('username eq "owner@annan.example"', []),
        ('userName ne "owner@stad.example" and userName sw "o"', ["outsider"]),
        ('displayName eq "Nadja Perić"', ["owner"]),
        ("active eq false", []),
        ("not (active eq true)", []),
    ],
)
def test_a_list_is_narrowed(
    world: World, directory: Directory, settings: Any, query: str, found: list[str]
) -> None:
    settings.SIGN_IN_DOMAIN = "stad.example"
    page = directory("GET", f"Users?filter={query}")
    assert ([name.partition("@")[0] for name in names(page)], page["totalResults"]) == (found, len(found))
    asked = {"schemas": [SEARCH], "filter": query, "count": 5, "attributes": ["userName"]}
    searched = directory("POST", "Users/.search", asked)
    assert [name.partition("@")[0] for name in names(searched)] == found
    assert all(set(one) == {"schemas", "id", "userName"} for one in searched.get("Resources", []))


def test_groups_are_found_by_name_in_any_case(world: World, directory: Directory) -> None:
    for name in ("LIS-UTB", "LIS-KUL"):
        directory("POST", "Groups", {"schemas": [GROUP], "displayName": name})
    page = directory("GET", 'Groups?filter=displayName eq "lis-utb"')
    assert [one["displayName"] for one in page["Resources"]] == ["LIS-UTB"]
    assert directory("GET", "Groups?count=1&startIndex=2")["Resources"][0]["displayName"] == "LIS-KUL"


def test_only_the_attributes_that_are_asked_for_are_answered(world: World, directory: Directory) -> None:
    path = f"Users/{world.people['chef'].pk}"
    assert set(directory("GET", f"{path}?attributes=displayName, active")) == {
        "schemas",
        "id",
        "displayName",
        "active",
    }
    assert "displayName" not in directory("GET", f"{path}?excludedAttributes=displayName,active")
    assert "active" not in directory("GET", f"{path}?excludedAttributes=displayName,active")


def refused(directory: Directory, method: str, path: str, body: Any = None) -> tuple[int, str, str, str]:
    answer = raw(directory, method, path, body)
    said = json.loads(answer.content)
    assert (said["schemas"], str(said["status"])) == ([ERROR], str(answer.status_code))
    return answer.status_code, said.get("scimType", ""), said["detail"], answer["Content-Type"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind", "detail"),
    [
        ("GET", "nothing", None, 404, "", "There is nothing here."),
        ("GET", "Users/x", None, 404, "", "There is nothing here."),
        ("GET", "ServiceProviderConfig/x", None, 404, "", "There is nothing here."),
        ("GET", "Schemas/x", None, 404, "", "There is nothing here."),
        ("GET", "Me", None, 501, "", "Nobody asks for herself here."),
        ("POST", ".search", {}, 501, "", "Ask for people or for groups."),
        ("POST", "Users", "{", 400, "invalidSyntax", "The body is no JSON."),
        ("POST", "Users", "[]", 400, "invalidSyntax", "The body is no JSON object."),
        ("GET", "Schemas?filter=x", None, 403, "", "These cannot be filtered."),
        (
            "POST", "Groups", {"schemas": [GROUP], "displayName": "G", "members": [{"value": "x"}]},
            400, "invalidValue", "A member's value is the key of an account.",
        ),
    ],
)  # fmt: skip
def test_a_refusal_is_an_error_in_words(
    directory: Directory, method: str, path: str, body: Any, status: int, kind: str, detail: str, caplog: Any
) -> None:
    with caplog.at_level(logging.WARNING, "akropolis.directory"):
        assert refused(directory, method, path, body) == (status, kind, detail, "application/scim+json")
    told = [row.getMessage() for row in caplog.records if row.name == "akropolis.directory"]
    plain = path.partition("?")[0]
    assert told == ([] if status == 403 else [f"SCIM: {method} {plain} refused: {status} {kind}"])


def test_a_body_of_thousands_of_brackets_is_no_json(directory: Directory) -> None:
    assert refused(directory, "POST", "Users", "[" * 100_000)[:3] == (
        400,
        "invalidSyntax",
        "The body is no JSON.",
    )


def test_without_a_token_one_is_asked_for(world: World) -> None:
    answer = world.client(host="localhost").get("/scim/v2/Users")
    said = json.loads(answer.content)
    assert (answer.status_code, said["detail"]) == (401, "Send a token of a service account.")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "Users", "GET, POST"), ("PUT", "Groups", "GET, POST"), ("POST", "Schemas", "GET"),
     ("DELETE", "ServiceProviderConfig", "GET")],
)  # fmt: skip
def test_what_cannot_be_done_there_says_what_can(
    directory: Directory, method: str, path: str, allowed: str
) -> None:
    answer = raw(directory, method, path)
    assert (answer.status_code, answer["Allow"]) == (405, allowed)


def test_one_resource_takes_its_own_methods(world: World, directory: Directory) -> None:
    answer = raw(directory, "POST", f"Users/{world.people['chef'].pk}", {})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, PUT, PATCH, DELETE")


def test_the_service_says_what_it_can_and_which_resources_it_has(directory: Directory) -> None:
    config = directory("GET", "ServiceProviderConfig")
    can = {
        name: said["supported"]
        for name, said in config.items()
        if isinstance(said, dict) and "supported" in said
    }
    assert can == {
        "patch": True, "bulk": False, "filter": True, "changePassword": False, "sort": False, "etag": False
    }  # fmt: skip
    for path, ids in (("Schemas", [USER, GROUP]), ("ResourceTypes", ["User", "Group"])):
        page = directory("GET", path)
        assert {one.get("id") or one["name"] for one in page["Resources"]} >= set(ids)
        assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (
            len(page["Resources"]),
            1,
            len(page["Resources"]),
        )
        one = directory("GET", f"{path}/{ids[1]}")
        assert one in page["Resources"]
    assert directory("GET", "Schemas/Group")["id"] == GROUP
