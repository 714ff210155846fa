"""The form of a register, built from its declaration for one user: choices go through the gate."""

from __future__ import annotations

from django import forms
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import ModelField, pointed_at
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, active_people, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.seen import readable_keys
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.picking import Pickable, PickField, can_pick_by_text, is_picked_by_text
from akropolis.base.kernel.registers.references import in_force_today
from akropolis.base.kernel.workflow.steps import state_of
from akropolis.base.ui.model_fields import ModelFieldsForm, Options, browser_input
from akropolis.base.ui.words import Phrase

MANY = 200
"""Maximum number of choices shown as a list; with more, the user enters a name or number."""


class RegisterForm(forms.Form):
    """The values of one row. `version` is the one shown to the user; `because` is their reason, if any."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    because = forms.CharField(
        label=_("Reason for the change"),
        max_length=300,
        required=False,
        help_text=_("Stands in the history. Write it when the change is not self-evident."),
    )

    def values(self) -> dict[str, object]:
        """The row's values as entered."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("version", "because")}


class ChoiceForm(ModelFieldsForm):
    """Choices made after the rows or the file are known. `title` is the page's title, `lead` explains the choice."""

    title: Phrase
    lead: str


def form_class(register: Register, access: Access, *, row: Record | None) -> type[RegisterForm]:
    """Return the form class for the user; `row` is the edited row, None for a new one.

    The form of a stored row omits fields that never change, fields that transitions set, and fields that
    point at something hidden from the user. Saving leaves these fields as they are. No form has fields that are `sent`.
    """
    asked = [name for name in register.fields if name not in register.sent]
    names = [name for name in asked if row is None or not _left_out(register, name, access, row)]
    fields: dict[str, object] = {name: field_of(register, name, access) for name in names}
    if row is not None:
        fields["because"] = RegisterForm.base_fields["because"]
    else:
        fields["because"] = None
    return type("RowForm", (RegisterForm,), fields)


def _left_out(register: Register, name: str, access: Access, row: Record) -> bool:
    if name in register.fixed or _by_steps(name, row):
        return True
    field = register.model_field(name)
    value = getattr(row, field.attname)
    if not field.is_relation or value is None:
        return False
    return value not in readable_keys(pointed_at(field), access, [value])


def _by_steps(name: str, row: Record) -> bool:
    """Whether transitions set the field: the state, and fields that belong to other states than the row's."""
    life = row.life
    if life is None:
        return False
    return name == life.field or (name in life.bound and name not in life.asked_in(state_of(row)))


def field_of(register: Register, name: str, access: Access) -> forms.Field:
    """Return the form field for the user."""
    field = register.model_field(name)
    if not field.is_relation:
        return plain_field(register.model, field)
    related: object = field.related_model
    options: Options = {
        "label": capfirst(field.verbose_name),
        "required": not field.blank,
        "help_text": field.help_text,
    }
    if is_picked_by_text(related) or (can_pick_by_text(related) and cached(access.rights, many, related)):
        return PickField(
            rows=pickable(register, name, access),
            suggest_url=reverse(f"{register.key}-suggest", args=[name]),
            **options,
        )
    options |= {"model": related, "access": access}
    if name == "owner_unit":
        options["narrow"] = lambda rows: editable_units(access, register.edit)
        options["empty_label"] = None
    elif related is User:
        options["narrow"] = lambda rows: active_people(access)
    elif getattr(related, "named_by_code", False):
        options["narrow"] = lambda rows: rows.filter(in_force_today())
    elif related is not Unit:
        options["narrow"] = lambda rows: rows.filter(archived_at__isnull=True)
    return ScopedModelChoiceField(**options)


def many(access: Access, model: type[Record]) -> bool:
    """Whether the user can see too many rows for a list, and enters a name or number instead."""
    rows = model.objects.visible(access).filter(archived_at__isnull=True).order_by()
    return rows[MANY : MANY + 1].exists()


def now_for(register: Register, name: str) -> object:
    """Return a transition form's initial value: now, for a day or a moment."""
    kind = register.model_field(name).get_internal_type()
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"DateField": now.date(), "DateTimeField": now}.get(kind)


def pickable(register: Register, name: str, access: Access) -> Pickable:
    """Return the `Pickable` rows of a field in which the user enters names or numbers."""
    return Pickable(access, pointed_at(register.model_field(name)), register.verbs.among(access, name))


def plain_field(model: type[models.Model], field: ModelField) -> forms.Field:
    """Return the form field of a field without relation."""
    built = field.formfield(**browser_input(field))
    assert isinstance(built, forms.Field), f"{model.__name__}.{field.name} has no form field"
    return built


def initial_of(register: Register, row: Record) -> dict[str, object]:
    """Return the initial values of a stored row's form."""
    values = {name: getattr(row, register.model_field(name).attname) for name in register.fields}
    return values | {"version": row.version}
