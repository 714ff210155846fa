"""The city's directory keeps accounts and groups over SCIM, as others' programs speak it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started  # noqa: TID251, those of Django itself
from django.db import close_old_connections
from django.utils import timezone
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from akropolis.base.kernel.access.models import Appointment, Role, Token, User
from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create
from akropolis.people.federation.models import DirectoryGroup, GroupRule, Listed, Membership
from akropolis.people.federation.models.directory import RoleUpdate
from akropolis.people.federation.services import following
from akropolis.people.organisation.services import service_accounts, tokens
from akropolis.people.organisation.services.tokens import TokenRequest
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def secret_for(world: World, *grants: str) -> str:
    """A token of a service account with those rights in the whole city."""
    given = {"unit": world.units["stad"], "responsible": world.people["admin"]}
    account = service_accounts.create(SYSTEM, {"username": "katalog", "name": "Katalogen", **given})
    role = create(SYSTEM, Role, {"code": "katalog", "name": "Katalog", "grants": list(grants)})
    values = {"user": account, "role": role, "unit": None, "valid_from": timezone.localdate()}
    create(SYSTEM, Appointment, values)
    last = timezone.localdate() + timedelta(days=30)
    return tokens.make(SYSTEM, account, TokenRequest("Entra", last, TokenScope.WRITE))[1]


GRANTS = ("federation:directory:*", "organisation:person:*")


class Directory:
    """A program that speaks for the directory."""

    def __init__(self, world: World, *grants: str) -> None:
        self.client, self.secret = world.client(host="localhost"), secret_for(world, *(grants or GRANTS))

    def __call__(self, method: str, path: str, body: Any = None, *, ok: bool = True) -> Any:
        """The answer's body; with its status first where it may be a refusal."""
        answer = self.client.generic(
            method,
            f"/scim/v2/{path}",
            json.dumps(body) if body is not None else b"",
            content_type="application/scim+json",
            headers={"authorization": f"Bearer {self.secret}"},
        )
        found = json.loads(answer.content) if answer.content else None
        assert not ok or answer.status_code < 300, found
        return found if ok else (answer.status_code, found)

    def patch(self, path: str, *operations: dict[str, Any], ok: bool = True) -> Any:
        """Those operations on a resource."""
        return self("PATCH", path, {"schemas": [PATCH], "Operations": operations}, ok=ok)


@pytest.fixture
def directory(world: World) -> Directory:
    return Directory(world)


def entra(name: str = "eva.lind", **more: Any) -> dict[str, Any]:
    """A person as Microsoft Entra ID sends her, with much that is not kept here."""
    return {
        "schemas": [USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "externalId": f"key-{name}",
        "userName": name,
        "active": True,
        "emails": [{"primary": True, "type": "work", "value": f"{name}@stad.example"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Eva Lind", "familyName": "Lind", "givenName": "Eva"},
        "title": "Handläggare",
        "phoneNumbers": [{"type": "mobile", "value": "070-000 00 00"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "IT"},
        **more,
    }


def rule(world: World, group: str, role: str = "samordnare", unit: str = "utb") -> None:
    held = Role.objects.unscoped(because="tests name roles by code").get(code=role)
    create(SYSTEM, GroupRule, {"group": group, "role": held, "unit": world.units[unit]})


def roles(user: User) -> list[str]:
    rows = Appointment.everything.filter(user=user, valid_to=None).select_related("role", "unit")
    return sorted(f"{row.role.code} {row.unit.code if row.unit else ''}" for row in rows)


def member(user: User | dict[str, Any]) -> dict[str, str]:
    return {"value": str(user["id"] if isinstance(user, dict) else user.pk)}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The test's own connection stays open after an answer, which PostgreSQL would otherwise close."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_the_conformance_of_others_holds(world: World) -> None:
    secret = secret_for(world, *GRANTS)
    client = WSGISCIMClient(
        WSGIHandler(),
        base_url="http://localhost/scim/v2",
        headers={"Authorization": f"Bearer {secret}"},
    )
    results = check_server(client)
    failed = [
        f"{one.title}: {one.reason}" for one in results if one.status in (Status.ERROR, Status.CRITICAL)
    ]
    # An account is open or closed, always: what is taken away is set anew.
    assert failed == ["check_remove_attribute: PATCH modify() did not remove attribute 'active'"]
    assert len([one for one in results if one.status == Status.SUCCESS]) >= 60


def test_what_is_not_kept_here_is_left_aside(directory: Directory) -> None:
    made = directory("POST", "Users", entra())
    user = User.everything.get(username="eva.lind")
    assert (user.name, user.email, user.is_active, user.has_usable_password()) == (
        "Eva Lind",
        "eva.lind@stad.example",
        True,
        False,
    )
    kept = {name: made[name] for name in made if name not in ("schemas", "meta")}
    assert kept == {
        "id": str(user.pk),
        "externalId": "key-eva.lind",
        "userName": "eva.lind",
        "displayName": "Eva Lind",
        "emails": [{"value": "eva.lind@stad.example", "type": "work"}],
        "active": True,
    }


def test_an_account_without_groups_names_none(world: World, directory: Directory) -> None:
    eva = directory("POST", "Users", entra())
    listed = directory("GET", 'Users?filter=userName eq "eva.lind"')["Resources"]
    assert ["groups" in one for one in (directory("GET", f"Users/{eva['id']}"), *listed)] == [False, False]


def test_a_group_gives_and_takes_as_the_directory_changes(world: World, directory: Directory) -> None:
    rule(world, "LIS-UTB")
    rule(world, "LIS-KUL", unit="kul")
    eva = directory("POST", "Users", entra())
    user = User.everything.get(pk=eva["id"])
    by_hand = {"user": user, "role": Role.everything.get(code="medarbetare"), "unit": world.units["utb"]}
    create(SYSTEM, Appointment, {**by_hand, "valid_from": timezone.localdate()})
    group = directory(
        "POST", "Groups", {"schemas": [GROUP], "displayName": "LIS-UTB", "members": [member(eva)]}
    )
    assert roles(user) == ["medarbetare utb", "samordnare utb"]
    assert directory("GET", f"Users/{eva['id']}")["groups"] == [{"value": group["id"], "display": "LIS-UTB"}]
    directory.patch(f"Groups/{group['id']}", {"op": "Replace", "path": "displayName", "value": "LIS-KUL"})
    assert roles(user) == ["medarbetare utb", "samordnare kul"]
    directory.patch(f"Groups/{group['id']}", {"op": "remove", "path": f'members[value eq "{eva["id"]}"]'})
    assert roles(user) == ["medarbetare utb"]
    directory.patch(f"Groups/{group['id']}", {"op": "Add", "path": "members", "value": [member(eva)]})
    directory("DELETE", f"Groups/{group['id']}")
    assert (roles(user), DirectoryGroup.everything.count()) == (["medarbetare utb"], 0)


def test_who_leaves_is_shut_out_and_what_she_did_stands(world: World, directory: Directory) -> None:
    rule(world, "LIS-UTB")
    owner = world.people["owner"]
    secret = tokens.make(SYSTEM, world.people["ciso"], TokenRequest("x", timezone.localdate()))[1]
    ciso = world.people["ciso"]
    group = directory(
        "POST", "Groups", {"schemas": [GROUP], "displayName": "LIS-UTB", "members": [member(ciso)]}
    )
    browser = world.client("ciso")
    assert browser.get("/konto/").status_code == 200
    found = directory("GET", 'Users?filter=userName eq "ciso"')
    assert [one["id"] for one in found["Resources"]] == [str(ciso.pk)]
    directory("DELETE", f"Users/{ciso.pk}")
    ciso.refresh_from_db()
    assert (ciso.is_active, browser.get("/konto/").status_code) == (False, 302)
    assert Token.everything.get(user=ciso).revoked_at is not None
    assert secret
    assert "samordnare utb" not in roles(ciso)
    assert directory("GET", f"Groups/{group['id']}").get("members") is None
    assert directory("GET", f"Users/{ciso.pk}", ok=False)[0] == 404
    assert directory("GET", 'Users?filter=userName eq "ciso"')["totalResults"] == 0
    status, error = directory("POST", "Users", entra("ciso"), ok=False)
    assert (status, error["scimType"]) == (409, "uniqueness")
    owner.refresh_from_db()
    assert owner.is_active


def test_she_is_closed_and_opened_by_what_entra_sends(world: World, directory: Directory) -> None:
    eva = directory("POST", "Users", entra())
    directory.patch(f"Users/{eva['id']}", {"op": "Replace", "path": "active", "value": "False"})
    assert not User.everything.get(pk=eva["id"]).is_active
    assert directory("GET", f"Users/{eva['id']}")["active"] is False
    directory.patch(
        f"Users/{eva['id']}",
        {"op": "Replace", "path": "active", "value": "True"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "eva.ek@stad.example"},
        {"op": "Replace", "path": "displayName", "value": "Eva Ek"},
        {"op": "Add", "path": "name.familyName", "value": "Ek"},
    )
    user = User.everything.get(pk=eva["id"])
    assert (user.is_active, user.email, user.name) == (True, "eva.ek@stad.example", "Eva Ek")


@pytest.mark.parametrize(
    ("operations", "status", "kind"),
    [
        ([{"op": "replace", "path": "userName", "value": "someone.else"}], 400, "mutability"),
        (
            [{"op": "replace", "path": "active", "value": False}],
            400,
            "mutability",
        ),  # the last who keeps accounts
        ([{"op": "replace", "path": "displayName", "value": "x"}, {"op": "frob"}], 400, "invalidValue"),
        ([{"op": "replace", "path": "groups", "value": []}], 400, "mutability"),
        ([{"op": "remove"}], 400, "noTarget"),
        (
            [{"op": "replace", "path": 'emails[type eq "work"].value', "value": "x"}],  # she has none
            400,
            "noTarget",
        ),
    ],
)
def test_a_refusal_changes_nothing(
    world: World, directory: Directory, operations: list[dict[str, Any]], status: int, kind: str
) -> None:
    admin = world.people["admin"]
    before = User.everything.filter(pk=admin.pk).values().get()
    refused, error = directory.patch(f"Users/{admin.pk}", *operations, ok=False)
    assert (refused, error["scimType"]) == (status, kind)
    assert User.everything.filter(pk=admin.pk).values().get() == before
    assert not Listed.everything.exists()


def test_the_last_who_keeps_the_accounts_keeps_them(world: World, directory: Directory) -> None:
    assert directory("DELETE", f"Users/{world.people['admin'].pk}", ok=False)[0] == 400
    rule(world, "LIS-ADMIN", "administrator", "stad")
    eva = directory("POST", "Users", entra())
    user = User.everything.get(pk=eva["id"])
    group = directory(
        "POST", "Groups", {"schemas": [GROUP], "displayName": "LIS-ADMIN", "members": [member(eva)]}
    )
    directory("DELETE", f"Users/{world.people['admin'].pk}")  # now there is another
    directory.patch(f"Groups/{group['id']}", {"op": "remove", "path": "members"})
    assert (roles(user), Membership.everything.count()) == (["administrator stad"], 0)


def test_groups_that_the_directory_does_not_know_change_nothing(world: World, directory: Directory) -> None:
    rule(world, "LIS-UTB")
    rule(world, "OIDC-KUL", unit="kul")
    eva = directory("POST", "Users", entra())
    user = User.everything.get(pk=eva["id"])
    known = directory(
        "POST", "Groups", {"schemas": [GROUP], "displayName": "OIDC-KUL", "members": [member(eva)]}
    )
    assert roles(user) == ["samordnare kul"]
    DirectoryGroup.everything.filter(pk=known["id"]).update(name="nobody's")  # as if a sign-in had given it
    directory("POST", "Groups", {"schemas": [GROUP], "displayName": "LIS-UTB", "members": [member(eva)]})
    assert roles(user) == ["samordnare kul", "samordnare utb"]


@pytest.mark.parametrize(
    "grants", [("organisation:person:*",), ("federation:directory:read", "organisation:*:*")]
)
def test_without_the_right_there_is_nothing(world: World, grants: tuple[str, ...]) -> None:
    directory, before = Directory(world, *grants), User.everything.count()
    for method, path in (("GET", "Users"), ("POST", "Users"), ("GET", "Schemas"), ("GET", "nothing")):
        assert directory(method, path, entra(), ok=False)[0] == 404
    assert User.everything.count() == before


def test_a_persons_token_is_none(world: World, directory: Directory) -> None:
    before = Change.objects.count()
    last = timezone.localdate() + timedelta(days=30)
    directory.secret = tokens.make(
        world.access("admin"), world.people["admin"], TokenRequest("A", last, TokenScope.WRITE)
    )[1]
    made = Change.objects.count()
    status, found = directory("POST", "Users", entra(), ok=False)
    assert (status, found["detail"]) == (401, "Send a token of a service account.")
    assert (made, Change.objects.count()) == (before + 1, made)


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer akro_wrong"}, {"authorization": "Basic x"}])
def test_without_a_token_nobody_is_known(world: World, header: dict[str, str]) -> None:
    for browser in (world.client(host="localhost"), world.client("admin", host="localhost")):
        answer = browser.get("/scim/v2/Users", headers=header)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert answer["Content-Type"] == "application/scim+json"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "Users", [], 400),
        ("POST", "Users", {"schemas": [USER]}, 400),
        ("POST", "Users", entra("anna#ext#"), 400),
        ("POST", "Users", entra("anna@annan.example"), 400),
        ("POST", "Groups", {"schemas": [GROUP], "displayName": "G", "members": [{"value": "x"}]}, 400),
        ("POST", "Groups", {"schemas": [GROUP], "displayName": "G" * 201}, 400),
        ("POST", "Groups", {"schemas": [GROUP], "displayName": "G\0"}, 400),
        ("GET", "Users?filter=userName zz", None, 400),
        ("GET", "Users/not-a-key", None, 404),
        ("GET", "Me", None, 501),
        ("DELETE", "Users", None, 405),
    ],
)
def test_bad_input_is_refused_in_words(
    directory: Directory, method: str, path: str, body: Any, status: int
) -> None:
    before = (User.everything.count(), DirectoryGroup.everything.count())
    refused, error = directory(method, path, body, ok=False)
    assert refused == status
    assert status == 405 or error["detail"]
    assert (User.everything.count(), DirectoryGroup.everything.count()) == before


def test_a_name_that_nothing_can_have_finds_nothing(directory: Directory) -> None:
    for place in ('Users?filter=userName eq "a\\u0000"', 'Groups?filter=displayName eq "a\\u0000"'):
        assert directory("GET", place)["totalResults"] == 0


def test_pages_and_filters(world: World, directory: Directory) -> None:
    total = directory("GET", "Users?count=0")["totalResults"]
    pages = [directory("GET", f"Users?startIndex={first}&count=3") for first in range(1, total + 1, 3)]
    keys = [one["id"] for page in pages for one in page["Resources"]]
    assert len(set(keys)) == len(keys) == total == User.everything.filter(kind="person").count()
    found = directory("GET", 'Users?filter=displayName sw "Nadja" and active eq true&attributes=displayName')
    assert [(one["displayName"], "userName" in one) for one in found["Resources"]] == [("Nadja Perić", False)]


def test_the_emergency_account_is_not_the_directorys(
    world: World, directory: Directory, settings: Any
) -> None:
    path, everybody = f"Users/{world.people['chef'].pk}", directory("GET", "Users?count=0")["totalResults"]
    assert directory("GET", path)["userName"] == "chef"
    settings.BREAK_GLASS = "chef"
    assert [directory(method, path, ok=False)[0] for method in ("GET", "DELETE")] == [404, 404]
    assert directory("GET", "Users?count=0")["totalResults"] == everybody - 1
    assert directory("POST", "Users", entra("chef"), ok=False)[0] == 409
    world.people["chef"].refresh_from_db()
    assert world.people["chef"].is_active


def inside(directory: Directory, group: dict[str, Any]) -> set[str]:
    return {one["value"] for one in directory("GET", f"Groups/{group['id']}").get("members", [])}


@pytest.mark.parametrize(
    "removal",
    [
        lambda key: {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": key.upper()}]},
        lambda key: {"OP": "remove", "path": "Members", "value": {"value": key}},
        lambda key: {"op": "remove", "path": f'members[value eq "{key}"]'},
        lambda key: {"op": "remove", "path": f'members[value eq "{key}" and value pr]'},  # by the library
    ],
    ids=["Entra", "one", "filter", "another filter"],
)
def test_one_is_taken_out_of_a_group_and_the_others_stay(
    world: World, directory: Directory, removal: Any
) -> None:
    keys = [str(world.people[who].pk) for who in ("chef", "ciso", "owner")]
    members = [{"value": key} for key in keys]
    group = directory("POST", "Groups", {"schemas": [GROUP], "displayName": "G", "members": members})
    add = {"op": "add", "path": "members", "value": [member(world.people["auditor"])]}
    directory.patch(f"Groups/{group['id']}", removal(keys[0]), add)
    left = {*keys[1:], str(world.people["auditor"].pk)}
    assert inside(directory, group) == left
    directory.patch(f"Groups/{group['id']}", removal(keys[0]))  # once more is no fault
    assert inside(directory, group) == left
    directory.patch(
        f"Groups/{group['id']}", removal(keys[1]), {"op": "add", "path": "members", "value": members}
    )
    assert inside(directory, group) == {*keys, *left}, "in the order in which it was said"


def test_a_removal_that_names_nobody_is_refused(world: World, directory: Directory) -> None:
    chef = world.people["chef"]
    group = directory("POST", "Groups", {"schemas": [GROUP], "displayName": "G", "members": [member(chef)]})
    for value in ([], [{"display": "Chef"}], "chef"):
        operation = {"op": "remove", "path": "members", "value": value}
        assert directory.patch(f"Groups/{group['id']}", operation, ok=False)[0] == 400
    assert inside(directory, group) == {str(chef.pk)}
    operation = {"op": "remove", "path": "members", "value": [member(chef)]}
    assert directory.patch(f"Users/{chef.pk}", operation, ok=False)[0] == 400


def bodies(number: int, chef: User) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Requests with so many operations, or members: of a new group, of the group `{}`, in one operation and spread."""
    name = {"op": "replace", "path": "displayName", "value": "H"}
    listed = [member(chef)] * number
    two = [{"op": "add", "path": "members", "value": part} for part in (listed[1:], listed[:1])]
    return {
        "operations": ("PATCH", "Groups/{}", {"schemas": [PATCH], "operations": [name] * number}),
        "new": ("POST", "Groups", {"schemas": [GROUP], "displayName": "N", "members": listed}),
        "whole": ("PUT", "Groups/{}", {"schemas": [GROUP], "displayName": "H", "members": listed}),
        "spread": ("PATCH", "Groups/{}", {"schemas": [PATCH], "Operations": [name, *two]}),
    }


@pytest.mark.parametrize(
    ("kind", "most"), [("operations", 100), ("new", 10_000), ("whole", 10_000), ("spread", 10_000)]
)
def test_a_request_is_bounded(world: World, directory: Directory, kind: str, most: int) -> None:
    group = directory("POST", "Groups", {"schemas": [GROUP], "displayName": "G"})
    before = [*DirectoryGroup.everything.values()]
    method, path, body = bodies(most + 1, world.people["chef"])[kind]
    status, error = directory(method, path.format(group["id"]), body, ok=False)
    assert (status, error["status"]) == (413, "413")
    assert error["detail"] == "Send at most 100 operations and 10000 members at a time, and the rest after."
    assert ([*DirectoryGroup.everything.values()], Membership.everything.count()) == (before, 0)
    method, path, body = bodies(most - 3, world.people["chef"])[kind]
    directory(method, path.format(group["id"]), body)


def test_many_have_begun_to_follow_when_the_answer_comes(
    world: World, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH", 1)
    rule(world, "G", unit="hamn")
    members = [member(world.people[who]) for who in ("chef", "ciso", "auditor")]
    directory("POST", "Groups", {"schemas": [GROUP], "displayName": "G", "members": members})
    assert "samordnare hamn" in roles(world.people["chef"])
    assert RoleUpdate.objects.count() == 0
