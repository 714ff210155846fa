"""Figures over the years: the packs that a unit's decided reviews were based on.

A year counts once its review is decided. Those who may read a unit's review may read its decided ones,
so a chart over the years is the same to all who read the review it appears in.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import ROOT, Access
from akropolis.base.kernel.reporting import chart_beside
from akropolis.base.lib.document import Figure
from akropolis.base.lib.figures import name
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ, READ_DECIDED
from akropolis.review.review_inputs.models import Pack as StoredPack
from akropolis.review.review_inputs.rules.charts import draw_chart as by_declaration
from akropolis.review.review_inputs.rules.charts import draw_over_years
from akropolis.review.review_inputs.rules.display import Wording, movement_word, short_text, wording
from akropolis.review.review_inputs.rules.figures import PackContent
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


def yearly(access: Access, review: Review, pack: PackContent | None) -> list[PackContent]:
    """Return the unit's decided years before the review's, at most four, then the review's own pack."""
    before = Q(review__owner_unit_id=review.owner_unit_id, review__year__lt=review.year)
    return [*_decided(access, before).packs[-(YEARS - 1) :], *([pack] if pack else [])]


def of_the_whole(access: Access) -> DecidedYears:
    """Return the decided years of the topmost unit whose decided reviews the reader may read; none if there is
    no single one.

    Two queries, or one if the packs are cached.
    """
    paths = sorted(scope.path for scope in access.scopes(READ) | access.scopes(READ_DECIDED))
    if not paths or not all(path.startswith(paths[0]) for path in paths):
        return NONE
    whole = Q(review__owner_unit__parent__isnull=True)
    return _decided(access, whole if paths[0] == ROOT else Q(review__owner_unit__path=paths[0]))


def chart(packs: Sequence[PackContent], key: str, language: str | None = "sv") -> Figure | None:
    """Return the chart declared for the figure, with words in the language; None if there is too little to draw."""

    def choices(register: str, field: str) -> list[tuple[str, str]]:
        return choices_of(register, field, language)

    return by_declaration(packs, key, choices, wording(language))


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


def _decided(access: Access, whose: Q) -> DecidedYears:
    """Return what the last edition of each decided year was based on, for the last years."""
    rows = StoredPack.objects.visible(access).filter(whose, review__state=ReviewState.DECIDED)
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
