"""Pages that send reminders to units: about their review of the year, or about directions to answer."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.notify.reminding import Matter
from akropolis.base.kernel.notify.web.reminding import remind_page
from akropolis.base.ui.parts import Crumb
from akropolis.review.review.addresses import crumbs, kind_of, review_at, url_of
from akropolis.review.review.models import Direction, Review, ReviewState
from akropolis.review.review.models.reviews import url_in
from akropolis.review.review.rules.states import EDIT
from akropolis.review.review.selectors.answers import WRITE, missing_in, progress_of
from akropolis.review.review.selectors.reviews import newest, reviews_of_year
from akropolis.review.review.selectors.standings import standings
from akropolis.review.review.words import gettext as _
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind


@requires(EDIT)
def of_the_year(request: HttpRequest, year: int) -> HttpResponse:
    """Remind the units that have not decided their review of the year. Only for users who write the city's review."""
    access = access_of(request)
    kind = kind_of(request)
    found = newest(reviews_of_year(access, year, kind).filter(owner_unit__kind=UnitKind.CITY))
    city = or_hidden(next((review for review in found if review.may(access, EDIT)), None))
    title, back = _("Remind of the review %(year)s") % {"year": year}, url_in(kind.key, "reviews-year", year)
    way = [Crumb(label=_("Management review %(year)s") % {"year": year}, url=back), Crumb(label=title)]
    return remind_page(request, _year_matter(city), _undecided(access, year, kind), title, way, back)


def _year_matter(city: Review) -> Matter:
    return Matter(
        city,
        city.owner_unit,
        lambda: _("Carry through the review %(year)s") % {"year": city.year},
        lambda _unit: url_in(city.kind, "reviews-year", city.year),
        reminds=city.right(EDIT),
        does=city.right(EDIT),
    )


def _undecided(access: Access, year: int, kind: YearlyReportKind) -> list[Unit]:
    codes = [unit.code for unit in standings(access, [year], kind)[year] if unit.state != ReviewState.DECIDED]
    rows = Unit.objects.visible(access).filter(code__in=codes, valid_to__isnull=True)
    return list(rows.order_by("sort_key"))


@requires(EDIT)
def of_directions(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Remind units that have not answered all of a decided review's directions; for those who write it."""
    access, review = access_of(request), review_at(request, year, unit)
    rows = list(Direction.objects.visible(access).filter(review=review).select_related("review__owner_unit"))
    missing = missing_in(progress_of(access, rows).values()) if review.state == ReviewState.DECIDED else []
    title, back = _("Remind of the directions"), url_of("review-directions", review)
    way = crumbs(request, review, (_("Directions"), back), (title, ""))
    return remind_page(request, _directions_matter(review), missing, title, way, back)


def _directions_matter(review: Review) -> Matter:
    words = {"unit": review.owner_unit.name, "year": review.year}
    return Matter(
        review,
        review.owner_unit,
        lambda: _("Answer the directions from the review %(year)s of %(unit)s") % words,
        lambda _unit: reverse("directions"),
        reminds=EDIT,
        does=WRITE,
    )


urls = [
    path("genomgangar/<int:year>/paminn/", of_the_year, name="reviews-remind"),
    path("genomgangar/<int:year>/<slug:unit>/inriktningar/paminn/", of_directions, name="directions-remind"),
]
