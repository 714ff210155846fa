"""The present state in sentences: for the city, or for one unit with all units below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.registers.figures import FigureCache
from akropolis.base.lib.periods import Period
from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.templatetags.ui import figure
from akropolis.base.ui.words import Phrase
from akropolis.review.review.models.reviews import READ, READ_DECIDED, Review, ReviewState
from akropolis.review.review.selectors.answers import latest_directions, missing_in, progress_of
from akropolis.review.review.selectors.reviews import years
from akropolis.review.review.selectors.standings import UnitReviewStatus, standings
from akropolis.review.review_inputs.selectors.years import NONE, DecidedYears, draw_sparklines
from akropolis.shell.home.selectors.figures import Saying, describe_figures, in_words, sentence

YEAR = timedelta(days=365)


INCIDENTS = (
    Saying(
        "incidents.total",
        ngettext_lazy("{n} incident in twelve months.", "{n} incidents in twelve months."),
        none=gettext_lazy("No incident is registered in the last twelve months."),
    ),
    Saying(
        "incidents.serious", ngettext_lazy("{n} was serious or critical.", "{n} were serious or critical.")
    ),
    Saying(
        "incidents.personal_data",
        ngettext_lazy("{n} concerned personal data.", "{n} concerned personal data."),
    ),
    Saying("incidents.unclosed", ngettext_lazy("{n} is not closed.", "{n} are not closed.")),
)
ACTIONS = (
    Saying(
        "actions.remaining",
        ngettext_lazy("{n} action is open.", "{n} actions are open."),
        none=gettext_lazy("No action is open."),
    ),
    Saying(
        "actions.overdue", ngettext_lazy("{n} is late.", "{n} are late."), none=gettext_lazy("None is late.")
    ),
)
OBSERVATIONS = (
    Saying(
        "observations.total",
        ngettext_lazy("{n} observation in twelve months.", "{n} observations in twelve months."),
        none=gettext_lazy("Nothing has been noted in the last twelve months."),
    ),
    Saying(
        "observations.high",
        ngettext_lazy("{n} is judged to mean much for us.", "{n} are judged to mean much for us."),
    ),
    Saying(
        "observations.not_assessed",
        ngettext_lazy("{n} has not been assessed.", "{n} have not been assessed."),
    ),
)
SERVICES = (
    Saying("services.total", ngettext_lazy("{n} IT service in use.", "{n} IT services in use.")),
    Saying(
        "services.shared",
        ngettext_lazy("{n} is shared by several units.", "{n} are shared by several units."),
    ),
)

USED = (
    Saying(
        "gaps.used",
        ngettext_lazy(
            "{n} service or supplier that a unit uses and others run offers a lower level than the unit demands.",
            "{n} services and suppliers that a unit uses and others run offer a lower level than the unit demands.",
        ),
    ),
)
GAPS = (
    Saying(
        "gaps.known",
        ngettext_lazy(
            "{n} service or supplier that the units run offers a lower level than is demanded.",
            "{n} services and suppliers that the units run offer a lower level than is demanded.",
        ),
        none=gettext_lazy("Nothing that the units run has a stated level lower than what is demanded."),
    ),
    Saying(
        "gaps.known_open",
        ngettext_lazy("Nothing is decided on {n} of them.", "Nothing is decided on {n} of them."),
    ),
)
UNKNOWN = (
    Saying(
        "gaps.unknown",
        ngettext_lazy(
            "Of {n} service or supplier it is not known what is offered.",
            "Of {n} services and suppliers it is not known what is offered.",
        ),
    ),
)
GRAPH = (
    (
        USED,
        GAPS,
        UNKNOWN,
        (
            Saying(
                "gaps.accepted",
                ngettext_lazy("A gap is accepted in {n} place.", "Gaps are accepted in {n} places."),
                neuter=True,
            ),
            Saying(
                "gaps.ending",
                ngettext_lazy("Of these, {n} ends within a year.", "Of these, {n} end within a year."),
                neuter=True,
                alone=gettext_lazy("It ends within a year."),
            ),
        ),
    ),
    (
        (
            Saying(
                "concentration.single",
                ngettext_lazy(
                    "Something critical stands on {n} supplier, platform or service alone.",
                    "Something critical stands on each of {n} suppliers, platforms and services alone.",
                ),
            ),
        ),
    ),
    (
        (
            Saying(
                "questions.unanswered",
                ngettext_lazy(
                    "Questions on {n} service wait for an answer.",
                    "Questions on {n} services wait for an answer.",
                ),
            ),
        ),
    ),
    (
        (
            Saying("ai-systems.total", ngettext_lazy("{n} AI system is known.", "{n} AI systems are known.")),
            Saying(
                "ai-systems.unassessed",
                ngettext_lazy("{n} has not been assessed.", "{n} have not been assessed."),
            ),
        ),
    ),
    (
        (
            Saying(
                "crypto-plan.unsafe",
                ngettext_lazy(
                    "{n} cryptographic asset is not quantum-safe.",
                    "{n} cryptographic assets are not quantum-safe.",
                ),
            ),
            Saying(
                "crypto-plan.begun",
                ngettext_lazy("{n} has a plan.", "{n} have a plan."),
                none=gettext_lazy("None has a plan."),
            ),
        ),
    ),
)
"""The sentences about the graph, grouped by the data they read; each group belongs to one list."""


type Tell = Callable[[Access, date], list[SafeString]]


@dataclass(frozen=True, slots=True)
class SituationPart:
    """One part of the situation page: a heading, its sentences, and charts of figures over the years."""

    title: Phrase
    sentences: Sequence[SafeString]
    charts: Sequence[SafeString] = ()


def city_parts(access: Access, today: date, decided: DecidedYears = NONE) -> list[SituationPart]:
    """Return everything the person may read, beside the figures of the decided reviews over the years."""
    told = [(title, cached(access, tell, today), keys) for title, tell, keys in SIDES]
    return [
        SituationPart(title, sentences, draw_sparklines(decided, keys))
        for title, sentences, keys in told
        if sentences
    ]


def _of_reviews(access: Access, _today: date) -> list[SafeString]:
    return [*reviews(access), *directions(access)]


def _of_graph(access: Access, today: date) -> list[SafeString]:
    told = (cached(access, _of_family, place, today) for place in range(len(GRAPH)))
    return [each for family in told for each in family]


def _of_family(access: Access, place: int, today: date) -> list[SafeString]:
    cache = FigureCache()
    return [
        each for group in GRAPH[place] for each in describe_figures(access, _year(today), group, cache=cache)
    ]


def _of(sayings: Sequence[Saying]) -> Tell:
    def tell(access: Access, today: date) -> list[SafeString]:
        return describe_figures(access, _year(today), sayings)

    return tell


SIDES: tuple[tuple[Phrase, Tell, tuple[str, ...]], ...] = (
    (gettext_lazy("Management review"), _of_reviews, ("directions.carried_out", "directions.survived")),
    (gettext_lazy("Incidents"), _of(INCIDENTS), ("incidents.total", "incidents.serious")),
    (gettext_lazy("Actions"), _of(ACTIONS), ("actions.on_time", "actions.overdue")),
    (gettext_lazy("Horizon scanning"), _of(OBSERVATIONS), ("observations.total",)),
    (gettext_lazy("IT services"), _of(SERVICES), ("services.total",)),
    (gettext_lazy("Demands and dependencies"), _of_graph, ("information.classified",)),
)
"""The sides of the situation: heading, sentences, and the figures drawn over the years."""


def unit_sentences(access: Access, unit: Unit, today: date) -> list[SafeString]:
    """Return the sentences for one unit and all units below it."""
    code = "" if unit.parent_id is None else unit.code
    told = [describe_figures(access, _year(today), sayings, code) for sayings in (INCIDENTS, ACTIONS)]
    return [*_own_review(access, unit), *chain(*told)]


def _year(today: date) -> Period:
    """Return the period of the last twelve months, with today as the cut-off day."""
    return Period(today - YEAR, today, today)


def reviews(access: Access) -> list[SafeString]:
    """Return sentences on the review coverage of the newest year, with units by name, and one sentence
    on the year before.

    A person who may read only decided reviews sees how many units have decided in each of the two years.
    """
    known = {year: stand for year, stand in standings(access, years(access)[:2]).items() if stand}
    if not access.anywhere(READ):
        return [_alone(year, stand) for year, stand in known.items()]
    if not known:
        return [sentence(_("No review has been begun."))]
    (newest, stand), *before = known.items()
    return [*_coverage(newest, stand), *(_decided(*each) for each in before)]


def _alone(year: int, stand: Sequence[UnitReviewStatus]) -> SafeString:
    """Return a sentence on the number of units that have decided, for a reader who may not know about the others."""
    pattern = ngettext(
        "For {year}, {decided} unit has decided its review.",
        "For {year}, {decided} units have decided their reviews.",
        len(stand),
    )
    return sentence(pattern, year=year, decided=_reviews_link(year, in_words(len(stand))))


def _decided(year: int, stand: Sequence[UnitReviewStatus]) -> SafeString:
    decided = sum(unit.state == ReviewState.DECIDED for unit in stand)
    if len(stand) == 1:
        alone = (
            _("The review for {year} is decided.")
            if decided
            else _("The review for {year} is not decided yet.")
        )
        return sentence(alone, year=_reviews_link(year, str(year)))
    pattern = _("For {year}, {decided} of {total} units have decided their reviews.")
    said = {"decided": _reviews_link(year, in_words(decided)), "total": in_words(len(stand))}
    return sentence(pattern, year=year, **said)


def _coverage(year: int, stand: Sequence[UnitReviewStatus]) -> list[SafeString]:
    sides = (
        (_("Under way: {names}."), [unit for unit in stand if unit.state == ReviewState.ONGOING]),
        (_("Out for comment: {names}."), [unit for unit in stand if unit.state == ReviewState.CIRCULATED]),
        (_("Not begun: {names}."), [unit for unit in stand if not unit.is_begun]),
    )
    named = [sentence(pattern, names=_names(year, units)) for pattern, units in sides if units]
    return [_decided(year, stand), *named]


def _names(year: int, units: Sequence[UnitReviewStatus]) -> SafeString:
    shown = (_review_link(year, unit.code, unit.name) if unit.state else unit.name for unit in units)
    return format_html_join(", ", "{}", ((each,) for each in shown))


def directions(access: Access) -> list[SafeString]:
    """Return sentences on the units that have not answered all directions that the city set for the year."""
    if not access.anywhere(READ):
        return []
    city = latest_directions(access, UnitKind.CITY)
    if not city:
        return []
    missing = missing_in(progress_of(access, city).values())
    if not missing:
        return [sentence(_("All units have answered the city's directions."))]
    review = city[0].review
    there = reverse("review-directions", args=[review.year, review.owner_unit.code])
    pattern = ngettext(
        "{n} unit has not answered all of the city's directions: {names}.",
        "{n} units have not answered all of the city's directions: {names}.",
        len(missing),
    )
    words = {
        "n": figure(capitalised(in_words(len(missing))), url=there),
        "names": ", ".join(unit.name for unit in missing),
    }
    return [sentence(pattern, **words)]


def _own_review(access: Access, unit: Unit) -> list[SafeString]:
    if not access.anywhere(READ_DECIDED):
        return []
    rows = Review.objects.visible(access).filter(owner_unit=unit, archived_at__isnull=True)
    newest = rows.order_by("-year", "-edition").values_list("year", "state").first()
    if newest is None:
        return []
    year, state = newest
    link = _review_link(year, unit.code, _("review for %(year)s") % {"year": year})
    patterns = {
        ReviewState.PLANNED: _("The {review} is planned and not yet begun."),
        ReviewState.ONGOING: _("The {review} is being written."),
        ReviewState.CIRCULATED: _("The {review} is out for comment."),
        ReviewState.DECIDED: _("The {review} is decided."),
    }
    return [sentence(patterns[ReviewState(state)], review=link)]


def _review_link(year: int, code: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("review", args=[year, code]), text)


def _reviews_link(year: int, text: str) -> SafeString:
    there = reverse("reviews-year", args=[year])
    return format_html('<a class="ak-figure" href="{}">{}</a>', there, text)
