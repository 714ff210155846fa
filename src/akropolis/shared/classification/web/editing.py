"""The pages for editing a draft of a scheme, one part at a time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.registers.web.work_pages import Act
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors.schemes import body_of
from akropolis.shared.classification.services import schemes
from akropolis.shared.classification.web.forms import (
    AspectsForm,
    CriteriaForm,
    HarmsForm,
    LevelNamesForm,
    NameForm,
    SchemePartForm,
)
from akropolis.shared.classification.web.schemes import DRAFT, EDIT, address, crumbs, draft_of

PARTS: dict[str, type[SchemePartForm]] = {
    "aspekter": AspectsForm,
    "nivaer": LevelNamesForm,
    "skador": HarmsForm,
}


def _rename(access: Access, draft: Scheme, form: NameForm) -> object:
    return schemes.write(access, draft, form.row_values(), body_of(draft), version=form.seen)


CHANGE_NAMES = Act(
    on=DRAFT,
    form=NameForm,
    initial=("version", "name", "name_en", "source", "valid_from"),
    do=_rename,
    title=gettext_lazy("Name and first day"),
)


@requires(EDIT)
def part(request: HttpRequest, code: str, edition: int, part: str) -> HttpResponse:
    """Edit one part of a draft; `part` chooses aspects, levels or kinds of harm."""
    draft = draft_of(access_of(request), code, edition)
    titles = {"aspekter": _("Aspects"), "nivaer": _("Levels"), "skador": _("Kinds of harm")}
    leads = {
        "aspekter": _("Switch an aspect on or off, and write the question that is asked about it."),
        "nivaer": _("Name the levels from the lowest. Empty the name of the last one to take it away."),
        "skador": _("What can come to harm. Empty a name to take it away with its texts."),
    }
    if part not in PARTS:
        raise Hidden
    form = PARTS[part](body_of(draft), request.POST or None, initial={"version": draft.version})
    return _written(request, draft, form, titles[part], leads[part])


@requires(EDIT)
def criteria(request: HttpRequest, code: str, edition: int, category: str) -> HttpResponse:
    """Edit what each level means for one kind of harm."""
    draft = draft_of(access_of(request), code, edition)
    body = body_of(draft)
    found = or_hidden(body.category(category))
    form = CriteriaForm(body, found, request.POST or None, initial={"version": draft.version})
    lead = _("Write so that two people who do not know each other choose the same level.")
    return _written(request, draft, form, found.name, lead)


def _written(
    request: HttpRequest, draft: Scheme, form: SchemePartForm, title: str, lead: str
) -> HttpResponse:
    access = access_of(request)
    if request.method == "POST" and form.is_valid():
        body: SchemeBody = form.applied()
        version = form.cleaned_data["version"]
        if form.carry_out(lambda: schemes.write(access, draft, {}, body, version=version)):
            messages.success(request, _("The change is saved."))
            return redirect(address(draft))
    way = crumbs((str(draft), address(draft)), (title, ""))
    return form_page(request, form, title, way, back=address(draft), lead=lead)
