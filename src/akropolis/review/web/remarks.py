"""A review that is out for comment: what the units say about it, and what comes of it."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.kernel.access.errors import Hidden
from akropolis.kernel.access.forms import ScopedModelChoiceField, VersionedForm, attempt, editable_units
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.managers import GatedQuerySet
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.web import access_of, appointments_on, form_page, requires
from akropolis.kernel.registers.web.sending import once_for
from akropolis.review.addresses import closed, crumbs, review_at, url_of, writable_at
from akropolis.review.models import Considered, Review, State
from akropolis.review.selectors.remarks import Answered, asked, places_of, remarks_of, silent
from akropolis.review.services.remarks import consider, remark

WRITE, EDIT = "review:remark:edit", "review:review:edit"


class RemarkForm(forms.Form):
    """What a unit says, which one, and of what in the review."""

    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Paragraph or place"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example the second paragraph, or the direction by its name."),
    )
    text = forms.CharField(
        label=gettext_lazy("Your remark"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, access: Access, review: Review, standing_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = field = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: _units(access, review),
            label=_("For the unit"),
            empty_label=None,
        )
        self.fields["about"].choices = [("", _("The whole review")), *places_of(access, review).items()]  # type: ignore[attr-defined]
        self.order_fields(["unit", "about", "place", "text"])
        units: list[Unit] = list(field.queryset or ())
        own = [unit for unit in units if unit.code == standing_in] or units
        self.initial.setdefault("unit", own[0] if own else None)
        if len(units) == 1:
            field.widget = forms.HiddenInput()


def _units(access: Access, review: Review) -> GatedQuerySet[Unit]:
    """The units that the person is appointed to speak for: those that make reviews, or else the others.

    Who writes the review has nothing to say about it for its own unit.
    """
    own = {scope.path for scope in access.scopes(WRITE)}
    rows = editable_units(access, WRITE).filter(valid_to__isnull=True, path__in=own)
    if access.may(EDIT, review.owner_unit):
        rows = rows.exclude(pk=review.owner_unit_id)
    found = rows.filter(reviews=True)
    return found if found.exists() else rows


@requires("review:review:read")
def remarks(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Read what has been said; those who may write for a unit add to it while the review is out."""
    access, review = access_of(request), review_at(request, year, unit)
    speaks = _units(access, review).exists()
    form = _form(request, review) if speaks and review.state == State.CIRCULATED else None
    if request.method == "POST":
        if not speaks:
            raise Hidden
        if form is None:
            words = _("The review is not out for comment, so remarks cannot be written on it now.")
            messages.error(request, words)
            return redirect(url_of("review-remarks", review))
        if form.is_valid() and _saved(request, review, form):
            messages.success(request, _("The remark is saved."))
            return redirect(url_of("review-remarks", review))
    context = {
        "title": _("Remarks"),
        "review": review,
        "form": form,
        "remarks": remarks_of(access, review),
        "considers": access.may(EDIT, review.owner_unit) and review.state != State.DECIDED,
        "out": review.state == State.CIRCULATED,
        **_answered(access, review),
        "preview_url": url_of("review-preview", review),
        "crumbs": crumbs(request, review, (_("Remarks"), "")),
    }
    return render(
        request, "review/remarks.html", context, status=422 if form is not None and form.errors else 200
    )


def _form(request: HttpRequest, review: Review) -> RemarkForm:
    held = [a.unit.code for a in appointments_on(request) if a.unit is not None]
    standing_in = request.session.get("unit") or next(iter(held), "")
    sent = request.POST or None
    return RemarkForm(sent, access=access_of(request), review=review, standing_in=standing_in)


def _answered(access: Access, review: Review) -> dict[str, Any]:
    """To who compiles the city's review: how many of the units have said something, and which have not."""
    total, quiet = len(asked(access, review)), [unit.name for unit in silent(access, review)]
    return {"asked": total, "answered": total - len(quiet), "silent": quiet} if total else {}


def _saved(request: HttpRequest, review: Review, form: RemarkForm) -> bool:
    data = form.cleaned_data
    where = {"about": data["about"], "place": data["place"]}
    act = partial(remark, access_of(request), review, data["unit"], data["text"], **where)
    return attempt(form, lambda: once_for(request, act)).done


class ConsiderForm(VersionedForm):
    """What came of a remark, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=Considered.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What was changed and where, or why nothing was."),
    )


@requires(EDIT)
def considered(request: HttpRequest, year: int, unit: str, pk: UUID) -> HttpResponse:
    """Say what came of one remark, with the remark to read above."""
    access, review = access_of(request), writable_at(request, year, unit)
    back = f"{url_of('review-remarks', review)}#r-{pk}"
    found = next((each for each in remarks_of(access, review) if each.remark.pk == pk), None)
    if found is None:
        raise Hidden
    if (answer := closed(request, review)) is not None:
        return answer
    form = ConsiderForm(request.POST or None, initial=_said(found))
    if request.method == "POST" and form.is_valid():
        act = partial(consider, access, found.remark, **form.cleaned_data)
        if form.carry_out(act) is not None:
            messages.success(request, _("What came of the remark is saved."))
            return redirect(back)
    title, way = _("Consider the remark"), (_("Remarks"), url_of("review-remarks", review))
    context = {"found": found, "review": review, "back": back}
    steps = crumbs(request, review, way, (title, ""))
    return form_page(request, form, title, steps, template="review/consider.html", **context)


def _said(found: Answered) -> dict[str, Any]:
    row = found.considered
    return {"outcome": row.outcome, "reason": row.reason, "version": row.version} if row else {}


urls = [
    path("genomgangar/<int:year>/<slug:unit>/remiss/", remarks, name="review-remarks"),
    path("genomgangar/<int:year>/<slug:unit>/remiss/<uuid:pk>/", considered, name="review-consider"),
]
