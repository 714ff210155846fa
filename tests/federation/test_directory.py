"""What the directory may say of people and groups, and what of it is carried out, without the way it is sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, writing
from akropolis.people.federation.models import DirectoryGroup, Listed, Membership
from akropolis.people.federation.services import directory
from akropolis.people.federation.services.directory import DirectoryPerson, Grouping, NameTaken
from akropolis.people.organisation.services import service_accounts
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
EVA = DirectoryPerson(
    "eva.lind@stad.example", "Eva Lind", "eva.lind@stad.example", active=True, external_id="key-1"
)
GROUP = Grouping("LIS", "key-2", frozenset())


def keeper(world: World, *grants: str) -> Access:
    """Somebody with those rights in the whole city."""
    values = {"code": "katalog", "name": "Katalog", "purpose": "Prov", "grants": list(grants)}
    role = create(SYSTEM, Role, values)
    with writing(SYSTEM) as w:
        world.add(w, "katalog", "Katalogen", role.code, "stad")
    return world.access("katalog")


@pytest.fixture
def access(world: World, settings: Any) -> Access:
    settings.SIGN_IN_DOMAIN = "stad.example"
    return keeper(world, "federation:directory:*", "organisation:person:*")


def listed(user: User) -> list[tuple[str, str]]:
    return [*Listed.everything.filter(user=user).values_list("user_name", "external_id")]


def inside(row: DirectoryGroup) -> set[str]:
    return {*Membership.everything.filter(group=row).values_list("user__username", flat=True)}


def group_of(access: Access, *who: User, name: str = "LIS") -> DirectoryGroup:
    return directory.add_group(access, Grouping(name, "", frozenset(user.pk for user in who)))


VERBS: dict[str, Callable[[Access, User, DirectoryGroup], object]] = {
    "people": lambda access, user, group: directory.people(access),
    "add": lambda access, user, group: directory.add(access, EVA),
    "alter": lambda access, user, group: directory.update_person(access, user, EVA),
    "leave": lambda access, user, group: directory.close_account(access, user),
    "groups": lambda access, user, group: directory.groups(access),
    "add_group": lambda access, user, group: directory.add_group(access, GROUP),
    "alter_group": lambda access, user, group: directory.alter_group(access, group, GROUP),
    "remove_group": lambda access, user, group: directory.remove_group(access, group),
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_keeps_people_but_no_directory_speaks_for_none(world: World, verb: str) -> None:
    """Nor where there would be nothing to write of the directory itself."""
    group = create(SYSTEM, DirectoryGroup, {"name": GROUP.name, "external_id": GROUP.external_id})
    access, user = keeper(world, "organisation:person:*", "federation:directory:read"), world.people["chef"]
    before = Change.objects.count()
    with pytest.raises(Hidden):
        VERBS[verb](access, user, group)
    user.refresh_from_db()
    assert (user.is_active, Change.objects.count()) == (True, before)


def test_a_person_is_made_as_she_is_said_to_be(access: Access) -> None:
    made = directory.add(access, EVA)
    assert (made.username, made.name, made.email, made.is_active, made.kind, made.has_usable_password()) == (
        "eva.lind", "Eva Lind", "eva.lind@stad.example", True, "person", False
    )  # fmt: skip
    assert listed(made) == [("eva.lind@stad.example", "key-1")]
    nameless = directory.add(access, DirectoryPerson("ek", "", "", active=False, external_id=""))
    assert (nameless.name, nameless.email, nameless.is_active, listed(nameless)) == (
        "ek", "", False, [("ek", "")]
    )  # fmt: skip
    assert directory.people(access).filter(pk=nameless.pk).exists(), "the directory's own stay, closed too"


@pytest.mark.parametrize("name", ["eva.lind@annan.example", "", "eva lind", "@stad.example"])
def test_a_name_that_nobody_here_can_have_is_refused(access: Access, name: str) -> None:
    before = User.everything.count()
    with pytest.raises(Invalid) as refusal:
        directory.add(access, DirectoryPerson(name, "Eva", "", active=True, external_id=""))
    assert (list(refusal.value.errors), User.everything.count()) == (["userName"], before)


def test_a_name_in_use_is_taken_whoever_has_it(world: World, access: Access) -> None:
    User.everything.filter(username="chef").update(is_active=False)
    for name in ("chef", "CHEF@STAD.example", "owner"):
        with pytest.raises(NameTaken):
            directory.add(access, DirectoryPerson(name, "Ny", "", active=True, external_id=""))
    assert Listed.everything.count() == 0


def test_only_what_is_said_anew_is_written(world: World, access: Access) -> None:
    made = directory.add(access, EVA)
    before = Change.objects.count()
    assert directory.update_person(access, made, EVA) == made
    assert Change.objects.count() == before
    said = DirectoryPerson("Eva.Lind@stad.example", "", "ek@stad.example", active=True, external_id="key-9")
    directory.update_person(access, made, said)
    made.refresh_from_db()
    assert (made.username, made.name, made.email, made.is_active, listed(made)) == (
        "eva.lind", "eva.lind", "ek@stad.example", True, [("Eva.Lind@stad.example", "key-9")]
    )  # fmt: skip
    chef = world.people["chef"]
    directory.update_person(
        access, chef, DirectoryPerson("chef", chef.name, chef.email, active=True, external_id="")
    )
    assert listed(chef) == [("chef", "")]


def test_who_leaves_takes_only_her_own_with_her(world: World, access: Access) -> None:
    eva, ek = (
        directory.add(access, DirectoryPerson(name, name, "", active=True, external_id=""))
        for name in ("a", "b")
    )
    group = group_of(access, eva, ek, world.people["chef"])
    directory.close_account(access, eva)
    eva.refresh_from_db()
    assert (eva.is_active, listed(eva), inside(group), listed(ek)) == (False, [], {"b", "chef"}, [("b", "")])
    directory.close_account(access, world.people["chef"])  # whom the directory has not listed
    User.everything.filter(pk=ek.pk).update(is_active=False)
    ek.refresh_from_db()
    directory.close_account(access, ek)  # whose account is closed already
    assert (inside(group), listed(ek)) == (set(), [])


def test_a_group_is_renamed_only_to_a_name_that_is_free(access: Access) -> None:
    row, other = group_of(access, name="A"), group_of(access, name="B")
    for said in (Grouping("B", "", frozenset()), Grouping("B", "x", frozenset())):
        with pytest.raises(NameTaken):
            directory.alter_group(access, row, said)
    with pytest.raises(NameTaken):
        group_of(access, name="B")
    directory.alter_group(access, row, Grouping("A", "key", frozenset()))
    assert [*DirectoryGroup.everything.values_list("name", "external_id")] == [("A", "key"), ("B", "")]
    assert directory.groups(access).one(pk=other.pk) == other


def test_who_is_in_a_group_is_who_is_said_to_be(world: World, access: Access) -> None:
    chef, ciso, owner = (world.people[who] for who in ("chef", "ciso", "owner"))
    row, beside = group_of(access, chef, ciso), group_of(access, chef, name="Annan")
    before = Change.objects.count()
    directory.alter_group(access, row, Grouping("LIS", "", frozenset({chef.pk, ciso.pk})))
    assert Change.objects.count() == before
    directory.alter_group(access, row, Grouping("LIS", "", frozenset({owner.pk, ciso.pk})))
    assert (inside(row), inside(beside)) == ({"owner", "ciso"}, {"chef"})
    assert [(one.group.name, one.user_id) for one in directory.memberships_of([chef])] == [("Annan", chef.pk)]
    assert {one.user.username for one in directory.members([row])} == {"owner", "ciso"}
    directory.remove_group(access, row)
    assert [*DirectoryGroup.everything.all()] == [beside]


def test_nobody_unknown_is_put_in_a_group(world: World, access: Access, settings: Any) -> None:
    """The first of the keys is named; one who is in it already stays, whatever has become of the account."""
    settings.BREAK_GLASS = "admin"
    chef, admin = world.people["chef"], world.people["admin"]
    row = group_of(access, chef)
    User.everything.filter(pk=chef.pk).update(is_active=False)
    directory.alter_group(access, row, Grouping("LIS", "", frozenset({chef.pk})))
    first, last = sorted((uuid4(), uuid4()), key=str)
    for keys, named in (({first, last}, first), ({admin.pk}, admin.pk), ({chef.pk, last}, last)):
        with pytest.raises(Invalid) as refusal:
            directory.alter_group(access, row, Grouping("LIS", "", frozenset[UUID](keys)))
        assert refusal.value.errors == {"members": [f"Det finns ingen med nyckeln {named}."]}
    assert inside(row) == {"chef"}


def test_of_a_closed_account_that_is_not_the_directorys_nothing_is_said(world: World, access: Access) -> None:
    chef = world.people["chef"]
    User.everything.filter(pk=chef.pk).update(is_active=False)
    with pytest.raises(Hidden):
        directory.people(access).one(pk=chef.pk)
    create(SYSTEM, Listed, {"user": chef, "user_name": "chef"})
    assert directory.people(access).one(pk=chef.pk) == chef
    assert directory.directory_entries([world.people["ciso"], chef]).keys() == {chef.pk}


def test_a_program_is_nobody_of_the_directory(world: World, access: Access) -> None:
    given = {"unit": world.units["stad"], "responsible": world.people["admin"]}
    robot = service_accounts.create(SYSTEM, {"username": "robot", "name": "Robot", **given})
    assert {*directory.people(access).values_list("username", flat=True)} == {*world.people}
    with pytest.raises(Hidden):
        directory.people(access).one(pk=robot.pk)
