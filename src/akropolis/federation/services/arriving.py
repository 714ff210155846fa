"""Somebody whom the city's identity provider vouches for comes in: who she is here, and what her groups give her."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.federation.models import GroupRule, Identity, RuleAppointment
from akropolis.federation.rules.groups import Change, Post, Rule, change
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import Access, system
from akropolis.kernel.access.models import Appointment, User
from akropolis.kernel.access.models.people import PERSON
from akropolis.kernel.records.writer import Writer, writing

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
    account where a rule names one of her groups. Raises Refused where there is no account for her, or a closed one.
    """
    access = system(SIGN_IN)
    with writing(access, because=_("Signed in by the city's identity provider.")) as w:
        user = _known(arrival) or _tied(w, arrival) or _made(w, arrival, makes_accounts=makes_accounts)
        if not user.is_active:
            raise Refused(_("Your account in akropoLIS is closed. Ask the person who keeps the accounts."))
        _appoint(w, user, arrival.groups)
        return user


def _known(arrival: Arrival) -> User | None:
    rows = Identity.objects.unscoped(because=WHY).filter(issuer=arrival.issuer, subject=arrival.subject)
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
        or not any(rule.group in arrival.groups for rule in _rules())
    ):
        raise Refused(_("You have no account in akropoLIS. Ask the person who keeps the accounts for one."))
    name = arrival.name[:120] or arrival.username
    values = {"username": arrival.username, "name": name, "email": arrival.email}
    made = w.create(User, {**values, "password": make_password(None)})  # none: she comes in by the provider
    w.create(Identity, {"user": made, "issuer": arrival.issuer, "subject": arrival.subject})
    return made


def _rules() -> list[GroupRule]:
    return list(GroupRule.objects.unscoped(because=WHY).select_related("role", "unit"))


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
    held, rules = _held(user, day), _rules()
    by_rules = {_post(row): row for row in _given_by_rules(held)}
    plain = [Rule(row.group, _post(row)) for row in rules]
    found = change(plain, groups, by_rules, {_post(row) for row in held})
    return _Sought(found, {_post(row): row for row in rules}, by_rules)


def _appoint(w: Writer, user: User, groups: Collection[str]) -> None:
    today = timezone.localdate(w.at)
    sought = _sought(user, groups, today)
    for post in sought.change.given:
        values = {name: getattr(sought.rules[post], name) for name in ("role", "unit", "and_below")}
        made = w.create(Appointment, {"user": user, "valid_from": today, **values})
        w.create(RuleAppointment, {"appointment": made})
    for post in sought.change.ended:
        _end(w, sought.appointments[post], today)


def _given_by_rules(held: Sequence[Appointment]) -> list[Appointment]:
    marks = RuleAppointment.objects.unscoped(because=WHY).filter(appointment__in=[row.pk for row in held])
    given = set(marks.values_list("appointment_id", flat=True))
    return [row for row in held if row.pk in given]


def _end(w: Writer, row: Appointment, today: date) -> None:
    """Ended yesterday, since it holds no more; one that began today is taken away."""
    if row.valid_from < today:
        w.update(row, {"valid_to": today - timedelta(days=1)})
    else:
        mark = RuleAppointment.objects.unscoped(because=WHY).get(appointment=row)
        w.remove(mark)
        w.remove(row)


def preview(access: Access, user: User, groups: Collection[str]) -> Change:
    """What a sign-in with those groups would change for the person today. Raises Hidden for who keeps no rules."""
    access.must("federation:rule:read", None)
    return _sought(user, groups, timezone.localdate()).change
