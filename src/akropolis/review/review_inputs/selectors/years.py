"""Figures over the years: the packs that a unit's decided reviews were based on.

A year counts once its review is decided. Those who may read a unit's review may read its decided ones,
so a chart over the years is the same to all who read the review it appears in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import ROOT, Access, system
from akropolis.base.kernel.reporting import chart_beside
from akropolis.base.lib.document import Figure
from akropolis.base.lib.figures import FigureWords, find, name
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ, READ_DECIDED
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_inputs.models import Pack as StoredPack
from akropolis.review.review_inputs.rules.charts import draw_chart as by_declaration
from akropolis.review.review_inputs.rules.charts import draw_over_years
from akropolis.review.review_inputs.rules.display import Wording, movement_word, short_text, wording
from akropolis.review.review_inputs.rules.figures import FigureReading, PackContent
from akropolis.review.review_inputs.rules.packs import figures_of
from akropolis.review.review_inputs.selectors.rows import choices_of

YEARS = 5
"""Maximum number of years in a chart."""
MOST = 500
"""Maximum number of packs cached in a process. They are cached without their parts, some 30 kB each."""

type Which = tuple[UUID, str]
"""Identifies a stored pack: its primary key, and the digest of its content."""


class DecidedYears(NamedTuple):
    """What a unit's decided years were based on, earliest first, and the edition in which the last was decided."""

    packs: Sequence[PackContent] = ()
    edition: int = 1


NONE = DecidedYears()
CITYS = Q(review__owner_unit__parent__isnull=True)
EVERYONE = system("in which year a register of the city first held a row, whoever reads a figure of it")
NOTHING_BEFORE = FigureWords("Uppgifter saknas för åren före {year}.", "There are no data before {year}.")


def yearly(access: Access, review: Review, pack: PackContent | None) -> list[PackContent]:
    """Return the unit's decided years before the review's, at most four, then the review's own pack."""
    before = Q(review__owner_unit_id=review.owner_unit_id, review__year__lt=review.year)
    decided = _decided(access, before, review.kind).packs[-(YEARS - 1) :]
    since = first_years(review.kind)
    return [*(without_unknown(each, since) for each in decided), *([pack] if pack else [])]


def of_the_whole(access: Access, path: str = "") -> DecidedYears:
    """Return the decided years of the unit with that path, or else of the topmost unit whose decided reviews the
    reader may read; none if there is no single one.

    Two queries, or one if the packs are cached; one or two more for a unit below the city.
    """
    paths = sorted(scope.path for scope in access.scopes(READ) | access.scopes(READ_DECIDED))
    if not path and (not paths or not all(each.startswith(paths[0]) for each in paths)):
        return NONE
    top = path or paths[0]
    whole = CITYS if top == ROOT else Q(review__owner_unit__path=top)
    found = _decided(access, whole)
    since = begun_in(found.packs) if top == ROOT else first_years()
    return found._replace(packs=[without_unknown(pack, since) for pack in found.packs])


def first_years(kind: str = REVIEW.key) -> dict[str, int]:
    """Return by register the first year in which the city's decided figures count any row of it, for those that began
    after the first such year: before, what they counted is unknown. One query.

    For a register without any row so far, the year after the last decided one.
    """
    return begun_in(_decided(EVERYONE, CITYS, kind).packs)


def begun_in(packs: Sequence[PackContent]) -> dict[str, int]:
    """Return the same from the city's packs, earliest first."""
    found: dict[str, int] = {}
    for pack in reversed(packs):
        for figure in pack.figures():
            register = register_of(figure.key)
            found.setdefault(register, pack.year + 1)
            if figure.value:
                found[register] = pack.year
    first = packs[0].year if packs else 0
    return {register: year for register, year in found.items() if register and year > first}


def register_of(key: str) -> str:
    """Return the key of the register or list that the figure counts; empty if it counts none."""
    declared = find(key)
    return declared.register if declared else ""


def without_unknown(pack: PackContent, since: Mapping[str, int]) -> PackContent:
    """Return the pack without the figures of registers that had not begun (`first_years`) and held nothing of the unit
    either, and without shares of nothing: what nobody recorded is unknown, not nought.
    """

    held = {register_of(figure.key) for figure in pack.figures() if figure.value}

    def known(figure: FigureReading) -> FigureReading:
        register = register_of(figure.key)
        empty = figure.measure == "share" and figure.denominator == 0
        unknown = empty or (register not in held and pack.year < since.get(register, 0))
        return replace(figure, value=None, rows=None) if unknown else figure

    return replace(pack, inputs=tuple(replace(i, figures=tuple(map(known, i.figures))) for i in pack.inputs))


def chart(packs: Sequence[PackContent], key: str, language: str | None = "sv") -> Figure | None:
    """Return the chart declared for the figure, with words in the language; None if there is too little to draw."""

    def choices(register: str, field: str) -> list[tuple[str, str]]:
        return choices_of(register, field, language)

    drawn = by_declaration(packs, key, choices, wording(language))
    unknown = [pack.year for pack in packs if (f := pack.figure(key)) is not None and f.value is None]
    first = next((pack.year for pack in packs if pack.year not in unknown), None)
    if drawn is None or drawn.kind != "line" or not first or not any(year < first for year in unknown):
        return drawn
    return replace(drawn, alt=f"{drawn.alt} {NOTHING_BEFORE.told(language).format(year=first)}")


def draw_sparklines(years: DecidedYears, keys: Iterable[str]) -> list[SafeString]:
    """Return each figure with at least two years' values as a sparkline linked to its page in the last one."""
    words = wording(get_language())
    return [
        _beside(years, drawn, words) for key in keys if (drawn := draw_over_years(years.packs, key, words))
    ]


def _beside(years: DecidedYears, chart: Figure, words: Wording) -> SafeString:
    last_pack = years.packs[-1]
    found = {str(pack.year): reading for pack in years.packs if (reading := pack.figure(chart.key))}
    (first, one), (last, other) = ((bar.label, found[bar.label]) for bar in (chart.bars[0], chart.bars[-1]))
    there = reverse("review-figure", args=[last_pack.year, last_pack.unit.code, chart.key])
    called = name(chart.key, words.language)
    named = format_html('<a href="{}?utgava={}">{}</a>', there, years.edition, called)
    moved = movement_word(one, other, words)
    caption = format_html("{}: {}", named, moved) if moved else named
    ends = f"{first}: {short_text(one, words)}", f"{last}: {short_text(other, words)}"
    return chart_beside(chart, caption, ends)


def _decided(access: Access, whose: Q, kind: str = REVIEW.key) -> DecidedYears:
    """Return what the last edition of each decided year was based on, for the last years."""
    rows = StoredPack.objects.visible(access).filter(
        whose, review__kind=kind, review__state=ReviewState.DECIDED
    )
    ordered = rows.order_by("review__year", "review__edition", "gathered_at", "id")
    packs = ordered.values_list("review__year", "pk", "digest", "review__edition")
    newest: dict[int, tuple[Which, int]] = {
        year: ((pk, digest), edition) for year, pk, digest, edition in packs
    }
    last = [*newest.values()][-YEARS:]
    held = _load_packs(access, [which for which, _edition in last])
    return DecidedYears([*held.values()], last[-1][1]) if last else NONE


def _load_packs(access: Access, wanted: list[Which]) -> Mapping[Which, PackContent]:
    """Return the content of the packs by key and digest. A stored pack never changes, so its content is cached."""
    shelf = _shelf()
    known = {which: shelf[which] for which in wanted if which in shelf}
    missing = [pk for pk, digest in wanted if (pk, digest) not in known]
    if missing:
        rows = StoredPack.objects.visible(access).filter(pk__in=missing)
        for pk, digest, text in rows.values_list("pk", "digest", "content"):
            known[pk, digest] = figures_of(text)
        if len(shelf) > MOST:
            shelf.clear()
        shelf.update(known)
    return {which: known[which] for which in wanted}


@cache
def _shelf() -> dict[Which, PackContent]:
    return {}
