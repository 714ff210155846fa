"""The figures of the years: what a unit's decided reviews stood on.

A year counts once its review is decided. Whoever may read a unit's review may read its decided ones, so what is drawn
over the years is the same to all who read the review that it stands in.
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
from akropolis.review.review_inputs.rules.charts import drawn as by_declaration
from akropolis.review.review_inputs.rules.charts import over_years
from akropolis.review.review_inputs.rules.display import Wording, course, short_text, wording
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.rules.packs import figures_of
from akropolis.review.review_inputs.selectors.rows import choices_of

YEARS = 5
"""How far back a figure is drawn."""
MOST = 500
"""How many packs are kept in a process, without their parts: some 30 kB each."""

type Which = tuple[UUID, str]
"""A stored pack: its key, and the digest of what stands in it."""


class DecidedYears(NamedTuple):
    """What a unit's decided years stood on, earliest first, and the edition that the last of them was decided in."""

    packs: Sequence[PackContent] = ()
    edition: int = 1


NONE = DecidedYears()


def yearly(access: Access, review: Review, pack: PackContent | None) -> list[PackContent]:
    """The unit's decided years before the review's, four at most, and then what is gathered for the review itself."""
    before = Q(review__owner_unit_id=review.owner_unit_id, review__year__lt=review.year)
    return [*_decided(access, before).packs[-(YEARS - 1) :], *([pack] if pack else [])]


def of_the_whole(access: Access) -> DecidedYears:
    """The decided years of the unit that holds all whose decided reviews the reader may read; none if none does.

    Two queries, and one when what they hold has been read before.
    """
    paths = sorted(scope.path for scope in access.scopes(READ) | access.scopes(READ_DECIDED))
    if not paths or not all(path.startswith(paths[0]) for path in paths):
        return NONE
    whole = Q(review__owner_unit__parent__isnull=True)
    return _decided(access, whole if paths[0] == ROOT else Q(review__owner_unit__path=paths[0]))


def chart(packs: Sequence[PackContent], key: str, language: str | None = "sv") -> Figure | None:
    """The chart that fits the figure, in that language; None where there is too little to draw."""

    def choices(register: str, field: str) -> list[tuple[str, str]]:
        return choices_of(register, field, language)

    return by_declaration(packs, key, choices, wording(language))


def beside(years: DecidedYears, keys: Iterable[str]) -> list[SafeString]:
    """Each figure that the years have two of, as a small line that leads to its page in the last one."""
    words = wording(get_language())
    return [_beside(years, drawn, words) for key in keys if (drawn := over_years(years.packs, key, words))]


def _beside(years: DecidedYears, chart: Figure, words: Wording) -> SafeString:
    last_pack = years.packs[-1]
    found = {str(pack.year): reading for pack in years.packs if (reading := pack.figure(chart.key))}
    (first, one), (last, other) = ((bar.label, found[bar.label]) for bar in (chart.bars[0], chart.bars[-1]))
    there = reverse("review-figure", args=[last_pack.year, last_pack.unit.code, chart.key])
    called = name(chart.key, words.language)
    named = format_html('<a href="{}?utgava={}">{}</a>', there, years.edition, called)
    moved = course(one, other, words)
    caption = format_html("{}: {}", named, moved) if moved else named
    ends = f"{first}: {short_text(one, words)}", f"{last}: {short_text(other, words)}"
    return chart_beside(chart, caption, ends)


def _decided(access: Access, whose: Q) -> DecidedYears:
    """What each decided year's last edition stood on, of the last years."""
    rows = StoredPack.objects.visible(access).filter(whose, review__state=ReviewState.DECIDED)
    ordered = rows.order_by("review__year", "review__edition", "gathered_at", "id")
    packs = ordered.values_list("review__year", "pk", "digest", "review__edition")
    newest: dict[int, tuple[Which, int]] = {
        year: ((pk, digest), edition) for year, pk, digest, edition in packs
    }
    last = [*newest.values()][-YEARS:]
    held = _held(access, [which for which, _edition in last])
    return DecidedYears([*held.values()], last[-1][1]) if last else NONE


def _held(access: Access, wanted: list[Which]) -> Mapping[Which, PackContent]:
    """What stands in those packs, in their order. A stored pack never changes, so that it is read once."""
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
