"""Writing actions: default values, the date of completion, what an action waits for, and the next of its series."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Faults, Values, Verbs
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.rules.waiting import find_loop
from akropolis.shared.actions.services.series import follow_done


class ActionVerbs(Verbs[Action]):
    """Operations on actions: an action marked as done without a date gets today as `done_on`, and is followed by
    the next of its series. Actions never wait for each other in a loop.
    """

    def initial(self, today: date) -> dict[str, object]:
        """Return the default values of a new action: status planned, decided today."""
        return {"begun_on": today, "status": ActionStatus.PLANNED}

    def prepare(self, values: Mapping[str, object], today: date) -> dict[str, object]:
        """Set `done_on` to today if the action becomes done without a date, to None if it gets another status."""
        status = values.get("status")
        if status == ActionStatus.DONE and not values.get("done_on"):
            return {**values, "done_on": today}
        if status is not None and status != ActionStatus.DONE:
            return {**values, "done_on": None}
        return dict(values)

    def offers(self, access: Access, row: Action, step: str) -> bool:
        """Return False for finishing an action that waits for an open one: the panel offers that, with a reason."""
        return step != "finish" or not is_waiting(row)

    def update(
        self, access: Access, row: Action, values: Values, *, version: int | None = None, because: str = ""
    ) -> Action:
        """Update the row. Raises Invalid for a loop of waiting actions, and without `because` for finishing a row
        that waits for an open one.
        """
        with writing(access, because=because) as w:
            stored = Action.everything.get(pk=row.pk)
            was = stored.status
            for name in ("status", "waits_for"):
                setattr(stored, name, values.get(name, getattr(stored, name)))
            faults = _loops([stored]).get(stored.pk, {})
            if stored.status == ActionStatus.DONE != was and not because.strip() and is_waiting(stored):
                faults["because"] = [waiting_sentence(stored)]
            if faults:
                w.require(stored)
                raise Invalid(faults)
            made = w.update(row, self.prepare(values, timezone.localdate(w.at)), version=version)
            self.changed(w, [made])
            return made

    def refusals(self, access: Access, rows: Sequence[Action]) -> Faults:
        """Refuse loops of waiting actions, and finishing rows that wait for what is open and not finished with them."""
        faults = _loops(rows)
        done = {row.pk: row for row in rows if row.status == ActionStatus.DONE}
        stored = Action.everything.filter(pk__in=done, status=ActionStatus.DONE)
        before = set(stored.values_list("pk", flat=True))
        for row in done.values():
            if row.pk not in before and row.waits_for_id not in done and is_waiting(row):
                said = _("%(sentence)s Do it on the row's own page.") % {"sentence": waiting_sentence(row)}
                faults.setdefault(row.pk, {}).setdefault("status", []).append(said)
        return {**super().refusals(access, rows), **faults}

    def created(self, w: Writer, rows: Sequence[Action]) -> None:
        """Make the next action of each new row that recurs and is done already."""
        follow_done(w, rows)

    def changed(self, w: Writer, rows: Sequence[Action]) -> None:
        """Make the next action of each row that recurs and is done now."""
        follow_done(w, rows)


def is_waiting(row: Action) -> bool:
    """Return whether the action that the row waits for is still open."""
    return bool(row.waits_for_id and Action.everything.filter(OPEN, pk=row.waits_for_id).exists())


def waiting_sentence(row: Action) -> str:
    """Return the sentence that names the action that the row waits for, by its number, and asks for a reason."""
    return _("It waits for %(number)s, which is not done. Write why it is done before that.") % {
        "number": row.waits_for.number if row.waits_for else ""
    }


def _loops(rows: Sequence[Action]) -> dict[UUID, dict[str, list[str]]]:
    """Return the fault of each row that would wait for itself, by way of others. The sentence names the loop."""
    asked = {row.pk: row.waits_for_id for row in rows}
    if not any(asked.values()):
        return {}
    stored = Action.everything.filter(waits_for__isnull=False).values_list("pk", "waits_for_id")
    after = {key: value for key, value in (dict(stored) | asked).items() if value}
    loops = {key: loop for key in asked if (loop := find_loop(key, after))}
    every = {key for loop in loops.values() for key in loop}
    names = dict(Action.everything.filter(pk__in=every).values_list("pk", "number"))
    sentence = _("The actions would wait for each other in a circle: %(loop)s. Choose another.")
    return {
        key: {"waits_for": [sentence % {"loop": " → ".join(names.get(each, "") for each in loop)}]}
        for key, loop in loops.items()
    }


VERBS = ActionVerbs()
