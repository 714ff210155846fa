"""Recipients of a review sent out for comment: candidates, chosen recipients, and which of these have answered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from akropolis.base.kernel.access.forms import editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_in_force, covers, gives
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.permissions import registry
from akropolis.people.organisation.selectors.tree import living
from akropolis.review.review.models import Recipient, Remark, Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.states import DECIDE, EDIT
from akropolis.review.review.selectors.reviews import units_due
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind, kinds

WRITE = f"{Remark.permission}:edit"
KNOWS = "actions:action:edit"
"""What owners of information, systems, risks and actions may do, and employees and readers may not."""
BECAUSE = "who is asked to answer is asked whoever sends the review, and whoever looks at who has answered"

type Speakers = dict[str, tuple[str, Unit, Recipient | None]]
"""Who a remark can be made as, by key: the name, the unit, and the recipient if it is not the unit itself."""
type Group = Literal["units", "functions", "people"]


@dataclass(frozen=True, slots=True)
class RecipientCandidate:
    """A possible recipient of a review: an unsaved `Recipient` and the group it is listed under."""

    group: Group
    recipient: Recipient
    title: str = ""

    @property
    def label(self) -> str:
        """Return the recipient's name; for a person, followed by the role if it reads no reviews, and the unit."""
        row = self.recipient
        return ", ".join(filter(None, (str(row), self.title, str(row.unit)))) if row.person else str(row)


def candidates(access: Access, review: Review, day: date) -> dict[str, RecipientCandidate]:
    """Return the recipient candidates keyed by `Recipient.key`.

    They are units that make reviews, units that have somebody below them who may write remarks, functions
    (roles) in units above the review's unit, people who may read the review and write remarks on it but
    do not write the review itself, and people of the review's unit who answer for information or actions.
    """
    every = rows = appointments_in_force(day, BECAUSE)
    found = [
        RecipientCandidate("units", Recipient(review=review, unit=unit))
        for unit in _units(access, review, day, rows)
    ]
    rows = [each for each in rows if _may_answer(each, review)]
    for each in rows:
        if each.unit and review.owner_unit.path.startswith(each.unit.path):
            found.append(
                RecipientCandidate("functions", Recipient(review=review, unit=each.unit, role=each.role))
            )
    found += _people(access, review, [*rows, *(each for each in every if _knows(each, review))])
    for candidate in found:
        candidate.recipient.derive()
    return {candidate.recipient.key: candidate for candidate in found}


def _units(access: Access, review: Review, day: date, rows: Iterable[Appointment]) -> QuerySet[Unit]:
    manned = {
        each.unit_id for each in rows if registry.expand(each.role.grants) >= {review.right(READ), WRITE}
    }
    below = Q(path__startswith=review.owner_unit.path, pk__in=manned)
    units = Unit.objects.visible(access).filter(living(day)).exclude(pk=review.owner_unit_id)
    return units.filter(units_due(review.declared) | (Q(pk__in=[]) if _citys(review) else below))


def _people(access: Access, review: Review, held_by: Sequence[Appointment]) -> list[RecipientCandidate]:
    seen = User.objects.visible(access).filter(pk__in={each.user_id for each in held_by})
    known = set(seen.values_list("pk", flat=True))
    first = {each.user: each for each in reversed(held_by) if each.user_id in known}
    ordered = sorted(first.items(), key=lambda pair: pair[0].sort_key)
    found = []
    for user, each in ordered:
        title = "" if _may_answer(each, review) else str(each.role)
        found.append(
            RecipientCandidate("people", Recipient(review=review, unit=each.unit, person=user), title)
        )
    return found


def _citys(review: Review) -> bool:
    return review.owner_unit.kind == UnitKind.CITY


def _may_answer(appointment: Appointment, review: Review) -> bool:
    granted = registry.expand(appointment.role.grants)
    read, edit = map(review.right, (READ, EDIT))
    if not {read, WRITE} <= granted or gives(appointment, edit, review.owner_unit):
        return False
    return _citys(review) or gives(appointment, read, review.owner_unit)


def _knows(appointment: Appointment, review: Review) -> bool:
    """Whether the appointment is for information or actions in the review's unit or its administration."""
    unit = appointment.unit
    near = unit is not None and (unit == review.owner_unit or unit.parent_id == review.owner_unit_id)
    granted = registry.expand(appointment.role.grants)
    return near and KNOWS in granted and not gives(appointment, review.right(EDIT), review.owner_unit)


def reviewing(access: Access, kind: YearlyReportKind = REVIEW) -> QuerySet[Unit]:
    """Return the units visible to the user that write reports of the kind and have not ended."""
    return Unit.objects.visible(access).filter(units_due(kind), valid_to__isnull=True)


def recipients_of(access: Access, reviews: Sequence[Review]) -> dict[UUID, list[Recipient]]:
    """Return each review's recipients, by its id. The city's goes to all units with reviews if none is chosen."""
    found: dict[UUID, list[Recipient]] = {review.pk: [] for review in reviews}
    rows = Recipient.objects.visible(access).filter(review__in=list(found))
    for row in rows.select_related("unit", "role", "person", "sender"):
        found[row.review_id].append(row)
    to_all = [review for review in reviews if _citys(review) and not found[review.pk]]
    if to_all:
        units = {kind: list(reviewing(access, kinds.get(kind))) for kind in {row.kind for row in to_all}}
        for review in to_all:
            others = [unit for unit in units[review.kind] if unit.pk != review.owner_unit_id]
            found[review.pk] = [
                Recipient(review=review, unit=unit, answer_by=review.due_on) for unit in others
            ]
    return found


def filter_own_recipients(access: Access, rows: Iterable[Recipient], day: date) -> list[Recipient]:
    """Return the recipients that the user may answer for on `day`."""
    rows, paths = (
        [row for row in rows if row.unit.valid_on(day)],
        {scope.path for scope in access.scopes(WRITE)},
    )
    roles = _roles(access, day) if any(row.role_id for row in rows) else set()
    return [row for row in rows if _is_mine(access, row, paths, roles)]


def _is_mine(
    access: Access, row: Recipient, paths: Collection[str], roles: Collection[tuple[object, object]]
) -> bool:
    if row.person_id:
        return row.is_person(access)
    return (row.role_id, row.unit_id) in roles if row.role_id else row.unit.path in paths


def _roles(access: Access, day: date) -> set[tuple[object, object]]:
    own = Appointment.objects.unscoped(because="one's own appointments").filter(
        living(day), user=access.actor.id
    )
    return set(own.values_list("role_id", "unit_id"))


def requests_to(access: Access, review: Review) -> list[Recipient]:
    """Return the recipients of the review, while it is out for comment, that the user is to answer for."""
    if review.state != ReviewState.CIRCULATED:
        return []
    return own_recipients(access, review)


def own_recipients(access: Access, review: Review) -> list[Recipient]:
    """Return the recipients of the review that the user answers for, in whatever state the review is."""
    return filter_own_recipients(access, recipients_of(access, [review])[review.pk], timezone.localdate())


def speakers_on(access: Access, review: Review, standing_in: str = "") -> Speakers:
    """Return the recipients and units that the user can write a remark as, keyed by id.

    They are the recipients that the user answers for or, if there are none, the units that the user is
    appointed for, first the one with the code `standing_in`. Those who write the review cannot remark on it
    for its own unit.
    """
    rows = own_recipients(access, review)
    found: Speakers = {
        str(row.pk if row.whom else row.unit_id): (str(row), row.unit, row if row.whom else None)
        for row in rows
    }
    if not found:
        found = {str(unit.pk): (str(unit), unit, None) for unit in _own_units(access, review)}
    return dict(sorted(found.items(), key=lambda pair: pair[1][1].code != standing_in))


def _own_units(access: Access, review: Review) -> QuerySet[Unit]:
    """Return the user's units (by appointment) that make reviews; if none of them do, all the user's units."""
    own = {scope.path for scope in access.scopes(WRITE)}
    rows = editable_units(access, WRITE).filter(valid_to__isnull=True, path__in=own)
    if review.may(access, EDIT):
        rows = rows.exclude(pk=review.owner_unit_id)
    found = rows.filter(units_due(review.declared))
    return found if found.exists() else rows


def has_been_asked(access: Access) -> bool:
    """Whether a review that the user may read has been sent to the user in person. One query."""
    return Recipient.objects.visible(access).filter(person=access.actor.id).exists()


def unanswered(access: Access, rows: Collection[Recipient]) -> list[Recipient]:
    """Return the recipients that have not answered, judged by the remarks that the user may see."""
    said = Remark.objects.visible(access).filter(review__in={row.review_id for row in rows})
    asked_as, spoken = set(), set()
    for review, recipient, unit in said.values_list("review_id", "recipient_id", "unit_id"):
        asked_as.add(recipient)
        spoken.add((review, unit))
    return [
        row
        for row in rows
        if row.pk not in asked_as and (row.whom or (row.review_id, row.unit_id) not in spoken)
    ]


def people_of(rows: Iterable[Recipient], day: date) -> dict[UUID, list[User]]:
    """Return the people who answer for each recipient on `day`, by its id; empty where all have left. One query."""
    held_by = appointments_in_force(day, BECAUSE)
    found = {row.pk: [each.user for each in held_by if _answers_as(each, row)] for row in rows}
    return {pk: sorted(set(users), key=lambda user: user.sort_key) for pk, users in found.items()}


def _answers_as(each: Appointment, row: Recipient) -> bool:
    if row.person_id:
        return each.user_id == row.person_id and covers(each, row.unit)
    if each.unit_id != row.unit_id:
        return False
    return each.role_id == row.role_id if row.role_id else WRITE in registry.expand(each.role.grants)


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """A recipient, whether it has answered, the people who answer for it, and whether its unit has ended."""

    recipient: Recipient
    answered: bool
    people: Sequence[User]
    ended: bool

    def late(self, day: date) -> bool:
        """Whether the due date has passed without an answer."""
        by = self.recipient.answer_by
        return not self.answered and by is not None and by < day

    @property
    def lost(self) -> bool:
        """Whether nobody is left who can answer for the recipient."""
        return not self.answered and (self.ended or not self.people)


def standings(access: Access, review: Review, day: date) -> list[RecipientStatus]:
    """Return the status of each recipient; an empty list if the user may neither write the review nor decide on it.

    Four queries at most.
    """
    if not (review.may(access, EDIT) or review.may(access, DECIDE)):
        return []
    rows = recipients_of(access, [review])[review.pk]
    quiet, people = {row.key for row in unanswered(access, rows)}, people_of(rows, day)
    return [
        RecipientStatus(row, row.key not in quiet, people[row.pk], ended=not row.unit.valid_on(day))
        for row in rows
    ]


def settled_recipients(_day: date) -> Q:
    """Recipients that have answered or need not; the others are transferred to the successor unit."""
    answered = Remark.objects.unscoped(because="whether it is answered is asked of every one").filter(
        recipient__isnull=False
    )
    return ~Q(review__state=ReviewState.CIRCULATED) | Q(pk__in=answered.order_by().values("recipient_id"))
