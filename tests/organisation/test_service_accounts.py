"""Service accounts: what can be changed about one, by whom, and what its closing ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Stale
from akropolis.base.kernel.access.models import Token, User
from akropolis.base.kernel.history.log import events_of
from akropolis.people.organisation.services import service_accounts, tokens
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
FIELDS = ("username", "name", "title", "email", "kind", "unit_id", "responsible_id", "is_active")


def robot(world: World, name: str = "robot") -> User:
    given = {"unit": world.units["utb"], "responsible": world.people["colleague"], "title": "Hämtar"}
    return service_accounts.create(SYSTEM, {"username": name, "name": "Robot", **given})


def kept(account: User) -> dict[str, Any]:
    rows = User.everything.values(*FIELDS, "password", "must_change_password", "version")
    return dict(rows.get(pk=account.pk))


def test_what_stands_about_it_is_changed_and_nothing_else(world: World) -> None:
    account = robot(world)
    before = kept(account)
    asked = {
        "name": "Hämtaren",
        "title": "Lämnar",
        "unit": world.units["utbf"],
        "responsible": world.people["owner"],
        "username": "annan",
        "email": "robot@malarstad.se",
        "kind": "person",
        "password": "x",
        "must_change_password": True,
    }
    service_accounts.change(world.access("admin"), account, asked, because="Nytt system")
    changed = {
        "name": "Hämtaren",
        "title": "Lämnar",
        "unit_id": world.units["utbf"].pk,
        "responsible_id": world.people["owner"].pk,
    }
    assert kept(account) == before | changed | {"version": 2}
    assert events_of([account.pk])[0].because == "Nytt system"


def test_a_change_of_another_is_not_gone_over(world: World) -> None:
    account = robot(world)
    service_accounts.change(world.access("admin"), account, {"name": "Ett"}, version=1)
    with pytest.raises(Stale):
        service_accounts.change(world.access("admin"), account, {"name": "Två"}, version=1)
    assert kept(account)["name"] == "Ett"


def test_a_program_is_responsible_for_none_and_may_be_left_unnamed_in_a_change(world: World) -> None:
    account, other = robot(world), robot(world, "annan")
    for values in ({"responsible": other}, {"responsible": account}):
        with pytest.raises(Invalid) as refusal:
            service_accounts.change(world.access("admin"), account, values)
        assert list(refusal.value.errors) == ["responsible"]
    assert kept(account)["responsible_id"] == world.people["colleague"].pk


@pytest.mark.parametrize("who", ["chef", "auditor", "neighbour", "outsider"])
def test_who_does_not_keep_them_in_the_unit_changes_nothing(world: World, who: str) -> None:
    account = robot(world)
    before = kept(account)
    with pytest.raises(Hidden):
        service_accounts.change(world.access(who), account, {"name": "Annan"})
    values = {"username": "ny", "name": "Ny", "unit": world.units["utb"]}
    with pytest.raises(Hidden):
        service_accounts.create(world.access(who), values | {"responsible": world.people["colleague"]})
    assert (kept(account), User.everything.filter(username="ny").exists()) == (before, False)


def test_a_person_is_no_service_account(world: World) -> None:
    before = kept(world.people["colleague"])
    with pytest.raises(Hidden):
        service_accounts.change(SYSTEM, world.people["colleague"], {"name": "Annan"})
    assert kept(world.people["colleague"]) == before


def test_its_tokens_end_when_it_is_closed_and_by_no_other_change_and_no_other_s(world: World) -> None:
    account, other = robot(world), robot(world, "annan")
    last = timezone.localdate() + timedelta(days=9)
    for each in (account, other):
        tokens.make(SYSTEM, each, tokens.TokenRequest("Power BI", last))

    def ended() -> dict[str, bool]:
        rows = Token.everything.select_related("user")
        return {row.user.username: row.revoked_at is not None for row in rows}

    service_accounts.change(world.access("admin"), account, {"name": "Hämtaren"})
    assert ended() == {"robot": False, "annan": False}
    service_accounts.change(world.access("admin"), account, {"is_active": False})
    assert ended() == {"robot": True, "annan": False}
