"""What groups give and end, as values."""

from typing import Any

import pytest

from akropolis.federation.rules.groups import Change, Post, Rule, change, groups_of, has_overage, own_name

A, B, C = (Post(role, None, True) for role in (1, 2, 3))  # type: ignore[arg-type] # any keys do
RULES = (Rule("a", A), Rule("b", B), Rule("b", A))


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
    assert change(RULES, groups, by_rules, held) == Change(given, ended)


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
