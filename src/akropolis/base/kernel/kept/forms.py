"""The forms of kept tables, built from the model's fields."""

from typing import TypedDict, Unpack

from django import forms
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.fields import field_of, pointed_at
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.registers.forms import plain_field
from akropolis.base.ui.forms import FormData

STANDING = ("source", "mark", "valid_from", "valid_to")
"""The fields that every kept table has."""
type Group = tuple[str, list[forms.BoundField]]


class KeptGiven(TypedDict):
    """The arguments that a table passes to its form."""

    model: type[KeptRow]
    names: tuple[str, ...]
    row: KeptRow | None


class KeptForm(VersionedForm):
    """The form of a row: the table's own `names`, and the fields of every kept row. `row` is None for a new one."""

    def __init__(self, data: FormData, *, access: Access, **given: Unpack[KeptGiven]) -> None:
        self.names, row = (*given["names"], *STANDING), given["row"]
        initial: dict[str, object] = {"valid_from": timezone.localdate()}
        if row is not None:
            initial = model_to_dict(row, fields=self.names) | {"version": row.version}
        super().__init__(data, initial=initial)
        for name in self.names:
            self.fields[name] = _field(given["model"], name, access)

    def values(self) -> dict[str, object]:
        """Return the row's values as entered."""
        return {name: self.cleaned_data[name] for name in self.names}

    def groups(self) -> list[Group]:
        """Return the fields grouped under their headings."""
        own = [name for name in self.names if name in self.fields and name not in STANDING]
        return [
            (_("What it is"), [self[name] for name in own]),
            (_("How sure, and since when"), [self[name] for name in STANDING]),
        ]


def _field(model: type[KeptRow], name: str, access: Access) -> forms.Field:
    field = field_of(model, name)
    if field.is_relation:
        return ScopedModelChoiceField(
            model=pointed_at(field),
            access=access,
            label=capfirst(field.verbose_name),
            required=not field.blank,
            help_text=field.help_text,
        )
    if name in model.lists:
        return forms.MultipleChoiceField(
            label=capfirst(field.verbose_name),
            choices=[(key, capfirst(str(words))) for key, words in model.lists[name].items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=field.help_text,
        )
    made = plain_field(model, field)
    if isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 4
    return made
