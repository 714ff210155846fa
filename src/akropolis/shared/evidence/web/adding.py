"""The pages for adding evidence to a row, new or existing, and for removing it from the row."""

from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires
from akropolis.base.kernel.files.uploads import uploaded
from akropolis.base.kernel.registers.forms import RegisterForm, form_class
from akropolis.base.kernel.registers.web.files import AttachForm
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.parts import Crumb
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.shared.evidence.models.provable import AnyProvable, provables
from akropolis.shared.evidence.register.evidence import EVIDENCE
from akropolis.shared.evidence.selectors.proofs import proofs_with_rows
from akropolis.shared.evidence.services import proofs


class ExistingForm(forms.Form):
    """Form for choosing existing evidence: what the user may edit and does not prove the row yet."""

    def __init__(self, data: FormData, *, access: Access, row: Tracked, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        proofs = Proof.objects.unscoped(because="whether a row that she reads is proved by it already")
        taken = Exists(proofs.filter(evidence=OuterRef("pk"), object_id=row.pk).order_by())
        kept = access.units(EVIDENCE.edit, "owner_unit")
        self.fields["evidence"] = ScopedModelChoiceField(
            model=Evidence,
            access=access,
            narrow=lambda rows: rows.filter(~taken, kept, archived_at__isnull=True),
            label=_("Evidence"),
        )


def _row(access: Access, kind: str, pk: UUID) -> tuple[AnyProvable, Tracked]:
    provable = or_hidden(provables.entries.get(kind))
    row: Tracked = provable.model.objects.visible(access).one(pk=pk)
    if not row.writable_by(access):
        raise Hidden
    return provable, row


@requires(EVIDENCE.edit)
def add(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Add new or existing evidence to a row. Raises Hidden if the user may not change the row."""
    access = access_of(request)
    provable, row = _row(access, kind, pk)
    tied = request.POST if "existing" in request.POST else None
    existing = ExistingForm(tied, access=access, row=row)
    form = _form(access, request, None if tied is not None else request.POST or None, row)
    done = _tie(request, existing, row) if existing.is_bound else _save(request, form, row)
    if done is not None:
        messages.success(request, _("The evidence %(name)s is tied to it.") % {"name": done})
        return redirect(f"{provable.page(row)}#evidence-{row.pk}")
    return _page(request, provable, row, form, existing)


def _form(access: Access, request: HttpRequest, data: FormData, row: Tracked) -> RegisterForm:
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=AttachForm.base_fields["file"].help_text,
        widget=AttachForm.base_fields["file"].widget,
        required=False,
    )
    own: type[RegisterForm] = type("EvidenceForm", (form_class(EVIDENCE, access, row=None),), {"file": file})
    unit = row.gate_unit()
    return own(data, request.FILES or None, initial={"owner_unit": unit.pk if unit else None})


def _save(request: HttpRequest, form: RegisterForm, row: Tracked) -> object:
    if not (form.is_bound and form.is_valid()):
        return None
    return attempt(form, lambda: create_once(request, partial(_added, request, form, row))).made


def _added(request: HttpRequest, form: RegisterForm, row: Tracked) -> Evidence:
    values = form.values()
    sent = values.pop("file") is not None or getattr(request, "dropped_upload", False)
    upload = uploaded(request, "file") if sent else None
    file = (str(upload.name), upload.read()) if upload is not None else None
    return proofs.add(access_of(request), row, values, file)


def _tie(request: HttpRequest, form: ExistingForm, row: Tracked) -> object:
    if not form.is_valid():
        return None
    evidence = form.cleaned_data["evidence"]
    made = attempt(
        form, partial(proofs.link_evidence, access_of(request), evidence, row), places={"": "evidence"}
    ).made
    return evidence if made else None


def _page(
    request: HttpRequest, provable: AnyProvable, row: Tracked, form: RegisterForm, existing: ExistingForm
) -> HttpResponse:
    title, back = _("Add evidence"), provable.page(row)
    groups = [(s.title, [form[name] for name in s.fields]) for s in EVIDENCE.sections]
    groups[1][1].insert(0, form["file"])
    context = {
        "title": title,
        "one": provable.one,
        "name": row.label(),
        "form": form,
        "groups": groups,
        "existing": existing if existing.fields["evidence"].queryset.exists() else None,  # type: ignore[attr-defined]
        "back": back,
        "crumbs": [Crumb(label=row.label(), url=back), Crumb(label=title)],
    }
    wrong = form.errors or existing.errors
    return render(request, "evidence/add.html", context, status=422 if wrong else 200)


@requires(EVIDENCE.edit)
def take_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove evidence from a row; a GET shows the confirmation page."""
    access = access_of(request)
    proof = Proof.objects.visible(access).select_related("evidence__owner_unit").one(pk=pk)
    if not proof.writable_by(access):
        raise Hidden
    found = next(iter(proofs_with_rows(access, [proof])))
    back = f"{found.provable.page(found.row)}#evidence-{found.row.pk}"
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound:
        with refusals_as_messages(request):
            proofs.unlink_evidence(access, proof)
            messages.success(request, _("The evidence is taken away from here. It remains in the register."))
        return redirect(back)
    words = {"evidence": proof.evidence, "row": found.row.label()}
    lead = _("%(evidence)s will no longer be shown as evidence of %(row)s.") % words
    way = [Crumb(label=str(proof.evidence), url=reverse("evidence-detail", args=[proof.evidence_id]))]
    title = _("Take the evidence away from here")
    return form_page(
        request, form, title, [*way, Crumb(label=title)], lead=lead, submit=_("Take away"), back=back
    )
