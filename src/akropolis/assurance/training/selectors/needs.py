"""Who must have which course, and who has it: by person for those who may know, as counts for each unit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from akropolis.assurance.training.models import Course, CourseCompletion
from akropolis.assurance.training.rules.permissions import PERSON_READ, READ
from akropolis.assurance.training.rules.validity import FEWEST, HELD, TrainingState, share_of, training_state
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_held, appointments_in_force
from akropolis.base.kernel.access.models import Appointment, Unit, User

BECAUSE = (
    "how many in a unit have a course is no secret there; persons are shown to those who may read of them"
)


@dataclass(frozen=True, slots=True)
class PersonTraining:
    """A person who must have a course because of a role in the unit, and her latest completion of it."""

    person: User
    unit: Unit
    course: Course
    state: TrainingState
    completion: CourseCompletion | None


@dataclass(frozen=True, slots=True)
class UnitTraining:
    """How many in a unit must have a course, and how many have it. `counted` is the row of counts behind it;
    without one, the persons with roles in the unit are counted.
    """

    unit: Unit
    course: Course
    must: int
    valid: int
    counted: CourseCompletion | None

    @property
    def share(self) -> int | None:
        """Return the share in per cent; None where the people are too few for it to be shown."""
        return share_of(self.valid, self.must)

    @property
    def shown(self) -> int | None:
        """Return how many have the course; None where the people are too few for it to be shown."""
        return self.valid if self.must >= FEWEST else None


def list_people(access: Access, day: date) -> list[PersonTraining]:
    """Return each person who must have a course, in the units where the user may read of persons. Three queries."""
    rows = appointments_in_force(day, BECAUSE) if access.anywhere(PERSON_READ) else []
    return _people(access, [row for row in rows if access.may(PERSON_READ, row.unit)], day)


def list_own(access: Access, day: date) -> list[PersonTraining]:
    """Return the courses that the user must have, each once, in the order of the courses."""
    found = _people(access, appointments_held(access, day), day)
    return list({row.course.pk: row for row in sorted(found, key=lambda row: row.course.position)}.values())


def list_unheld(access: Access, day: date) -> list[PersonTraining]:
    """Return the courses of `list_own`, without those never taken where the unit registers the course as counts:
    there nobody knows who has taken it.
    """
    counted = CourseCompletion.objects.unscoped(because=BECAUSE).filter(person=None, archived_at=None)
    units = set(_on(counted, day).values_list("owner_unit", "course"))
    own = list_own(access, day)
    return [row for row in own if row.completion or (row.unit.pk, row.course.pk) not in units]


def list_units(access: Access, day: date) -> list[UnitTraining]:
    """Return each unit and course that somebody must have there, where the user may read counts. A fixed number of
    queries.

    The latest counts that are valid on the day go before the persons: most employees have no account here.
    """
    rows = [row for row in appointments_in_force(day, BECAUSE) if access.may(READ, row.unit)]
    held: defaultdict[tuple[Unit, Course], list[PersonTraining]] = defaultdict(list)
    for each in _people(access, rows, day):
        held[each.unit, each.course].append(each)
    must_have = {course.pk: course for course in _courses(access, day)}
    rows_of_counts = CourseCompletion.objects.visible(access).filter(person=None, archived_at=None)
    counts = _on(rows_of_counts.filter(course__in=must_have), day).select_related("owner_unit")
    counts = counts.order_by("done_on", "created_at", "id")
    latest = {(row.owner_unit, must_have[row.course_id]): row for row in counts}
    found = []
    for unit, course in {**held, **latest}:
        row, people = latest.get((unit, course)), held.get((unit, course), [])
        valid = sum(each.state in HELD for each in people)
        must, valid = (row.invited or 0, row.taken or 0) if row else (len(people), valid)
        found.append(UnitTraining(unit, course, must, valid, row))
    return sorted(found, key=lambda each: (each.course.position, each.unit.sort_key, each.unit.path))


def _on(rows: QuerySet[CourseCompletion], day: date) -> QuerySet[CourseCompletion]:
    """Return the rows that are valid on the day."""
    return rows.filter(done_on__lte=day).exclude(valid_to__lt=day)


def _courses(access: Access, day: date) -> list[Course]:
    """Return the courses in force that somebody must have."""
    return [course for course in Course.in_force(access, day) if course.audience != "voluntary"]


def _people(access: Access, rows: Iterable[Appointment], day: date) -> list[PersonTraining]:
    """Return the holders of the appointments with the courses that they must have, each once per unit."""
    courses = _courses(access, day)
    asked = {
        (row.unit, row.user, course): None
        for row in rows
        for course in courses
        if row.unit and row.unit.valid_on(day) and course.is_for(row.role.code)
    }
    taken = _latest({person.pk for _unit, person, _course in asked}, day)
    found = []
    for unit, person, course in asked:
        row = taken.get((person.pk, course.pk))
        state = training_state(taken=row is not None, last=row.valid_to if row else None, day=day)
        found.append(PersonTraining(person, unit, course, state, row))
    return found


def _latest(people: set[UUID], day: date) -> dict[tuple[UUID | None, UUID], CourseCompletion]:
    """Return (person, course) → the completion that is valid the longest, whichever unit registered it."""
    rows = CourseCompletion.objects.unscoped(because=BECAUSE).filter(person__isnull=False, archived_at=None)
    rows = rows.filter(done_on__lte=day).order_by("done_on", "id")
    mine = rows.filter(person__in=people) if len(people) == 1 else rows
    longest = sorted(mine, key=lambda row: row.valid_to or date.max)
    return {(row.person_id, row.course_id): row for row in longest if row.person_id in people}
