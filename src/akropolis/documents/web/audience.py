"""The page on which the units are chosen that a document is for."""

from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.documents.models import DocumentUnit, GoverningDocument
from akropolis.documents.selectors.versions import document_at
from akropolis.documents.services.audience import name_units
from akropolis.documents.web.finding import page_of, way
from akropolis.kernel.access.forms import ScopedModelMultipleChoiceField, attempt
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.web import access_of, form_page, requires
from akropolis.organisation.selectors.tree import living
from akropolis.ui.forms import FormData, FormGiven

EDIT = f"{GoverningDocument.permission}:edit"


class UnitsForm(forms.Form):
    """The units; what is for a unit is for those below it too."""

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


@requires(EDIT)
def units(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose them; the document is then for named units."""
    access = access_of(request)
    document = document_at(access, pk)
    access.must(EDIT, document.owner_unit)
    chosen = DocumentUnit.objects.visible(access).filter(document=document).values_list("unit", flat=True)
    form = UnitsForm(request.POST or None, access=access, initial={"units": list(chosen)})
    if request.method == "POST" and form.is_valid():
        act = partial(name_units, access, document, list(form.cleaned_data["units"]))
        if attempt(form, act).done:
            messages.success(request, _("The document is for the units that you chose."))
            return redirect(page_of(document))
    title = _("For whom it is")
    return form_page(request, form, title, way(document, title), lead=document.title, back=page_of(document))
