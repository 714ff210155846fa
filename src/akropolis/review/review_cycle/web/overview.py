"""The page with all reviews of a year: a summary, then every unit, with those that have not begun listed by name."""

from collections import Counter
from functools import partial
from typing import Unpack

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, register_converter, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from akropolis.base.kernel.access.fields import YearConverter
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.registers.web.sending import create_once, sent_before
from akropolis.base.lib.swedish import capitalised, count_words
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Option
from akropolis.review.review.addresses import kind_of, url_of
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ, READ_DECIDED, url_in
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.states import EDIT, OPEN
from akropolis.review.review.selectors.answers import latest_directions
from akropolis.review.review.selectors.reviews import newest, reviews_of_year, years
from akropolis.review.review.selectors.standings import STATE_KINDS, UnitReviewStatus, standings
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import ngettext
from akropolis.review.review_cycle.selectors.opening import openable
from akropolis.review.review_cycle.web import coverage, opening
from akropolis.review.review_text.services import openings
from akropolis.shared.yearly_reports.kinds import YearlyReportKind

FEW = 3
"""Maximum number of the user's own reviews shown above the table."""


@requires(READ_DECIDED)
def latest(request: HttpRequest) -> HttpResponse:
    """Redirect to the reviews of the current year."""
    kind = kind_of(request)
    return redirect(url_in(kind.key, "reviews-year", kind.year_on(timezone.localdate())))


@requires(READ_DECIDED)
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show the year's reviews visible to the user, and the units that have not begun theirs."""
    access, kind = access_of(request), kind_of(request)
    found = newest(reviews_of_year(access, year, kind))
    stand = standings(access, [year], kind)[year]
    above = [review for review in found if review.owner_unit.kind == UnitKind.CITY]
    units = [review for review in found if review.owner_unit.kind != UnitKind.CITY]
    mine = [review for review in units if review.may(access, EDIT)]
    own = mine if len(mine) <= FEW else []
    context = {
        "title": _("Management review %(year)s") % {"year": year},
        "year": year,
        "words": _summary(access, kind, stand) or [_alone(review) for review in own[:1]],
        "above": [_review_context(review) for review in above],
        "mine": [_review_context(review) for review in own],
        "own_first": not any(review.may(access, EDIT) for review in above),
        **(going_on := _next(own)),
        **_units(request, year, units, stand, alone=len(units) == len(own)),
        "missing": _missing(kind, year, stand, {review.owner_unit.code for review in own}),
        "remind_url": _remind_url(access, above, stand),
        "files_url": url_in(kind.key, "reviews-documents", year) if found and kind is not REVIEW else "",
        "years": _years(access, kind, year),
        "earlier_url": f"{reverse('review-history-import')}?ar={year - 1}"
        if kind is REVIEW and access.anywhere(EDIT)
        else "",
        **_open_act(access, kind, year, begun=any(unit.state for unit in stand), filled=not going_on["next"]),
    }
    return render(request, "rounds/year.html", context)


def _open_act(
    access: Access, kind: YearlyReportKind, year: int, *, begun: bool, filled: bool
) -> dict[str, object]:
    """Return the act that opens reviews: one for a single unit, all at once for several.

    It is filled if it is the next act, and for several until one is opened.
    """
    several = openable(access, year, OPEN, kind).count() > 1
    label = _("Open the missing reviews") if begun else _("Open the year's reviews")
    return {
        "may_open": several or openable(access, year, kind=kind).exists(),
        "open_label": label if several else _("Open a review"),
        "open_url": url_in(kind.key, "reviews-open" if several else "review-open", year),
        "open_variant": "primary" if filled and not (several and begun) else "secondary",
    }


def _units(
    request: HttpRequest, year: int, units: list[Review], stand: list[UnitReviewStatus], *, alone: bool
) -> dict[str, object]:
    """Return all units as a map, or as a table if requested or they are few; empty if the few are `alone`."""
    few = len(stand) < coverage.MANY
    table = request.GET.get("som") == "tabell" or few
    found: dict[str, object] = {"map": None, "table": None, "marks": coverage.LEGEND, "ways": []}
    if few and alone:
        return found
    access, sort, kind = access_of(request), request.GET.get("sort", ""), kind_of(request)
    asked = latest_directions(access, UnitKind.CITY, year - 1) if kind.directions else []
    covered = coverage.coverage(access, units, stand, asked)
    if table:
        found["table"] = coverage.as_table(covered, kind, year, sort)
    else:
        found["map"] = coverage.as_map(covered)
    return found | {"ways": [] if few else coverage.map_or_table_links(kind, year, table=table)}


def _next(own: list[Review]) -> dict[str, str]:
    """Return the URL and button label of the user's own undecided review; an empty URL unless there is exactly one."""
    open_ones = [review for review in own if review.state != ReviewState.DECIDED]
    if len(open_ones) != 1:
        return {"next": ""}
    begun = open_ones[0].state != ReviewState.PLANNED
    label = _("Go on with the review") if begun else _("Begin the review")
    return {"next": url_of("review", open_ones[0]), "next_label": label}


def _missing(
    kind: YearlyReportKind, year: int, stand: list[UnitReviewStatus], own: set[str]
) -> list[tuple[str, str]]:
    """Return the names of units not in `own` that have not begun, with the URL of the planned review if any."""
    return [
        (unit.name, url_in(kind.key, "review", year, unit.code) if unit.state else "")
        for unit in stand
        if not unit.is_begun and unit.code not in own
    ]


def _remind_url(access: Access, above: list[Review], stand: list[UnitReviewStatus]) -> str:
    """Return the URL to remind units that have not decided, for those who write the city's; empty if all have."""
    city = next((review for review in above if review.may(access, EDIT)), None)
    left = any(unit.state != ReviewState.DECIDED for unit in stand)
    return url_in(city.kind, "reviews-remind", city.year) if city and left else ""


def _alone(review: Review) -> str:
    """Return a sentence on the state of the review, for users who may read no other unit's review."""
    words = {
        ReviewState.PLANNED: _("The review is planned and not begun."),
        ReviewState.ONGOING: _("The review is under way."),
        ReviewState.CIRCULATED: _("The review is out for comment."),
        ReviewState.DECIDED: _("The review is decided."),
    }[ReviewState(review.state)]
    if review.due_on is None or review.state == ReviewState.DECIDED:
        return words
    day = date_format(review.due_on, "j F Y")
    return _("%(words)s It is to be decided by %(day)s.") % {"words": words, "day": day}


def _summary(access: Access, kind: YearlyReportKind, stand: list[UnitReviewStatus]) -> list[str]:
    """Return a summary of the units' progress; for users who read only decided reviews, only how many are decided."""
    if access.anywhere(kind.right(READ)):
        return _words(stand)
    words = ngettext(
        "%(count)s unit has decided its review.", "%(count)s units have decided their reviews.", len(stand)
    )
    return [capitalised(words % {"count": _spelled(len(stand))})] if stand else []


def _words(stand: list[UnitReviewStatus]) -> list[str]:
    total = len(stand)
    if total < 2:
        return []
    counts = Counter(unit.state for unit in stand)
    decided = ngettext(
        "%(count)s of %(total)s units has decided its review.",
        "%(count)s of %(total)s units have decided their reviews.",
        counts[ReviewState.DECIDED],
    )
    if not counts[ReviewState.DECIDED]:
        decided = _("None of %(total)s units has decided its review.")
    decided %= {"count": _spelled(counts[ReviewState.DECIDED]), "total": _spelled(total)}
    left = counts[ReviewState.PLANNED] + counts[None]
    parts = [
        (counts[ReviewState.CIRCULATED], _("%(count)s out for comment")),
        (counts[ReviewState.ONGOING], _("%(count)s under way")),
        (left, ngettext("%(count)s is not begun", "%(count)s are not begun", left)),
    ]
    rest = [words % {"count": _spelled(count)} for count, words in parts if count]
    return [
        capitalised(sentence) for sentence in (decided, ", ".join(rest) + "." if rest else "") if sentence
    ]


def _spelled(count: int) -> str:
    """Return the number as used in a sentence: in Swedish, small numbers are written as words."""
    return count_words(count) if get_language() == "sv" else str(count)


def _review_context(review: Review) -> dict[str, object]:
    return {
        "review": review,
        "url": url_of("review", review),
        "kind": STATE_KINDS[ReviewState(review.state)],
    }


def _years(access: Access, kind: YearlyReportKind, year: int) -> list[Option]:
    shown = sorted({*years(access, kind), year, kind.year_on(timezone.localdate())}, reverse=True)
    return [Option(label=str(y), url=url_in(kind.key, "reviews-year", y), current=y == year) for y in shown]


class OpenReviewForm(ModelFieldsForm, model=Review):
    """Form for a new review: its unit and due date."""

    due_on = FromModel()
    period_from = FromModel()
    period_to = FromModel()

    def __init__(
        self,
        data: FormData = None,
        *,
        access: Access,
        year: int,
        kind: YearlyReportKind,
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: openable(access, year, kind=kind),
            label=_("Unit"),
            help_text=_("Units that make reviews and have none of the year yet."),
            empty_label=None,
        )
        self.order_fields(["unit", "period_from", "period_to", "due_on"])


@requires(EDIT)
def open_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show the form for a unit's review of the year, with the default period proposed; POST creates the review."""
    access, kind = access_of(request), kind_of(request)
    form = OpenReviewForm(
        request.POST or None, access=access, year=year, kind=kind, initial=_usual(request, access, year)
    )
    if request.method == "POST":
        made = sent_before(request, Review) or _opened(request, year, form)
        if made is not None:
            messages.success(request, _("The review is opened. Gather the figures, and begin to write."))
            return redirect(url_of("review", made))
    words: dict[str, object] = {
        "lead": _(
            "The review gets the usual chapters. The figures are gathered for the period,"
            " from the unit and all below it."
        ),
        "submit": _("Open the review"),
        "back": url_in(kind.key, "reviews-year", year),
    }
    return form_page(request, form, _("Open a review of %(year)s") % {"year": year}, also=words)


def _usual(request: HttpRequest, access: Access, year: int) -> dict[str, object]:
    """Return the initial values: the user's current unit, the default period, and the same due date as last year."""
    kind = kind_of(request)
    first, last = kind.period(year)
    units = openable(access, year, kind=kind)
    unit = units.filter(code=request.session.get("unit", "")).first() or units.first()
    before = reviews_of_year(access, year - 1, kind).filter(owner_unit=unit, due_on__isnull=False).last()
    usual: dict[str, object] = {"period_from": first, "period_to": last, "unit": unit.pk if unit else None}
    if before is None or before.due_on is None:
        return usual
    return usual | {"due_on": opening.next_due(before.due_on)}


def _opened(request: HttpRequest, year: int, form: OpenReviewForm) -> Review | None:
    if not form.is_valid():
        return None
    data = form.cleaned_data
    settings = {"period_from": data["period_from"], "period_to": data["period_to"], "due_on": data["due_on"]}
    act = partial(
        openings.open_review, access_of(request), data["unit"], year, kind=kind_of(request), **settings
    )
    return attempt(form, lambda: create_once(request, act)).made


register_converter(YearConverter, "year")
urls = [
    path("genomgangar/", latest, name="reviews"),
    path("genomgangar/<year:year>/", year_page, name="reviews-year"),
    path("genomgangar/<year:year>/ny/", open_page, name="review-open"),
    path("genomgangar/<year:year>/oppna/", opening.page, name="reviews-open"),
]
