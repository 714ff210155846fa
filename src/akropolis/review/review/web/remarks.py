"""Page of a review that is out for comment: the remarks and how they are considered."""

import re
from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.forms import VersionedForm, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import (
    access_of,
    appointments_on,
    form_page,
    requires,
    signed_in,
)
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.review.review.addresses import crumbs, redirect_if_locked, review_at, url_of, writable_at
from akropolis.review.review.models import Consideration, Remark, Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.states import CIRCULATE, EDIT
from akropolis.review.review.selectors.recipients import (
    Speakers,
    own_recipients,
    requests_to,
    speakers_on,
    standings,
)
from akropolis.review.review.selectors.remarks import AnsweredRemark, places_of, remarks_of
from akropolis.review.review.services.recipients import request_texts
from akropolis.review.review.services.remarks import consider, remark
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy

ANCHOR = re.compile(r"stycke-\d+")
"""The address of a paragraph on the page where the review is read."""


class RemarkForm(ModelFieldsForm, model=Remark):
    """Form for a remark: its text, who makes it, and the part of the review that it is about."""

    unit = forms.ChoiceField(label=gettext_lazy("Answer for"))
    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    place = FromModel(gettext_lazy("For example the second paragraph, or the direction by its name."))
    text = FromModel(label=gettext_lazy("Your remark"), rows=6)

    def __init__(
        self,
        data: FormData = None,
        *,
        access: Access,
        review: Review,
        speakers: Speakers,
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        names = [(key, name) for key, (name, _unit, _recipient) in speakers.items()]
        self.fields["unit"].choices = names  # type: ignore[attr-defined]
        self.fields["about"].choices = [("", _("The whole review")), *places_of(access, review).items()]  # type: ignore[attr-defined]
        self.initial["unit"], name = names[0]
        recipient = speakers[self.initial["unit"]][2]
        self.speaker = "" if recipient is not None and recipient.person_id else name
        if len(names) == 1:
            self.fields["unit"].widget = forms.HiddenInput()


@signed_in(because="the gate decides who reads the review: people are asked in person, without a role")
def remarks(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show the remarks; those who may write for a unit can add one while the review is out for comment.

    With a paragraph in the address (`about` and `place`), show only the form for a remark on it.
    """
    access, review = access_of(request), review_at(request, year, unit)
    if not (access.anywhere(review.right(READ)) or own_recipients(access, review)):
        raise Hidden
    speakers = speakers_on(access, review, _standing_in(request))
    out = bool(speakers) and review.state == ReviewState.CIRCULATED
    sent = request.POST or None
    initial = {name: request.GET.get(name, "") for name in ("about", "place")}
    form = RemarkForm(sent, access=access, review=review, speakers=speakers, initial=initial) if out else None
    there = request.GET.get("fran", "")
    back = f"{url_of('review-preview', review)}#{there}" if ANCHOR.fullmatch(there) else ""
    if request.method == "POST":
        if not speakers:
            raise Hidden
        if form is None:
            words = _("The review is not out for comment, so remarks cannot be written on it now.")
            messages.error(request, words)
            return redirect(url_of("review-remarks", review))
        if form.is_valid() and _saved(request, review, form, speakers):
            messages.success(request, _("The remark is saved."))
            return redirect(back or url_of("review-remarks", review))
    if form is not None and back:
        return _remark_on_passage(request, review, form, back)
    context = {
        "title": _("Remarks"),
        "review": review,
        "form": form,
        "remarks": remarks_of(access, review),
        "considers": review.may(access, EDIT) and review.state != ReviewState.DECIDED,
        "out": review.state == ReviewState.CIRCULATED,
        "requests": request_texts(requests_to(access, review)),
        **_answered(access, review),
        "preview_url": url_of("review-preview", review),
        "crumbs": crumbs(request, review, (_("Remarks"), "")),
    }
    return render(
        request, "review/remarks.html", context, status=422 if form is not None and form.errors else 200
    )


def _remark_on_passage(request: HttpRequest, review: Review, form: RemarkForm, back: str) -> HttpResponse:
    """Show the form for a remark on one paragraph, which is quoted above it."""
    form.fields["text"].required = True
    form.fields["about"].widget = form.fields["place"].widget = forms.HiddenInput()
    title, words = _("Comment on a paragraph"), form["place"].value()
    way = crumbs(request, review, (_("Preview"), back), (title, ""))
    also = {"quote": words, "review": review, "submit": _("Save the remark"), "back": back}
    return form_page(request, form, title, way, template="review/passage.html", also=also)


def _standing_in(request: HttpRequest) -> str:
    held = [a.unit.code for a in appointments_on(request) if a.unit is not None]
    return str(request.session.get("unit") or next(iter(held), ""))


def _answered(access: Access, review: Review) -> dict[str, object]:
    """For those who write the review: its recipients, which have answered, and the link to remind the others."""
    today = timezone.localdate()
    rows = standings(access, review, today)
    quiet = [one for one in rows if not one.answered]
    return {
        "asked": [(one, one.late(today)) for one in rows],
        "answered": len(rows) - len(quiet),
        "silent": quiet,
        "remind_url": url_of("remarks-remind", review) if quiet and review.may(access, EDIT) else "",
        "send_url": url_of("review-recipients", review) if review.may(access, CIRCULATE) else "",
    }


def _saved(request: HttpRequest, review: Review, form: RemarkForm, speakers: Speakers) -> bool:
    data = form.cleaned_data
    _name, unit, recipient = speakers[data["unit"]]
    said = {"about": data["about"], "place": data["place"], "agrees": "agrees" in request.POST}
    act = partial(remark, access_of(request), review, unit, data["text"], recipient=recipient, **said)
    return attempt(form, lambda: create_once(request, act)).done


class ConsiderForm(VersionedForm, model=Consideration):
    """The outcome of a remark, and the reason."""

    outcome = FromModel(widget=forms.RadioSelect)
    reason = FromModel(gettext_lazy("What was changed and where, or why nothing was."), rows=5)


@requires(EDIT)
def considered(request: HttpRequest, year: int, unit: str, pk: UUID) -> HttpResponse:
    """Record the outcome of one remark, shown above the form."""
    access, review = access_of(request), writable_at(request, year, unit)
    chapter = request.GET.get("kapitel", "")
    written_at = chapter in places_of(access, review)
    back = f"{url_of('review-remarks', review)}#r-{pk}"
    if written_at:
        back = f"{url_of('review-chapter', review, chapter)}#remissvar"
    elif ANCHOR.fullmatch(there := f"stycke-{request.GET.get('stycke', '')}"):
        back = f"{url_of('review-preview', review)}#{there}"
    found = or_hidden(next((each for each in remarks_of(access, review) if each.remark.pk == pk), None))
    if (answer := redirect_if_locked(request, review)) is not None:
        return answer
    form = ConsiderForm(request.POST or None, initial=_remark_context(found))
    if request.method == "POST" and form.is_valid():
        act = partial(consider, access, found.remark, **form.cleaned_data)
        if form.carry_out(act) is not None:
            messages.success(request, _("What came of the remark is saved."))
            return redirect(back)
    title, way = _("Consider the remark"), (_("Remarks"), url_of("review-remarks", review))
    context = {"found": found, "review": review, "back": back}
    steps = crumbs(request, review, way, (title, ""))
    return form_page(request, form, title, steps, template="review/consider.html", also=context)


def _remark_context(found: AnsweredRemark) -> dict[str, object]:
    row = found.considered
    return {"outcome": row.outcome, "reason": row.reason, "version": row.version} if row else {}


urls = [
    path("genomgangar/<int:year>/<slug:unit>/remiss/", remarks, name="review-remarks"),
    path("genomgangar/<int:year>/<slug:unit>/remiss/<uuid:pk>/", considered, name="review-consider"),
]
