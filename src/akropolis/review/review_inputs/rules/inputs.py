"""The inputs of a yearly report, in the order in which its kind declares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from akropolis.base.lib.figures import Letter, get
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_inputs.rules.figures import (
    CitedReport,
    CoverageLine,
    FigurePart,
    FigureReading,
    FigureRowSet,
    FollowedDirection,
    Input,
    PackContent,
    reading,
    with_previous,
)
from akropolis.review.review_inputs.rules.followup import figures as direction_figures
from akropolis.review.review_inputs.rules.tally import TallyBasis, read_figure
from akropolis.shared.yearly_reports.rules.kinds import ReportInput, YearlyReportKind


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the selectors have read for one review.

    `shared` is empty for the city, since the shared observations are its own; `directions` is None if the
    user may not read the units' answers. `cited` are reports of other kinds, by the letter in which they are cited.
    """

    ground: TallyBasis
    city: bool
    rows: Mapping[Letter, tuple[FigureRowSet, ...]]
    coverage: Sequence[CoverageLine] = ()
    directions: Sequence[FollowedDirection] | None = ()
    shared: tuple[FigureReading, ...] = ()
    kind: YearlyReportKind = REVIEW
    cited: Mapping[str, tuple[CitedReport, ...]] = field(default_factory=dict)


def assemble(gathered: Gathered, last: PackContent | None) -> tuple[Input, ...]:
    """Return all inputs of the report, with last year's values (from the pack `last`) beside the figures."""
    ground, kind = gathered.ground, gathered.kind
    letters = {figure.key: kind.letter_of(figure) for figure in ground.figures}
    own = (*_directions(gathered), *coverage_figures(gathered.coverage), *gathered.shared)
    counted = (
        read_figure(figure, ground)
        for figure in ground.figures
        if figure.register and letters[figure.key] and not figure.shared
    )
    found = {item.key: with_previous(item, last) for item in (*own, *counted)}
    return tuple(
        Input(
            letter,
            tuple(found[key] for key in _ordered(kind, letter, letters) if key in found),
            gathered.rows.get(letter, ()),
            () if letter in gathered.cited else _missing(declared, found),
            gathered.cited.get(letter, ()),
        )
        for letter, declared in kind.inputs.items()
    )


def _missing(declared: ReportInput, found: Mapping[str, FigureReading]) -> tuple[str, ...]:
    """Return the keys of what the input lacks: what has no register, and registers that hold nothing of the period."""
    none = (key for key, counted in declared.empty.items() if counted in found and found[counted].value == 0)
    return (*declared.lacks, *none)


def _ordered(kind: YearlyReportKind, letter: str, letters: Mapping[str, str]) -> Sequence[str]:
    """Return the keys of the input's figures: in the kind's own order, or else as they are declared."""
    return kind.inputs[letter].figures or [key for key, found in letters.items() if found == letter]


def _directions(gathered: Gathered) -> tuple[FigureReading, ...]:
    if not gathered.kind.directions:
        return ()
    if gathered.directions is None:
        return (reading(get("directions.total"), None),)
    found = direction_figures(gathered.directions, city=gathered.city)
    return tuple(_with_reviews(item, gathered.ground) for item in found)


def _with_reviews(item: FigureReading, ground: TallyBasis) -> FigureReading:
    """Return the figure with the id of each unit's own review of the year added to the unit's part."""
    reviews = ground.reviews or {}
    parts = (
        replace(part, review_id=reviews[part.code].id) if part.code in reviews else part
        for part in item.parts
    )
    return replace(item, parts=tuple(parts))


def coverage_figures(lines: Sequence[CoverageLine]) -> tuple[FigureReading, ...]:
    """Count the units due, decided and not decided, the last by name. Empty without units below."""
    if not lines:
        return ()
    decided = [line.standing == "decided" for line in lines]
    left = tuple(line.name for line in lines if line.standing != "decided")
    return (
        _coverage("due", [True] * len(lines), lines),
        _coverage("decided", decided, lines, denominator=len(lines), missing=left),
        _coverage("missing", [not each for each in decided], lines, denominator=len(lines), missing=left),
    )


def _coverage(
    name: str, counts: Sequence[bool], lines: Sequence[CoverageLine], **more: object
) -> FigureReading:
    parts = (
        FigurePart(line.code, line.name, int(each), review_id=line.review_id or None)
        for line, each in zip(lines, counts, strict=True)
    )
    return reading(get(f"coverage.{name}"), sum(counts), parts=tuple(parts), **more)
