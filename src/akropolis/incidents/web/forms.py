"""The forms of an incident that is opened for what was hit, and of what it hit and whom it affects."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.assets.models import Node
from akropolis.assets.selectors.sight import Seen
from akropolis.incidents.models import PersonalData, Severity
from akropolis.incidents.rules.permissions import RESOURCE
from akropolis.kernel.access.forms import (
    ScopedModelChoiceField,
    ScopedModelMultipleChoiceField,
    editable_units,
)
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.registers.picking import Pickable, PickField

EDIT = f"{RESOURCE}:edit"


def units_field(access: Access, units: Sequence[Unit], *, label: Any, help_text: Any) -> forms.Field:
    """Some of these units, each with a box to tick."""
    keys = [unit.pk for unit in units]
    return ScopedModelMultipleChoiceField(
        model=Unit,
        access=access,
        narrow=lambda rows: rows.filter(pk__in=keys).order_by("sort_key"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=label,
        help_text=help_text,
    )


class OpenForm(forms.Form):
    """An incident for what an event reaches: what is known in the first minute, and whom it concerns."""

    title = forms.CharField(label=_("What has happened"), max_length=200)
    occurred_at = forms.DateTimeField(
        label=_("When it happened"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("As far as is known. It can be changed later."),
    )
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Severity, coerce=int)
    personal_data = forms.ChoiceField(
        label=_("Personal data"), choices=PersonalData, help_text=_("Not yet known is an answer.")
    )
    description = forms.CharField(
        label=_("Course of events"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The affected units can read this."),
    )
    anew = forms.BooleanField(
        label=_("Ask the units that are ticked to classify their information anew"),
        required=False,
        help_text=_("Each of them gets an action that names the information sets."),
    )

    def __init__(self, *args: Any, access: Access, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: editable_units(access, EDIT).filter(valid_to__isnull=True),
            label=_("Your unit"),
            help_text=_("The incident belongs to this unit, which leads the handling."),
            empty_label=_("Choose"),
        )
        self.fields["units"] = units_field(
            access,
            units,
            label=_("Affected units"),
            help_text=_("The people of these units who may read incidents can read this one."),
        )
        self.order_fields(
            [
                "title",
                "occurred_at",
                "owner_unit",
                "severity",
                "personal_data",
                "description",
                "units",
                "anew",
            ]
        )

    def clean_occurred_at(self) -> Any:
        """Nothing has happened that lies ahead."""
        moment = self.cleaned_data["occurred_at"]
        if moment and moment > timezone.now():
            raise forms.ValidationError(_("The time lies ahead. Write when it happened."))
        return moment


class LinksForm(forms.Form):
    """What the incident hit, and whom it affects."""

    def __init__(
        self, *args: Any, access: Access, linked: Sequence[Seen], units: Sequence[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["add"] = PickField(
            rows=Pickable(access, Node),
            label=_("One more thing that was hit"),
            required=False,
            help_text=_(
                "The number or the whole name of a service, a supplier, a platform or another thing."
            ),
        )
        if linked:
            self.fields["remove"] = forms.MultipleChoiceField(
                label=_("Was not hit after all"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(seen.record), seen.label) for seen in linked if seen.record],
                help_text=_("Tick what is to be taken away from the incident."),
            )
        self.fields["units"] = units_field(
            access,
            units,
            label=_("Affected units"),
            help_text=_("The people of these units who may read incidents can read this one."),
        )
