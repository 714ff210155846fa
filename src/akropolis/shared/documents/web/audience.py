"""The page for choosing the units that a document applies to."""

from typing import Unpack

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelMultipleChoiceField
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.people.organisation.selectors.tree import living
from akropolis.shared.documents.models import DocumentUnit, GoverningDocument
from akropolis.shared.documents.register.pages import page_of, steps_to
from akropolis.shared.documents.selectors.versions import document_at
from akropolis.shared.documents.services.audience import name_units

EDIT = f"{GoverningDocument.permission}:edit"


class UnitsForm(forms.Form):
    """Form for choosing units; a document that applies to a unit applies to the units below it too."""

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        today = timezone.localdate()
        self.fields["units"] = ScopedModelMultipleChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(living(today)).order_by("sort_key"),
            widget=forms.CheckboxSelectMultiple,
            label=gettext_lazy("Units that the document is for"),
            help_text=gettext_lazy("Those below them are included."),
        )


def _given(request: HttpRequest, document: GoverningDocument) -> dict[str, object]:
    access = access_of(request)
    chosen = DocumentUnit.objects.visible(access).filter(document=document).values_list("unit", flat=True)
    return {"access": access, "initial": {"units": list(chosen)}}


CHOOSE_UNITS = Act(
    on=ActTarget(EDIT, document_at, page_of, steps_to, unit="owner_unit"),
    form=UnitsForm,
    given=_given,
    do=lambda access, document, form: name_units(access, document, list(form.cleaned_data["units"])),
    done=gettext_lazy("The document is for the units that you chose."),
    title=gettext_lazy("For whom it is"),
    lead=lambda document: document.title,
)
