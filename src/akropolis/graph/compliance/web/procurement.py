"""Requirements on suppliers for a level profile, chosen or taken from a service: a page, and files to send out."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.exchange.writing import TYPES
from akropolis.base.kernel.reporting import CONTENT_TYPES
from akropolis.base.kernel.reporting import render as as_file
from akropolis.base.lib.numbers import id_in
from akropolis.base.ui.parts import Cell, Column, Crumb, Table, build_table
from akropolis.graph.compliance.models.catalogue import CLAUSES
from akropolis.graph.compliance.reports.procurement import Appendix, book, document, evidence_words
from akropolis.graph.compliance.reports.words import area_name, start, why_words
from akropolis.graph.compliance.rules.demands import Condition
from akropolis.graph.compliance.rules.permissions import CATALOGUE
from akropolis.graph.compliance.selectors import standing
from akropolis.graph.compliance.selectors.catalogue import (
    RequirementSection,
    SupplierDemands,
    demands,
    readable_units,
)
from akropolis.shared.classification.rules.aspects import in_letters
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors.schemes import body_of, edition_in_force

SERVICE, SUBJECT, UNIT = "tjanst", "avser", "enhet"
QUESTIONS = dict(zip(("personuppgifter", "internet", "utveckling", "drift"), Condition, strict=True))
ANSWERS = (("", gettext_lazy("Not known")), ("1", gettext_lazy("Yes")), ("0", gettext_lazy("No")))
FORMS = ("docx", "xlsx")
DOCX = CONTENT_TYPES["docx"]


class ProfileForm(forms.Form):
    """Form: what is procured, by which unit, the levels in the aspects in use, and which conditions hold."""

    avser = forms.CharField(
        label=gettext_lazy("What is procured"),
        help_text=gettext_lazy("Stands in the appendix. The supplier reads it."),
        max_length=120,
        required=False,
    )
    enhet = forms.ChoiceField(label=gettext_lazy("Procuring unit"), required=False)

    def __init__(
        self, data: Mapping[str, object], *, units: Mapping[str, str], scheme: SchemeBody | None
    ) -> None:
        super().__init__(data)
        self.units = units
        enhet = self.fields[UNIT]
        assert isinstance(enhet, forms.ChoiceField)
        enhet.choices = [("", _("Not stated")), *units.items()]
        self.letters = {a.letter.lower(): a.key for a in scheme.active} if scheme else {}
        for name, condition in QUESTIONS.items():
            label = capfirst(str(CLAUSES[condition]))
            self.fields[name] = forms.ChoiceField(label=label, choices=ANSWERS, required=False)
        ordinary = scheme.ordinary if scheme else ()
        levels = [(str(each.value), f"{each.value} {each.label}") for each in ordinary]
        invalid = _("The level is not in the scheme in force. Choose one of it.")
        for aspect in scheme.active if scheme else ():
            self.fields[aspect.letter.lower()] = forms.ChoiceField(
                label=f"{aspect.name} ({aspect.letter})",
                choices=[("", _("Not stated")), *levels],
                required=False,
                error_messages={"invalid_choice": invalid},
            )

    @property
    def aspects(self) -> list[object]:
        """Return the form's fields for levels, in the order of the scheme, then those for conditions."""
        return [self[name] for name in (*self.letters, *QUESTIONS)]

    @property
    def profile(self) -> dict[str, int | None]:
        """Return the chosen levels and the answered conditions as a profile. Only for a valid form."""
        names = {**self.letters, **QUESTIONS}
        return {key: int(value) for name, key in names.items() if (value := self.cleaned_data[name])}

    @property
    def unit(self) -> str:
        """Return the procuring unit's name, empty if not stated."""
        return self.units.get(self.cleaned_data[UNIT], "")


def _form(request: HttpRequest) -> tuple[ProfileForm, str]:
    """Return the form filled in from the URL, and the id of the service that gives the values not in the URL."""
    access = access_of(request)
    scheme = edition_in_force(access)
    body = body_of(scheme) if scheme else None
    units = {unit.code: unit.name for unit in readable_units(access, timezone.localdate())}
    service, filled = _service(access, request.GET.get(SERVICE, ""), body)
    given = {name: request.GET[name] for name in (SUBJECT, UNIT, *QUESTIONS, *"krtsa") if name in request.GET}
    return ProfileForm(filled | given, units=units, scheme=body), service


def _service(access: Access, key: str, body: SchemeBody | None) -> tuple[str, dict[str, str]]:
    """Return a service's id, and its unit, levels and conditions as form values. Raises Hidden if not readable."""
    if not key:
        return "", {}
    node = standing.of_service(access, or_hidden(id_in(key)), timezone.localdate()).service
    profile = standing.profiles([node.pk])[node.pk]
    top = body.highest if body else 0
    levels = {
        aspect.letter.lower(): str(min(level, top))
        for aspect in (body.active if body else ())
        if (level := profile[aspect.key]) is not None
    }
    known = {name: str(known) for name, each in QUESTIONS.items() if (known := profile[each]) is not None}
    return key, {UNIT: node.owner_unit.code, **levels, **known}


def _appendix(form: ProfileForm) -> Appendix:
    profile, day = form.profile, timezone.localdate()
    return Appendix(form.cleaned_data[SUBJECT], form.unit, in_letters(profile), day, demands(profile, day))


@requires(CATALOGUE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the form for choosing levels, and the requirements that the levels set on a supplier."""
    form, service = _form(request)
    given = _appendix(form) if form.is_valid() else None
    title = _("Requirements in procurement")
    context = {
        "title": title,
        "crumbs": [start(), Crumb(label=title)],
        "form": form,
        "service": service,
        "given": given,
        "sections": [_section(given.demands, each) for each in given.demands.sections] if given else (),
        "files": [(each, _file_url(form, each)) for each in FORMS] if given else (),
    }
    return render(request, "compliance/procurement.html", context)


def _file_url(form: ProfileForm, kind: str) -> str:
    query = {name: value for name, value in form.cleaned_data.items() if value}
    return f"{reverse('compliance-procurement-file', args=[kind])}?{urlencode(query)}"


def _section(found: SupplierDemands, section: RequirementSection) -> tuple[str, str, Table]:
    columns = (Column(label=_("No."), unbroken=True), _("Requirement"), _("Evidence to enclose"), _("Why"))
    rows = [
        (
            each.number,
            Cell(text=each.control.said("supplier"), note=each.control.title),
            evidence_words(each),
            why_words(each.why),
        )
        for each in section.demands
    ]
    name = area_name(found.areas, section.area)
    return f"a{section.area}", name, build_table(name, columns, rows)


@requires(CATALOGUE)
@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """Return the appendix as a file. If levels are not in the scheme, redirect to the page, which shows the error."""
    if form not in FORMS:
        raise Hidden
    asked, _service_id = _form(request)
    if not asked.is_valid():
        return redirect(f"{reverse('compliance-procurement')}?{request.GET.urlencode()}")
    given = _appendix(asked)
    data, kind = (as_file(document(given), "docx"), DOCX) if form == "docx" else (book(given), TYPES["xlsx"])
    return file_answer(data, f"{given.title} {given.profile}".strip() + f".{form}", kind)
