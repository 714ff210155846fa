"""The page for naming the people who read a document that is read by name."""

from typing import Unpack
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import ScopedModelMultipleChoiceField
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.shared.documents.models import DocumentReader, GoverningDocument
from akropolis.shared.documents.register.pages import page_of, steps_to
from akropolis.shared.documents.selectors.readers import list_possible_readers
from akropolis.shared.documents.selectors.versions import document_at
from akropolis.shared.documents.services.audience import name_readers
from akropolis.shared.documents.web.audience import EDIT


class ReadersForm(forms.Form):
    """Form for choosing readers among those who have a role that reads documents in the unit."""

    def __init__(
        self,
        data: FormData = None,
        *,
        access: Access,
        document: GoverningDocument,
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        possible = [person.pk for person in list_possible_readers(document, timezone.localdate())]
        self.fields["people"] = ScopedModelMultipleChoiceField(
            model=User,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=possible).order_by("sort_key"),
            widget=forms.CheckboxSelectMultiple,
            label=gettext_lazy("Who may read it"),
            help_text=gettext_lazy(
                "Also as a draft. Those with a role that writes drafts may write in it too."
            ),
            required=False,
        )


def _at(access: Access, pk: UUID) -> GoverningDocument:
    document = document_at(access, pk)
    or_hidden(document.read_by_name or None)
    return document


def _given(request: HttpRequest, document: GoverningDocument) -> dict[str, object]:
    access = access_of(request)
    chosen = DocumentReader.objects.visible(access).filter(document=document).values_list("person", flat=True)
    return {"access": access, "document": document, "initial": {"people": list(chosen)}}


CHOOSE_READERS = Act(
    on=ActTarget(EDIT, _at, page_of, steps_to, unit="owner_unit"),
    form=ReadersForm,
    given=_given,
    do=lambda access, document, form: name_readers(access, document, list(form.cleaned_data["people"])),
    done=gettext_lazy("Those whom you chose read the document, and nobody else."),
    title=gettext_lazy("Who may read it"),
    lead=lambda document: document.title,
)
