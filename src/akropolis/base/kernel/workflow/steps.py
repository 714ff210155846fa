"""Workflow steps: which transitions a user may take, and what the writer refuses however a row is written.

A model with a life cycle names its table (`Tracked.life`). A new row may be created in any state, since it may have
a history elsewhere; a stored row changes state by the table alone.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.lib.workflow import Transition, TransitionTable

EMPTY = (None, "")


def state_of(row: Tracked) -> str:
    """Return the row's state; empty for one without a life cycle."""
    return str(getattr(row, row.life.field)) if row.life else ""


def ways_on(access: Access, row: Tracked) -> list[Transition]:
    """Return the transitions from the row's state that the user may take, in the order of the transition table."""
    out = row.life.out_of(state_of(row)) if row.life else []
    return [step for step in out if access.may(row.right(step.permission), row.gate_unit())]


def step_of(row: Tracked, name: str) -> Transition:
    """Return the transition called `name` from the row's state. Raises Refused if there is none."""
    found = row.life.find(name, state_of(row)) if row.life else None
    if found is None:
        raise Refused(unavailable_sentence(row))
    return found


def unavailable_sentence(row: Tracked) -> str:
    """Return the sentence that says that a transition is not available in the row's state."""
    words = {"state": _label(row, state_of(row)).lower()}
    return _("That cannot be done now. It stands at: %(state)s.") % words


def values_of(row: Tracked, step: Transition, given: Mapping[str, object]) -> dict[str, object]:
    """Return the values to write for the transition: its state, its fields, and None for other bound fields."""
    life = row.life
    if life is None:
        return dict(given)
    gone: dict[str, object] = {name: None for name in life.bound if name not in step.asks}
    return {**gone, **given, life.field: step.target}


def check_transition(access: Access, because: str, was: str, row: Tracked) -> None:
    """Check a row's transition from the state `was`. Raises Invalid at the field, Hidden without the right."""
    life, now = row.life, state_of(row)
    if life is None or was == now:
        return
    step = life.between(was, now)
    if step is None:
        raise Invalid({life.field: [_not_there(row, life, was)]})
    access.must(row.right(step.permission), row.gate_unit())
    access.answer("" if step.answers else row.right(step.permission))
    words = {"state": _label(row, now).lower()}
    errors = {
        name: [_("Fill this in. It is needed for: %(state)s.") % words]
        for name in step.asks
        if getattr(row, name) in EMPTY
    }
    if step.needs_reason and not because.strip():
        errors["because"] = [_("Write why. The reason stands in the history.")]
    if errors:
        raise Invalid(errors)


def _not_there(row: Tracked, life: TransitionTable, was: str) -> str:
    ways = ", ".join(_label(row, step.target).lower() for step in life.out_of(was))
    words = {"was": _label(row, was).lower(), "now": _label(row, state_of(row)).lower(), "ways": ways}
    if not ways:
        return _("What is %(was)s stays so.") % words
    return _("What is %(was)s cannot become %(now)s. It can become: %(ways)s.") % words


def _label(row: Tracked, state: str) -> str:
    field = field_of(type(row), row.life.field) if row.life else None
    return str(dict(field.flatchoices).get(state, state)) if field else state
