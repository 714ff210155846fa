"""The page that records the decision on a version: the draft is frozen as the next version."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, appointments_on
from akropolis.base.kernel.files.evidence import files_of
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.calendar import months_on
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.shared.documents.models import DocumentVersion, GoverningDocument
from akropolis.shared.documents.register.pages import draft_url, page_of, steps_to, version_url
from akropolis.shared.documents.rules.states import APPROVE
from akropolis.shared.documents.selectors.versions import contents, document_at, draft_of, proposal_of
from akropolis.shared.documents.services import deciding
from akropolis.shared.documents.services.ready import lacking


class DocumentDecisionForm(VersionedForm, model=DocumentVersion):
    """Form for the facts of the decision. What is decided is the draft, or one of the document's files."""

    approved_by = FromModel(
        gettext_lazy("The board, the committee or the person. Kept as it is written now."),
        label=gettext_lazy("Decided by"),
    )
    approver_role = FromModel(
        gettext_lazy("The one by which it is decided, such as ordförande or förvaltningschef.")
    )
    approved_on = FromModel()
    diary_number = FromModel(gettext_lazy("For example KS 2026/1184."))
    valid_from = FromModel()
    valid_to = FromModel(gettext_lazy("The last day. Leave it empty if no day is set."))
    summary = FromModel(gettext_lazy("Is told to those for whom it is."), rows=3)
    file = forms.ChoiceField(
        label=gettext_lazy("What is decided"),
        required=False,
        help_text=gettext_lazy("A file is put on the document's page first. Its chapters are not tested."),
    )

    def __init__(
        self, data: FormData = None, *, by_key: Mapping[str, StoredFile], **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        self.files_by_key = by_key
        choices = [("", _("The draft")), *((key, str(file)) for key, file in by_key.items())]
        self.fields["file"].choices = choices  # type: ignore[attr-defined]

    def decision(self) -> deciding.DecisionInput:
        """Return the values as a `DecisionInput`."""
        values = {name: self.cleaned_data[name] for name in deciding.DECIDED if name != "file"}
        return deciding.DecisionInput(**values, file=self.files_by_key.get(self.cleaned_data["file"]))


def _given(request: HttpRequest, document: GoverningDocument) -> dict[str, object]:
    files = files_of(access_of(request), document)
    return {"by_key": {str(file.pk): file for file in files}, "initial": _initial(request, document)}


def _initial(request: HttpRequest, document: GoverningDocument) -> dict[str, object]:
    today = timezone.localdate()
    here = [a for a in appointments_on(request) if a.unit_id == document.owner_unit_id]
    return {
        "version": document.version,
        "approved_by": access_of(request).actor.name if here else "",
        "approver_role": (getattr(request.user, "title", "") or str(here[0].role)) if here else "",
        "approved_on": today,
        "valid_from": today,
        "valid_to": months_on(today, document.months),
    }


def _lead(access: Access, document: GoverningDocument) -> str:
    """Return a sentence on what the draft lacks, shown so that nobody fills in a decision that will be refused."""
    names = lacking(access, document, contents(draft_of(access, document)), timezone.localdate())
    if not names:
        return document.title
    return _("The draft lacks: %(names)s.") % {"names": listing(names, _("and"))}


def _context(
    request: HttpRequest, document: GoverningDocument, _form: DocumentDecisionForm
) -> dict[str, object]:
    access = access_of(request)
    return {
        "lead": _lead(access, document),
        "proposal": proposal_of(access, document) if document.proposed_on else None,
        "draft_url": draft_url(document),
        "document": document,
        "may_take_back": False,
    }


DECIDE = Act(
    on=ActTarget(APPROVE, document_at, page_of, steps_to, unit="owner_unit"),
    form=DocumentDecisionForm,
    given=_given,
    do=lambda access, document, form: deciding.decide(access, document, form.decision(), version=form.seen),
    done=lambda made: _("Version %(number)s is decided.") % {"number": made.number},
    after=lambda made: version_url(made.document, made.number),
    title=lambda document: _("Decide on version %(number)s") % {"number": document.edition + 1},
    submit=gettext_lazy("Decide"),
    template="documents/decide.html",
    context=_context,
)
