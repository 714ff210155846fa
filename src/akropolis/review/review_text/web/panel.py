"""The figures beside the text: those relevant to the chapter first, each with its value when it was written."""

from dataclasses import dataclass

from django.utils.translation import get_language

from akropolis.base.lib.figures import name
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Review
from akropolis.review.review.rules.marks import chart, mark
from akropolis.review.review_inputs.rules import display, telling
from akropolis.review.review_inputs.rules.figures import FigureReading, PackContent
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.rules.chapters import chapter_kind

NEAR = {
    "introduction": ("coverage.due", "coverage.decided", "coverage.missing"),
    "state": ("actions.total", "actions.on_time", "actions.overdue", "services.total"),
    "execution": ("actions.total", "actions.done", "actions.on_time", "actions.overdue", "actions.cost"),
    "directions": ("directions.total", "directions.answered", "actions.on_time"),
    "coverage": ("coverage.due", "coverage.decided", "coverage.missing"),
    "decisions": ("actions.cost", "actions.overdue"),
    "assessment": ("actions.on_time", "incidents.serious", "coverage.due", "coverage.decided"),
}
"""Figures relevant to a chapter, by chapter key, that the chapter's letters of clause 9.3.2 do not lead to."""
SHOWN = 10
"""Maximum number of figures shown unfolded, unless the text itself uses more; the others are folded."""
WITH_D = frozenset({"incidents", "gdpr"})
"""The two inputs added by the city, which are shown together with performance (letter d)."""


@dataclass(frozen=True, slots=True)
class Item:
    """A figure in the panel. `was` is its text when the chapter was saved, if it has changed since; otherwise
    empty.

    `mark` is the mark that puts the figure into a text, and `chart` the one that puts it in as a chart, if
    it has a value of last year too.
    """

    key: str
    name: str
    value: str
    url: str
    was: str
    mark: str
    chart: str


def panel(review: Review, chapter: Chapter, pack: PackContent, used: tuple[str, ...]) -> dict[str, object]:
    """Return the figures used by or relevant to the text, the others, and in words what the inputs lack."""
    near = _near(chapter.key, pack)
    figures = list(pack.figures())
    first = [f for f in figures if f.key in used]
    first += [f for f in figures if f.key in near and f.key not in used][: max(0, SHOWN - len(first))]
    rest = [f for f in figures if f not in first]
    letters = _letters(chapter.key)
    missing = [
        words
        for part in pack.inputs
        if part.letter in letters
        for words in telling.missing(part, get_language())
    ]
    items = [_item(review, chapter, figure, used) for figure in first]
    return {
        "first": items,
        "changed": any(item.was for item in items),
        "rest": [_item(review, chapter, figure, used) for figure in rest],
        "missing": missing,
    }


def _letters(key: str) -> frozenset[str]:
    letters = frozenset(chapter_kind(key).letters)
    return letters | WITH_D if "d" in letters else letters


def _near(key: str, pack: PackContent) -> frozenset[str]:
    letters = _letters(key)
    by_letter = (f.key for part in pack.inputs if part.letter in letters for f in part.figures)
    return frozenset(NEAR.get(key, ())) | frozenset(by_letter)


def _item(review: Review, chapter: Chapter, figure: FigureReading, used: tuple[str, ...]) -> Item:
    now = display.text(figure)
    before = chapter.figures.get(figure.key, now) if figure.key in used else now
    return Item(
        key=figure.key,
        name=name(figure.key, get_language()),
        value=now,
        url=url_of("review-figure", review, figure.key),
        was=before if before != now else "",
        mark=mark(figure.key),
        chart=chart(figure.key) if figure.previous is not None and figure.value is not None else "",
    )
