"""Computes which appointments a person's groups give, and which of the appointments given by rules should end."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import product
from typing import NamedTuple
from uuid import UUID

from akropolis.base.lib.usernames import USERNAME

GROUPS_LINK = "http://schemas.microsoft.com/claims/groups.link"
ROLE, UNIT = "{roll}", "{enhet}"
"""Placeholders that make a rule's group a pattern: the group's own name says which role and which unit it gives."""


class Post(NamedTuple):
    """A role in a unit, with or without the units below; without a unit, in the whole installation."""

    role: UUID
    unit: UUID | None
    and_below: bool


class GroupRuleMatch(NamedTuple):
    """What a rule gives, by group name. Names match exactly, or case-insensitively for a `pattern`."""

    pattern: str
    posts: Mapping[str, Post]

    def post(self, group: str) -> Post | None:
        """Return the post that membership in the group gives by this rule; None if it gives none."""
        return self.posts.get(group.lower() if self.pattern else group)


def read_pattern(
    pattern: str, roles: Mapping[str, UUID], units: Mapping[str, UUID], *, and_below: bool
) -> GroupRuleMatch:
    """Return a rule for all roles and units, which are named by these words. An ambiguous name gives nothing."""
    pattern, found, twice = pattern.lower(), dict[str, Post](), set[str]()
    for (word, role), (code, unit) in product(roles.items(), units.items()):
        name, post = pattern.replace(ROLE, word).replace(UNIT, code), Post(role, unit, and_below)
        if found.setdefault(name, post) != post:
            twice.add(name)
    return GroupRuleMatch(pattern, {name: post for name, post in found.items() if name not in twice})


def posts_of(rules: Iterable[GroupRuleMatch], groups: Iterable[str]) -> list[Post]:
    """Return the posts that membership in the groups gives, each post once."""
    pairs = product(groups, rules)
    return list(dict.fromkeys(post for group, rule in pairs if (post := rule.post(group))))


def posts_named(rules: Iterable[GroupRuleMatch]) -> set[Post]:
    """Return all posts that the rules give to members of some group."""
    return {post for rule in rules for post in rule.posts.values()}


def unmatched_groups(rules: Collection[GroupRuleMatch], groups: Iterable[str]) -> list[str]:
    """Return the groups whose names start like a pattern but give nothing: role or unit unknown, or ambiguous."""
    heads = tuple(filter(None, (rule.pattern.partition("{")[0] for rule in rules)))
    return [group for group in groups if group.lower().startswith(heads) and not posts_of(rules, [group])]


class RoleChange(NamedTuple):
    """The posts to give to a person, and the posts to end."""

    given: tuple[Post, ...]
    ended: tuple[Post, ...]


def appointment_change(
    wanted: Collection[Post], by_rules: Collection[Post], held: Collection[Post]
) -> RoleChange:
    """Return the change that gives a person exactly the posts `wanted` as far as rules decide.

    `by_rules` are the posts that the person has by the rules, `held` all posts that the person has. A post
    given by hand is neither given again nor ended.
    """
    return RoleChange(
        tuple(post for post in dict.fromkeys(wanted) if post not in held),
        tuple(post for post in by_rules if post not in wanted),
    )


def own_name(claim: str, domain: str) -> str:
    """Return the local user name for a claim; an empty string if the claim is not a user name in the city.

    What follows an @ must be the city's domain, because a guest at the provider may have the same name as
    somebody here. Nothing else is stripped from the claim to turn it into a local name.
    """
    name, at, place = claim.strip().casefold().partition("@")
    own = place == domain.casefold() if at else True
    return name if own and re.fullmatch(USERNAME, name) and (not at or domain) else ""


def groups_of(claim: object) -> frozenset[str] | None:
    """Return the group names in a claim, which is a list of names or a single name; other list items are
    ignored.

    None if the claim does not tell the groups: it is missing, or holds only other things. An empty set means
    that the person is in no group.
    """
    names = [claim] if isinstance(claim, str) else claim
    if not isinstance(names, list):
        return None
    found = frozenset(each for each in names if isinstance(each, str) and each)
    return found if found or all(isinstance(each, str) for each in names) else None


def has_overage(claims: Mapping[str, object], claim: str) -> bool:
    """Return whether the provider says that the groups are too many to send, and sends none.

    In OpenID Connect the claim is then a distributed one (Core 1.0 section 5.6.2) or, at Entra ID, `hasgroups`
    is set; in SAML Entra ID sends the attribute `groups.link`.
    """
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, Mapping) and claim in elsewhere:
        return True
    return claim not in claims and (bool(claims.get("hasgroups")) or GROUPS_LINK in claims)
