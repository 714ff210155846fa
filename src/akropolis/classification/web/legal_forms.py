"""The forms of legal bases."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.classification.models.legal import Mark
from akropolis.classification.rules.aspects import ORDER
from akropolis.classification.rules.content import BEYOND
from akropolis.classification.rules.scheme import SchemeBody
from akropolis.classification.web.forms import PlainForm
from akropolis.ui.fields import day_field


class LegalBasisForm(PlainForm):
    """A legal basis. `values` gives it as the service takes it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        help_text=gettext_lazy("What it is about, in everyday words."),
    )
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200, required=False)
    provision = forms.CharField(
        label=gettext_lazy("Provision"),
        max_length=200,
        help_text=gettext_lazy("For example OSL (2009:400) 26 kap. 1 §"),
    )
    note = forms.CharField(
        label=gettext_lazy("What it means here"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note_en = forms.CharField(
        label=gettext_lazy("What it means here, in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mark = forms.ChoiceField(
        label=gettext_lazy("How sure"),
        choices=Mark.choices,
        help_text=gettext_lazy("Whether the provision has been checked against the text of the law."),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    valid_from = day_field(gettext_lazy("Valid from"))
    beyond = forms.BooleanField(
        label=gettext_lazy("Information under it lies outside the catalogue"),
        required=False,
        help_text=gettext_lazy("Then it proposes no level: classification stops."),
    )

    def __init__(self, data: Any = None, *, body: SchemeBody, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [
            ("", _("No proposal")),
            *((str(lv.value), f"{lv.value} {lv.label}") for lv in body.ordinary),
        ]
        levels = self.initial.get("levels", {})
        self.initial.setdefault("beyond", levels.get(BEYOND) is True)
        for aspect in body.active:
            key = aspect.key.value
            field = forms.ChoiceField(label=aspect.name, choices=choices, required=False)
            field.unmarked = True  # type: ignore[attr-defined]
            self.fields[f"level_{key}"] = field
            self.initial.setdefault(f"level_{key}", str(levels.get(key, "")))
        self.aspects = [aspect.key.value for aspect in body.active]
        self.kept = {a.value: levels[a] for a in ORDER if a in levels and a.value not in self.aspects}

    @property
    def levels(self) -> list[forms.BoundField]:
        """The fields of the levels."""
        return [self[f"level_{key}"] for key in self.aspects]

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields that say what it is."""
        return [self[name] for name in ("name", "name_en", "provision", "note", "note_en")]

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields that say how sure it is and since when."""
        return [self[name] for name in ("mark", "source", "valid_from")]

    def values(self) -> dict[str, Any]:
        """What was written, with the levels put together; those of aspects that are off stay as they were."""
        names = ("name", "name_en", "provision", "note", "note_en", "mark", "source", "valid_from")
        found = {name: self.cleaned_data[name] for name in names}
        levels = {
            key: int(self.cleaned_data[f"level_{key}"])
            for key in self.aspects
            if self.cleaned_data.get(f"level_{key}")
        }
        return {**found, "levels": {BEYOND: True} if self.cleaned_data["beyond"] else {**self.kept, **levels}}


class EndForm(PlainForm):
    """The last day of a legal basis."""

    valid_to = day_field(
        gettext_lazy("Last day"), help_text=gettext_lazy("After it, nobody can choose it any more.")
    )
