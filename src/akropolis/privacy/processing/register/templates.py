"""The kept table of templates of processings, declared. Its form asks for what `values` holds field by field."""

from typing import Unpack

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.kept.declaration import MARK, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.kept.forms import KeptForm, KeptGiven
from akropolis.base.kernel.registers.forms import plain_field
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Cell
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    Processing,
    ProcessingTemplate,
)
from akropolis.privacy.processing.register.vocabulary import UNDER

TEXTS = ("purpose", "retention")
"""Fields of a processing that `values` holds with English twins."""
FIELDS = ("purpose", "legal_basis", "special_basis", "children", "preserved", "retention")
"""All fields of a processing that `values` holds."""
LISTS = {
    "recipients": _("Usual recipients"),
    "places": _("Beginnings of words in the names of services and sets where it may be done"),
}
"""What `values` holds besides, as lists of texts."""
NAMES = (*(each for name in FIELDS for each in ((name, f"{name}_en") if name in TEXTS else (name,))), *LISTS)


class TemplateForm(KeptForm):
    """Form for a template. Groups and categories are ticked, lists are written one to a line."""

    def __init__(self, data: FormData, *, access: Access, **kwargs: Unpack[KeptGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        today = timezone.localdate()
        for name, model in (("groups", DataSubjectGroup), ("categories", DataCategory)):
            rows = [(row.code, str(row)) for row in model.in_force(access, today)]
            held = [(code, code) for code in self.initial.get(name) or () if code not in dict(rows)]
            label = self.fields[name].label
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                choices=[*rows, *held],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        del self.fields["values"]
        stands = self.initial.pop("values", {})
        for name in NAMES:
            self.fields[name] = _field(name)
            held = stands.get(name)
            self.initial[name] = "\n".join(held) if name in LISTS and held else held
        self.names = tuple(each for name in self.names for each in (NAMES if name == "values" else (name,)))

    def values(self) -> dict[str, object]:
        """Return the row's values, with those of the processing gathered in `values`."""
        found = super().values()
        own = {name: found.pop(name) for name in NAMES}
        lines = {name: [s.strip() for s in str(own[name]).splitlines() if s.strip()] for name in LISTS}
        return found | {"values": {k: v for k, v in (own | lines).items() if v not in ("", None, [])}}


def _field(name: str) -> forms.Field:
    if name in LISTS:
        box = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(
            label=LISTS[name], help_text=_("One to a line."), max_length=1000, required=False, widget=box
        )
    made = plain_field(Processing, Processing._meta.get_field(name.removesuffix("_en")))  # type: ignore[arg-type]
    made.required = False
    if name.endswith("_en"):
        made.label, made.help_text = format_lazy("{}{}", made.label, _(", in English")), ""
    return made


TEMPLATES: KeptTable[ProcessingTemplate] = KeptTable(
    key="processing-templates",
    slug="behandlingsmallar",
    model=ProcessingTemplate,
    intro=_(
        "Processings that most units have, in words that they take as their own. A change here is offered to those"
        " who have taken the template, never forced upon them."
    ),
    add=_("New template"),
    fields=(
        *("name", "name_en", "description", "description_en", "unit_kinds"),
        *("groups", "categories", "national_basis", "values"),
    ),
    columns=(
        KeptColumn(_("Template"), lambda row: Cell(text=row.title, note=row.said("description"))),
        "national_basis",
        VALID,
        MARK,
    ),
    content="templates.yaml",
    under=UNDER,
    ending=_("Processings that were taken from it stay. It can no longer be taken."),
    form=TemplateForm,
)
