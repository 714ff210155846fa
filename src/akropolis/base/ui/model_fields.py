"""Form fields built from model fields, so that label, length, help, choices and widget are written in one place.

A form that uses them still only asks for values: unlike a ModelForm it neither reads nor saves rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never, TypedDict, Unpack

from django import forms
from django.db import models
from django.forms.forms import DeclarativeFieldsMetaclass

from akropolis.base.ui.fields import day_input, moment_input

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from akropolis.base.ui.words import Phrase

type Options = dict[str, Any]
"""Arguments of a form field by name."""


class FieldOverrides(TypedDict, total=False):
    """Arguments of a form field that override those from the model field."""

    label: Phrase
    required: bool
    widget: forms.Widget | type[forms.Widget]
    choices: Iterable[tuple[object, Phrase]]
    initial: object
    max_length: int
    max_value: int
    validators: Iterable[Callable[[str], None]]
    error_messages: dict[str, Phrase]


def browser_input(field: models.Field[Never, object]) -> Options:
    """Return the arguments for a day or a moment by the browser's own input, and a decimal as the reader writes it."""
    if isinstance(field, models.DecimalField):
        return {"localize": True}
    if isinstance(field, models.DateTimeField):
        return {"widget": moment_input()}
    return {"widget": day_input()} if isinstance(field, models.DateField) else {}


class FromModel:
    """Placeholder for a form field that is built from the model field of its name, or of the name `column`.

    The model field is looked up in the form's `model`. `help_text` and the overrides replace what the model
    field says; `rows` asks for running text in a box of that height. The form does not propose the model
    field's default, only `initial`.
    """

    def __init__(
        self,
        help_text: Phrase | None = None,
        *,
        column: str = "",
        rows: int = 0,
        **overrides: Unpack[FieldOverrides],
    ) -> None:
        self.column = column
        self.options: Options = {"initial": None, "show_hidden_initial": False, **overrides}
        if help_text is not None:
            self.options["help_text"] = help_text
        if rows:
            self.options["widget"] = forms.Textarea(attrs={"rows": rows})

    def build(self, model: type[models.Model], name: str) -> forms.Field:
        """Return the form field. Raises FieldDoesNotExist if the model has no field of that name."""
        field = model._meta.get_field(self.column or name)
        assert isinstance(field, models.Field)
        built = field.formfield(**{**browser_input(field), **self.options})
        assert isinstance(built, forms.Field), f"{field} has no form field"
        return built


class ModelFieldsMetaclass(DeclarativeFieldsMetaclass):
    """Builds the `FromModel` fields of a form class from the model it names, which its subclasses inherit."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        attrs: Options,
        model: type[models.Model] | None = None,
    ) -> ModelFieldsMetaclass:
        for base in bases:
            model = model or getattr(base, "fields_model", None)
        placeholders = {key: value for key, value in attrs.items() if isinstance(value, FromModel)}
        assert model or not placeholders, f"{name} names no model"
        built = {key: value.build(model, key) for key, value in placeholders.items() if model}
        return super().__new__(cls, name, bases, {**attrs, **built, "fields_model": model})


class ModelFieldsForm(forms.Form, metaclass=ModelFieldsMetaclass):
    """A form whose fields may be declared with `FromModel()`: `class NoteForm(ModelFieldsForm, model=Note)`."""

    fields_model: type[models.Model] | None
