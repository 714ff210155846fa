"""The chapters of a report: their order, names and headings. Each kind of report declares its own.

The headings are the document's words and are in Swedish; `{unit}` is the unit's name in the genitive.
"""

from collections.abc import Iterable, Sequence

from akropolis.base.lib.swedish import genitive
from akropolis.review.review.rules.kind import CHAPTERS, REVIEW
from akropolis.shared.yearly_reports.rules.kinds import (
    BUILT,
    WRAPPER,
    ChapterKind,
    YearlyReportKind,
    chapter_kind,
    chapters_by_key,
)

BY_KEY = {chapter.key: chapter for chapter in CHAPTERS}
"""The chapters of a management review, by key."""


def usual_order(keys: Iterable[str], kind: YearlyReportKind = REVIEW) -> list[str]:
    """Return the keys in the order of the document."""
    return sorted(keys, key=_places(kind).__getitem__)


def _places(kind: YearlyReportKind) -> dict[str, int]:
    return {chapter.key: place for place, chapter in enumerate(kind.chapters)}


def order_after(before: Sequence[str], keys: Iterable[str], kind: YearlyReportKind = REVIEW) -> list[str]:
    """Return the keys in the order `before`, with each new one before the first that follows it in the usual order.

    An order that is only the former usual one gives way to the usual one.
    """
    wanted, places = usual_order(keys, kind), _places(kind)
    if kind is REVIEW and list(before) == _former_order(before):
        return wanted
    found = [key for key in before if key in wanted]
    for key in (each for each in wanted if each not in before):
        later = (place for place, other in enumerate(found) if places[other] > places[key])
        found.insert(next(later, len(found)), key)
    return found


def _former_order(keys: Iterable[str]) -> list[str]:
    """Return the keys as they were ordered until 0.3, with the follow-up before the introduction."""
    found = usual_order(keys)
    if {"followup", "introduction"} <= set(found):
        found.remove("followup")
        found.insert(found.index("introduction"), "followup")
    return found


UNTITLED = {"directions": "Inriktningar", "execution": "Genomförande"}
"""Names of chapters that have no heading, for use where a name is needed."""


def name_of(key: str, title: str) -> str:
    """Return the name of a chapter for lists and sentences: its heading, or its usual name."""
    kind = chapters_by_key().get(key)
    return title or UNTITLED.get(key) or (kind.city_title if kind else key)


def title_for(kind: ChapterKind, unit_name: str, *, city: bool) -> str:
    """Return the proposed heading of the chapter for the unit."""
    return kind.city_title if city else kind.title.format(unit=genitive(unit_name))


__all__ = ["BUILT", "BY_KEY", "CHAPTERS", "WRAPPER", "ChapterKind", "chapter_kind"]
