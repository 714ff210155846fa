"""Opening a review with its chapters, and what is settled for it as a whole."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from akropolis.chapters.models import Chapter, Verdict
from akropolis.chapters.models.decisions import Aspect
from akropolis.chapters.rules.chapters import CHAPTERS, CITY_ONLY, WRAPPER, title_for
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.models.units import UnitKind
from akropolis.kernel.records.writer import Writer, writing
from akropolis.review.models import Review

SETTINGS = frozenset(
    {
        "title",
        "period_from",
        "period_to",
        "cutoff",
        "due_on",
        "wrapper",
        "handler",
        "recipient",
        "diary_number",
        "points",
    }
)


def usual_period(year: int) -> tuple[date, date]:
    """The period that a year's review covers when nothing else is said: 1 November to 31 October before it."""
    return date(year - 2, 11, 1), date(year - 1, 10, 31)


def open_review(access: Access, unit: Unit, year: int, *, because: str = "", **settings: Any) -> Review:
    """A planned review of the unit and year with all its chapters, the usual ones switched on.

    `settings` may give any of `SETTINGS`; the rest is the usual. Raises Invalid when the unit already has one.
    """
    with writing(access, because=because) as w:
        return add_review(w, unit, year, settings)


def add_review(w: Writer, unit: Unit, year: int, settings: Mapping[str, Any]) -> Review:
    """The same, as part of a larger piece of work."""
    first, last = usual_period(year)
    usual = {
        "title": f"Ledningens genomgång {year}",
        "period_from": first,
        "period_to": last,
        "cutoff": settings.get("period_to", last),
    }
    review = w.create(Review, {"owner_unit": unit, "year": year, **usual, **settings})
    add_chapters(w, review)
    w.create_many(Verdict, [{"review": review, "aspect": aspect} for aspect in Aspect.values])
    return review


def add_chapters(w: Writer, review: Review) -> list[Chapter]:
    """Every kind of chapter that fits the unit, in order, the usual ones switched on."""
    city = review.owner_unit.kind == UnitKind.CITY
    kinds = [kind for kind in CHAPTERS if city or kind.key not in CITY_ONLY]
    rows = [
        {
            "review": review,
            "key": kind.key,
            "title": title_for(kind, review.owner_unit.name, city=city),
            "position": position,
            "included": kind.default,
        }
        for position, kind in enumerate(kinds, start=1)
    ]
    return w.create_many(Chapter, rows)


def change_settings(
    access: Access, review: Review, values: Mapping[str, Any], *, version: int | None = None
) -> Review:
    """Change period, cut-off, wrapper and the like. Unknown names are a programming error.

    With the wrapper come its chapters, unless some of them are chosen already.
    """
    unknown = set(values) - SETTINGS
    if unknown:
        raise ValueError(f"not settings of a review: {sorted(unknown)}")
    wrapped = review.wrapper
    with writing(access) as w:
        changed = w.update(review, values, version=version)
        if changed.wrapper and not wrapped:
            _choose_wrapper(w, changed)
        return changed


def _choose_wrapper(w: Writer, review: Review) -> None:
    keys = [kind.key for kind in CHAPTERS if kind.kind == WRAPPER]
    rows = list(Chapter.objects.visible(w.access).filter(review=review, key__in=keys))
    if not any(row.included for row in rows):
        for row in rows:
            w.update(row, {"included": True})
