"""Gather a review's pack from the registers: through the gate, by unit and below, in a fixed number of queries."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import whether
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.cache.results import request_cache
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.figures import (
    CountedListRow,
    FigureCache,
    by_month,
    by_unit,
    listed_by_figure,
    permission_of,
    rows_by_figure,
)
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.figures import DeclaredFigure, all_figures
from akropolis.base.lib.periods import Period
from akropolis.base.lib.registry import Registry
from akropolis.review.review.models import Review
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.selectors.reviews import units_due
from akropolis.review.review_inputs.models import Pack as StoredPack
from akropolis.review.review_inputs.rules import coverage
from akropolis.review.review_inputs.rules.coverage import OwnReview, UnitNode
from akropolis.review.review_inputs.rules.figures import (
    CitedReport,
    FigureReading,
    PackContent,
    PackUnit,
    Spread,
    reading,
)
from akropolis.review.review_inputs.rules.frozen import FrozenRow, RegisterRows
from akropolis.review.review_inputs.rules.inputs import Gathered, assemble
from akropolis.review.review_inputs.rules.packs import from_text
from akropolis.review.review_inputs.rules.tally import Numbers, TallyBasis, rows_of
from akropolis.review.review_inputs.selectors.followed import list_followed_directions
from akropolis.review.review_inputs.selectors.roles import held_roles
from akropolis.review.review_inputs.selectors.rows import rows_for
from akropolis.review.review_inputs.selectors.things import code_at, versions_of
from akropolis.review.review_inputs.selectors.years import first_years, without_unknown
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

citing: Registry[str, Callable[[Access, Review], Mapping[str, tuple[CitedReport, ...]]]] = Registry("citing")
"""What finds the reports of other kinds that a report cites, by letter: from the package with the decisions."""


@request_cache()
def gather(access: Access, review: Review, *, now: datetime, cache: FigureCache | None = None) -> PackContent:
    """Return all inputs for the review's unit and those below, for the review's period, as the registers are at
    `now`.

    Only rows that `access` may read are counted; a register that is not readable for the whole unit gives no
    figure at all rather than a partial one. Nothing is stored. Rows are chosen by when they happened or
    applied, never by when they were edited. About sixty queries, whatever the number of units and rows.
    """
    unit, period, kind = review.owner_unit, period_of(review), review.declared
    nodes = nodes_below(access, unit.path, kind)
    alone = len(nodes) == 1
    reviews = coverage.best_reviews(own_reviews(access, unit.path, review.year, kind))
    ground = TallyBasis(
        unit.code,
        period,
        all_figures(),
        _numbers(access, kind, unit.path, period, timezone.localdate(now), cache, alone=alone),
        coverage.counted_alone(nodes, unit.path, period),
        reviews,
        _spreads(access, unit.path, period, alone=alone),
    )
    due = coverage.due(nodes, unit.path, period)
    city = unit.kind == UnitKind.CITY
    gathered = Gathered(
        ground,
        city,
        rows_for(access, unit.path, ground, kind),
        coverage.lines(due, reviews.values()),
        list_followed_directions(access, review, due)
        if _reads_answers(access, review, alone=alone)
        else None,
        () if city else _shared(access, kind, period),
        kind,
        {letter: cited for find in citing for letter, cited in find(access, review).items()},
    )
    return PackContent(
        unit=PackUnit(unit.code, unit.name, unit.short_name, unit.kind),
        year=review.year,
        period=period,
        gathered_at=now,
        inputs=assemble(gathered, last_pack(access, review)),
        coverage=tuple(gathered.coverage),
        directions=tuple(gathered.directions or ()),
        kind=review.kind,
        roles=held_roles(unit, period.cutoff) if kind is REVIEW else (),
    )


def period_of(review: Review) -> Period:
    """Return the review's period, with the cut-off date of its figures."""
    return Period(review.period_from, review.period_to, review.cutoff)


def last_pack(access: Access, review: Review) -> PackContent | None:
    """Return the last pack of the unit's review of the year before, without what was unknown then; None if none."""
    rows = StoredPack.objects.visible(access).filter(
        review__kind=review.kind,
        review__owner_unit_id=review.owner_unit_id,
        review__year=review.year - 1,
    )
    text = rows.order_by("-review__edition", "-gathered_at").values_list("content", flat=True).first()
    return without_unknown(from_text(text), first_years(review.kind)) if text else None


def nodes_below(access: Access, path: str, kind: YearlyReportKind = REVIEW) -> tuple[UnitNode, ...]:
    """Return the unit with that path and all units below it, including ended ones, in Swedish sort order."""
    rows = Unit.objects.visible(access).filter(path__startswith=path).order_by("sort_key", "code")
    names = ("code", "name", "path", "due", "valid_from", "valid_to")
    due = rows.annotate(due=whether(units_due(kind)))
    return tuple(UnitNode(*row) for row in due.values_list(*names))


def own_reviews(access: Access, path: str, year: int, kind: YearlyReportKind = REVIEW) -> list[OwnReview]:
    """Return the year's reviews, every edition, of the unit with that path and of those below."""
    rows = Review.objects.visible(access).filter(
        kind=kind.key, year=year, owner_unit__path__startswith=path, archived_at__isnull=True
    )
    found = rows.order_by().values_list("id", "owner_unit__code", "edition", "state")
    return [OwnReview(str(pk), code, edition, state) for pk, code, edition, state in found]


def _numbers(
    access: Access,
    kind: YearlyReportKind,
    path: str,
    period: Period,
    day: date,
    cache: FigureCache | None,
    *,
    alone: bool,
) -> dict[str, Numbers | None]:
    found: dict[str, Numbers | None] = {}
    for register, figures in _figures_by_register(kind).items():
        may = _covers(access, permission_of(register), path, alone=alone)
        found[register] = by_unit(access, figures, period, path, day, cache) if may else None
    return found


def _spreads(access: Access, path: str, period: Period, *, alone: bool) -> dict[str, tuple[Spread, ...]]:
    """Return monthly numbers by figure key, for figures drawn by month: one query each."""
    return {
        figure.key: tuple(Spread(*cell) for cell in by_month(access, figure, period, path))
        for figure in all_figures()
        if figure.spread and _covers(access, permission_of(figure.register), path, alone=alone)
    }


def gathered_rows(
    access: Access, review: Review, *, now: datetime, cache: FigureCache | None = None
) -> tuple[RegisterRows, ...]:
    """Return the rows that `gather` counts at the same moment, register by register.

    A register that gives no figures gives no rows. With the same `cache` as `gather`, the rows already read
    are not read again.
    """
    path, period, kind = review.owner_unit.path, period_of(review), review.declared
    alone = not Unit.objects.visible(access).filter(path__startswith=path).exclude(path=path).exists()
    counted = {
        register: figures
        for register, figures in _figures_by_register(kind).items()
        if _covers(access, permission_of(register), path, alone=alone)
    }
    found = [
        _register_rows(access, figures, period, path, cache)
        for register, figures in counted.items()
        if register not in lists.entries
    ]
    in_lists = {register: figures for register, figures in counted.items() if register in lists.entries}
    found += _kept_of_lists(access, in_lists, period, path, timezone.localdate(now), cache)
    if review.owner_unit.kind != UnitKind.CITY:
        found += [
            _register_rows(access, [figure], period, "", cache) for figure in _shared_figures(access, kind)
        ]
    return tuple(found)


def _register_rows(
    access: Access, figures: Sequence[DeclaredFigure], period: Period, path: str, cache: FigureCache | None
) -> RegisterRows:
    rows = rows_by_figure(access, figures, period, path, cache)
    frozen = tuple(FrozenRow(str(row.pk), row.version, row.unit) for row in rows)
    return RegisterRows(
        figures[0].register, frozen, _row_indexes_by_figure(figures, [row.keys for row in rows])
    )


def _row_indexes_by_figure(
    figures: Sequence[DeclaredFigure], keys: Sequence[Sequence[str]]
) -> dict[str, tuple[int, ...]]:
    """Map each figure to the indexes of its rows, given the keys of the figures that count each row."""
    places: dict[str, list[int]] = {figure.key: [] for figure in figures}
    for place, those in enumerate(keys):
        for key in those:
            places[key].append(place)
    return {key: tuple(each) for key, each in places.items()}


def _kept_of_lists(
    access: Access,
    counted: Mapping[str, list[DeclaredFigure]],
    period: Period,
    path: str,
    day: date,
    cache: FigureCache | None,
) -> list[RegisterRows]:
    found = {
        register: listed_by_figure(access, figures, period, path, day, cache)
        for register, figures in counted.items()
    }
    versions = {} if cache is None else cache.versions
    versions |= versions_of(access, {row.about for rows in found.values() for row in rows} - versions.keys())
    return [
        RegisterRows(
            register,
            tuple(_frozen(row, *versions.get(row.about, (0, ""))) for row in rows),
            _row_indexes_by_figure(counted[register], [row.keys for row in rows]),
            tuple(lists.get(register).keeps),
        )
        for register, rows in found.items()
    ]


def _frozen(row: CountedListRow, version: int, unit: str) -> FrozenRow:
    return FrozenRow(str(row.about), version, unit, code_at(row.path), row.values)


def _figures_by_register(kind: YearlyReportKind) -> dict[str, list[DeclaredFigure]]:
    """Map each register's key to its figures used in reports of the kind, and the figures that these are parts of."""
    figures = [figure for figure in all_figures() if figure.register and not figure.shared]
    used = [figure for figure in figures if kind.letter_of(figure)]
    wanted = {figure.key for figure in used} | {figure.of for figure in used}
    found: dict[str, list[DeclaredFigure]] = {}
    for figure in figures:
        if figure.key in wanted:
            found.setdefault(figure.register, []).append(figure)
    return found


def _covers(access: Access, permission: str, path: str, *, alone: bool) -> bool:
    """Whether the permission holds for the unit and everything below it."""
    scopes = access.scopes(permission)
    return any(scope.covers(path) and (scope.below or alone) for scope in scopes)


def _reads_answers(access: Access, review: Review, *, alone: bool) -> bool:
    """Whether answers may be read: the city's with its reviews, a unit's with that permission (`Answer.gate`)."""
    unit = review.owner_unit
    if unit.kind == UnitKind.CITY and _covers(access, review.right(READ), unit.path, alone=alone):
        return True
    return _covers(access, "review:answer:read", unit.path, alone=alone)


def _shared(access: Access, kind: YearlyReportKind, period: Period) -> tuple[FigureReading, ...]:
    """Return the figures shared by all units: a unit shows the city's figures beside its own."""
    return tuple(_over_all(access, figure, period) for figure in _shared_figures(access, kind))


def _shared_figures(access: Access, kind: YearlyReportKind) -> list[DeclaredFigure]:
    used = (figure for figure in all_figures() if figure.shared and kind.letter_of(figure))
    return [figure for figure in used if access.anywhere(registry.get(figure.register).read)]


def _over_all(access: Access, figure: DeclaredFigure, period: Period) -> FigureReading:
    count = Listing(registry.get(figure.register), access, figure.query(period)).total
    return reading(figure, count, rows=rows_of(figure, period, count))
