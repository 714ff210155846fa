"""Somebody whom the city's identity provider vouches for comes in: who she is here, and what her groups give her."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.federation.models import Identity
from akropolis.federation.services.appointing import appoint, groups_in_directory, rules
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import system
from akropolis.kernel.access.models import User
from akropolis.kernel.access.models.people import PERSON
from akropolis.kernel.records.writer import Writer, writing
from akropolis.organisation.services.people import add_without_password

WHY = "who signs in is found before it is known who she is"
SIGN_IN = "the city's sign-in"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the provider says of a person, its signature, audience and times checked already.

    `username` is empty where her name there is none of the city's own (`rules.groups.own_name`).
    """

    issuer: str
    subject: str
    username: str
    name: str
    email: str
    groups: frozenset[str]


def arrive(arrival: Arrival, *, makes_accounts: bool) -> User:
    """The person here, with the appointments that her groups give her by the rules.

    She is found by her identity, else by her user name, which is tied to it then; with `makes_accounts` she gets an
    account where a rule names one of her groups. The groups of the directory (`services.directory`) count with those
    of the sign-in. Raises Refused where there is no account for her, or a closed one.
    """
    access = system(SIGN_IN)
    with writing(access, because=_("Signed in by the city's identity provider.")) as w:
        user = (
            known(arrival.issuer, arrival.subject)
            or _tied(w, arrival)
            or _made(w, arrival, makes_accounts=makes_accounts)
        )
        if not user.is_active:
            raise Refused(_("Your account in akropoLIS is closed. Ask the person who keeps the accounts."))
        appoint(w, user, arrival.groups | groups_in_directory(user))
        return user


def known(issuer: str, subject: str) -> User | None:
    """The person whom the provider calls so."""
    rows = Identity.objects.unscoped(because=WHY).filter(issuer=issuer, subject=subject)
    found = rows.select_related("user").first()
    return found.user if found else None


def _tied(w: Writer, arrival: Arrival) -> User | None:
    """The account with her user name, unless it is another's already."""
    user = User.everything.filter(username=arrival.username, kind=PERSON).first()
    if user is None:
        return None
    if Identity.objects.unscoped(because=WHY).filter(issuer=arrival.issuer, user=user).exists():
        raise Refused(
            _("Your user name is another person's in akropoLIS. Ask the person who keeps the accounts.")
        )
    w.create(Identity, {"user": user, "issuer": arrival.issuer, "subject": arrival.subject})
    return user


def _made(w: Writer, arrival: Arrival, *, makes_accounts: bool) -> User:
    if (
        not arrival.username
        or not makes_accounts
        or not any(rule.group in arrival.groups for rule in rules(timezone.localdate()))
    ):
        raise Refused(_("You have no account in akropoLIS. Ask the person who keeps the accounts for one."))
    name = arrival.name[:120] or arrival.username
    values = {"username": arrival.username, "name": name, "email": arrival.email}
    made = add_without_password(w, values)
    w.create(Identity, {"user": made, "issuer": arrival.issuer, "subject": arrival.subject})
    return made
