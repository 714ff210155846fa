"""The threats that a row names: a panel on the row's page, and the page for choosing them."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import View, access_of, form_page, requires
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import PanelContent, Register, RowAct
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Crumb
from akropolis.shared.threats.models import Threat, ThreatKind
from akropolis.shared.threats.selectors.naming import NAMING, READ, list_choosable_threats, named_by
from akropolis.shared.threats.services.naming import name_threats


class NamingForm(forms.Form):
    """Form for choosing the threats that the row names, grouped by kind of threat."""

    def __init__(self, data: FormData, threats: Sequence[Threat], held: Sequence[Threat]) -> None:
        super().__init__(data, initial={"threats": [threat.code for threat in held]})
        self.known = {threat.code: threat for threat in threats}
        self.fields["threats"] = forms.MultipleChoiceField(
            label=_("Threats"),
            choices=[
                (kind.label, [(each.code, str(each)) for each in threats if each.kind == kind])
                for kind in ThreatKind
            ],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("One or several. Leave it empty if none of them fits."),
        )

    @property
    def chosen(self) -> list[Threat]:
        """Return the ticked threats."""
        return [self.known[code] for code in self.cleaned_data["threats"]]


def panel(access: Access, row: Record) -> PanelContent | None:
    """Return the threats that the row names and the link to change them; None for rows that name none."""
    register = registers.of(type(row))
    if register is None or register.key not in NAMING.entries:
        return None
    reads = access.anywhere(READ)
    changes = row.archived_at is None and row.writable_by(access)
    named = named_by(access, row, NAMING.get(register.key))
    url = reverse(f"{register.key}-threats", args=[row.pk])
    change = RowAct(_("Say which threats it is about"), url) if changes else None
    acts = [change] if change else []
    if not named:
        return PanelContent(missing=_("No threat is named."), add=change, acts=acts)
    threats = [(str(each), reverse("threat", args=[each.code]) if reads else "") for each in named]
    return PanelContent(context={"threats": threats}, acts=acts)


def patterns() -> list[URLPattern]:
    """Return the URL patterns for choosing a row's threats, one per register whose rows name threats."""
    return [
        path(f"{register.slug}/<uuid:pk>/hot/", _page(register), name=f"{register.key}-threats")
        for register in map(registers.get, NAMING.entries)
    ]


def _page(register: Register) -> View:
    link = NAMING.get(register.key)

    @requires(register.edit)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        """The form; by POST exactly the threats that are ticked are named."""
        access = access_of(request)
        row = register.model.objects.visible(access).select_related("owner_unit").one(pk=pk)
        if row.archived_at or not row.writable_by(access):
            raise Hidden
        held = named_by(access, row, link)
        # Nothing ticked may be nothing sent.
        sent = request.POST if request.method == "POST" else None
        form = NamingForm(sent, list_choosable_threats(access, held), held)
        if form.is_valid() and attempt(form, lambda: name_threats(access, row, link, form.chosen)).done:
            messages.success(request, _("The change is saved."))
            return redirect(f"{register.key}-detail", pk=row.pk)
        back = reverse(f"{register.key}-detail", args=[row.pk])
        crumbs = [Crumb(label=row.label(), url=back), Crumb(label=_("Threats"))]
        return form_page(request, form, _("Which threats it is about"), crumbs, lead=row.label(), back=back)

    return view
