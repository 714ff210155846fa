"""All reviews of a year: in words first, then unit by unit, with those that have not begun by name."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Invalid, Refused
from akropolis.kernel.access.forms import ScopedModelChoiceField, editable_units
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.models.units import UnitKind
from akropolis.kernel.access.web import access_of, requires
from akropolis.lib.swedish import capitalised, count_words
from akropolis.review.models import Decision, Review, State
from akropolis.review.selectors.reviews import newest, reviews_of_year, years
from akropolis.review.services import reviews
from akropolis.review.web.finding import url_of
from akropolis.ui.parts import Cell, Column, Option, Row, Table

READ, EDIT = "review:review:read", "review:review:edit"
KINDS = {
    State.PLANNED: "neutral",
    State.ONGOING: "info",
    State.CIRCULATED: "warning",
    State.DECIDED: "success",
}


def current_year(today: date) -> int:
    """The year whose review is written now: the next one from November on, since its period has ended then."""
    return today.year + 1 if today.month >= 11 else today.year


@requires(READ)
def latest(request: HttpRequest) -> HttpResponse:
    """To the year that is worked on now."""
    return redirect("reviews-year", year=current_year(timezone.localdate()))


@requires(READ)
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """The year's reviews that the reader may see, and the units that have none yet."""
    access = access_of(request)
    found = newest(reviews_of_year(access, year))
    due = _due_units(access, year)
    by_unit = {review.owner_unit_id: review for review in found}
    missing = [unit for unit in due if unit.pk not in by_unit]
    begun = {review.owner_unit_id for review in found if review.state != State.PLANNED}
    above = [review for review in found if review.owner_unit.kind == UnitKind.CITY]
    units = [review for review in found if review.owner_unit.kind != UnitKind.CITY]
    mine = [review for review in units if access.may(EDIT, review.owner_unit)]
    context = {
        "title": _("Management review %(year)s") % {"year": year},
        "year": year,
        "words": _words(units, missing),
        "above": [_shown(review) for review in above],
        "mine": [_shown(review) for review in mine] if len(mine) <= 3 else [],
        "table": _table(access, units) if units and len(units) > len(mine[:3]) else None,
        "missing": [unit.name for unit in due if unit.pk not in begun],
        "lacks_own": any(access.may(EDIT, unit) for unit in missing),
        "years": _years(access, year),
        "may_open": access.anywhere(EDIT),
        "open_url": reverse("review-open", args=[year]),
    }
    return render(request, "review/year.html", context)


def _due_units(access: Access, year: int) -> list[Unit]:
    """The units that make reviews, existed at the period's end, and lie where the reader reads reviews."""
    _first, last = reviews.usual_period(year)
    rows = Unit.objects.visible(access).filter(access.units(READ), reviews=True, valid_from__lte=last)
    return [unit for unit in rows if unit.valid_on(last)]


def _words(found: list[Review], missing: list[Unit]) -> list[str]:
    total = len(found) + len(missing)
    if total < 2:
        return []
    counts = {state: sum(review.state == state for review in found) for state in State.values}
    decided = ngettext(
        "%(count)s of %(total)s units has decided its review.",
        "%(count)s of %(total)s units have decided their reviews.",
        counts[State.DECIDED],
    ) % {"count": _spelled(counts[State.DECIDED]), "total": _spelled(total)}
    parts = [
        (counts[State.CIRCULATED], _("%(count)s out for comment")),
        (counts[State.ONGOING], _("%(count)s under way")),
        (counts[State.PLANNED] + len(missing), _("%(count)s not begun")),
    ]
    rest = [words % {"count": _spelled(count)} for count, words in parts if count]
    return [
        capitalised(sentence) for sentence in (decided, ", ".join(rest) + "." if rest else "") if sentence
    ]


def _spelled(count: int) -> str:
    """A number inside a sentence: in Swedish small ones are words."""
    return count_words(count) if get_language() == "sv" else str(count)


def _shown(review: Review) -> dict[str, Any]:
    return {"review": review, "url": url_of("review", review), "kind": KINDS[State(review.state)]}


def _table(access: Access, found: list[Review]) -> Table:
    decided = dict(
        Decision.objects.visible(access)
        .filter(review__in=[review.pk for review in found])
        .values_list("review_id", "decided_on")
    )
    rows = [
        Row(
            cells=[
                Cell(text=review.owner_unit.name, url=url_of("review", review)),
                Cell(text=review.get_state_display(), kind=KINDS[State(review.state)]),  # type: ignore[arg-type]
                Cell(text=decided[review.pk].isoformat() if review.pk in decided else "–"),
            ]
        )
        for review in found
    ]
    columns = [Column(label=_("Unit")), Column(label=_("State")), Column(label=_("Decided"), unbroken=True)]
    return Table(caption=_("Reviews by unit"), columns=columns, rows=rows)


def _years(access: Access, year: int) -> list[Option]:
    shown = sorted({*years(access), year, current_year(timezone.localdate())}, reverse=True)
    return [Option(label=str(y), url=reverse("reviews-year", args=[y]), current=y == year) for y in shown]


class OpenForm(forms.Form):
    """A new review: for which unit, and by when."""

    due_on = forms.DateField(
        label=gettext_lazy("To be decided by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    period_from = forms.DateField(
        label=gettext_lazy("Period from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    period_to = forms.DateField(
        label=gettext_lazy("Period to"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: editable_units(access, EDIT).filter(valid_to__isnull=True),
            label=_("Unit"),
            empty_label=None,
        )
        self.order_fields(["unit", "period_from", "period_to", "due_on"])


@requires(EDIT)
def open_page(request: HttpRequest, year: int) -> HttpResponse:
    """Open a unit's review of the year, with the usual period proposed."""
    access = access_of(request)
    first, last = reviews.usual_period(year)
    unit = Unit.objects.visible(access).filter(code=request.session.get("unit", "")).first()
    initial = {"period_from": first, "period_to": last, "unit": unit.pk if unit else None}
    form = OpenForm(request.POST or None, access=access, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _opened(access, year, form)
        if made is not None:
            messages.success(request, _("The review is opened. Gather the figures, and begin to write."))
            return redirect(url_of("review", made))
    context = {
        "title": _("Open a review of %(year)s") % {"year": year},
        "form": form,
        "back": reverse("reviews-year", args=[year]),
    }
    return render(request, "review/open.html", context, status=422 if form.errors else 200)


def _opened(access: Access, year: int, form: OpenForm) -> Review | None:
    data = form.cleaned_data
    settings = {"period_from": data["period_from"], "period_to": data["period_to"], "due_on": data["due_on"]}
    try:
        return reviews.open_review(access, data["unit"], year, **settings)
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
    except Refused as refusal:
        form.add_error(None, str(refusal) or _("You may not open a review for that unit."))
    return None


urls = [
    path("genomgangar/", latest, name="reviews"),
    path("genomgangar/<int:year>/", year_page, name="reviews-year"),
    path("genomgangar/<int:year>/ny/", open_page, name="review-open"),
]
