"""Directions: set in a review, answered by units during the year, and followed up in the next review."""

from collections.abc import Mapping, Sequence

from django.db.models import Max
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.review.review.models import (
    Answer,
    AnswerAction,
    AnswerKind,
    Direction,
    DirectionUnit,
    Review,
    ReviewState,
)
from akropolis.review.review.selectors.answers import answer_of
from akropolis.review.review.services.causes import ANSWER, describe_direction
from akropolis.review.review.words import gettext as _
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services import causes


def add(
    access: Access,
    review: Review,
    values: Mapping[str, object] | dict[str, object],
    *,
    units: Sequence[Unit] = (),
) -> Direction:
    """Add a direction, last in order. With `units` it is set for those alone, else for all."""
    with writing(access) as w:
        return add_direction(w, review, values, units=units)


def add_direction(
    w: Writer, review: Review, values: Mapping[str, object], *, units: Sequence[Unit] = ()
) -> Direction:
    """Add a direction, as part of a larger transaction."""
    last = (
        Direction.objects.visible(w.access).filter(review=review).aggregate(last=Max("position"))["last"] or 0
    )
    row = w.create(Direction, {"review": review, "position": last + 1, "to_all": not units, **values})
    w.create_many(DirectionUnit, [{"review": review, "direction": row, "unit": unit} for unit in units])
    return row


def change(
    access: Access,
    row: Direction,
    values: Mapping[str, object],
    *,
    units: Sequence[Unit] = (),
    version: int | None = None,
) -> Direction:
    """Change a direction and the units it is set for."""
    with writing(access) as w:
        changed = w.update(row, {**values, "to_all": not units}, version=version)
        set_links(w, DirectionUnit, {"review": row.review, "direction": row}, "unit", units)
        return changed


def reorder(access: Access, review: Review, ids: Sequence[object]) -> None:
    """Sort the review's directions in the order of the given ids."""
    with writing(access) as w:
        rows = {str(row.pk): row for row in Direction.objects.visible(access).filter(review=review)}
        for position, key in enumerate(ids, start=1):
            if str(key) in rows:
                w.update(rows[str(key)], {"position": position})


def remove(access: Access, row: Direction) -> None:
    """Delete a direction from a review that is not decided. The history keeps its text."""
    with writing(access) as w:
        for link in DirectionUnit.objects.visible(access).filter(direction=row):
            w.remove(link)
        w.remove(row)


def concerns(row: Direction, unit: Unit) -> bool:
    """Whether the direction is set for the unit: by name, or under the review's own unit if it is set for all."""
    if row.to_all:
        return bool(unit.path.startswith(row.review.owner_unit.path))
    named = DirectionUnit.objects.unscoped(because="whom a decided direction concerns is no secret to them")
    return bool(named.filter(direction=row, unit=unit).exists())


def answer(
    access: Access,
    row: Direction,
    unit: Unit,
    *,
    kind: str,
    reason: str = "",
    actions: Sequence[Action] = (),
    new_action: Mapping[str, object] | None = None,
    outcome: str = "",
    result: str = "",
    version: int | None = None,
) -> Answer:
    """Save a unit's answer to a decided direction.

    The answer consists of existing actions, of a new action raised with the answer, or of a reason,
    depending on `kind`. `actions` is the complete list of actions that the answer refers to; links to other
    actions are removed.

    Raises Hidden if the direction is not set for the unit, Refused before the decision, Invalid on an empty
    answer.
    """
    if not concerns(row, unit):
        raise Hidden
    if row.review.state != ReviewState.DECIDED:
        raise Refused(_("The direction is not decided yet, so it cannot be answered."))
    _require_substance(kind, reason, actions, new_action)
    with writing(access, because=str(row.title)) as w:
        found = answer_of(access, row, unit)
        values: dict[str, object] = {"kind": kind, "reason": reason.strip(), "result": result.strip()}
        values |= {"outcome": outcome} if outcome else {}
        if found is None:
            today = timezone.localdate(w.at)
            found = w.create(Answer, {"direction": row, "unit": unit, "answered_on": today, **values})
        else:
            found = w.update(found, values, version=version)
        _link(w, found, [*actions, *_raised(w, row, unit, new_action)])
        return found


def _require_substance(
    kind: str, reason: str, actions: Sequence[Action], new_action: Mapping[str, object] | None
) -> None:
    if kind not in AnswerKind.values:
        raise Invalid({"kind": [_("Choose an answer.")]})
    if kind == AnswerKind.ACTIONS and not actions and not new_action:
        raise Invalid({"kind": [_("Choose an action, or write a new one.")]})
    if kind != AnswerKind.ACTIONS and not reason.strip():
        raise Invalid({"reason": [_("Write the reason.")]})


def _raised(w: Writer, row: Direction, unit: Unit, new_action: Mapping[str, object] | None) -> list[Action]:
    if not new_action:
        return []
    return [
        causes.add_caused_action(w, ANSWER, {"owner_unit": unit, **new_action}, note=describe_direction(row))
    ]


def _link(w: Writer, found: Answer, actions: Sequence[Action]) -> None:
    """Link the answer to exactly these actions. Links to other actions that the user may not see are kept."""
    links = {row.action_id: row for row in AnswerAction.objects.visible(w.access).filter(answer=found)}
    wanted = {action.pk for action in actions}
    seen = Action.objects.visible(w.access).filter(pk__in=[pk for pk in links if pk not in wanted])
    for pk in seen.values_list("pk", flat=True):
        w.remove(links[pk])
    for action in actions:
        if action.pk not in links:
            ANSWER.attach(w, action, {"answer": found})
