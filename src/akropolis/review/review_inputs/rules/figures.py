"""The input pack of a management review: figures, with everything needed to judge them and trace their sources.

The values are plain and immutable. `to_text` and `from_text` are inverses, and equal packs give equal
text, so that a pack can be sealed by a hash. A pack holds keys, values, and names of units and rows;
`rules.display` and `rules.telling` choose the words, in the reader's language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from akropolis.base.lib.calendar import STOCKHOLM
from akropolis.base.lib.figures import DeclaredFigure, Letter, Measure, Polarity
from akropolis.base.lib.periods import Period
from akropolis.review.review.rules.kind import REVIEW

Number = int | Decimal

ROWS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class RowsRef:
    """The rows behind a figure: a register's list with this query shows exactly `count` rows, the same ones."""

    register: str
    query: str
    count: int


@dataclass(frozen=True, slots=True)
class FigurePart:
    """One unit's share of a figure. The part for rows outside the units that make reviews has an empty `code`
    and `name`.

    `review_id` is the unit's own review of the year, if any. `ended` is the unit's last day (ISO 8601), if
    that is earlier than the last day of the period.
    """

    code: str
    name: str
    value: Number | None
    denominator: int | None = None
    review_id: str | None = None
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """Number of a figure's rows in one month (ISO 8601) with that value in the field it is split by."""

    month: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class FigureReading:
    """A figure as it was read: its value, and what is needed to judge and trace the value.

    `value` is None when the user who gathered the pack may not read the source, or when no row says how long
    it took. `denominator` is the whole that the value is a part of. `missing` names the units that have not
    answered; `without` is the number of rows that lack what the figure needs. `previous` and
    `previous_denominator` are the value and denominator in last year's pack. `parts` break the value down by
    unit; for figures that have `rows`, the parts add up to the value. `spread` breaks the same rows down by
    month.
    """

    key: str
    value: Number | None
    measure: Measure = "count"
    polarity: Polarity = "context"
    denominator: int | None = None
    missing: tuple[str, ...] = ()
    without: int = 0
    previous: Number | None = None
    previous_denominator: int | None = None
    rows: RowsRef | None = None
    parts: tuple[FigurePart, ...] = ()
    spread: tuple[Spread, ...] = ()

    @property
    def is_part(self) -> bool:
        """Whether the value is a part of a whole. A length of time is not."""
        return self.denominator is not None and self.measure != "time"

    @property
    def counted(self) -> bool:
        """Whether the source of the figure could be read. A length of time may then still have no value."""
        return self.value is not None or self.rows is not None


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row as it was when the pack was gathered. `date` is ISO 8601 or empty.

    `details` are pairs of a field and its value: the value of a choice, or "yes" for a field that is filled in.
    """

    number: str
    label: str
    unit: str
    date: str
    details: tuple[tuple[str, str], ...]
    register: str
    id: str


@dataclass(frozen=True, slots=True)
class FigureRowSet:
    """Rows of the figure with the key, at most `ROWS_SHOWN` of `total`; a list that is cut must say so."""

    key: str
    lines: tuple[RowLine, ...] = ()
    total: int = 0

    @property
    def cut(self) -> bool:
        """Whether the figure has more rows than are listed here."""
        return self.total > len(self.lines)


@dataclass(frozen=True, slots=True)
class CitedReport:
    """A report of another kind that is cited: by its number and the day of its decision (ISO 8601), empty if it is
    not decided.
    """

    kind: str
    year: int
    number: str = ""
    decided_on: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One of the inputs of a kind of report. `missing` are keys of what it lacks; `cited` the reports it cites."""

    letter: Letter
    figures: tuple[FigureReading, ...] = ()
    rows: tuple[FigureRowSet, ...] = ()
    missing: tuple[str, ...] = ()
    cited: tuple[CitedReport, ...] = ()


@dataclass(frozen=True, slots=True)
class PackUnit:
    """A unit, with its name when the pack was gathered."""

    code: str
    name: str
    short: str
    kind: str

    @property
    def is_city(self) -> bool:
        """Whether it is the whole city."""
        return self.kind == "city"


Standing = Literal["decided", "under_way", "not_begun"]


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """The status of the review of one unit that is due to make one. `review_id` is empty if the unit has no review."""

    code: str
    name: str
    standing: Standing
    review_id: str = ""


Course = Literal["done", "ongoing", "not_begun", "declined", "unanswered"]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One unit's answer to a direction, and the outcome it reports. `text` is its reason or result."""

    code: str
    name: str
    course: Course
    text: str = ""


@dataclass(frozen=True, slots=True)
class FollowedDirection:
    """A direction of last year's review and its outcome. `survived` is how many reviews it has been kept in."""

    id: str
    title: str
    source: str
    survived: int
    answers: tuple[AnswerLine, ...] = ()

    def named(self, course: Course) -> tuple[str, ...]:
        """Return the names of the units that have come this far with the direction, in the order of the answers."""
        return tuple(line.name for line in self.answers if line.course == course)


@dataclass(frozen=True, slots=True)
class CarryingRole:
    """A role that carries out the work, and the names of the units where it is held. `wider` is whether those units
    are above the report's own: the unit works together with them.
    """

    code: str
    name: str
    units: tuple[str, ...]
    wider: bool = False


@dataclass(frozen=True, slots=True)
class PackContent:
    """All inputs of one report of the kind, as they were gathered at one moment (stored with its time zone)."""

    unit: PackUnit
    year: int
    period: Period
    gathered_at: datetime
    inputs: tuple[Input, ...] = ()
    coverage: tuple[CoverageLine, ...] = ()
    directions: tuple[FollowedDirection, ...] = ()
    kind: str = REVIEW.key
    roles: tuple[CarryingRole, ...] = ()
    _index: dict[str, FigureReading] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.gathered_at.tzinfo is None:
            raise ValueError("the moment of gathering needs a time zone")
        for figure in self.figures():
            if figure.key in self._index:
                raise ValueError(f"the figure {figure.key} is in the pack twice")
            self._index[figure.key] = figure

    @property
    def known_on(self) -> date:
        """The day as of which the figures were known: the cut-off, or the day of gathering if that came before."""
        return min(self.period.cutoff, self.gathered_at.astimezone(STOCKHOLM).date())

    def figures(self) -> Iterator[FigureReading]:
        """Return an iterator over all figures, in the order of the inputs."""
        return (figure for part in self.inputs for figure in part.figures)

    def figure(self, key: str) -> FigureReading | None:
        """Return the figure with that key; None if the pack lacks it."""
        return self._index.get(key)

    def count(self, key: str) -> int | None:
        """Return the figure's value as an integer; None if it is missing."""
        found = self.figure(key)
        return None if found is None or found.value is None else int(found.value)

    def has_figures(self, letter: str) -> bool:
        """Whether a figure of the input with that letter counts anything."""
        figures = (figure for part in self.inputs if part.letter == letter for figure in part.figures)
        return any(figure.value or figure.denominator for figure in figures)

    def input(self, letter: Letter) -> Input | None:
        """Return the input with that letter; None if the pack lacks it."""
        return next((part for part in self.inputs if part.letter == letter), None)


def reading(figure: DeclaredFigure, value: Number | None, **more: Any) -> FigureReading:
    """Return a reading of the declared figure with this value."""
    return FigureReading(figure.key, value, figure.measure, figure.polarity, **more)


def with_previous(figure: FigureReading, last: PackContent | None) -> FigureReading:
    """Return the figure with last year's value and denominator, if last year's pack has it in the same measure."""
    old = last.figure(figure.key) if last else None
    if old is None or old.measure != figure.measure:
        return figure
    return replace(figure, previous=old.value, previous_denominator=old.denominator)


def day(text: str) -> date:
    """Parse an ISO 8601 date."""
    return date.fromisoformat(text)


def loads(text: str) -> dict[str, object]:
    """Parse the JSON of a pack. Raises ValueError when it is not an object."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("a pack is a JSON object")
    return found
