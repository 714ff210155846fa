"""What a person's groups give her: appointments are given and ended by the rules, and none that a person has given."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from akropolis.federation.models import DirectoryGroup, GroupRule, Membership, RuleAppointment
from akropolis.federation.rules.groups import Change, Post, Rule, change
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Appointment, User
from akropolis.kernel.records.writer import Writer
from akropolis.organisation.services.appointments import is_last_keeper

log = logging.getLogger(__name__)
WHY = "what groups give is worked out before it is known what the person may"


def rules(day: date) -> list[GroupRule]:
    """The rules of the units that there are on that day, with role and unit."""
    rows = GroupRule.objects.unscoped(because=WHY).select_related("role", "unit")
    return list(rows.filter(Q(unit__valid_to__isnull=True) | Q(unit__valid_to__gte=day)))


def groups_in_directory(user: User) -> frozenset[str]:
    """The names of the groups in which the city's directory has put her."""
    rows = Membership.objects.unscoped(because=WHY).filter(user=user)
    return frozenset(rows.values_list("group__name", flat=True))


def _held(user: User, day: date) -> list[Appointment]:
    rows = Appointment.objects.unscoped(because=WHY).filter(user=user, valid_from__lte=day)
    return list(rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).select_related("role", "unit"))


def _post(row: Appointment | GroupRule) -> Post:
    return Post(row.role_id, row.unit_id, row.and_below)


@dataclass(frozen=True, slots=True)
class _Sought:
    """What a person's groups change on a day, with the rules that give and the appointments that end, by post."""

    change: Change
    rules: Mapping[Post, GroupRule]
    appointments: Mapping[Post, Appointment]


def _sought(user: User, groups: Collection[str], day: date) -> _Sought:
    held, in_force = _held(user, day), rules(day)
    by_rules = {_post(row): row for row in _given_by_rules(held)}
    plain = [Rule(row.group, _post(row)) for row in in_force]
    found = change(plain, groups, by_rules, {_post(row) for row in held})
    return _Sought(found, {_post(row): row for row in in_force}, by_rules)


def appoint(w: Writer, user: User, groups: Collection[str], *, complete: bool = True) -> bool:
    """Give and end what being in those groups, and in no others, gives and ends today.

    Where the groups are not `complete`, an appointment that some rule still gives is kept; whether one was is returned.
    The last who keeps the accounts goes on keeping them, whatever the groups say.
    """
    today = timezone.localdate(w.at)
    sought = _sought(user, groups, today)
    for post in sought.change.given:
        values = {name: getattr(sought.rules[post], name) for name in ("role", "unit", "and_below")}
        made = w.create(Appointment, {"user": user, "valid_from": today, **values})
        w.create(RuleAppointment, {"appointment": made})
    kept = set() if complete else sought.rules.keys() & set(sought.change.ended)
    for post in sought.change.ended:
        row = sought.appointments[post]
        if post in kept:
            continue
        if is_last_keeper(row, today):
            log.warning("The groups would end the last appointment that keeps the accounts. It stays.")
        else:
            _end(w, row, today)
    return bool(kept)


def follow_directory(w: Writer, user: User, *, gone: str = "") -> None:
    """Give and end what her groups in the directory say. Groups that the directory does not know change nothing.

    `gone` is the name of a group that it knew until now.
    """
    today = timezone.localdate(w.at)
    known = {gone, *DirectoryGroup.objects.unscoped(because=WHY).values_list("name", flat=True)}
    by_rules = {_post(row) for row in _given_by_rules(_held(user, today))}
    elsewhere = {row.group for row in rules(today) if row.group not in known and _post(row) in by_rules}
    appoint(w, user, groups_in_directory(user) | elsewhere)


def _given_by_rules(held: Sequence[Appointment]) -> list[Appointment]:
    marks = RuleAppointment.objects.unscoped(because=WHY).filter(appointment__in=[row.pk for row in held])
    given = set(marks.values_list("appointment_id", flat=True))
    return [row for row in held if row.pk in given]


def _end(w: Writer, row: Appointment, today: date) -> None:
    """Ended yesterday, since it holds no more; one that began today is taken away."""
    if row.valid_from >= today:
        w.remove(RuleAppointment.objects.unscoped(because=WHY).get(appointment=row))
    w.end(row, today - timedelta(days=1), begun=row.valid_from)


def preview(access: Access, user: User, groups: Collection[str]) -> Change:
    """What a sign-in with those groups would change for the person today. Raises Hidden for who keeps no rules."""
    access.must("federation:rule:read", None)
    return _sought(user, groups, timezone.localdate()).change
