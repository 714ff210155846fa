"""The page that opens a year's reviews in one act: units, last days and letter; then a preview; then all at once."""

from collections.abc import Iterator, Sequence
from datetime import date
from statistics import multimode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language

from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.fields import day_field, prose_field
from akropolis.base.ui.parts import Crumb
from akropolis.review.review.addresses import kind_of
from akropolis.review.review.models.reviews import url_in
from akropolis.review.review.rules.states import OPEN
from akropolis.review.review.selectors.reviews import reviews_of_year
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy, ngettext
from akropolis.review.review_cycle.selectors.opening import LeftOut, YearUnit, units_of_year
from akropolis.review.review_cycle.services.opening import OpenedYear, YearOpening, open_year
from akropolis.shared.clocks.rules.due import Clock, TimeMeasure, last_day
from akropolis.shared.clocks.selectors import clock_in_days
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

NEXT, A_YEAR = "review-next", Clock(12, TimeMeasure.MONTHS)
"""The time limit from one review's due date to the next one's, and the default until the city sets its own."""
TEXT, NOTHING = "text", "nothing"


def next_due(before: date) -> date:
    """Return the due date a year after an earlier review's, as the city's time limits count it."""
    return last_day(clock_in_days(NEXT, before, A_YEAR), before)


class OpenYearForm(forms.Form):
    """Form with the units, the last days, the letter, and what is copied from last year."""

    due_on = day_field(gettext_lazy("Last day for the units to decide"))
    due_city = day_field(gettext_lazy("Last day for the city to decide"))
    copies = forms.ChoiceField(
        label=gettext_lazy("From last year"),
        choices=[
            (
                TEXT,
                gettext_lazy("Copy the chapters as drafts: paragraphs that nobody has changed are marked"),
            ),
            (NOTHING, gettext_lazy("Begin with empty chapters")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Last year's directions are followed up in either case."),
    )
    letter = prose_field(
        gettext_lazy("Letter to those who write"),
        4000,
        rows=7,
        help_text=gettext_lazy(
            "Goes as a message and by mail. Who has opened the review, its last day and its address are added."
        ),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        rows: Sequence[YearUnit],
        kind: YearlyReportKind,
        initial: dict[str, object],
    ) -> None:
        super().__init__(data, initial=initial)
        self.by_key = {str(row.unit.pk): row for row in rows if row.is_open_to_choice}
        self.fields["units"] = forms.MultipleChoiceField(
            label=_("Units"),
            choices=[(key, row.unit.name) for key, row in self.by_key.items()],
            initial=[key for key, row in self.by_key.items() if row.left_out is None],
            error_messages={"required": _("Choose at least one unit.")},
        )
        if not kind.directions:
            self.fields["copies"].help_text = ""
        if not any(row.unit.kind == UnitKind.CITY for row in self.by_key.values()):
            del self.fields["due_city"]

    @property
    def boxes(self) -> list[tuple[YearUnit, bool]]:
        """Return the units that can be chosen, and whether each is."""
        chosen = {str(key) for key in self["units"].value() or ()}
        return [(row, key in chosen) for key, row in self.by_key.items()]

    @property
    def chosen(self) -> list[YearUnit]:
        """Return the chosen units."""
        return [self.by_key[key] for key in self.cleaned_data["units"]]

    @property
    def days(self) -> list[forms.BoundField]:
        """Return the fields of the last days: the city's only if its review is not opened yet."""
        return [self[name] for name in ("due_on", "due_city") if name in self.fields]

    def opening(self) -> YearOpening:
        """Return the choices in the form that the service takes."""
        data = self.cleaned_data
        units = [row.unit for row in self.chosen]
        copies = data["copies"] == TEXT
        return YearOpening(units, data["due_on"], data.get("due_city"), data["letter"].strip(), copies)


@requires(OPEN)
@heavy()
def page(request: HttpRequest, year: int) -> HttpResponse:
    """Show the form; POST shows what it would do, and with `do=open` opens the reviews."""
    access, today, kind = access_of(request), timezone.localdate(), kind_of(request)
    rows = units_of_year(access, year, today, kind)
    there = url_in(kind.key, "reviews-year", year)
    form = OpenYearForm(
        request.POST or None, rows=rows, kind=kind, initial=_initial(access, kind, year, today)
    )
    looks = form.is_bound and request.POST.get("do") != "change" and form.is_valid()
    if looks and request.POST.get("do") == "open":
        opened = attempt(form, lambda: open_year(access, year, form.opening(), kind)).made
        if opened is not None:
            for level, sentence in _describe(opened):
                messages.add_message(request, level, sentence)
            return redirect(there)
        looks = False
    title = _("Open the reviews of %(year)s") % {"year": year}
    first, last = kind.period(year)
    context = {
        "first": first,
        "last": last,
        "back": there,
        "left_out": _grouped([row for row in rows if not row.is_open_to_choice]),
    }
    if looks:
        people = {one.pk for row in form.chosen for one in row.writers} - {access.actor.id}
        sent = [(name, values) for name, values in request.POST.lists() if name in form.fields]
        context |= {
            "unchosen": [row.unit for row in form.by_key.values() if row not in form.chosen],
            "people": len(people),
            "days": [(bound.label, form.cleaned_data[bound.name]) for bound in form.days],
            "sent": [(name, value) for name, values in sent for value in values],
        }
    way = [Crumb(label=_("Management review %(year)s") % {"year": year}, url=there), Crumb(label=title)]
    status = 200 if looks or request.POST.get("do") == "change" else None
    template = "rounds/open_year_preview.html" if looks else "rounds/open_year.html"
    return form_page(request, form, title, way, template=template, also=context, status=status)


def _initial(access: Access, kind: YearlyReportKind, year: int, today: date) -> dict[str, object]:
    """Return last year's days a year on, where they have not passed, and a letter to begin from."""
    before = reviews_of_year(access, year - 1, kind).filter(due_on__isnull=False)
    days: dict[bool, list[date]] = {True: [], False: []}
    for review in before:
        if review.due_on and (day := next_due(review.due_on)) >= today:
            days[review.owner_unit.kind == UnitKind.CITY].append(day)
    letter = _(
        "Do this:\n\n"
        "1. Open the review and choose Begin. The figures are gathered from the registers.\n"
        "2. Say how it went with last year's directions.\n"
        "3. Write the chapters, answer the three questions and set the directions.\n"
        "4. Send it out for comment, and have it decided by the last day.\n\n"
        "Ask me if anything is unclear."
    )
    return {
        "due_on": max(multimode(days[False]), default=None),
        "due_city": max(multimode(days[True]), default=None),
        "copies": TEXT,
        "letter": kind.letter.told(get_language()) or letter,
    }


def _grouped(rows: Sequence[YearUnit]) -> list[tuple[object, list[Unit]]]:
    """Return the units by why they are left out."""
    found = [(reason, [row.unit for row in rows if row.left_out is reason]) for reason in LeftOut]
    return [(reason.value, units) for reason, units in found if units]


def _describe(opened: OpenedYear) -> Iterator[tuple[int, str]]:
    """Say how many reviews are opened and how many got the letter, then name those left out."""
    count = len(opened.reviews)
    words = {"count": number(count), "people": number(opened.people)}
    made = ngettext("%(count)s review is opened.", "%(count)s reviews are opened.", count) % words
    sent = ngettext(
        "The letter went to %(people)s person.", "The letter went to %(people)s people.", opened.people
    )
    yield messages.SUCCESS, f"{made} {sent % words}"
    if opened.silent:
        sentence = _("The letter reached nobody at %(names)s.")
        yield messages.WARNING, sentence % {"names": _names(opened.silent)}
    chosen_away = [row.unit for row in opened.left_out if row.is_open_to_choice]
    rest = [row for row in opened.left_out if not row.is_open_to_choice]
    groups = [(_("not chosen"), chosen_away), *_grouped(rest)]
    if told := "; ".join(f"{reason}: {_names(units)}" for reason, units in groups if units):
        yield messages.INFO, _("Left out, %(groups)s.") % {"groups": told}


def _names(units: Sequence[Unit]) -> str:
    return listing([unit.name for unit in units], _("and"))
