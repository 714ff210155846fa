"""A unit's letterhead: the arms, the lines below them, and whether documents have a different first page."""

import base64
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.people.organisation.models import Letterhead
from akropolis.people.organisation.selectors.letterheads import letterhead_of, own_letterhead
from akropolis.people.organisation.services.letterheads import EDIT, set_letterhead

READ = "organisation:unit:read"


class LetterheadForm(VersionedForm, model=Letterhead):
    """Form for the letterhead; a picture is uploaded only to replace the current one."""

    arms = forms.FileField(
        label=gettext_lazy("Arms or logotype"),
        required=False,
        help_text=gettext_lazy("PNG, at most 100 kB and 1200 pixels a side. It is printed 20 mm high."),
        widget=forms.FileInput(attrs={"accept": "image/png"}),
    )
    without_arms = forms.BooleanField(label=gettext_lazy("Take the picture away"), required=False)
    alt = FromModel(gettext_lazy("Read aloud to those who cannot see them, for example the city's arms."))
    sender = FromModel(gettext_lazy("At most six lines. They stand below the arms."), rows=4)
    cover = FromModel(
        gettext_lazy("Title, authority, diary number, day, who decided, and any mark of secrecy.")
    )


@requires(EDIT)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Edit the letterhead of the unit's documents, and of those of units below without one of their own."""
    access = access_of(request)
    unit: Unit = Unit.objects.visible(access).one(code=code)
    access.must(EDIT, unit)
    row, back = own_letterhead(access, unit), reverse("unit", args=[code])
    names = ("alt", "sender", "cover", "version")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = LetterheadForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        sent = values.pop("arms")
        act = partial(set_letterhead, access, unit, arms=sent.read() if sent else None, **values)
        if form.carry_out(act) is not None:
            messages.success(request, _("The letterhead is saved. Decided documents keep the one they had."))
            return redirect(back)
    title, way = _("Letterhead"), [(_("Organisation"), reverse("units")), (unit.name, back)]
    crumbs = [Crumb(label=label, url=url) for label, url in (*way, (title, ""))]
    picture = reverse("unit-arms", args=[code]) if row and row.arms else ""
    context = {"back": back, "picture": picture, "alt": row.alt if row else ""}
    return form_page(request, form, title, crumbs, template="organisation/letterhead.html", also=context)


@requires(READ)
def arms(request: HttpRequest, code: str) -> HttpResponse:
    """Serve the coat of arms of the unit's letterhead."""
    access = access_of(request)
    row = letterhead_of(access, Unit.objects.visible(access).one(code=code))
    if row is None or not row.arms:
        raise Hidden
    answer = HttpResponse(base64.b64decode(row.arms), content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
