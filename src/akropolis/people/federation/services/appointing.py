"""Gives and ends appointments by the group rules; appointments that a person has given by hand are left alone."""

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.records.writer import Writer
from akropolis.people.federation.models import DirectoryGroup, GroupRule, Membership, RuleAppointment
from akropolis.people.federation.models.directory import KEEPS
from akropolis.people.federation.rules.groups import (
    GroupRuleMatch,
    Post,
    RoleChange,
    appointment_change,
    posts_named,
    posts_of,
    read_pattern,
    unmatched_groups,
)
from akropolis.people.organisation.services.appointments import (
    GIVES,
    KEEPS_ACCOUNTS,
    KEEPS_ROLES,
    may_all_end,
)

log = logging.getLogger(__name__)
NOT_BY_PATTERN = frozenset({
    KEEPS_ACCOUNTS, KEEPS_ROLES, GIVES, "organisation:token:edit", "organisation:unit:edit",
    "federation:rule:edit", KEEPS,
})  # fmt: skip
"""Permissions with which rights can be given away, such as the permission to move a unit.

A pattern never gives a role that has such a permission; a rule must name the role itself. Otherwise whoever
may name a group at the identity provider could become an administrator here.
"""
WHY = "what groups give is worked out before it is known what the person may"


def rules(day: date) -> list[GroupRule]:
    """Return the rules whose unit has not ended on that day, and the patterns, with role and unit prefetched."""
    rows = GroupRule.objects.unscoped(because=WHY).select_related("role", "unit")
    return list(rows.filter(_lasting("unit__", day)))


def _lasting(unit: str, day: date) -> Q:
    return Q(**{f"{unit}valid_to__isnull": True}) | Q(**{f"{unit}valid_to__gte": day})


def read_rules(day: date) -> list[GroupRuleMatch]:
    """Return the rules of `rules(day)` in parsed form, ready to match group names.

    A pattern refers to a role by its key, or by its name with hyphens for spaces if no other role has that
    name, and to a unit by its code. A pattern gives no role that has a permission in `NOT_BY_PATTERN`,
    unless the rule itself names the role.
    """
    every = list(Role.objects.unscoped(because=WHY))
    called = Counter(slugify(row.name) for row in every)
    plain = [row for row in every if not NOT_BY_PATTERN & registry.expand(row.grants)]
    named = {name: row.pk for row in plain if called[name := slugify(row.name)] == 1}
    roles = named | {row.code: row.pk for row in plain}
    units = dict(Unit.objects.unscoped(because=WHY).filter(_lasting("", day)).values_list("code", "pk"))
    return [_read(row, roles, units) for row in rules(day)]


def _read(row: GroupRule, roles: Mapping[str, UUID], units: Mapping[str, UUID]) -> GroupRuleMatch:
    if row.role_id and row.unit_id:
        return GroupRuleMatch("", {row.group: Post(row.role_id, row.unit_id, row.and_below)})
    roles, units = {"": row.role_id} if row.role_id else roles, {"": row.unit_id} if row.unit_id else units
    return read_pattern(row.group, roles, units, and_below=row.and_below)


def groups_in_directory(users: Iterable[User]) -> Mapping[UUID, frozenset[str]]:
    """Return the names of each person's groups in the city's directory, keyed by the person's primary key."""
    rows = Membership.objects.unscoped(because=WHY).filter(user__in=users)
    found = defaultdict[UUID, frozenset[str]](frozenset)
    for user, name in rows.values_list("user_id", "group__name"):
        found[user] |= {name}
    return found


@dataclass(frozen=True, slots=True)
class _Held:
    """A person's appointments on a day, keyed by post: all of them, and only those given by rules."""

    every: dict[Post, Appointment]
    by_rules: dict[Post, Appointment]


def _held(users: Collection[User], day: date) -> dict[UUID, _Held]:
    rows = Appointment.objects.unscoped(because=WHY).filter(user__in=users, valid_from__lte=day)
    rows = rows.filter(_lasting("", day)).select_related("role", "unit", "user")
    marks = RuleAppointment.objects.unscoped(because=WHY).filter(appointment__user__in=users)
    given = set(marks.values_list("appointment_id", flat=True))
    found = {user.pk: _Held({}, {}) for user in users}
    for row in rows:
        held = found[row.user_id]
        for kept in (held.every, held.by_rules) if row.pk in given else (held.every,):
            kept[Post(row.role_id, row.unit_id, row.and_below)] = row
    return found


def appoint(w: Writer, user: User, groups: Collection[str], *, complete: bool = True) -> bool:
    """Give and end appointments today so that the person has exactly the posts that the groups give by the
    rules.

    If the groups are not `complete`, an appointment that some rule still gives is kept even if these groups
    do not give it; return whether one was kept. The last account administrator remains one, whatever the
    groups say.
    """
    today = timezone.localdate(w.at)
    read, held = read_rules(today), _held([user], today)
    wanted = posts_of(read, groups)
    kept = set() if complete else (held[user.pk].by_rules.keys() & posts_named(read)) - set(wanted)
    _bring_in_line(w, {user: [*wanted, *kept]}, held, today)
    return bool(kept)


def follow_directory(w: Writer, users: Collection[User], *, gone: str = "") -> None:
    """Give and end the people's appointments by their groups in the directory.

    An appointment from a group that the directory does not know stays. `gone` is the name of a group that
    the directory has just removed. Takes a fixed number of queries, however many people there are.
    """
    today = timezone.localdate(w.at)
    read, groups, held = read_rules(today), groups_in_directory(users), _held(users, today)
    known = {gone, *DirectoryGroup.objects.unscoped(because=WHY).values_list("name", flat=True)}
    others = _from_elsewhere(read, known)
    posts = cache(lambda group: posts_of(read, [group]))
    wanted = {
        user: [*chain(*map(posts, groups[user.pk])), *(held[user.pk].by_rules.keys() & others)]
        for user in users
    }
    _bring_in_line(w, wanted, held, today)


def _from_elsewhere(read: Iterable[GroupRuleMatch], known: Collection[str]) -> set[Post]:
    """Return the posts that rules give for groups that the directory does not know.

    A pattern matches many groups. A post that a pattern gives is left out if a group of the directory also
    gives it: otherwise a person who leaves that group would keep the post.
    """
    lower = {name.lower() for name in known}
    own, plain, by_patterns = set[Post](), set[Post](), set[Post]()
    for rule in read:
        elsewhere = rule.posts.keys().isdisjoint(lower if rule.pattern else known)
        kind = own if not elsewhere else by_patterns if rule.pattern else plain
        kind.update(rule.posts.values())
    return plain | (by_patterns - own)


def _bring_in_line(
    w: Writer, wanted: Mapping[User, Sequence[Post]], held: Mapping[UUID, _Held], today: date
) -> None:
    changes = {
        user: appointment_change(posts, held[user.pk].by_rules, held[user.pk].every)
        for user, posts in wanted.items()
    }
    given = [(user, post) for user, each in changes.items() for post in each.given]
    roles = Role.everything.in_bulk({post.role for _user, post in given})
    units = Unit.everything.in_bulk({post.unit for _user, post in given})
    values: list[dict[str, object]] = [
        {"user": user, "role": roles[post.role], "unit": units[post.unit], "and_below": post.and_below}
        for user, post in given
    ]
    made = w.create_many(Appointment, [{**each, "valid_from": today} for each in values])
    w.create_many(RuleAppointment, [{"appointment": row} for row in made])
    _end(w, [held[user.pk].by_rules[post] for user, each in changes.items() for post in each.ended], today)


def _end(w: Writer, rows: Sequence[Appointment], today: date) -> None:
    """End the appointments as of yesterday; delete those that began today. Never the last account administrator's."""
    if may_all_end(rows, today):
        new = [row for row in rows if row.valid_from >= today]
        marks = RuleAppointment.objects.unscoped(because=WHY).filter(appointment__in=new)
        # With the fields that the history uses as their name.
        marks = marks.select_related("appointment__user", "appointment__role", "appointment__unit")
        w.remove_many(list(marks))
        w.remove_many(new)
        old = [row for row in rows if row.valid_from < today]
        w.update_many(old, [{"valid_to": today - timedelta(days=1)}] * len(old))
    elif len(rows) > 1:
        for row in rows:
            _end(w, [row], today)
    else:
        log.warning("The groups would end the last appointment that keeps the accounts. It stays.")


def describe_posts(access: Access, posts: Iterable[Post]) -> list[str]:
    """Describe each post in words: role and unit, or only the role if it holds in the whole installation."""
    roles = {row.pk: str(row) for row in Role.objects.visible(access)}
    units = {row.pk: str(row) for row in Unit.objects.visible(access)}
    return [roles[post.role] + (f", {units[post.unit]}" if post.unit else "") for post in posts]


def preview(access: Access, user: User | None, groups: Collection[str]) -> tuple[RoleChange, list[str]]:
    """Return what a sign-in with the groups would change today, and the groups that begin like a pattern but
    give nothing.

    If `user` is None, the preview is for a new person without an account. Raises Hidden without the right to
    read rules.
    """
    access.must("federation:rule:read", None)
    today = timezone.localdate()
    held, read = _held([user], today)[user.pk] if user else _Held({}, {}), read_rules(today)
    return appointment_change(posts_of(read, groups), held.by_rules, held.every), unmatched_groups(
        read, groups
    )
