"""What groups give a person and take from her, to the day, and who comes in by the city's provider."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.people.federation.models import (
    DirectoryGroup,
    GroupRule,
    Identity,
    Membership,
    RuleAppointment,
)
from akropolis.people.federation.rules.groups import Post
from akropolis.people.federation.services.appointing import (
    appoint,
    follow_directory,
    groups_in_directory,
    preview,
    rules,
)
from akropolis.people.federation.services.arriving import Arrival, arrive, find_by_identity
from akropolis.people.federation.services.claims import ClaimNames, read_arrival
from tests.federation.providers import without_passwords
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def role(code: str) -> Role:
    found: Role = Role.objects.unscoped(because="tests name roles by code").get(code=code)
    return found


def rule(world: World, group: str, code: str = "samordnare", unit: str = "utb", **values: Any) -> GroupRule:
    return create(
        SYSTEM, GroupRule, {"group": group, "role": role(code), "unit": world.units[unit], **values}
    )


def give(user: User, *groups: str) -> None:
    with writing(SYSTEM) as w:
        appoint(w, user, groups)


def held(user: User) -> list[tuple[str, str, bool, int, int | None, bool]]:
    """Role, unit, below, first and last day counted from today, and whether a rule gave it."""
    by_rule = {*RuleAppointment.everything.values_list("appointment_id", flat=True)}
    rows = (
        Appointment.everything.filter(user=user).select_related("role", "unit").order_by("created_at", "id")
    )
    return [
        (
            row.role.code,
            row.unit.code if row.unit else "",
            row.and_below,
            (row.valid_from - today()).days,
            (row.valid_to - today()).days if row.valid_to else None,
            row.pk in by_rule,
        )
        for row in rows
    ]


def moved_back(user: User, days: int) -> None:
    """As if all that she has had been given so many days ago."""
    Appointment.everything.filter(user=user).update(valid_from=today() - days * DAY)


def test_a_group_gives_what_its_rules_say_from_today_once(world: World) -> None:
    rule(world, "A", and_below=False)
    rule(world, "A", "medarbetare", "kul")
    rule(world, "B", "revisor", "stad")
    user = world.people["outsider"]
    give(user, "A", "C")
    expected = [("samordnare", "utb", False, 0, None, True), ("medarbetare", "kul", True, 0, None, True)]
    assert sorted(held(user)) == sorted(expected)
    before = Change.objects.count()
    give(user, "A")
    assert Change.objects.count() == before


def test_what_no_group_gives_any_more_ended_yesterday_or_was_never_there(world: World) -> None:
    rule(world, "A")
    rule(world, "B", unit="kul")
    user = world.people["outsider"]
    give(user, "A")
    moved_back(user, 1)
    give(user, "A", "B")
    give(user)
    assert held(user) == [("samordnare", "utb", True, -1, -1, True)]
    give(user, "A")
    assert held(user)[1:] == [("samordnare", "utb", True, 0, None, True)]


def test_what_a_person_has_given_is_neither_given_again_nor_ended(world: World) -> None:
    rule(world, "A")
    owner, before = world.people["owner"], held(world.people["owner"])
    give(owner, "A")
    give(owner)
    assert held(owner) == before


@pytest.mark.parametrize(
    ("first", "last", "given"), [(0, None, False), (-5, 0, False), (-5, -1, True), (1, None, True)]
)
def test_what_she_has_counts_on_its_days_alone(
    world: World, first: int, last: int | None, given: bool
) -> None:
    rule(world, "A")
    user = world.people["outsider"]
    values = {
        "user": user,
        "role": role("samordnare"),
        "unit": world.units["utb"],
        "valid_from": today() + first * DAY,
    }
    create(SYSTEM, Appointment, {**values, "valid_to": None if last is None else today() + last * DAY})
    give(user, "A")
    assert [each for each in held(user) if each[-1]] == (
        [("samordnare", "utb", True, 0, None, True)] if given else []
    )


@pytest.mark.parametrize(("last", "there"), [(None, True), (0, True), (-1, False)])
def test_rules_of_a_unit_count_as_long_as_it_does(world: World, last: int | None, there: bool) -> None:
    made = rule(world, "A", unit="kul")
    update(SYSTEM, world.units["kul"], {"valid_to": None if last is None else today() + last * DAY})
    assert rules(today()) == ([made] if there else [])


def test_the_last_who_keeps_the_accounts_goes_on(world: World, caplog: Any) -> None:
    rule(world, "A", "administrator", "stad")
    user = world.people["outsider"]
    give(user, "A")
    Appointment.everything.filter(user=world.people["admin"]).update(valid_to=today() - DAY)
    give(user)
    assert [each[4] for each in held(user)] == [None]
    assert [row.getMessage() for row in caplog.records] == [
        "The groups would end the last appointment that keeps the accounts. It stays."
    ]


def test_groups_that_the_directory_does_not_know_keep_what_they_gave(world: World) -> None:
    rule(world, "A")
    rule(world, "B", unit="kul")
    rule(world, "C", unit="stad")
    user, owner = world.people["outsider"], world.people["owner"]
    give(user, "A", "B")
    a = create(SYSTEM, DirectoryGroup, {"name": "A"})

    def follow(gone: str = "") -> list[str]:
        with writing(SYSTEM) as w:
            follow_directory(w, [user], gone=gone)
        return sorted(unit for _role, unit, *_days in held(user))

    assert follow() == ["kul"], "the directory knows A, and she is not in it"
    create(SYSTEM, Membership, {"group": a, "user": user})
    assert (groups_in_directory([user])[user.pk], follow()) == (frozenset({"A"}), ["kul", "utb"])
    assert groups_in_directory([owner])[owner.pk] == frozenset()
    assert follow(gone="B") == ["utb"], "it knew B until now"


def test_what_a_sign_in_would_change_is_told_to_who_keeps_the_rules(world: World) -> None:
    rule(world, "A")
    rule(world, "B", unit="kul")
    user = world.people["outsider"]
    give(user, "B")
    before = Change.objects.count()
    found, unread = preview(world.access("admin"), user, ["A"])
    assert unread == []
    assert (found.given, found.ended) == (
        (Post(role("samordnare").pk, world.units["utb"].pk, True),),
        (Post(role("samordnare").pk, world.units["kul"].pk, True),),
    )  # fmt: skip
    assert Change.objects.count() == before
    for who in ("owner", "chef", "outsider"):
        with pytest.raises(Hidden):
            preview(world.access(who), user, ["A"])


EVA: Mapping[str, Any] = {
    "issuer": "https://idp", "subject": "s1", "username": "eva.lind", "name": "Eva Lind", "email": "e@x.example",
    "groups": frozenset({"A"}),
}  # fmt: skip


def come(*, makes: bool = True, **values: Any) -> User:
    return arrive(Arrival(**{**EVA, **values}), makes_accounts=makes)


def test_who_is_new_gets_an_account_where_a_rule_names_her_group(world: World) -> None:
    rule(world, "A")
    made = come()
    assert find_by_identity("https://idp", "s1") == made
    assert (made.username, made.name, made.email) == ("eva.lind", "Eva Lind", "e@x.example")
    assert not made.has_usable_password()
    assert held(made) == [("samordnare", "utb", True, 0, None, True)]
    assert (find_by_identity("https://other", "s1"), find_by_identity("https://idp", "s2")) == (None, None)
    again = come(username="someone.else", groups=frozenset())
    assert (again, held(again)) == (made, [])


@pytest.mark.parametrize(
    ("values", "makes"),
    [({}, False), ({"groups": frozenset({"B"})}, True), ({"username": ""}, True)],
    ids=range(3),
)
def test_nobody_else_gets_one(world: World, values: Mapping[str, Any], makes: bool) -> None:
    rule(world, "A")
    before = User.everything.count()
    with pytest.raises(Refused, match="Du har inget konto"):
        come(makes=makes, **values)
    assert (User.everything.count(), Identity.everything.count()) == (before, 0)


def test_a_long_name_is_cut_and_one_without_is_called_by_her_user_name(world: World) -> None:
    rule(world, "A")
    said = {"u": "lind", "n": f" x\n{'x' * 120}", "m": "no address", "g": ["A"]}
    arrival = read_arrival("https://idp", "s1", said, ClaimNames("u", "n", "m", "g"))
    assert (arrival.name, arrival.email, arrival.claims) == ("x" * 120, "", ("u", "n", "m", "g"))
    assert arrive(arrival, makes_accounts=True).name == "x" * 120
    assert come(name="", subject="s2", username="ek").name == "ek"


def test_she_is_tied_to_her_own_account_once(world: World) -> None:
    without_passwords("owner")
    owner = come(username="owner", makes=False)
    assert (owner, Identity.everything.get().user) == (world.people["owner"], owner)
    with pytest.raises(Refused, match="Ditt användarnamn tillhör någon annan"):
        come(username="owner", subject="s2")
    assert come(username="owner", subject="s3", issuer="https://other") == owner
    assert Identity.everything.count() == 2


def test_a_closed_account_stays_closed_and_is_given_nothing(world: World) -> None:
    rule(world, "A")
    update(SYSTEM, world.people["outsider"], {"is_active": False})
    with pytest.raises(Refused, match="Ditt konto i akropoLIS är stängt"):
        come(username="outsider")
    assert (held(world.people["outsider"]), Identity.everything.count()) == ([], 0)


def test_the_groups_of_the_directory_count_with_those_of_the_sign_in(world: World) -> None:
    rule(world, "A")
    rule(world, "B", unit="kul")
    group = create(SYSTEM, DirectoryGroup, {"name": "B"})
    create(SYSTEM, Membership, {"group": group, "user": world.people["outsider"]})
    without_passwords("outsider")
    user = come(username="outsider")
    assert sorted(unit for _role, unit, *_days in held(user)) == ["kul", "utb"]


def pattern(
    group: str, code: str = "", unit: str = "", world: World | None = None, **values: Any
) -> GroupRule:
    """A rule whose group's name says what is not said here."""
    said = {"role": role(code) if code else None, "unit": world.units[unit] if world else None}
    return create(SYSTEM, GroupRule, {"group": group, **said, **values})


def test_a_pattern_gives_the_role_and_the_unit_that_a_group_is_named_by(world: World) -> None:
    pattern("LIS-{roll}-{enhet}", and_below=False)
    user = world.people["outsider"]
    give(user, "LIS-samordnare-utb", "lis-medarbetare-KUL", "LIS-chef", "LIS-chef-nowhere")
    expected = [("samordnare", "utb", False, 0, None, True), ("medarbetare", "kul", False, 0, None, True)]
    assert sorted(held(user)) == sorted(expected)
    give(user, "LIS-informationssakerhetssamordnare-utb")  # the role by its name
    assert held(user) == [("samordnare", "utb", False, 0, None, True)]


@pytest.mark.parametrize("code", ["administrator", "katalogtjanst"])
def test_no_name_of_a_group_makes_a_keeper_of_accounts_but_a_rule_that_names_the_role(
    world: World, code: str
) -> None:
    pattern("LIS-{roll}-{enhet}")
    user, group = world.people["outsider"], f"LIS-{code}-stad"
    give(user, group)
    assert (held(user), preview(world.access("admin"), user, [group])[1]) == ([], [group])
    pattern(f"LIS-{code}-{{enhet}}", code)
    give(user, group)
    assert held(user) == [(code, "stad", True, 0, None, True)]
    assert preview(world.access("admin"), user, [group])[1] == []


@pytest.mark.parametrize(
    "grant",
    [
        "organisation:person:edit", "organisation:appointment:edit", "organisation:role:edit",
        "organisation:token:edit", "organisation:unit:edit", "federation:rule:edit", "federation:directory:edit",
        "*:*:*",
    ],
)  # fmt: skip
def test_a_role_by_which_rights_are_given_away_comes_by_no_pattern(world: World, grant: str) -> None:
    pattern("LIS-{roll}-{enhet}")
    create(SYSTEM, Role, {"code": "egen", "name": "Egen", "grants": [grant]})
    create(SYSTEM, Role, {"code": "annan", "name": "Annan", "grants": ["organisation:person:read"]})
    user = world.people["outsider"]
    give(user, "LIS-egen-utb", "LIS-annan-kul")
    assert [each[:2] for each in held(user)] == [("annan", "kul")]


def test_a_name_that_two_roles_have_gives_neither(world: World) -> None:
    pattern("LIS-{roll}-{enhet}")
    for code, name in (("ett", "Läsare IT"), ("tva", "Lasare-it")):
        create(SYSTEM, Role, {"code": code, "name": name, "grants": ["organisation:person:read"]})
    user = world.people["outsider"]
    give(user, "LIS-lasare-it-utb", "LIS-tva-kul")
    assert [each[:2] for each in held(user)] == [("tva", "kul")]


def test_a_unit_that_has_ended_is_named_by_no_pattern(world: World) -> None:
    pattern("LIS-{enhet}", "samordnare")
    update(SYSTEM, world.units["kul"], {"valid_to": today() - DAY})
    user = world.people["outsider"]
    give(user, "LIS-kul", "LIS-utb")
    assert [each[:2] for each in held(user)] == [("samordnare", "utb")]


def test_an_account_comes_of_a_group_that_a_pattern_reads(world: World) -> None:
    pattern("LIS-{roll}", world=world, unit="utb")
    with pytest.raises(Refused):
        come(groups=frozenset({"LIS-kung"}))
    assert held(come(groups=frozenset({"LIS-samordnare"}))) == [("samordnare", "utb", True, 0, None, True)]


def test_what_a_pattern_gave_at_a_sign_in_stands_until_the_directory_knows_such_a_group(world: World) -> None:
    pattern("LIS-{roll}-{enhet}")
    user = world.people["outsider"]
    give(user, "LIS-samordnare-utb")

    def follow() -> list[str]:
        with writing(SYSTEM) as w:
            follow_directory(w, [user])
        return [unit for _role, unit, *_days in held(user)]

    create(SYSTEM, DirectoryGroup, {"name": "LIS-kung-utb"})
    assert follow() == ["utb"]
    create(SYSTEM, DirectoryGroup, {"name": "lis-chef-KUL"})
    assert follow() == []


def test_who_leaves_a_group_keeps_nothing_because_a_pattern_could_have_given_it(world: World) -> None:
    pattern("LIS-{roll}-{enhet}")
    rule(world, "A")
    user = world.people["outsider"]
    give(user, "A", "LIS-samordnare-kul")
    create(SYSTEM, DirectoryGroup, {"name": "A"})
    with writing(SYSTEM) as w:
        follow_directory(w, [user])
    assert [unit for _role, unit, *_days in held(user)] == ["kul"], "which the directory knows nothing of"
