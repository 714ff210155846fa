"""The pages of the legal bases: the list, and adding, changing and ending one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.classification.models import LegalBasis
from akropolis.classification.rules.aspects import in_letters
from akropolis.classification.rules.permissions import LEGAL_BASIS
from akropolis.classification.rules.scheme import SchemeBody
from akropolis.classification.selectors import legal_bases as selectors
from akropolis.classification.selectors import schemes
from akropolis.classification.services import legal_bases
from akropolis.classification.web.legal_forms import EndForm, LegalBasisForm
from akropolis.classification.web.schemes import crumbs
from akropolis.kernel.access.errors import Hidden
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.registers.web.sending import once_for
from akropolis.ui.parts import Cell, Column, Row, Table

READ, EDIT = f"{LEGAL_BASIS}:read", f"{LEGAL_BASIS}:edit"
FIELDS = (
    "name",
    "name_en",
    "provision",
    "note",
    "note_en",
    "mark",
    "source",
    "valid_from",
    "levels",
    "version",
)
EMPTY = SchemeBody((), (), ())


@requires(READ)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Those in force; with `avslutade=1` the others. How sure each is, is told to those who keep the list."""
    access = access_of(request)
    writes = access.may(EDIT, None)
    ended = request.GET.get("avslutade") == "1"
    rows = selectors.ended(access) if ended else selectors.in_force(access)
    context = {
        "title": _("Legal bases"),
        "crumbs": crumbs((_("Legal bases"), "")),
        "table": _table(rows, writes=writes),
        "ended": ended,
        "may_add": writes,
    }
    return render(request, "classification/legal_bases.html", context)


def _table(rows: list[LegalBasis], *, writes: bool) -> Table:
    labels = [_("Legal basis"), _("Provision"), _("Proposes")]
    labels += [_("How sure"), _("Valid")] if writes else []
    return Table(
        caption=_("Legal bases"),
        columns=[Column(label=label, unbroken=place in (2, 4)) for place, label in enumerate(labels)],
        rows=[Row(cells=_cells(row, writes=writes)) for row in rows],
        empty=_("There are none here."),
    )


def _cells(row: LegalBasis, *, writes: bool) -> list[Cell]:
    url = reverse("classification-legal-edit", args=[row.code]) if writes else ""
    proposed = selectors.as_provision(row)
    levels = _("Outside the catalogue") if proposed.beyond else in_letters(dict(proposed.levels))
    cells = [
        Cell(text=row.name_text, note=row.note_text, url=url),
        Cell(text=row.provision.replace(" §", "\u00a0§")),
        Cell(text=levels or _("No level")),
    ]
    if writes:
        period = _("from %(day)s") % {"day": row.valid_from.isoformat()}
        if row.valid_to:
            period = f"{row.valid_from.isoformat()}–{row.valid_to.isoformat()}"
        cells += [Cell(text=row.get_mark_display(), note=row.source), Cell(text=period)]
    return cells


def _body(access: Access) -> SchemeBody:
    scheme = schemes.in_force(access)
    return schemes.body_of(scheme) if scheme else EMPTY


def _one(access: Access, code: str) -> LegalBasis:
    found: LegalBasis = LegalBasis.objects.visible(access).one(code=code)
    if not found.writable_by(access):
        raise Hidden
    return found


@requires(EDIT)
def add(request: HttpRequest) -> HttpResponse:
    """One more legal basis."""
    access = access_of(request)
    form = LegalBasisForm(
        request.POST or None, body=_body(access), initial={"valid_from": timezone.localdate(), "mark": "U"}
    )
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), "code": _new_code(form.cleaned_data["name"])}
        if form.carry_out(lambda: once_for(request, lambda: legal_bases.add(access, values))):
            messages.success(request, _("The legal basis is added."))
            return redirect("classification-legal")
    return _form_page(request, form, title=_("New legal basis"))


def _new_code(name: str) -> str:
    """A key of the name that no legal basis has."""
    plain = slugify(name.casefold().translate(str.maketrans("åäö", "aao")))[:50] or "lagrum"
    taken = set(LegalBasis.everything.filter(code__startswith=plain).values_list("code", flat=True))
    code, number = plain, 2
    while code in taken:
        code, number = f"{plain}-{number}", number + 1
    return code


@requires(EDIT)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a legal basis."""
    access = access_of(request)
    row = _one(access, code)
    initial = {name: getattr(row, name) for name in FIELDS}
    form = LegalBasisForm(request.POST or None, body=_body(access), initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if form.carry_out(lambda: legal_bases.change(access, row, form.values(), version=version)):
            messages.success(request, _("The change is saved."))
            return redirect("classification-legal")
    end_url = reverse("classification-legal-end", args=[code])
    return _form_page(request, form, title=row.name_text, end_url=end_url)


@requires(EDIT)
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Say the last day of a legal basis."""
    access = access_of(request)
    row = _one(access, code)
    initial = {"version": row.version, "valid_to": row.valid_to or timezone.localdate()}
    form = EndForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        day, version = form.cleaned_data["valid_to"], form.cleaned_data["version"]
        if form.carry_out(lambda: legal_bases.end(access, row, day, version=version)):
            messages.success(request, _("%(name)s ends on %(day)s.") % {"name": row.name_text, "day": day})
            return redirect("classification-legal")
    lead = _("Decisions that rest on it stand. It can no longer be chosen in new ones.")
    title = _("End %(name)s") % {"name": row.name_text}
    context = {
        "title": title,
        "crumbs": _crumbs(title),
        "lead": lead,
        "form": form,
        "submit": _("End"),
        "variant": "primary",
        "back": reverse("classification-legal"),
    }
    return render(request, "classification/form.html", context, status=form.status)


def _crumbs(title: str) -> Any:
    return crumbs((_("Legal bases"), reverse("classification-legal")), (title, ""))


def _form_page(request: HttpRequest, form: LegalBasisForm, *, title: str, end_url: str = "") -> HttpResponse:
    context = {
        "title": title,
        "crumbs": _crumbs(title),
        "form": form,
        "end_url": end_url,
        "back": reverse("classification-legal"),
    }
    return render(request, "classification/legal_basis.html", context, status=form.status)
