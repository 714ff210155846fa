"""Which appointments a person's groups give her, and which of those that they gave are to end."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from akropolis.lib.usernames import USERNAME

GROUPS_LINK = "http://schemas.microsoft.com/claims/groups.link"


class Post(NamedTuple):
    """A role in a unit, with those below or without; in no unit it is of the whole installation."""

    role: UUID
    unit: UUID | None
    and_below: bool


class Rule(NamedTuple):
    """Who is in the group has the post."""

    group: str
    post: Post


class Change(NamedTuple):
    """What is to be given, and what is to end."""

    given: tuple[Post, ...]
    ended: tuple[Post, ...]


def change(
    rules: Iterable[Rule], groups: Collection[str], by_rules: Collection[Post], held: Collection[Post]
) -> Change:
    """What her groups change. `by_rules` are the posts that rules gave her, `held` all that she has, those too.

    What a person has given her is neither given again nor ended.
    """
    wanted = dict.fromkeys(rule.post for rule in rules if rule.group in groups)
    return Change(
        tuple(post for post in wanted if post not in held),
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
