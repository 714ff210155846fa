"""The page on which a controller builds its record: it ticks what it does among the templates, and where it is done."""

from functools import cached_property

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, form_page, requires
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models.nodes import Node
from akropolis.privacy.processing.models import Processing, ProcessingTemplate, find_controller
from akropolis.privacy.processing.register.processings import PROCESSINGS
from akropolis.privacy.processing_sources.selectors.templates import (
    list_taken,
    list_templates,
    match_taken,
    propose_places,
)
from akropolis.privacy.processing_sources.services.templates import take_templates
from akropolis.privacy.processing_sources.web.filling import filling_url

TITLE = gettext_lazy("Build the record of processing")


def building_units(access: Access) -> GatedQuerySet[Unit]:
    """Return the current committees and companies that the user may write processings for; if none, their parts."""
    units = editable_units(access, PROCESSINGS.edit).exclude(valid_to__lt=timezone.localdate())
    controllers = units.filter(kind__in=OWN_AUTHORITY)
    return controllers if controllers.exists() else units


class RecordUnitForm(forms.Form):
    """Form of the unit that the record is built for."""

    def __init__(self, data: FormData, *, access: Access) -> None:
        super().__init__(data)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: building_units(access),
            label=_("Whose record"),
            to_field_name="code",
            empty_label=None,
        )


class BuildForm(ModelFieldsForm, model=Processing):
    """Form of which templates the unit takes, where each is done, and security measures common to them all."""

    security = FromModel(
        gettext_lazy("What holds for all that you tick. It can be written for each one afterwards instead."),
        label=gettext_lazy("Security measures that they have in common"),
        rows=2,
    )

    def __init__(self, data: FormData, *, access: Access, unit: Unit) -> None:
        super().__init__(data)
        self.templates = list_templates(access, unit)
        taken = list_taken(unit)
        self.taken = {row.code: match_taken(row, taken) for row in self.templates}
        self.proposed = propose_places(access, unit, self.templates)
        for row in self.templates:
            if self.taken[row.code] is None:
                self._add(row)

    def _add(self, row: ProcessingTemplate) -> None:
        self.fields[f"take-{row.code}"] = forms.BooleanField(
            label=str(row), required=False, help_text=row.said("description")
        )
        if proposed := self.proposed[row.code]:
            names = ", ".join(node.name for node in proposed)
            self.fields[f"places-{row.code}"] = forms.MultipleChoiceField(
                label=_("Where it is done: %(names)s") % {"names": names},
                choices=[(node.number, f"{node.name} ({node.get_kind_display()})") for node in proposed],
                initial=[node.number for node, sure in proposed.items() if sure],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    @cached_property
    def lines(self) -> dict[str, list[dict[str, object]]]:
        """The templates: those for every kind (`common`), of certain activities that seem to fit, and the `other`.

        Each is the processing that the unit has of it already (`taken`), or its fields.
        """
        found: dict[str, list[dict[str, object]]] = {"common": [], "fitting": [], "other": []}
        bound = {field.name: field for field in self}
        for row in self.templates:
            taken, proposed = self.taken[row.code], self.proposed[row.code]
            place = "common" if not row.unit_kinds else "fitting" if taken or proposed else "other"
            fields = {"tick": bound.get(f"take-{row.code}"), "places": bound.get(f"places-{row.code}")}
            found[place].append({"taken": taken, **fields})
        return found

    def clean(self) -> dict[str, object]:
        """Add an error if nothing is ticked."""
        if not self._ticked():
            self.add_error(None, _("Tick at least one processing."))
        return self.cleaned_data

    def _ticked(self) -> list[ProcessingTemplate]:
        return [row for row in self.templates if self.cleaned_data.get(f"take-{row.code}")]

    @property
    def chosen(self) -> dict[ProcessingTemplate, list[Node]]:
        """Return the ticked templates with the ticked places of each. Requires that the form is valid."""
        return {
            row: [
                node
                for node in self.proposed[row.code]
                if node.number in self.cleaned_data.get(f"places-{row.code}", ())
            ]
            for row in self._ticked()
        }


@requires(PROCESSINGS.edit)
def build_page(request: HttpRequest) -> HttpResponse:
    """Show the templates that fit the unit in the query; POST makes processings of the ticked ones."""
    access = access_of(request)
    units = building_units(access)
    asked = RecordUnitForm(request.GET if "unit" in request.GET else None, access=access)
    worked = chosen_unit(request, appointments_on(request))
    own = find_controller(worked) if worked else None
    first = next((each for each in units if each == own), units.first())
    unit = or_hidden(
        first if not asked.is_bound else asked.cleaned_data["unit"] if asked.is_valid() else None
    )
    asked.fields["unit"].initial = unit.code
    form = BuildForm(request.POST or None, access=access, unit=unit)
    back = reverse("processings-list")
    if form.is_valid():
        tried = attempt(
            form, lambda: take_templates(access, unit, form.chosen, form.cleaned_data["security"])
        )
        if tried.made is not None:
            count = len(tried.made)
            words = ngettext(
                "%(n)s processing is in the record.", "%(n)s processings are in the record.", count
            )
            messages.success(request, words % {"n": count})
            return redirect(filling_url(unit))
    also = {
        "lead": _(
            "Tick what %(unit)s does. Each comes with purpose, people, data and legal basis, and is yours to change."
        )
        % {"unit": unit},
        "units": asked if len(units) > 1 else None,
        "back": back,
        "submit": _("Put them in the record"),
    }
    crumbs = [Crumb(label=str(PROCESSINGS.many), url=back), Crumb(label=str(TITLE))]
    return form_page(request, form, str(TITLE), crumbs, template="processing_sources/build.html", also=also)
