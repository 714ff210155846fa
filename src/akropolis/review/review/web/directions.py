"""The directions of a review: add, change, reorder, remove."""

from functools import partial
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, ScopedModelMultipleChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.review.review.addresses import crumbs, redirect_if_locked, review_at, url_of, writable_at
from akropolis.review.review.models import Direction, DirectionUnit, Review, ReviewState
from akropolis.review.review.models.reviews import READ_DECIDED
from akropolis.review.review.selectors.answers import answers_to, count_earlier_reviews, progress_of
from akropolis.review.review.selectors.reviews import decided_before, words_for
from akropolis.review.review.services import directions
from akropolis.review.review.web import observed
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy
from akropolis.shared.evidence.register.panels import evidence_of_rows
from akropolis.shared.horizon.models import Observation


class DirectionForm(ModelFieldsForm, model=Direction):
    """A direction and the units it is set for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = FromModel(gettext_lazy("Begins with a verb."))
    text = FromModel(
        gettext_lazy("One paragraph: what shall be different a year from now, and why."),
        required=True,
        rows=6,
    )
    answer_by = FromModel()

    def __init__(
        self, data: FormData = None, *, access: Access, review: Review, **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["continues"] = ScopedModelChoiceField(
            model=Direction,
            access=access,
            narrow=lambda rows: rows.filter(review=decided_before(access, review)),
            required=False,
            label=_("Carries on last year's direction"),
            empty_label=_("No, it is new"),
        )
        below = review.owner_unit.path
        self.fields["units"] = ScopedModelMultipleChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(
                path__startswith=below, reviews=True, valid_to__isnull=True
            ).exclude(pk=review.owner_unit_id),
            required=False,
            label=_("Only for these units"),
            help_text=_("Choose none for all units."),
            widget=forms.CheckboxSelectMultiple,
        )
        for name in ("continues", "units"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                self.fields[name].widget = self.fields[name].hidden_widget()

    def values(self) -> dict[str, object]:
        """Return the field values of the direction itself, without its units."""
        return {name: self.cleaned_data[name] for name in ("title", "text", "answer_by", "continues")}


@requires(READ_DECIDED)
def list_directions(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """List the directions in the document's order, and the directions of last year's review that can be continued."""
    access, review = access_of(request), review_at(request, year, unit)
    rows = list(
        Direction.objects.visible(access)
        .filter(review=review)
        .select_related("continues", "review__owner_unit")
    )
    may_write = review.may(access, "review:review:edit") and not review.locked_reason()
    shown = _all_shown(access, review, rows)
    context = {
        "title": _("Directions"),
        "review": review,
        "rows": shown,
        "earlier": _earlier(access, review, rows) if may_write else [],
        "may_write": may_write,
        "add_url": url_of("review-direction-add", review),
        "order_url": url_of("review-direction-order", review),
        "remind_url": _remind_url(access, review, shown),
        "crumbs": crumbs(request, review, (_("Directions"), "")),
    }
    return render(request, "review/directions.html", context)


def _remind_url(access: Access, review: Review, shown: list[dict[str, Any]]) -> str:
    """Return the URL to remind those who have not answered; empty if all have, or the user may not remind."""
    missing = any(item["progress"] and item["progress"].missing for item in shown)
    may = review.may(access, "review:review:edit")
    return url_of("directions-remind", review) if missing and may else ""


def _named_units(access: Access, rows: list[Direction]) -> dict[object, list[str]]:
    named: dict[object, list[str]] = {}
    links = DirectionUnit.objects.visible(access).filter(direction__in=rows).select_related("unit")
    for link in links.order_by("unit__sort_key"):
        named.setdefault(link.direction_id, []).append(link.unit.name)
    return named


def _all_shown(access: Access, review: Review, rows: list[Direction]) -> list[dict[str, object]]:
    for row in rows:
        row.text = words_for(access, review, row.text)
    decided = review.state == ReviewState.DECIDED
    named, kept = _named_units(access, rows), count_earlier_reviews(access, rows)
    progress = progress_of(access, rows) if decided else {}
    answers = answers_to(access, rows) if decided else {}
    proofs = evidence_of_rows(access, [answer for group in answers.values() for answer in group])
    seen = Observation.objects.visible(access).in_bulk([row.observation_id for row in rows])
    return [
        {
            "row": row,
            "observation": seen.get(row.observation_id),
            "units": named.get(row.pk, []),
            "kept": kept[row.pk],
            "progress": progress.get(row.pk),
            "answers": [{"row": each, "proof": proofs.get(each.pk)} for each in answers.get(row.pk, [])],
            "edit_url": url_of("review-direction", review, row.pk),
            "remove_url": url_of("review-direction-remove", review, row.pk),
        }
        for row in rows
    ]


def _earlier(access: Access, review: Review, rows: list[Direction]) -> list[dict[str, object]]:
    before = decided_before(access, review)
    if before is None:
        return []
    carried = {row.continues_id for row in rows if row.continues_id}
    left = Direction.objects.visible(access).filter(review=before).exclude(pk__in=carried)
    return [
        {"row": row, "url": f"{url_of('review-direction-add', review)}?tidigare={row.pk}"} for row in left
    ]


@requires("review:review:edit")
def add(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Add a new direction, or one that continues a direction of last year's review."""
    access, review = access_of(request), writable_at(request, year, unit)
    if request.method != "POST" and (refused := redirect_if_locked(request, review)):
        return refused
    seen = observed.requested_observation(access, request.GET.get("observation", ""))
    initial = observed.proposed(seen) if seen else _from_earlier(request, review)
    form = DirectionForm(request.POST or None, access=access, review=review, initial=initial)
    if request.method == "POST" and form.is_valid():
        units = list(form.cleaned_data["units"])
        act = partial(directions.add, access, review, form.values() | {"observation": seen}, units=units)
        if attempt(form, lambda: create_once(request, act)).done:
            messages.success(request, _("The direction is saved."))
            return redirect(url_of("review-directions", review))
    return _form(request, review, form, title=_("New direction"))


def _from_earlier(request: HttpRequest, review: Review) -> dict[str, object]:
    access = access_of(request)
    before = decided_before(access, review)
    rows = (
        Direction.objects.visible(access).filter(review=before)
        if before
        else Direction.objects.visible(access).none()
    )
    row = next((r for r in rows if str(r.pk) == request.GET.get("tidigare", "")), None)
    return {"title": row.title, "text": row.text, "continues": row.pk} if row else {}


def _form(
    request: HttpRequest,
    review: Review,
    form: DirectionForm,
    *,
    title: str,
    conflict: object = None,
    status: int = 0,
) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "conflict": conflict,
        "crumbs": crumbs(
            request, review, (_("Directions"), url_of("review-directions", review)), (title, "")
        ),
        "back": url_of("review-directions", review),
        "chosen": len(form["units"].value() or []),
    }
    return render(
        request, "review/direction_form.html", context, status=status or (422 if form.errors else 200)
    )


@requires("review:review:edit")
def change(request: HttpRequest, year: int, unit: str, pk: UUID) -> HttpResponse:
    """Change a direction. If somebody else has saved since the form was opened, both texts are shown."""
    access, review = access_of(request), writable_at(request, year, unit)
    row = Direction.objects.visible(access).one(pk=pk, review=review)
    if request.method != "POST" and (refused := redirect_if_locked(request, review)):
        return refused
    chosen = list(
        DirectionUnit.objects.visible(access).filter(direction=row).values_list("unit_id", flat=True)
    )
    names = ("title", "text", "answer_by", "version")
    initial = {name: getattr(row, name) for name in names} | {"continues": row.continues_id, "units": chosen}
    form = DirectionForm(request.POST or None, access=access, review=review, initial=initial)
    if request.method == "POST" and form.is_valid():
        tried = attempt(form, lambda: _changed(access, row, form))
        if tried.done:
            messages.success(request, _("The change is saved."))
            return redirect(url_of("review-directions", review))
        if tried.conflict is not None:
            return _form(request, review, form, title=row.title, conflict=tried.conflict, status=409)
    return _form(request, review, form, title=row.title)


def _changed(access: Access, row: Direction, form: DirectionForm) -> Direction:
    units, version = list(form.cleaned_data["units"]), form.cleaned_data["version"]
    return directions.change(access, row, form.values(), units=units, version=version)


@requires("review:review:edit")
def remove(request: HttpRequest, year: int, unit: str, pk: UUID) -> HttpResponse:
    """Confirm and remove a direction. The history keeps its text."""
    access, review = access_of(request), writable_at(request, year, unit)
    row = Direction.objects.visible(access).one(pk=pk, review=review)
    if request.method != "POST":
        return redirect_if_locked(request, review) or _remove_page(request, review, row)
    with refusals_as_messages(request):
        directions.remove(access, row)
        messages.success(request, _("The direction is taken out. Its words are kept in the history."))
    return redirect(url_of("review-directions", review))


def _remove_page(request: HttpRequest, review: Review, row: Direction) -> HttpResponse:
    title, back = _("Take out a direction"), url_of("review-directions", review)
    context = {
        "title": title,
        "row": row,
        "crumbs": crumbs(request, review, (_("Directions"), back), (title, "")),
        "back": back,
    }
    return render(request, "review/direction_remove.html", context)


@requires("review:review:edit")
@require_POST
def order(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Move one direction a step up or down in the list."""
    access, review = access_of(request), writable_at(request, year, unit)
    ids = [
        str(key)
        for key in Direction.objects.visible(access).filter(review=review).values_list("pk", flat=True)
    ]
    moved, way = request.POST.get("pk", ""), request.POST.get("way", "")
    if moved in ids:
        old = ids.index(moved)
        new = max(0, min(len(ids) - 1, old + (1 if way == "down" else -1)))
        ids.insert(new, ids.pop(old))
        with refusals_as_messages(request):
            directions.reorder(access, review, ids)
    return redirect(url_of("review-directions", review))


BASE = "genomgangar/<int:year>/<slug:unit>/inriktningar/"
urls = [
    path(BASE, list_directions, name="review-directions"),
    path(f"{BASE}ny/", add, name="review-direction-add"),
    path(f"{BASE}ordning/", order, name="review-direction-order"),
    path(f"{BASE}<uuid:pk>/", change, name="review-direction"),
    path(f"{BASE}<uuid:pk>/ta-bort/", remove, name="review-direction-remove"),
]
