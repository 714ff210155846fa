"""Interpret a provider's claims about a person, whichever protocol carried them."""

from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError

from akropolis.base.kernel.access.models import User
from akropolis.base.lib.plain import Plain
from akropolis.people.federation.rules.groups import groups_of, has_overage, own_name
from akropolis.people.federation.services.arriving import Arrival


class ClaimNames(NamedTuple):
    """Names of the claims that are read; all other claims are ignored."""

    username: str
    name: str
    email: str
    groups: str


def read_arrival(issuer: str, subject: str, claims: Plain, names: ClaimNames) -> Arrival:
    """Return the arrival that verified claims describe. In a list of values the first counts, except for groups."""
    username, email = _text(claims, names.username), _text(claims, names.email)
    _name, at, domain = username.partition("@")
    no_username, no_groups = f"no user name claim '{names.username}'", f"no group claim '{names.groups}'"
    if at and domain.casefold() != settings.SIGN_IN_DOMAIN.casefold():
        no_username = "user name of another domain than AKROPOLIS_SIGN_IN_DOMAIN"
    elif username:
        no_username = "a user name that no account here can have"
    if too_many := has_overage(claims, names.groups):
        no_groups = (
            f"more groups than the provider can send in '{names.groups}' "
            "(limit them to those assigned to the application)"
        )
    return Arrival(
        issuer,
        subject,
        own_name(username, settings.SIGN_IN_DOMAIN),
        "".join(filter(str.isprintable, _text(claims, names.name)))[:120].strip(),
        email if _is_email(email) else "",
        None if too_many else groups_of(claims.get(names.groups)),
        no_username=no_username,
        no_groups=no_groups,
        too_many=too_many,
        claims=tuple(claims),
    )


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    first = next(iter(value), "") if isinstance(value, list) else value
    return str(first or "").strip()


def _is_email(text: str) -> bool:
    """Return whether the text is valid as an account's email address; an invalid one must not prevent the sign-in."""
    try:
        User._meta.get_field("email").run_validators(text)
    except ValidationError:
        return False
    return True
