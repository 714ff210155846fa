"""Bulk actions on chosen rows of a register: take a transition of their life cycle, or give one field
the same value.

These actions need no declaration: they are the register's transitions, and the fields that its list is
filtered by or that set due dates. The rows are checked as the rows of an imported file are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.http.request import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import reason_field
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.exchange.writing import plain_text
from akropolis.base.kernel.registers.check import PlannedRow, SheetCheck
from akropolis.base.kernel.registers.columns import NUMBER, VERSION
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.forms import ChoiceForm, field_of, now_for
from akropolis.base.kernel.workflow.steps import state_of, unavailable_sentence
from akropolis.base.lib.workflow import Transition

type Chosen = Sequence[tuple[str, int]]
"""The chosen rows: for each its number, and the version that it had when it was chosen."""

STEP = "step-"


@dataclass(frozen=True, slots=True)
class BulkAct:
    """One bulk action: its text (`label`), the fields that the user fills in (`asks`), and the values
    that the action sets by itself (`sets`).

    `reason` says whether the user must give a reason.
    """

    key: str
    label: str
    asks: tuple[str, ...]
    sets: Mapping[str, object]
    reason: bool = False

    def form(self, register: Register, access: Access, data: QueryDict | None) -> ChoiceForm:
        """Return the form with the action's fields, whose values all the rows get, and a field for the reason."""
        fields = {name: field_of(register, name, access) for name in self.asks}
        if self.sets:
            for asked in fields.values():
                asked.required = True
        fields["because"] = reason_field(required=self.reason)
        made: type[ChoiceForm] = type("ActForm", (ChoiceForm,), fields)
        form = made(data, initial={name: now_for(register, name) for name in self.asks if self.sets})
        form.title = self.label
        return form

    def plan(
        self, register: Register, access: Access, chosen: Chosen, given: Mapping[str, object]
    ) -> SheetCheck:
        """Return the `ChosenRows`, which report what the action would do to each row."""
        texts = {name: _text(value) for name, value in self.sets.items()}
        texts |= {name: _text(given[name]) for name in self.asks}
        return ChosenRows(register, access, chosen, texts, self.key.removeprefix(STEP) if self.sets else "")


class ChosenRows(SheetCheck):
    """Chosen rows that all get the same cell texts, and are checked as the rows of an imported file are."""

    gone = gettext_lazy("The row %(number)s is not there any more.")
    changed = gettext_lazy("Someone has changed the row since you chose it. Look at it, and choose it anew.")

    def __init__(
        self, register: Register, access: Access, chosen: Chosen, texts: Mapping[str, str], step: str = ""
    ) -> None:
        self.step = step
        lines = tuple(SheetLine(0, (number, str(version), *texts.values())) for number, version in chosen)
        super().__init__(register, access, Sheet((NUMBER, VERSION, *texts), lines))

    def _find(self, row: PlannedRow) -> None:
        """Look up the stored row as an import does; refuse it if the transition cannot start from its state."""
        super()._find(row)
        stored = row.stored
        if not self.step or row.problems or stored is None or stored.life is None:
            return
        if not stored.life.find(self.step, state_of(stored)):
            row.refuse(unavailable_sentence(stored))


def steps_for_many(register: Register) -> list[BulkAct]:
    """List the transitions that can be applied in bulk, each once, if a file could apply them too."""
    life = register.model.life
    if life is None or life.field not in register.fields:
        return []
    found = {step.name: step for step in life.transitions if step.name in register.steps}
    return [_step(register, step) for step in found.values()]


def _step(register: Register, step: Transition) -> BulkAct:
    life = register.model.life
    assert life is not None
    gone: dict[str, object] = {name: None for name in life.bound if name not in step.asks}
    label = str(register.steps[step.name])
    return BulkAct(
        f"{STEP}{step.name}", label, step.asks, gone | {life.field: step.target}, step.needs_reason
    )


def fields_for_many(register: Register) -> list[BulkAct]:
    """List the fields that can be set in bulk: those the list filters by, and those that set due dates."""
    due = (register.due.person, register.due.date) if register.due else ()
    names = [name for name in dict.fromkeys((*due, *register.filters)) if _settable(register, name)]
    labels = {name: capfirst(str(register.model_field(name).verbose_name)) for name in names}
    return [
        BulkAct(f"set-{name}", _("Set: %(field)s") % {"field": label}, (name,), {})
        for name, label in labels.items()
    ]


def _settable(register: Register, name: str) -> bool:
    life = register.model.life
    if name not in register.fields or name in register.fixed:
        return False
    if isinstance(register.model_field(name), models.DateTimeField):
        return False  # when something happened is said of each
    return life is None or name not in (life.field, *life.bound)


def acts_for(register: Register) -> Iterator[BulkAct]:
    """Yield the register's bulk actions: transitions first, then fields."""
    yield from steps_for_many(register)
    yield from fields_for_many(register)


def _text(value: object) -> str:
    """Return the value as a file cell would show it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Unit):
        return value.code
    if isinstance(value, User):
        return value.username
    if isinstance(value, models.Model):
        return str(value.number)  # type: ignore[attr-defined]
    return plain_text(value if isinstance(value, str | date | datetime) or value is None else str(value))
