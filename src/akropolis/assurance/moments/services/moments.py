"""Start moments with the tasks of that day's steps, and settle the tasks."""

from collections.abc import Sequence
from datetime import MAXYEAR, date, timedelta

from django.db.models import Q
from django.utils import timezone

from akropolis.assurance.moments.models import Moment, MomentStep, MomentTask, TaskStatus
from akropolis.assurance.moments.rules.permissions import EDIT
from akropolis.assurance.moments.rules.states import OPEN
from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Values, Verbs
from akropolis.graph.assets.models.nodes import nodes_in_own_units
from akropolis.graph.compliance.rules.demands import MEASURED


class MomentVerbs(Verbs[Moment]):
    """Operations on moments: a new one that goes on gets its tasks, and its last day if none is written."""

    def initial(self, today: date) -> Values:
        """Return the default values of a new moment: started today."""
        return {"started_on": today}

    def among(self, access: Access, name: str) -> Q | None:
        """Narrow the services to those that the user's units own or operate."""
        return nodes_in_own_units(access) & Q(kind__in=MEASURED) if name == "node" else None

    def prepare(self, values: Values, today: date) -> dict[str, object]:
        """Return the values of a new moment with the last step's day as its last day, if none is written."""
        kind, start, found = values.get("kind"), values.get("started_on"), dict(values)
        if kind and isinstance(start, date) and start.year < MAXYEAR - 10 and not values.get("due_on"):
            found["due_on"] = max((day for _step, day in _steps(str(kind), start)), default=None)
        return found

    def created(self, w: Writer, rows: Sequence[Moment]) -> None:
        """Copy the steps that are in force on each moment's first day. A moment that is already closed gets none."""
        values = [each for row in rows if row.state == OPEN for each in tasks_of(row)]
        w.create_many(MomentTask, values, permission=EDIT)

    def offers(self, access: Access, row: Moment, step: str) -> bool:
        """Return False for closing a moment of which tasks remain."""
        return (
            step != "close" or not MomentTask.everything.filter(moment=row, status=TaskStatus.OPEN).exists()
        )


VERBS = MomentVerbs()


def tasks_of(moment: Moment) -> list[dict[str, object]]:
    """Return the values of the moment's tasks: the steps of its kind that day, none later than its last day."""
    return [
        {
            "moment": moment,
            "what": step.what,
            "control": step.control,
            "role": step.role,
            "due_on": min(day, moment.due_on or day),
            "position": position,
        }
        for position, (step, day) in enumerate(_steps(moment.kind, moment.started_on))
    ]


def _steps(kind: str, start: date) -> list[tuple[MomentStep, date]]:
    """Return the kind's steps in force on the day, in their order, each with its last day."""
    steps = MomentStep.in_force(system("moments"), start)
    return [(each, start + timedelta(each.days)) for each in steps if each.kind == kind]


def settle(
    access: Access, task: MomentTask, status: TaskStatus, values: Values, *, version: int | None = None
) -> MomentTask:
    """Store that the task is done or does not apply, by whom and when; or that it is open again, with what was written.

    Raises Invalid for a day that has not come or without a reason why it does not apply, Refused in a closed moment.
    """
    with writing(access) as w:
        by: Values = {"done_on": timezone.localdate(w.at), "done_by": access.actor.name}
        if status == TaskStatus.OPEN:
            by = {"done_on": None, "done_by": ""}
        made = w.update(task, {**by, **values, "status": status}, version=version)
        w.touch(made.moment, MomentTask)
        return made
