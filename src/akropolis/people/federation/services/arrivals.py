"""Administration of sign-ins through the city's identity provider, and previews of what a sign-in leads to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import PERSON, normal
from akropolis.base.kernel.records.writer import writing
from akropolis.people.federation.models import GroupRule, MissingGroups, TiePermission
from akropolis.people.federation.rules.groups import posts_named, posts_of
from akropolis.people.federation.services.appointing import (
    describe_posts,
    groups_in_directory,
    preview,
    read_rules,
    rules,
)
from akropolis.people.federation.services.arriving import Arrival, NotLetIn, find_account
from akropolis.people.organisation.services.people import EDIT


@dataclass(frozen=True, slots=True)
class Trial:
    """Preview of a sign-in through the identity provider (an arrival).

    Appointments given, ended and kept are described in words; those `kept` would end if the provider had
    sent an empty list of groups.
    """

    user: User | None
    refusal: NotLetIn | None
    rules: list[GroupRule]
    given: list[str]
    ended: list[str]
    kept: list[str]


def try_arrival(access: Access, arrival: Arrival, *, makes_accounts: bool) -> Trial:
    """Return what the arrival would lead to now. Nothing is changed. Raises Hidden without the right to read rules."""
    access.must("federation:rule:read", None)
    refusal = None
    try:
        user = find_account(arrival, makes_accounts=makes_accounts)
    except NotLetIn as error:
        user, refusal = error.user, error
    groups = (arrival.groups or frozenset()) | (groups_in_directory([user])[user.pk] if user else frozenset())
    today = timezone.localdate()
    read, found = read_rules(today), preview(access, user, groups)[0]
    kept = [post for post in found.ended if arrival.groups is None and post in posts_named(read)]
    ended = [post for post in found.ended if post not in kept]
    words = [describe_posts(access, posts) for posts in (found.given, ended, kept)]
    met = [row for row, rule in zip(rules(today), read, strict=True) if posts_of([rule], groups)]
    return Trial(user, refusal, met, *words)


def missing_groups(access: Access) -> GatedQuerySet[MissingGroups]:
    """Return those whose roles were kept because the provider sent no groups, until marked as done."""
    rows = MissingGroups.objects.visible(access).filter(done=False, user__is_active=True)
    return rows.select_related("user")


def mark_done(access: Access) -> int:
    """Mark all of them as done, until groups come and go missing again. Returns how many there were."""
    with writing(access) as w:
        return len([w.update(row, {"done": True}) for row in missing_groups(access)])


def permit_ties(access: Access, usernames: Iterable[str]) -> int:
    """Permit the city's sign-in to be tied to these accounts at their owners' next sign-in; return the number
    of new permits.

    Raises Hidden for a user who does not administer accounts, Invalid for a name that is not an open account
    of a person.
    """
    access.must(EDIT, None)
    wanted = {normal(name) for name in usernames} - {""}
    with writing(access, because=_("May be tied to the city's sign-in.")) as w:
        rows = User.objects.visible(access).filter(username__in=wanted, kind=PERSON, is_active=True)
        found = {row.username: row for row in rows if row.username != settings.BREAK_GLASS}
        if unknown := sorted(wanted - found.keys()):
            sentence = _("There is no open account of a person that is called: %(names)s. Correct the names.")
            raise Invalid({"usernames": [sentence % {"names": ", ".join(unknown)}]})
        there = set(TiePermission.objects.visible(access).values_list("user_id", flat=True))
        new = [{"user": row} for row in found.values() if row.pk not in there]
        return len(w.create_many(TiePermission, new))
