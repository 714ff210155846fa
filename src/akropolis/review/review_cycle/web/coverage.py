"""The progress of a year's reviews, unit by unit: as a map grouped by kind of unit, and as a sortable table."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.ui.parts import Cell, Column, Kind, Option, Row, Table
from akropolis.base.ui.words import Phrase
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Direction, Review, ReviewState
from akropolis.review.review.models.reviews import url_in
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.selectors.answers import progress_of
from akropolis.review.review.selectors.standings import STATE_KINDS, UnitReviewStatus
from akropolis.review.review.words import gettext_lazy as _
from akropolis.review.review_text.models import Decision, JudgementChoice, Verdict
from akropolis.review.review_text.models.decisions import ReviewAspect
from akropolis.shared.yearly_reports.kinds import YearlyReportKind

MANY = 6
"""Minimum number of units for showing the map; fewer units are easier to read as a table."""
GROUPS = {UnitKind.COMMITTEE: _("Committees"), UnitKind.COMPANY: _("Companies"), None: _("Other units")}
MARKS = {JudgementChoice.YES: "●", JudgementChoice.PARTLY: "◐", JudgementChoice.NO: "○", None: "–"}
SHORT = {
    ReviewAspect.SUITABLE: _("suitable"),
    ReviewAspect.ADEQUATE: _("adequate"),
    ReviewAspect.EFFECTIVE: _("effective"),
}


LEGEND = [(mark, answer.label if answer else _("not judged")) for answer, mark in MARKS.items()]


@dataclass(frozen=True, slots=True)
class UnitReview:
    """A unit and its review of the year, if any; `unanswered` counts the directions it has not answered."""

    standing: UnitReviewStatus
    kind: UnitKind | None
    url: str = ""
    due_on: date | None = None
    decided_on: date | None = None
    verdicts: Mapping[str, JudgementChoice] = field(default_factory=dict)
    questions: Sequence[str] = REVIEW.questions
    unanswered: int = 0

    @property
    def look(self) -> Kind:
        """Return the colour class of the review's state. The state is also shown in words."""
        return STATE_KINDS[self.standing.state]

    @property
    def state(self) -> object:
        """Return the state of the review in words; "not begun" if the unit has no review."""
        return self.standing.state.label if self.standing.state else _("Not begun")

    @property
    def is_late(self) -> bool:
        """Whether the review's due date has passed without a decision."""
        open_one = self.standing.state != ReviewState.DECIDED
        return bool(open_one and self.due_on and self.due_on < timezone.localdate())

    @property
    def judged(self) -> list[tuple[str, object, object]]:
        """Return each of the three questions as a mark, the question, and the answer in words."""
        answers = ((aspect, self.verdicts.get(aspect)) for aspect in SHORT if aspect in self.questions)
        return [
            (MARKS[answer], SHORT[aspect], answer.label if answer else _("not judged"))
            for aspect, answer in answers
        ]


def coverage(
    access: Access, units: Sequence[Review], stand: Iterable[UnitReviewStatus], asked: Sequence[Direction]
) -> list[UnitReview]:
    """Return a row for each unit in `stand`, in the same order. `asked` are the directions whose unanswered
    units are counted.

    Seven queries.
    """
    reviews = {review.owner_unit.code: review for review in units}
    decided = _decided(access, units)
    verdicts = _verdicts(access, units)
    left = Counter(unit.code for each in progress_of(access, asked).values() for unit in each.missing)
    found = []
    for standing in stand:
        review = reviews.get(standing.code)
        kind = standing.kind if standing.kind in GROUPS else None
        if review is None:
            found.append(UnitReview(standing, kind, unanswered=left[standing.code]))
            continue
        found.append(
            UnitReview(
                standing,
                kind,
                url_of("review", review),
                review.due_on,
                decided.get(review.pk),
                verdicts.get(review.pk, {}),
                review.declared.questions,
                left[standing.code],
            )
        )
    return found


def _decided(access: Access, units: Sequence[Review]) -> dict[UUID, date]:
    rows = Decision.objects.visible(access).filter(review__in=[review.pk for review in units])
    return dict(rows.values_list("review_id", "decided_on"))


def _verdicts(access: Access, units: Sequence[Review]) -> dict[UUID, dict[str, JudgementChoice]]:
    """Return the answers given and visible to the reader, by review and question."""
    found: dict[UUID, dict[str, JudgementChoice]] = {}
    rows = (
        Verdict.objects.visible(access).filter(review__in=[review.pk for review in units]).exclude(answer="")
    )
    for review, aspect, answer in rows.values_list("review_id", "aspect", "answer"):
        found.setdefault(review, {})[aspect] = JudgementChoice(answer)
    return found


def as_map(covered: Sequence[UnitReview]) -> list[tuple[object, list[UnitReview]]]:
    """Return the units grouped by kind: nämnder, then bolag, then others; each group in Swedish sort order."""
    order = list(GROUPS)
    ordered = sorted(covered, key=lambda each: order.index(each.kind))
    return [(GROUPS[kind], list(each)) for kind, each in groupby(ordered, key=lambda each: each.kind)]


@dataclass(frozen=True, slots=True)
class CoverageColumn:
    """A column of the table: its content, and its sort key, if not in the given order."""

    key: str
    label: Phrase
    cell: Callable[[UnitReview], Cell]
    order: Callable[[UnitReview], Any] | None
    worst_first: bool = False
    numeric: bool = False


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"


def _judged(one: UnitReview) -> str:
    return ", ".join(f"{asks} {str(answer).lower()}" for _mark, asks, answer in one.judged)


STATES = [None, *ReviewState]
COLUMNS = (
    CoverageColumn(
        "enhet",
        _("Unit"),
        lambda one: Cell(text=one.standing.name, url=one.url),
        None,
    ),
    CoverageColumn(
        "status",
        _("State"),
        lambda one: Cell(text=one.state, kind=one.look),
        lambda one: STATES.index(one.standing.state),
    ),
    CoverageColumn(
        "senast",
        _("To be decided by"),
        lambda one: Cell(text=_day(one.due_on), note=str(_("late")) if one.is_late else ""),
        lambda one: one.due_on or date.max,
    ),
    CoverageColumn(
        "beslutad",
        _("Decided"),
        lambda one: Cell(text=_day(one.decided_on)),
        lambda one: one.decided_on or date.max,
    ),
    CoverageColumn(
        "omdome",
        _("Verdict"),
        lambda one: Cell(text=_judged(one) if one.verdicts else "–"),
        lambda one: [list(MARKS).index(one.verdicts.get(aspect)) for aspect in SHORT],
        worst_first=True,
    ),
    CoverageColumn(
        "obesvarade",
        _("Unanswered directions"),
        lambda one: Cell(text=one.unanswered or "–"),
        lambda one: one.unanswered,
        worst_first=True,
        numeric=True,
    ),
)
"""The columns of the table. Sorting is stable, so units with equal values keep their Swedish order."""


def as_table(covered: Sequence[UnitReview], kind: YearlyReportKind, year: int, sort: str) -> Table:
    """Return the same as a table, a row per unit; sorted by the column with that key, descending with `-`."""
    wanted, backwards = sort.removeprefix("-"), sort.startswith("-")
    columns = [shown for shown in COLUMNS if shown.key not in _left_out(kind)]
    by = next((shown for shown in columns if shown.key == wanted), COLUMNS[0])
    if by.order is None:
        rows = list(reversed(covered)) if backwards else list(covered)
    else:
        rows = sorted(covered, key=by.order, reverse=backwards)
    return Table(
        caption=str(_("Reviews by unit")),
        columns=[_column(shown, kind, year, by.key if sort else "enhet", backwards) for shown in columns],
        rows=[Row(cells=[shown.cell(one) for shown in columns]) for one in rows],
    )


def _left_out(kind: YearlyReportKind) -> set[str]:
    """Return the keys of the columns that reports of the kind have nothing for."""
    return {*(() if kind.questions else ("omdome",)), *(() if kind.directions else ("obesvarade",))}


def _column(shown: CoverageColumn, kind: YearlyReportKind, year: int, by: str, backwards: bool) -> Column:
    now = shown.key == by
    turned = "-" if (not backwards if now else shown.worst_first) else ""
    return Column(
        label=str(shown.label),
        sort_url=f"{_address(kind, year)}?som=tabell&sort={turned}{shown.key}",
        direction="" if not now else "descending" if backwards else "ascending",
        numeric=shown.numeric,
        unbroken=shown.key in ("senast", "beslutad"),
    )


def map_or_table_links(kind: YearlyReportKind, year: int, *, table: bool) -> list[Option]:
    """Return the links to switch between map and table."""
    there = _address(kind, year)
    return [
        Option(label=str(_("Map")), url=there, current=not table),
        Option(label=str(_("Table")), url=f"{there}?som=tabell", current=table),
    ]


def _address(kind: YearlyReportKind, year: int) -> str:
    return url_in(kind.key, "reviews-year", year)
