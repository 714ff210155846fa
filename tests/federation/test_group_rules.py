"""What groups give and end, as values."""

from typing import Any

import pytest

from akropolis.people.federation.rules.groups import (
    GroupRuleMatch,
    Post,
    RoleChange,
    appointment_change,
    groups_of,
    has_overage,
    own_name,
    posts_of,
    read_pattern,
    unmatched_groups,
)

A, B, C = (Post(role, None, True) for role in (1, 2, 3))  # type: ignore[arg-type] # any keys do
RULES = (GroupRuleMatch("", {"a": A}), GroupRuleMatch("", {"b": B}), GroupRuleMatch("", {"b": A}))
ROLES = {"samordnare": 1, "chef": 2, "chef-a": 3, "cso": 4, "informationssakerhetssamordnare": 1}
UNITS = {"slk": 7, "utb": 8, "a-slk": 9}


def pattern(
    text: str, role: int | None = None, unit: int | None = None, *, below: bool = True
) -> GroupRuleMatch:
    roles: Any = ROLES if role is None else {"": role}
    units: Any = UNITS if unit is None else {"": unit}
    return read_pattern(text, roles, units, and_below=below)


@pytest.mark.parametrize(
    ("groups", "by_rules", "held", "given", "ended"),
    [
        ((), (), (), (), ()),
        (("a",), (), (), (A,), ()),
        (("b",), (), (A,), (B,), ()),  # what a person gave is not given again
        (("b", "a"), (A,), (A,), (B,), ()),
        ((), (A,), (A, B), (), (A,)),  # and not ended
        (("other",), (C,), (C,), (), (C,)),  # its rule is gone
    ],
)
def test_what_groups_give_and_end(groups: Any, by_rules: Any, held: Any, given: Any, ended: Any) -> None:
    assert appointment_change(posts_of(RULES, groups), by_rules, held) == RoleChange(given, ended)


def test_a_post_that_two_groups_give_is_given_once() -> None:
    assert posts_of(RULES, ["a", "b"]) == [A, B]
    assert appointment_change([A, B, A], (), (B,)) == RoleChange((A,), ())


@pytest.mark.parametrize(
    ("rule", "group", "given"),
    [
        (pattern("LIS-{roll}-{enhet}"), "LIS-samordnare-slk", (1, 7, True)),
        (pattern("LIS-{Roll}-{ENHET}", below=False), "lis-Samordnare-SLK", (1, 7, False)),
        (pattern("{enhet}.{roll}.lis"), "utb.chef.lis", (2, 8, True)),
        (pattern("LIS-{enhet}", 5), "LIS-slk", (5, 7, True)),  # the role is named in the rule
        (pattern("LIS-{roll}", None, 6), "LIS-cso", (4, 6, True)),
        (pattern("LIS-{roll}-{enhet}"), "LIS-Informationssakerhetssamordnare-slk", (1, 7, True)),
        (pattern("LIS-{roll}-{enhet}"), "LIS-cso-a-slk", (4, 9, True)),
        (pattern("LIS-{roll}-{enhet}"), "LIS-chef-a-slk", None),  # chef in a-slk, or chef-a in slk
        (pattern("LIS-{roll}-{enhet}"), "LIS-samordnare-hamn", None),
        (pattern("LIS-{roll}-{enhet}"), "LIS-kung-slk", None),
        (pattern("LIS-{roll}-{enhet}"), "LIS-samordnare-", None),
        (pattern("LIS-{roll}-{enhet}"), "XX-LIS-samordnare-slk", None),
        (pattern("LIS-{roll}-{enhet}"), "LIS-samordnare-slk-x", None),
        (GroupRuleMatch("", {"a": A}), "A", None),  # what is no pattern counts to the letter
    ],
)
def test_a_pattern_gives_what_the_groups_name_says(rule: GroupRuleMatch, group: str, given: Any) -> None:
    assert posts_of([rule], [group]) == ([] if given is None else [Post(*given)])


def test_what_begins_as_a_pattern_and_gives_nothing_is_told() -> None:
    rules = [pattern("LIS-{roll}-{enhet}"), GroupRuleMatch("", {"LIS-X-Y": A, "plain": B})]
    groups = ("LIS-chef-slk", "lis-kung-slk", "LI", "LIS-X-Y", "plain", "other", "LIS-chef-a-slk")
    assert unmatched_groups(rules, groups) == ["lis-kung-slk", "LIS-chef-a-slk"]
    assert unmatched_groups([pattern("{enhet}", 1), RULES[0]], ["anything"]) == []


@pytest.mark.parametrize(
    ("claim", "groups"),
    [
        (None, None),
        ("a", ("a",)),
        ("", ()),
        (["a", "b", ""], ("a", "b")),
        (["a", 1, None, ["b"]], ("a",)),
        ([], ()),
        ([""], ()),
        ({"a": 1}, None),
        ([{"name": "a"}], None),  # objects are no names, and no empty list
    ],
)
def test_only_names_are_groups(claim: object, groups: tuple[str, ...] | None) -> None:
    assert groups_of(claim) == (None if groups is None else frozenset(groups))


@pytest.mark.parametrize(
    ("claims", "too_many"),
    [
        ({}, False),
        ({"groups": []}, False),
        ({"_claim_names": {"groups": "src1"}, "_claim_sources": {}}, True),
        ({"_claim_names": {"address": "src1"}}, False),
        ({"_claim_names": "groups"}, False),
        ({"hasgroups": True}, True),
        ({"hasgroups": True, "groups": ["a"]}, False),
        ({"http://schemas.microsoft.com/claims/groups.link": ["https://graph"]}, True),
    ],
)
def test_too_many_groups_to_send_are_no_groups(claims: Any, too_many: bool) -> None:
    assert has_overage(claims, "groups") == too_many


@pytest.mark.parametrize(
    ("claim", "domain", "name"),
    [
        ("Anna.Ek", "", "anna.ek"),
        ("anna.ek@stad.se", "stad.se", "anna.ek"),
        ("anna.ek@Stad.SE", "stad.se", "anna.ek"),
        ("admin@partner.example", "stad.se", ""),  # a guest
        ("admin@stad.se", "", ""),  # nobody has said which domain is the city's
        ("admin@", "", ""),
        ("admin@stad.se@partner.example", "stad.se", ""),
        ("ad min", "", ""),  # nothing is left out to make a name
        ("admin#ext#", "", ""),
        ("\u0430dmin", "", ""),  # a Cyrillic letter
        ("", "", ""),
        ("a" * 61, "", ""),
    ],
)
def test_only_a_name_of_the_citys_own_is_somebodys(claim: str, domain: str, name: str) -> None:
    assert own_name(claim, domain) == name
