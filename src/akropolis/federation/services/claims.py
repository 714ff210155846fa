"""What a provider's claims say of a person, whichever protocol carried them."""

from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from akropolis.federation.rules.groups import groups_of, has_overage, own_name
from akropolis.federation.services.arriving import Arrival
from akropolis.lib.plain import Plain

LONGEST_EMAIL = 254


class ClaimNames(NamedTuple):
    """The names of the claims that are read; all else that a provider sends is left."""

    username: str
    name: str
    email: str
    groups: str


def read_arrival(issuer: str, subject: str, claims: Plain, names: ClaimNames) -> Arrival:
    """The arrival that checked claims describe. Of a list of values the first counts, but for the groups."""
    username = _text(claims, names.username)
    too_many = has_overage(claims, names.groups)
    return Arrival(
        issuer,
        subject,
        own_name(username, settings.SIGN_IN_DOMAIN),
        "".join(filter(str.isprintable, _text(claims, names.name)))[:120].strip(),
        _email(_text(claims, names.email)),
        None if too_many else groups_of(claims.get(names.groups)),
        no_username=_why_no_username(username, names.username),
        no_groups=_why_no_groups(names.groups, too_many=too_many),
        too_many=too_many,
        claims=tuple(claims),
    )


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    first = next(iter(value), "") if isinstance(value, list) else value
    return str(first or "").strip()


def _email(text: str) -> str:
    """The address; empty for what is none, so that nobody is kept out by it."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= LONGEST_EMAIL else ""


def _why_no_username(username: str, claim: str) -> str:
    if not username:
        return f"no user name claim '{claim}'"
    _name, at, domain = username.partition("@")
    if at and domain.casefold() != settings.SIGN_IN_DOMAIN.casefold():
        return "user name of another domain than AKROPOLIS_SIGN_IN_DOMAIN"
    return "a user name that no account here can have"


def _why_no_groups(claim: str, *, too_many: bool) -> str:
    if too_many:
        return f"more groups than the provider can send in '{claim}' (limit them to those assigned to the application)"
    return f"no group claim '{claim}'"
