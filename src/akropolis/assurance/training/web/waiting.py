"""The tasks that missing and lapsing training gives: to whoever must have it, and to the unit for its management."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.assurance.training.models import CourseAudience
from akropolis.assurance.training.rules.permissions import EDIT, PERSON_READ
from akropolis.assurance.training.rules.validity import TrainingState
from akropolis.assurance.training.selectors.needs import PersonTraining, list_people, list_unheld
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer


def _task(row: PersonTraining, kind: str, url: str, title: str, why: str) -> PendingTask:
    assert row.completion is not None
    assert row.completion.valid_to is not None
    last = row.completion.valid_to
    words = {"course": row.course, "person": row.person, "unit": row.unit, "day": last.isoformat()}
    key = f"training-{kind}:{row.completion.pk}:{last}"
    return PendingTask(key, title % words, url, why % words, due=last, about=refer(row.completion))


def _own(access: Access, today: date) -> list[PersonTraining]:
    return [row for row in list_unheld(access, today) if row.state is not TrainingState.VALID]


@task_feed(_own)
def pending_own(row: PersonTraining) -> PendingTask:
    """A task for each course that the person must have and has never taken, has lapsed, or lapses within a month."""
    url = reverse("training-list")
    if row.completion is None:
        words = {"course": row.course, "unit": row.unit}
        why = _("Your role in %(unit)s asks for it, and it is not registered that you have taken it.")
        key = f"training-own:{row.course.pk}:{row.person.pk}"
        return PendingTask(key, _("Take the course: %(course)s") % words, url, why % words)
    why = _("Your role in %(unit)s asks for it, and it is valid to %(day)s.")
    return _task(row, "own", url, _("Take the course again: %(course)s"), why)


def _management(access: Access, today: date) -> list[PersonTraining]:
    if not access.anywhere(PERSON_READ):
        return []
    lapsed = [row for row in list_people(access, today) if row.state is TrainingState.LAPSED]
    return [
        row
        for row in lapsed
        if row.course.audience == CourseAudience.MANAGEMENT
        and access.is_asked(EDIT, row.unit)
        and row.person.pk != access.actor.id
    ]


@task_feed(_management, right=EDIT)
def pending_management(row: PersonTraining) -> PendingTask:
    """A task for those who register training in the unit: each person in its management whose course has lapsed."""
    url = f"{reverse('training-people-list')}?unit={row.unit.code}&audience={CourseAudience.MANAGEMENT}"
    title = _("See that %(person)s takes the course again: %(course)s")
    return _task(
        row, "management", url, title, _("It lapsed on %(day)s, and the management of %(unit)s must have it.")
    )
