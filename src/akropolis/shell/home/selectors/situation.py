"""The present state of a unit and those below it, or of the whole city, in sentences, numbers and charts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.registers.figures import FigureCache
from akropolis.base.lib.periods import Period
from akropolis.base.lib.swedish import capitalised, date_prose, number, percent
from akropolis.base.ui.parts import Square
from akropolis.base.ui.templatetags.ui import figure
from akropolis.base.ui.words import Phrase
from akropolis.events.incidents.register.clock_board import ClockBoard
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.blast_radius.register.ranking import ConcentrationRanking
from akropolis.graph.compliance.rules.demands import MeasureOutcome, Sum, total
from akropolis.graph.compliance.rules.permissions import READ as MEASURES
from akropolis.graph.compliance.selectors.catalogue import bodies
from akropolis.graph.compliance.selectors.requirements import tallies
from akropolis.review.review.models.reviews import READ, READ_DECIDED, Review, ReviewState
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.selectors.answers import latest_directions, missing_in, progress_of
from akropolis.review.review.selectors.reviews import years
from akropolis.review.review.selectors.standings import STATE_KINDS, UnitReviewStatus, standings
from akropolis.review.review_inputs.selectors.years import draw_sparklines, of_the_whole
from akropolis.shared.documents.register.local_instructions import LocalInstructions, page_for
from akropolis.shared.documents.rules.standing import RequiredDocumentStatus
from akropolis.shared.documents.selectors.coverage import coverage
from akropolis.shell.home.selectors.deadlines import Deadline, UnitScope, list_deadlines
from akropolis.shell.home.selectors.figures import Saying, describe_figures, in_words, sentence
from akropolis.shell.home.selectors.sayings import (
    ACCEPTED,
    ACTIONS,
    AI,
    CRYPTO,
    DEVIATIONS,
    EFFECTS,
    GAPS,
    INCIDENTS,
    INSTRUCTIONS,
    OBSERVATIONS,
    QUESTIONS,
    RISKS,
    SERIOUS,
    SERVICES,
    SINGLE,
    TRACKS,
    UNKNOWN,
    USED,
)

YEAR = timedelta(days=365)

type Describe = Callable[[Access, UnitScope, date], list[SafeString]]

MOST_SUPPLIERS = 5
"""Maximum number of suppliers named as bearing half of what is critical."""
FARTHEST = 3
"""Maximum number of units named as farthest from a decided review."""


@dataclass(frozen=True, slots=True)
class SituationPart:
    """One part of the situation page: a heading, and its sentences."""

    title: Phrase
    sentences: Sequence[SafeString]


@dataclass(frozen=True, slots=True)
class MeasureShares:
    """The demanded measures by outcome: each count links to its rows."""

    sum: Sum
    numbers: Sequence[SafeString]


@dataclass(frozen=True, slots=True)
class ReviewMap:
    """The reviews of a year: each unit as a square, how many have come how far, and who is farthest from done."""

    year: int
    squares: Sequence[Square]
    legend: Sequence[tuple[str, str]]
    farthest: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TrendSource:
    """Whose decided reviews the charts are drawn from, and for which years."""

    unit: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class UnitSituation:
    """The state of a unit and those below it, as far as one reader may read it."""

    judgement: Sequence[SafeString]
    deadlines: Sequence[Deadline]
    map: ReviewMap | None
    measures: MeasureShares | None
    parts: Sequence[SituationPart]
    folded: Sequence[SituationPart]
    charts: Sequence[SafeString]
    drawn: TrendSource | None

    @property
    def left(self) -> Sequence[SituationPart]:
        """Return the parts below the deadlines; fewer where the map of the reviews is there too."""
        return [part for part in self.parts if part.title in (LEFT if self.map else LEFT_ALONE)]

    @property
    def right(self) -> Sequence[SituationPart]:
        """Return the parts below the charts."""
        return [part for part in self.parts if part not in self.left]


def describe_situation(access: Access, scope: UnitScope, today: date) -> UnitSituation:
    """Return the state of the unit and those below it. Each part is cached until a row that it reads has changed."""
    decided = of_the_whole(access, scope.path)
    first, *_between, last = decided.packs if len(decided.packs) > 1 else (None, None)
    return UnitSituation(
        judgement=[each for tell in JUDGEMENT for each in cached(access, tell, scope, today)],
        deadlines=cached(access, list_deadlines, scope, today),
        map=cached(access, review_map, scope),
        measures=cached(access, measure_shares, scope, today),
        parts=_parts(access, scope, today, PARTS),
        folded=_parts(access, scope, today, FOLDED),
        charts=draw_sparklines(decided, CHARTS),
        drawn=TrendSource(last.unit.name, first.year, last.year) if first and last else None,
    )


def _parts(
    access: Access, scope: UnitScope, today: date, which: Sequence[tuple[Phrase, Sequence[Describe]]]
) -> list[SituationPart]:
    told = [
        (title, [each for tell in tells for each in cached(access, tell, scope, today) if each])
        for title, tells in which
    ]
    return [SituationPart(title, sentences) for title, sentences in told if any(sentences)]


def _of(*groups: Sequence[Saying]) -> Describe:
    """Return a function that describes the figures of one family of lists; the rows read are shared."""

    def tell(access: Access, scope: UnitScope, today: date) -> list[SafeString]:
        cache = FigureCache()
        told = (describe_figures(access, _year(today), group, scope.code, cache) for group in groups)
        return [each for sentences in told for each in sentences]

    return tell


def _gaps(access: Access, scope: UnitScope, today: date) -> list[SafeString]:
    """Describe the gaps: for a unit also those in what it uses; for the city these are counted where they are run."""
    groups = (USED, GAPS, UNKNOWN, ACCEPTED) if scope.code else (GAPS, UNKNOWN, ACCEPTED)
    return _of(*groups)(access, scope, today)


def _reviewed(access: Access, scope: UnitScope, _today: date) -> list[SafeString]:
    """Say how far the reviews of the newest year have come: the unit's own, or all that the reader may see."""
    if scope.code:
        own = Unit.objects.visible(access).filter(code=scope.code).first()
        return _own_review(access, own) if own else []
    known = standings(access, years(access)[:1])
    newest = [(year, stand) for year, stand in known.items() if stand]
    if not newest:
        return [sentence(_("No review has been begun."))] if access.anywhere(READ) else []
    return [(_decided if access.anywhere(READ) else _alone)(*newest[0])]


def _clocks(access: Access, scope: UnitScope, today: date) -> list[SafeString]:
    """Say how many of the law's time limits run in the scope's units."""
    if not access.anywhere(ClockBoard.permission):
        return []
    query = {"unit": scope.code} if scope.code else {}
    count = len(ClockBoard(access, query, today).rows())
    if not count:
        return []
    pattern = ngettext(
        "{n} time limit runs because of incidents.", "{n} time limits run because of incidents.", count
    )
    url = f"{reverse(ClockBoard.key)}?{urlencode(query)}"
    return [sentence(pattern, n=figure(capitalised(in_words(count)), url=url))]


def _measured(access: Access, scope: UnitScope, today: date) -> list[SafeString]:
    """Say how large a share of the demanded measures is fulfilled and not assessed."""
    found = measure_shares(access, scope, today)
    if found is None:
        return []
    count = found.sum
    if count.not_assessed == count.demanded:
        return [sentence(_("Nobody has assessed any of the demanded security measures yet."))]
    pattern = _("Of the demanded security measures, {met} are fulfilled; {unknown} nobody has assessed.")
    if not count.not_assessed:
        pattern = _("Of the demanded security measures, {met} are fulfilled, and all are assessed.")
    met = _share(scope, MeasureOutcome.FULFILLED, count)
    return [sentence(pattern, met=met, unknown=_share(scope, MeasureOutcome.NOT_ASSESSED, count))]


def _share(scope: UnitScope, outcome: MeasureOutcome, count: Sum) -> SafeString:
    """Return the share as a percentage, never rounded to none or all where it is not; in numbers if that is clearer."""
    part = count.of(outcome)
    rounded = percent(part / count.demanded)
    text = number(part) if part and part != count.demanded and rounded[:-2] in ("0", "100") else rounded
    return figure(text, url=_measures_url(scope, outcome))


def _measures_url(scope: UnitScope, outcome: MeasureOutcome) -> str:
    query = {"authority": scope.code} if scope.code else {}
    return f"{reverse('measure-list')}?{urlencode({**query, 'state': outcome.value})}"


def measure_shares(access: Access, scope: UnitScope, today: date) -> MeasureShares | None:
    """Return the demanded measures by outcome; None where none are demanded or the reader may not read them."""
    if not access.anywhere(MEASURES):
        return None
    home = cached_graph(bodies, today)
    rows = [row for row in tallies(access, today) if scope.code in ("", home[row.unit].code)]
    count = total(row.sum for row in rows)
    if not count.demanded:
        return None
    words = {
        MeasureOutcome.FULFILLED: ngettext("{n} fulfilled", "{n} fulfilled", count.fulfilled),
        MeasureOutcome.LACKING: ngettext("{n} lacking", "{n} lacking", count.lacking),
        MeasureOutcome.NOT_ASSESSED: ngettext("{n} not assessed", "{n} not assessed", count.not_assessed),
    }
    numbers = [
        sentence(pattern, n=figure(number(count.of(outcome)), url=_measures_url(scope, outcome)))
        for outcome, pattern in words.items()
    ]
    return MeasureShares(count, numbers)


def review_map(access: Access, scope: UnitScope) -> ReviewMap | None:
    """Return the newest year's reviews of all units; None for a unit, and for few units or a reader of few."""
    if scope.code or not access.anywhere(READ):
        return None
    known = {year: stand for year, stand in standings(access, years(access)[:1]).items() if len(stand) > 1}
    if not known:
        return None
    ((year, stand),) = known.items()
    counted = Counter(unit.state for unit in stand)
    shown = [(state, word) for state, word in _states().items() if counted[state]]
    legend = [(f"{word} {counted[state]}", STATE_KINDS[state]) for state, word in shown]
    progress = progress_of(access, latest_directions(access, UnitKind.CITY)).values()
    left = Counter(unit.code for each in progress for unit in each.missing)
    return ReviewMap(year, [_square(year, unit) for unit in stand], legend, _farthest(year, stand, left))


def _states() -> dict[ReviewState | None, str]:
    """Return the states from done to not begun, in words."""
    order = (ReviewState.DECIDED, ReviewState.CIRCULATED, ReviewState.ONGOING, ReviewState.PLANNED)
    return {**{state: str(state.label) for state in order}, None: _("Not opened")}


def _square(year: int, unit: UnitReviewStatus) -> Square:
    url = reverse("review", args=[year, unit.code]) if unit.state else ""
    name = f"{unit.name}: {_states()[unit.state].lower()}"
    return Square(code=unit.code.upper(), name=name, kind=STATE_KINDS[unit.state], url=url)


def _farthest(
    year: int, stand: Sequence[UnitReviewStatus], left: Mapping[str, int]
) -> list[tuple[SafeString, str]]:
    """Return the units farthest from a decided review: first by state, then by directions not answered."""
    order = [None, *ReviewState]
    behind = [unit for unit in stand if unit.state != ReviewState.DECIDED]
    first = sorted(behind, key=lambda unit: (order.index(unit.state), -left[unit.code]))[:FARTHEST]
    found = []
    for unit in first:
        name = _review_link(year, unit.code, unit.name) if unit.state else format_html("{}", unit.name)
        pattern = ngettext("{n} direction unanswered", "{n} directions unanswered", left[unit.code])
        late = f", {pattern.format(n=in_words(left[unit.code]))}" if left[unit.code] else ""
        found.append((name, f"{_states()[unit.state].lower()}{late}"))
    return found


def _unanswered(access: Access, scope: UnitScope, _today: date) -> list[SafeString]:
    """Say how many of the city's directions a unit has not answered, or how many units have not answered all."""
    city = latest_directions(access, UnitKind.CITY) if access.anywhere(READ) else []
    if not city:
        return []
    progress = progress_of(access, city).values()
    if scope.code:
        count = sum(any(scope.covers(unit) for unit in row.missing) for row in progress)
        pattern = ngettext(
            "{n} of the city's directions is not answered.",
            "{n} of the city's directions are not answered.",
            count,
        )
    else:
        count = len(missing_in(progress))
        pattern = ngettext(
            "{n} unit has not answered all of the city's directions.",
            "{n} units have not answered all of the city's directions.",
            count,
        )
    if not count:
        return [] if scope.code else [sentence(_("All units have answered the city's directions."))]
    review = city[0].review
    url = reverse("review-directions", args=[review.year, review.owner_unit.code])
    return [sentence(pattern, n=figure(capitalised(in_words(count)), url=url))]


def _half(access: Access, scope: UnitScope, today: date) -> list[SafeString]:
    """Name the suppliers that together bear half of what is critical, if they are few."""
    if not access.anywhere(ConcentrationRanking.permission):
        return []
    query = {"slag": NodeKind.SUPPLIER.value} | ({"enhet": scope.code} if scope.code else {})
    listed = ConcentrationRanking(access, query, today)
    if scope.code and scope.code not in listed.authorities:
        return []
    few = listed.view.bearing_half(NodeKind.SUPPLIER, MOST_SUPPLIERS)
    if not few:
        return []
    names = [(each.seen.url, each.seen.label) for each in listed.told(few)]
    links = format_html_join(", ", '<a href="{}">{}</a>', names)
    pattern = ngettext(
        "{n} supplier alone bears half of what is critical: {names}.",
        "{n} suppliers together bear half of what is critical: {names}.",
        len(few),
    )
    there = f"{reverse(ConcentrationRanking.key)}?{urlencode(query)}"
    words = format_html('<a href="{}">{}</a>', there, capitalised(in_words(len(few))))
    return [sentence(pattern, n=words, names=links)]


def _instructions(access: Access, scope: UnitScope, today: date) -> list[SafeString]:
    """Say which units have a local instruction in force, one out of date, or none."""
    if not scope.code:
        return _of(INSTRUCTIONS)(access, scope, today)
    if not access.anywhere(LocalInstructions.permission):
        return []
    rows = [row for row in coverage(access, today) if row.unit.code == scope.code]
    return [
        sentence(
            INSTRUCTION_STATES[row.standing],
            local=format_html('<a href="{}">{}</a>', page_for(row), _("local instruction")),
            day=date_prose(row.valid_to) if row.valid_to else _("further notice"),
        )
        for row in rows
    ]


INSTRUCTION_STATES: Mapping[RequiredDocumentStatus, Phrase] = {
    RequiredDocumentStatus.VALID: gettext_lazy("The {local} is in force, until {day}."),
    RequiredDocumentStatus.OUT_OF_DATE: gettext_lazy("The {local} was to be reviewed by {day}."),
    RequiredDocumentStatus.BEGUN: gettext_lazy("The {local} is begun and not decided."),
    RequiredDocumentStatus.MISSING: gettext_lazy("There is no {local} yet."),
}

JUDGEMENT: tuple[Describe, ...] = (_reviewed, _of(SERIOUS), _clocks, _measured)
"""What the page says first."""
PARTS: tuple[tuple[Phrase, tuple[Describe, ...]], ...] = (
    (gettext_lazy("Dependencies"), (_gaps, _half)),
    (gettext_lazy("Actions and directions"), (_of(ACTIONS), _unanswered)),
    (gettext_lazy("Risks"), (_of(RISKS),)),
    (gettext_lazy("Do the measures work?"), (_of(EFFECTS), _of(DEVIATIONS))),
    (gettext_lazy("Governing documents"), (_instructions,)),
    (gettext_lazy("Incidents and their tracks"), (_of(INCIDENTS), _of(TRACKS))),
)
LEFT = (PARTS[1][0],)
LEFT_ALONE = tuple(title for title, _tells in PARTS[1:])
FOLDED: tuple[tuple[Phrase, tuple[Describe, ...]], ...] = (
    (gettext_lazy("Horizon scanning"), (_of(OBSERVATIONS),)),
    (gettext_lazy("IT services"), (_of(SERVICES), _of(SINGLE), _of(QUESTIONS))),
    (gettext_lazy("AI and cryptography"), (_of(AI), _of(CRYPTO))),
)
CHARTS = ("information.classified", "actions.on_time", "directions.carried_out", "incidents.total")
"""The figures drawn over the years."""


def unit_sentences(access: Access, unit: Unit, today: date) -> list[SafeString]:
    """Return the sentences for one unit and all units below it."""
    code = "" if unit.parent_id is None else unit.code
    told = [
        describe_figures(access, _year(today), sayings, code)
        for sayings in (INCIDENTS, RISKS, DEVIATIONS, ACTIONS)
    ]
    return [*_own_review(access, unit), *chain(*told)]


def _year(today: date) -> Period:
    """Return the period of the last twelve months, with today as the cut-off day."""
    return Period(today - YEAR, today, today)


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
        alone = _("The review for {year} is decided.")
        pending = _("The review for {year} is not decided yet.")
        return sentence(alone if decided else pending, year=_reviews_link(year, str(year)))
    pattern = _("For {year}, {decided} of {total} units have decided their reviews.")
    if not decided:
        pattern = _("For {year}, none of {total} units has decided its review.")
    said = {"decided": _reviews_link(year, in_words(decided)), "total": in_words(len(stand))}
    return sentence(pattern, year=year, **said)


def _own_review(access: Access, unit: Unit) -> list[SafeString]:
    if not access.anywhere(READ_DECIDED):
        return []
    rows = Review.objects.visible(access).filter(kind=REVIEW.key, owner_unit=unit, archived_at__isnull=True)
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
