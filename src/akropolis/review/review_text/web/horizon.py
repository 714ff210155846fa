"""The observations that a review prints: the chosen ones, the candidates, and those proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.lib.periods import Period
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_text.models import ReviewObservation
from akropolis.shared.horizon.models import Observation, ObservationEffect
from akropolis.shared.horizon.selectors import observed

MOST = 50
"""Maximum number of observations offered at once; the others are found by searching."""

PROPOSED = 8
"""Maximum number of shared observations that are proposed before the city has chosen."""


@dataclass(frozen=True, slots=True)
class ChosenObservation:
    """An observation in the review, and where to read and change it."""

    observation: Observation
    url: str
    edit_url: str


def chosen(access: Access, review: Review) -> list[Observation]:
    """Return the review's observations in order, as far as the reader may see them in the register."""
    ids = (
        ReviewObservation.objects.visible(access)
        .filter(review=review)
        .values_list("observation_id", flat=True)
    )
    return _in_order(access, ids)


def _in_order(access: Access, ids: Iterable[UUID]) -> list[Observation]:
    wanted = list(ids)
    rows = Observation.objects.visible(access).filter(pk__in=wanted).select_related("owner_unit")
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in wanted if pk in found]


def horizon_part(access: Access, review: Review) -> dict[str, object]:
    """Return the template context of the chosen observations with their URLs, and a proposal if there are none."""
    rows = [
        ChosenObservation(
            row,
            reverse("observations-detail", args=[row.pk]),
            reverse("observations-edit", args=[row.pk]) if row.writable_by(access) else "",
        )
        for row in chosen(access, review)
    ]
    return {
        "rows": rows,
        "proposed": [] if rows else proposed(access, review),
        "layout_url": url_of("review-layout", review) + "#observationer",
    }


def candidates(access: Access, review: Review, words: str = "") -> tuple[list[Observation], int]:
    """Return the period's observations not yet chosen, newest first and at most `MOST`, and their total number."""
    period = Period(review.period_from, review.period_to, max(review.period_to, review.cutoff))
    rows = Observation.objects.visible(access).filter(observed(period), archived_at__isnull=True)
    if review.owner_unit.kind != UnitKind.CITY:
        rows = rows.filter(Q(shared=True) | Q(owner_unit__path__startswith=review.owner_unit.path))
    taken = (
        ReviewObservation.objects.visible(access)
        .filter(review=review)
        .values_list("observation_id", flat=True)
    )
    rows = rows.exclude(pk__in=list(taken)).select_related("owner_unit")
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(source__icontains=word))
    return list(rows.order_by("-observed_on", "pk")[:MOST]), rows.count()


def proposed(access: Access, review: Review) -> list[Observation]:
    """Return what a unit's chapter on the outside world could print: its own observations of the period, then the
    city's choice.

    Before the city's review of the year is out, the city's choice is what it shares of the period, the gravest
    first, or else what its last decided review printed. Empty for the city itself.
    """
    if review.owner_unit.kind == UnitKind.CITY:
        return []
    offered, _total = candidates(access, review)
    mine = [row for row in offered if row.owner_unit.path.startswith(review.owner_unit.path)]
    citys = _citys_choice(access, Q(year=review.year)) or _gravest(
        [row for row in offered if row not in mine]
    )
    citys = citys or _citys_choice(access, Q(year__lt=review.year, state=ReviewState.DECIDED))
    taken = {row.pk for row in chosen(access, review)}
    return [row for row in (*mine, *citys) if row.pk not in taken]


def _gravest(rows: list[Observation]) -> list[Observation]:
    """Return those with the greatest effect on the city, by date; at most `PROPOSED`."""
    weights = {ObservationEffect.HIGH: 0, ObservationEffect.MODERATE: 1}
    known = [row for row in rows if row.effect in weights]
    first = sorted(known, key=lambda row: weights[ObservationEffect(row.effect)])[:PROPOSED]
    return sorted(first, key=lambda row: row.observed_on)


def _citys_choice(access: Access, when: Q) -> list[Observation]:
    """Return what the city's newest review that the reader may read prints, in order."""
    rows = Review.objects.visible(access).filter(
        when, kind=REVIEW.key, owner_unit__kind=UnitKind.CITY, archived_at__isnull=True
    )
    city = rows.order_by("year", "edition").last()
    printed = ReviewObservation.objects.visible(access).filter(review=city)
    return _in_order(access, printed.values_list("observation_id", flat=True)) if city else []
