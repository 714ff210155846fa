"""The next action of a series, made when one is marked as done."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from akropolis.base.kernel.records.values import snapshot
from akropolis.base.kernel.records.writer import Writer
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.rules.series import next_due
from akropolis.shared.actions.selectors.causes import KINDS, RowCause

SAME = ("title", "description", "owner_unit", "cost", "hours", "recurs", "cause", "cause_note")
"""Fields that each action of a series takes from the one before. Evidence and result are its own."""


def follow_done(w: Writer, rows: Sequence[Action]) -> None:
    """Make the next action of each row that is done, recurs and has no next one yet.

    It keeps the responsible person only if the account is still in use and the unit exists; otherwise nobody is
    responsible, and those who write in the unit are asked to choose somebody.
    """
    done = [row for row in rows if row.recurs and row.status == ActionStatus.DONE and row.due_on]
    keys = [row.pk for row in done]
    followed = set(Action.everything.filter(earlier__in=keys).values_list("earlier_id", flat=True))
    today = timezone.localdate(w.at)
    for row in done:
        if row.pk in followed or row.due_on is None:
            continue
        unit, who = row.owner_unit, row.responsible
        ended = unit.valid_to is not None and unit.valid_to < today
        values = {name: getattr(row, name) for name in SAME} | {
            "earlier": row,
            "responsible": who if who and who.is_active and not ended else None,
            "begun_on": today,
            "due_on": next_due(row.due_on, row.recurs),
        }
        _keep_causes(w, row, w.create(Action, values))


def _keep_causes(w: Writer, row: Action, following: Action) -> None:
    """Link the next action to the rows that raised the one before, as far as the user may read them."""
    for link, values in _links(w, row):
        w.create(link, {**values, "action": following})


def _links(w: Writer, row: Action) -> Iterator[tuple[type, dict[str, object]]]:
    for kind in KINDS:
        if isinstance(kind, RowCause):
            for each in kind.links().visible(w.access).filter(action=row):
                yield kind.link, {name: getattr(each, name) for name in snapshot(each) if name != "action"}
