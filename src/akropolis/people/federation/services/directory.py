"""Applies what the city's directory says of people and groups: accounts are opened and closed, and groups give
roles.

The history records these changes as made by the service account of the program that syncs the directory.
Which roles the groups give is decided by the group rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import PERSON
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.text import unprintable
from akropolis.people.federation.models import DirectoryGroup, Listed, Membership
from akropolis.people.federation.models.directory import KEEPS
from akropolis.people.federation.rules.groups import own_name
from akropolis.people.federation.services.following import follow
from akropolis.people.organisation.services.people import add_without_password, change

WHY = "the directory is asked what it has said itself"


class NameTaken(Refused):
    """The user name, or the group's name, is already in use."""

    code = "uniqueness"


@dataclass(frozen=True, slots=True)
class DirectoryPerson:
    """The directory's data on a person. `user_name` is as it writes it, with the city's domain or without."""

    user_name: str
    name: str
    email: str
    active: bool
    external_id: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """The directory's data on a group: its name, its own key, and the keys here of its members."""

    name: str
    external_id: str
    members: frozenset[UUID]


def people(access: Access) -> GatedQuerySet[User]:
    """Return the people that the directory may manage: those in it, open or closed, and others with an open
    account.

    The emergency account is excluded, because it is meant for the day when the directory is wrong. Raises
    Hidden without the right.
    """
    access.must(KEEPS, None)
    listed = Listed.objects.unscoped(because=WHY).values("user")
    rows = User.objects.visible(access).filter(Q(is_active=True) | Q(pk__in=listed), kind=PERSON)
    return rows.exclude(username=settings.BREAK_GLASS) if settings.BREAK_GLASS else rows


def directory_entries(users: Iterable[User]) -> dict[UUID, Listed]:
    """Return the users' entries in the directory, by the person's key, without those who have none."""
    rows = Listed.objects.unscoped(because=WHY).filter(user__in=[user.pk for user in users])
    return {row.user_id: row for row in rows}


def local_username(user_name: str) -> str:
    """Return the local user name for a user name in the directory; an empty string if it is not valid here."""
    return own_name(user_name, settings.SIGN_IN_DOMAIN)


def add(access: Access, said: DirectoryPerson) -> User:
    """Create an account without a password. Raises NameTaken if the user name is in use, even by a closed account."""
    access.must(KEEPS, None)
    username = local_username(said.user_name)
    if not username:
        raise Invalid({"userName": [_("Use a user name of the city's own: a–z, 0–9, full stop and hyphen.")]})
    with writing(access, because=_("The city's directory listed the person.")) as w:
        if User.everything.filter(username=username).exists():
            raise NameTaken(
                _("There is an account with that user name already. If it is closed, open it first.")
            )
        values = {"username": username, "name": said.name or username, "email": said.email}
        made = add_without_password(w, {**values, "is_active": said.active})
        _list(w, made, said)
        return made


def update_person(access: Access, user: User, said: DirectoryPerson) -> User:
    """Update the person. The user name does not change. Raises Refused for the last account administrator."""
    access.must(KEEPS, None)
    because = _("The city's directory changed what it says of the person.")
    with transaction.atomic():
        values = {"name": said.name or user.username, "email": said.email, "is_active": said.active}
        new = {name: value for name, value in values.items() if getattr(user, name) != value}
        if new:
            user = change(access, user, new, because=because)
        with writing(access, because=because) as w:
            _list(w, user, said)
    return user


def _list(w: Writer, user: User, said: DirectoryPerson) -> None:
    row = directory_entries([user]).get(user.pk)
    values = {"user_name": said.user_name, "external_id": said.external_id}
    if row is None:
        w.create(Listed, {"user": user, **values})
    elif values != {name: getattr(row, name) for name in values}:
        w.update(row, values)


def close_account(access: Access, user: User) -> None:
    """Close the account of a person who has left the directory, and end the roles that their groups gave.

    Nothing that the person has done is deleted. Raises Refused for the last account administrator.
    """
    access.must(KEEPS, None)
    because = _("The city's directory no longer lists the person.")
    with transaction.atomic():
        if user.is_active:
            change(access, user, {"is_active": False}, because=because)
        with writing(access, because=because) as w:
            w.remove_many(list(_memberships().filter(user=user).select_related("user", "group")))
            if row := directory_entries([user]).get(user.pk):
                w.remove(row)
        follow([user])


def groups(access: Access) -> GatedQuerySet[DirectoryGroup]:
    """Return every group of the directory. Raises Hidden without the right."""
    access.must(KEEPS, None)
    return DirectoryGroup.objects.visible(access)


def members(rows: Iterable[DirectoryGroup]) -> Sequence[Membership]:
    """Return the memberships of the groups, each with its person."""
    by_key = {row.pk: row for row in rows}
    found = list(_memberships().filter(group__in=by_key).select_related("user"))
    for one in found:
        one.group = by_key[one.group_id]  # which the history names
    return found


def memberships_of(users: Iterable[User]) -> Sequence[Membership]:
    """Return the memberships of the people, each with its group."""
    return list(_memberships().filter(user__in=[user.pk for user in users]).select_related("group"))


def _memberships() -> GatedQuerySet[Membership]:
    return Membership.objects.unscoped(because=WHY)


def add_group(access: Access, said: Grouping) -> DirectoryGroup:
    """Create a group, and give its members the roles that it gives. Raises NameTaken if the name is in use."""
    access.must(KEEPS, None)
    with transaction.atomic():
        with writing(access, because=_("The city's directory made the group.")) as w:
            _name_is_free(said.name)
            made = w.create(DirectoryGroup, {"name": said.name, "external_id": said.external_id})
        _put(access, made, said.members)
    return made


def alter_group(access: Access, row: DirectoryGroup, said: Grouping) -> DirectoryGroup:
    """Update the group's name and members. For the group rules, a group with a new name is another group."""
    access.must(KEEPS, None)
    with transaction.atomic():
        values = {"name": said.name, "external_id": said.external_id}
        if values != {name: getattr(row, name) for name in values}:
            _rename(access, row, values)
        _put(access, row, said.members)
    return row


def _rename(access: Access, row: DirectoryGroup, values: dict[str, str]) -> None:
    before = row.name
    with writing(access, because=_("The city's directory changed the group.")) as w:
        if values["name"] != row.name:
            _name_is_free(values["name"])
        w.update(row, values)
    follow([one.user for one in members([row])], gone=before, lose=True)


def _name_is_free(name: str) -> None:
    if unprintable(name):
        raise Invalid({"name": [_("The text holds a sign that cannot be stored. Write it anew.")]})
    if DirectoryGroup.objects.unscoped(because=WHY).filter(name=name).exists():
        raise NameTaken(_("There is a group of that name already."))


def remove_group(access: Access, row: DirectoryGroup) -> None:
    """Remove the group, and end the roles that it gave."""
    access.must(KEEPS, None)
    with transaction.atomic():
        _put(access, row, frozenset(), gone=row.name)  # many roles change when the group is gone
        with writing(access, because=_("The city's directory took the group away.")) as w:
            w.remove(row)


def _put(access: Access, row: DirectoryGroup, wanted: frozenset[UUID], *, gone: str = "") -> None:
    """Set the group's members to exactly the people `wanted`. Raises Invalid for a person whom the directory
    may not manage.

    `gone` is the name of a group that the directory has just removed, as in `follow`.
    """
    before = {one.user_id: one for one in members([row])}
    coming = {user.pk: user for user in people(access).filter(pk__in=wanted - before.keys())}
    if unknown := wanted - before.keys() - coming.keys():
        sentence = _("There is nobody with the key %(key)s.") % {"key": min(map(str, unknown))}
        raise Invalid({"members": [sentence]})
    going = [one for key, one in before.items() if key not in wanted]
    with writing(access, because=_("The city's directory changed who is in the group.")) as w:
        w.create_many(Membership, [{"group": row, "user": user} for user in coming.values()])
        w.remove_many(going)
    follow([one.user for one in going], gone=gone, lose=True)
    follow(coming.values())
