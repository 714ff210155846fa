"""Which appointments a person's groups give her, and which of those that they gave are to end."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import product
from typing import NamedTuple
from uuid import UUID

from akropolis.base.lib.usernames import USERNAME

GROUPS_LINK = "http://schemas.microsoft.com/claims/groups.link"
ROLE, UNIT = "{roll}", "{enhet}"
"""Where a rule's group has them it is a pattern: the group's own name says which role and which unit it gives."""


class Post(NamedTuple):
    """A role in a unit, with those below or without; in no unit it is of the whole installation."""

    role: UUID
    unit: UUID | None
    and_below: bool


class GroupRuleMatch(NamedTuple):
    """What a rule gives by the groups' names, which count to the letter, or in any case where it is a `pattern`."""

    pattern: str
    posts: Mapping[str, Post]

    def post(self, group: str) -> Post | None:
        """What being in the group gives by this rule."""
        return self.posts.get(group.lower() if self.pattern else group)


def read_pattern(
    pattern: str, roles: Mapping[str, UUID], units: Mapping[str, UUID], *, and_below: bool
) -> GroupRuleMatch:
    """A rule for all of the roles and units, which are named by these words. A name that says two things says none."""
    pattern, found, twice = pattern.lower(), dict[str, Post](), set[str]()
    for (word, role), (code, unit) in product(roles.items(), units.items()):
        name, post = pattern.replace(ROLE, word).replace(UNIT, code), Post(role, unit, and_below)
        if found.setdefault(name, post) != post:
            twice.add(name)
    return GroupRuleMatch(pattern, {name: post for name, post in found.items() if name not in twice})


def posts_of(rules: Iterable[GroupRuleMatch], groups: Iterable[str]) -> list[Post]:
    """What being in those groups gives, each post once."""
    pairs = product(groups, rules)
    return list(dict.fromkeys(post for group, rule in pairs if (post := rule.post(group))))


def posts_named(rules: Iterable[GroupRuleMatch]) -> set[Post]:
    """Everything that some group gives by the rules."""
    return {post for rule in rules for post in rule.posts.values()}


def unmatched_groups(rules: Collection[GroupRuleMatch], groups: Iterable[str]) -> list[str]:
    """The groups whose names begin as a pattern does and that give nothing: no such role or unit, or one too many."""
    heads = tuple(filter(None, (rule.pattern.partition("{")[0] for rule in rules)))
    return [group for group in groups if group.lower().startswith(heads) and not posts_of(rules, [group])]


class RoleChange(NamedTuple):
    """What is to be given, and what is to end."""

    given: tuple[Post, ...]
    ended: tuple[Post, ...]


def appointment_change(
    wanted: Collection[Post], by_rules: Collection[Post], held: Collection[Post]
) -> RoleChange:
    """What gives a person `wanted`. `by_rules` are the posts that rules gave her, `held` all that she has, those too.

    What a person has given her is neither given again nor ended.
    """
    return RoleChange(
        tuple(post for post in dict.fromkeys(wanted) if post not in held),
        tuple(post for post in by_rules if post not in wanted),
    )


def own_name(claim: str, domain: str) -> str:
    """The user name here that a claim names; empty for one that is no name of the city's own.

    What follows an @ must be the city's domain: a guest of the provider may be called what somebody here is called.
    Nothing is left out to make a name of something else.
    """
    name, at, place = claim.strip().casefold().partition("@")
    own = place == domain.casefold() if at else True
    return name if own and re.fullmatch(USERNAME, name) and (not at or domain) else ""


def groups_of(claim: object) -> frozenset[str] | None:
    """The groups that a claim names: a list of names, or one name. Whatever else the list holds is no group.

    None where the claim says nothing of groups: it is missing, or holds other things alone. That is no empty list.
    """
    names = [claim] if isinstance(claim, str) else claim
    if not isinstance(names, list):
        return None
    found = frozenset(each for each in names if isinstance(each, str) and each)
    return found if found or all(isinstance(each, str) for each in names) else None


def has_overage(claims: Mapping[str, object], claim: str) -> bool:
    """Whether the provider says that the groups are too many to send, and sends none.

    In OpenID Connect the claim is then a distributed one (Core 1.0 section 5.6.2) or, at Entra ID, `hasgroups` is set;
    in SAML Entra ID sends the attribute `groups.link`.
    """
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, Mapping) and claim in elsewhere:
        return True
    return claim not in claims and (bool(claims.get("hasgroups")) or GROUPS_LINK in claims)
