"""Signs in a person for whom the city's identity provider vouches: finds the account, and gives the roles of
the groups.
"""

import logging
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import PERSON
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.ui.words import Phrase
from akropolis.people.federation.models import Identity, Listed, MissingGroups, TiePermission
from akropolis.people.federation.rules.groups import posts_of
from akropolis.people.federation.services.appointing import appoint, groups_in_directory, read_rules, rules
from akropolis.people.organisation.services.people import EDIT, add_without_password
from akropolis.people.second_factors.selectors.factors import means_of
from akropolis.people.second_factors.services.emergency import is_emergency

WHY = "who signs in is found before it is known who she is"
log = logging.getLogger("akropolis.sign_in")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person as the identity provider describes them at a sign-in; signature, audience and times are already
    verified.

    `username` is empty if the provider's name is not a user name in the city (`rules.groups.own_name`), and
    `groups` is None if the provider did not send groups; `no_username` and `no_groups` say why, for the log.
    The subject is `passing` if the provider sends a new subject at each sign-in: it was then made from the
    user name.
    """

    issuer: str
    subject: str
    username: str
    name: str
    email: str
    groups: frozenset[str] | None
    no_username: str = "no user name"
    no_groups: str = "no groups"
    too_many: bool = False
    passing: bool = False
    claims: tuple[str, ...] = ()


class NotLetIn(Refused):
    """The provider's answer is genuine, but gives access to no account. `reason` is for the log, and names nobody."""

    def __init__(self, sentence: Phrase, reason: str, user: User | None = None) -> None:
        super().__init__(sentence)
        self.reason, self.user = reason, user


class PasswordNeeded(NotLetIn):
    """The account has a password or a second factor here, with which the owner must prove that it is theirs."""


def arrive(arrival: Arrival, *, makes_accounts: bool, proved: bool = False) -> User:
    """Sign in the person, and return the user with the appointments that their groups give by the rules.

    The user is found by identity, or else by user name, which is then tied to the identity (`find_account`).
    With `makes_accounts`, a new account is created if a rule names one of the groups. Groups in the
    directory (`services.directory`) count together with those of the sign-in. If the provider sent no
    groups, nothing is ended and nothing given on their account. Name and email address follow the provider,
    unless the directory manages them. Raises NotLetIn if there is no account to sign in to.
    """
    access = system(_("the city's sign-in"))
    with writing(access, because=_("Signed in by the city's identity provider.")) as w:
        user = find_account(arrival, makes_accounts=makes_accounts, proved=proved)
        if user is None:
            values = {"username": arrival.username, "name": arrival.name or arrival.username}
            user = add_without_password(w, {**values, "email": arrival.email})
        _tie(w, user, arrival)
        _follow_provider(w, user, arrival)
        _give_roles(w, user, arrival)
        return user


def find_by_identity(issuer: str, subject: str) -> User | None:
    """Return the person with this identity; None if there is none."""
    rows = Identity.objects.unscoped(because=WHY).filter(issuer=issuer, subject=subject)
    found = rows.select_related("user").first()
    return found.user if found else None


def find_account(arrival: Arrival, *, makes_accounts: bool, proved: bool = False) -> User | None:
    """Return the account that the arrival signs in to; None if an account is to be created. Nothing is changed.

    An account that is not yet tied to an identity, and that has a password or a second factor, is returned
    only if its owner has `proved` with these that the account is theirs, or if an account administrator has
    permitted the tie (`TiePermission`); otherwise PasswordNeeded is raised. The emergency account is never
    tied. Raises NotLetIn if there is no account to sign in to.
    """
    user = find_by_identity(arrival.issuer, arrival.subject)
    tied = user is not None
    user = user or User.everything.filter(username=arrival.username, kind=PERSON).first()
    if user is None:
        if reason := _why_none_is_made(arrival, makes_accounts=makes_accounts):
            sentence = _("You have no account in akropoLIS. Ask the person who keeps the accounts for one.")
            raise NotLetIn(sentence, reason)
    elif not user.is_active:
        sentence = _("Your account in akropoLIS is closed. Ask the person who keeps the accounts.")
        raise NotLetIn(sentence, "account closed", user)
    elif not tied:
        _must_be_tieable(user, arrival, proved=proved)
    return user


def _why_none_is_made(arrival: Arrival, *, makes_accounts: bool) -> str:
    if not arrival.username:
        return arrival.no_username
    if not makes_accounts:
        return "no account with the user name, and none is made (AKROPOLIS_SIGN_IN_CREATE)"
    if arrival.groups is None:
        return arrival.no_groups
    if posts_of(read_rules(timezone.localdate()), arrival.groups):
        return ""
    return f"no rule names any of {len(arrival.groups)} groups"


def _must_be_tieable(user: User, arrival: Arrival, *, proved: bool) -> None:
    tie = Identity.objects.unscoped(because=WHY).filter(issuer=arrival.issuer, user=user).first()
    if tie is not None:
        if arrival.passing and tie.subject == arrival.username:  # as versions before 0.2 tied such a subject
            return
        sentence = _(
            "Your user name is another person's in akropoLIS. Ask the person who keeps the accounts."
        )
        raise NotLetIn(sentence, "the account with that user name is tied to another identity", user)
    if is_emergency(user):
        sentence = _("The emergency account is opened by its own password alone.")
        raise NotLetIn(sentence, "the emergency account is never tied", user)
    may = proved or TiePermission.objects.unscoped(because=WHY).filter(user=user).exists()
    if not may and (user.has_usable_password() or means_of(user).any):
        sentence = _(
            "You have an account here already. Sign in with its password once, to tie it to the city's sign-in."
        )
        raise PasswordNeeded(sentence, "the account has a password here, and is not tied yet", user)


def _tie(w: Writer, user: User, arrival: Arrival) -> None:
    tie = Identity.objects.unscoped(because=WHY).filter(issuer=arrival.issuer, user=user).first()
    if tie is None:
        w.create(Identity, {"user": user, "issuer": arrival.issuer, "subject": arrival.subject})
        for row in TiePermission.objects.unscoped(because=WHY).filter(user=user):
            w.remove(row)
    elif tie.subject != arrival.subject:
        w.update(tie, {"subject": arrival.subject})


def _follow_provider(w: Writer, user: User, arrival: Arrival) -> None:
    """Set name and email address to those that the provider sent, unless the directory (SCIM) manages them."""
    if not Listed.objects.unscoped(because=WHY).filter(user=user).exists():
        said = {"name": arrival.name, "email": arrival.email}
        w.update(user, {name: value for name, value in said.items() if value}, permission=EDIT)


def _give_roles(w: Writer, user: User, arrival: Arrival) -> None:
    complete = arrival.groups is not None
    groups = (arrival.groups or frozenset()) | groups_in_directory([user])[user.pk]
    kept = appoint(w, user, groups, complete=complete)
    if not complete and rules(timezone.localdate(w.at)):
        level = logging.WARNING if kept else logging.INFO
        log.log(level, "sign-in by the city's provider: %s; roles by group rules stand", arrival.no_groups)
    row = MissingGroups.objects.unscoped(because=WHY).filter(user=user).first()
    if row and not kept:
        w.remove(row)
    elif kept and row is None:
        w.create(MissingGroups, {"user": user, "too_many": arrival.too_many})
    elif row and row.too_many != arrival.too_many:
        w.update(row, {"too_many": arrival.too_many})
