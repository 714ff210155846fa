"""Which account an arrival opens, what it must prove, and what stands when the provider says no groups."""

import logging
from datetime import date
from typing import Any

import pytest
from django.test import override_settings

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update
from akropolis.people.federation.models import (
    GroupRule,
    Identity,
    Listed,
    MissingGroups,
    RuleAppointment,
    TiePermission,
)
from akropolis.people.federation.services.arrivals import mark_done, missing_groups, permit_ties, try_arrival
from akropolis.people.federation.services.arriving import Arrival, NotLetIn, PasswordNeeded, arrive
from akropolis.people.federation.services.claims import ClaimNames, read_arrival
from akropolis.people.second_factors.models import Factor, FactorKind
from tests.federation.providers import without_passwords
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
NAMES = ClaimNames("preferred_username", "name", "email", "groups")


def come(username: str = "owner", *, proved: bool = False, makes: bool = False, **claims: Any) -> User:
    return arrive(arrival(username, **claims), makes_accounts=makes, proved=proved)


def arrival(username: str = "owner", **claims: Any) -> Arrival:
    said = {"preferred_username": username, **claims}
    return read_arrival("https://idp", f"s-{username}", said, NAMES)


def rule(world: World, group: str, unit: str = "utb") -> GroupRule:
    role = Role.everything.get(code="samordnare")
    return create(SYSTEM, GroupRule, {"group": group, "role": role, "unit": world.units[unit]})


def units(user: User) -> list[str]:
    """Where the rules have given her a role that she holds."""
    marks = RuleAppointment.everything.filter(appointment__user=user, appointment__valid_to=None)
    return sorted(marks.values_list("appointment__unit__code", flat=True))


@pytest.mark.parametrize("secret", ["a password", "a factor"])
def test_an_account_with_a_secret_here_is_not_tied_until_it_is_proved(world: World, secret: str) -> None:
    owner, before = world.people["owner"], Change.objects.count()
    if secret == "a factor":
        without_passwords("owner")
        Factor.everything.create(
            user=owner,
            kind=FactorKind.PASSKEY,
            name="p",
            created_at=owner.created_at,
            updated_at=owner.created_at,
        )
    with pytest.raises(PasswordNeeded, match="Du har redan ett konto här"):
        come()
    assert (Identity.everything.count(), Change.objects.count()) == (0, before)
    assert come(proved=True) == owner
    assert come() == owner, "a tie that stands is not asked for again"


def test_who_keeps_the_accounts_says_which_may_be_tied_and_it_is_used_once(world: World) -> None:
    admin = world.access("admin")
    assert permit_ties(admin, ["Owner ", "chef", ""]) == 2
    assert permit_ties(admin, ["owner"]) == 0, "it is said already"
    assert come() == world.people["owner"]
    assert [row.user.username for row in TiePermission.everything.select_related("user")] == ["chef"]
    before = Change.objects.count()
    with pytest.raises(Invalid, match="nobody, one"):
        permit_ties(admin, ["neighbour", "one", "nobody"])
    for who in ("owner", "chef", "auditor"):
        with pytest.raises(Hidden):
            permit_ties(world.access(who), ["neighbour"])
    with override_settings(BREAK_GLASS="neighbour"), pytest.raises(Invalid):
        permit_ties(admin, ["neighbour"])
    assert Change.objects.count() == before


@override_settings(BREAK_GLASS="owner")
def test_the_emergency_account_is_never_tied(world: World) -> None:
    create(SYSTEM, TiePermission, {"user": world.people["owner"]})
    without_passwords("owner")
    for proved in (False, True):
        with pytest.raises(NotLetIn) as refused:
            come(proved=proved)
        assert (refused.type, refused.value.reason) == (NotLetIn, "the emergency account is never tied")
    assert Identity.everything.count() == 0


REASONS: dict[str, tuple[dict[str, Any], bool, str]] = {
    "none": ({"username": ""}, True, "no user name claim 'preferred_username'"),
    "guest": ({"username": "x@annan.se"}, True, "user name of another domain than AKROPOLIS_SIGN_IN_DOMAIN"),
    "odd": ({"username": "åsa@stad.example"}, True, "a user name that no account here can have"),
    "not made": (
        {"groups": ["A"]},
        False,
        "no account with the user name, and none is made (AKROPOLIS_SIGN_IN_CREATE)",
    ),
    "unsaid": ({}, True, "no group claim 'groups'"),
    "overage": (
        {"_claim_names": {"groups": "s"}},
        True,
        "more groups than the provider can send in 'groups' (limit them to those assigned to the application)",
    ),
    "no rule": ({"groups": ["B", "C", "D"]}, True, "no rule names any of 3 groups"),
}


@pytest.mark.parametrize("case", REASONS)
def test_each_refusal_has_its_reason(world: World, case: str) -> None:
    claims, makes, reason = REASONS[case]
    rule(world, "A")
    before = Change.objects.count()
    with override_settings(SIGN_IN_DOMAIN="stad.example"), pytest.raises(NotLetIn) as refused:
        come(**{"username": "ny.person", **claims}, makes=makes)
    assert (refused.value.reason, Change.objects.count()) == (reason, before)


def test_groups_that_were_not_said_end_nothing_and_give_nothing(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    without_passwords("outsider")
    for group, unit in (("A", "utb"), ("B", "kul"), ("B", "hamn")):
        rule(world, group, unit)
    person = come("outsider", groups=["A"])
    create(SYSTEM, Appointment, {
        "user": person, "role": Role.everything.get(code="samordnare"), "unit": world.units["kul"],
        "valid_from": date(2020, 1, 1), "and_below": True,
    })  # fmt: skip
    assert (units(person), MissingGroups.everything.count()) == (["utb"], 0)
    caplog.set_level(logging.INFO, "akropolis.sign_in")
    for claims, too_many, said in (
        ({}, False, "no group claim 'groups'"),
        ({"_claim_names": {"groups": "src1"}}, True, "more groups than the provider can send in 'groups'"),
        ({"groups": None}, False, "no group claim 'groups'"),
    ):
        caplog.clear()
        come("outsider", **claims)
        assert (units(person), MissingGroups.everything.get().too_many) == (["utb"], too_many)
        assert [row.levelname for row in caplog.records] == ["WARNING"]
        line = caplog.records[0].getMessage()
        assert line.startswith(f"sign-in by the city's provider: {said}")
        assert not any(word in line for word in ("outsider", "Ingen", str(person.pk)))
    come("outsider", groups=[])
    assert (units(person), MissingGroups.everything.count()) == ([], 0), (
        "an empty list says that she is in none"
    )


def test_a_role_whose_rule_is_gone_ends_though_no_groups_came(world: World) -> None:
    without_passwords("outsider")
    gone, stays = rule(world, "A"), rule(world, "A", "kul")
    person = come("outsider", groups=["A"])
    GroupRule.everything.filter(pk=gone.pk).delete()
    come("outsider")
    assert (units(person), stays.unit) == (["kul"], world.units["kul"])


def test_what_nobody_kept_rules_for_is_no_matter(world: World, caplog: pytest.LogCaptureFixture) -> None:
    without_passwords("outsider")
    caplog.set_level(logging.INFO, "akropolis.sign_in")
    come("outsider")
    assert (caplog.records, MissingGroups.everything.count()) == ([], 0)
    rule(world, "A")
    come("outsider")
    assert ([row.levelname for row in caplog.records], MissingGroups.everything.count()) == (["INFO"], 0)


def test_what_is_dealt_with_is_quiet_until_groups_have_come(world: World) -> None:
    without_passwords("outsider")
    rule(world, "A")
    admin = world.access("admin")
    come("outsider", groups=["A"])
    come("outsider")
    assert (missing_groups(admin).count(), mark_done(admin), missing_groups(admin).count()) == (1, 1, 0)
    come("outsider")
    assert missing_groups(admin).count() == 0
    come("outsider", groups=["A"])
    come("outsider")
    assert missing_groups(admin).count() == 1
    assert missing_groups(world.access("owner")).count() == 0


def test_name_and_address_follow_the_provider_where_it_says_them(world: World) -> None:
    without_passwords("owner")
    owner = come(name="Nadja Ny", email="ny@stad.example")
    assert (owner.name, owner.email) == ("Nadja Ny", "ny@stad.example")
    before = Change.objects.count()
    come(name=" Nadja Ny", email="ny@stad.example")
    come()
    come(name="", email="no address")
    owner.refresh_from_db()
    assert (owner.name, owner.email, Change.objects.count()) == ("Nadja Ny", "ny@stad.example", before)
    create(SYSTEM, Listed, {"user": owner, "user_name": "owner"})
    come(name="Någon Annan")
    owner.refresh_from_db()
    assert owner.name == "Nadja Ny", "the directory keeps it"


def test_a_trial_says_what_would_happen_and_changes_nothing(world: World) -> None:
    admin, one, two = world.access("admin"), rule(world, "A"), rule(world, "B", "kul")
    without_passwords("outsider")
    outsider = come("outsider", groups=["B"])
    before = Change.objects.count()

    def tried(username: str, **claims: Any) -> tuple[Any, ...]:
        found = try_arrival(admin, arrival(username, **claims), makes_accounts=True)
        return (
            found.user,
            found.refusal and found.refusal.reason,
            found.rules,
            found.given,
            found.ended,
            found.kept,
        )

    a, b = f"{one.role}, {one.unit}", f"{two.role}, {two.unit}"
    assert tried("outsider", groups=["A"]) == (outsider, None, [one], [a], [b], [])
    assert tried("outsider") == (outsider, None, [], [], [], [b])
    assert tried("ny.person", groups=["A"]) == (None, None, [one], [a], [], [])
    password = "the account has a password here, and is not tied yet"
    assert tried("neighbour", groups=["A"]) == (world.people["neighbour"], password, [one], [a], [], [])
    update(SYSTEM, outsider, {"is_active": False})
    assert tried("outsider")[1] == "account closed"
    with pytest.raises(Hidden):
        try_arrival(world.access("owner"), arrival(), makes_accounts=True)
    assert Change.objects.count() == before + 1, "her account was closed"
