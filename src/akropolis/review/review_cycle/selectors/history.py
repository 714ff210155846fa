"""The history of a review and of everything in it, grouped by who made the changes, when and why."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.log import HistoryEvent
from akropolis.base.kernel.records.writer import kind_of
from akropolis.review.review.models import Consideration, Direction, DirectionUnit, Remark, Review
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_text.models import (
    Chapter,
    Decision,
    Embedding,
    FrozenReview,
    MinutesEntry,
    RegistryEntry,
    ReviewObservation,
    Verdict,
)

PARTS: tuple[type[Tracked], ...] = (
    Chapter,
    Verdict,
    Direction,
    DirectionUnit,
    ReviewObservation,
    Embedding,
    Pack,
    Remark,
    Consideration,
    Decision,
    FrozenReview,
    RegistryEntry,
    MinutesEntry,
)
REMOVABLE: tuple[type[Tracked], ...] = (Direction, DirectionUnit, ReviewObservation, Embedding)
ALL: tuple[type[Tracked], ...] = (Review, *PARTS)
MODELS: dict[str, type[Tracked]] = {kind_of(model): model for model in ALL}
EVENTS = 200


@dataclass(frozen=True, slots=True)
class HistoryWork:
    """The changes made by one person at one moment for one reason, in the order they were made."""

    at: datetime
    actor: str
    because: str
    events: tuple[HistoryEvent, ...]


@dataclass(frozen=True, slots=True)
class WorkPage:
    """The newest units of work; `older` is where the next page begins, if any."""

    works: tuple[HistoryWork, ...]
    older: int | None = None


def history_of(access: Access, review: Review, *, before: int | None = None) -> WorkPage:
    """Return a page of the review's history, newest first: about two hundred changes.

    Remarks are included only if the user may read them. `before` is the position given by `older` of the
    previous page. A group of changes is never split between two pages, unless it fills a page alone.
    """
    events = log.events_of(_ids(access, review), limit=EVENTS + 1, before=before)
    works = [_work(list(group)) for _key, group in groupby(events, key=lambda e: (e.at, e.actor, e.because))]
    if len(events) <= EVENTS:
        return WorkPage(tuple(works))
    whole = works[:-1] or works
    return WorkPage(tuple(whole), whole[-1].events[0].seq)


def _work(events: list[HistoryEvent]) -> HistoryWork:
    first = events[0]
    return HistoryWork(first.at, first.actor, first.because, tuple(reversed(events)))


def _ids(access: Access, review: Review) -> set[UUID]:
    """Return the ids of the review, of its parts visible to the user, and of parts since deleted."""
    found: set[UUID] = {review.pk}
    for model in PARTS:
        rows = model.objects.visible(access).filter(Q(review=review)).order_by()
        found.update(rows.values_list("pk", flat=True))
    found.update(log.removed_from(review.pk, map(kind_of, REMOVABLE), since=review.created_at))
    return found
