"""How mature units are: by what they have answered, and by what the registers show, as one user may see them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from akropolis.assurance.maturity.models import (
    READ,
    MaturityAnswer,
    MaturityArea,
    MaturityAssessment,
    MaturityStatement,
    StatementAnswerChoice,
)
from akropolis.assurance.maturity.rules.levels import (
    MaturityLevel,
    Shown,
    StatementAnswer,
    is_contradiction,
    level_of,
    supported_level,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.figures import by_unit, permission_of
from akropolis.base.lib.figures import DeclaredFigure, find
from akropolis.base.lib.periods import Period

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class StatedAnswer:
    """A statement with its answer and reason, None and empty where there is none, and what the registers show.

    `shown` is None where they show nothing, or not to the user.
    """

    statement: MaturityStatement
    answer: StatementAnswer | None
    reason: str
    shown: Shown | None

    @property
    def label(self) -> str:
        """The answer in words; empty without one."""
        return str(StatementAnswerChoice(self.answer).label) if self.answer else ""

    @property
    def holds(self) -> bool | None:
        """Whether the registers show that the statement is true; None where that is unknown."""
        return self.shown.holds if self.shown else None

    @property
    def contradicted(self) -> bool:
        """Whether the answer is yes while the registers show otherwise."""
        return is_contradiction(self.answer, holds=self.holds)


@dataclass(frozen=True, slots=True)
class AreaMaturity:
    """A unit's maturity in an area. Without an answered assessment the level is None: not assessed."""

    unit: Unit
    area: MaturityArea
    assessment: MaturityAssessment | None
    statements: Sequence[StatedAnswer]

    @property
    def level(self) -> MaturityLevel | None:
        """The level by the answers."""
        if self.assessment is None or self.assessment.assessed_on is None:
            return None
        return level_of((each.statement.level, each.answer) for each in self.statements)

    @property
    def supported(self) -> int | None:
        """The highest level that the registers do not contradict; None if they contradict none."""
        return supported_level((each.statement.level, each.holds) for each in self.statements)

    @property
    def contradictions(self) -> int:
        """How many answers the registers contradict."""
        return sum(each.contradicted for each in self.statements)


def statements_by_area(access: Access, day: date) -> dict[MaturityArea, list[MaturityStatement]]:
    """Return the areas in force on the day that have statements, in order, each with its statements by level."""
    found = defaultdict[UUID, list[MaturityStatement]](list)
    for statement in MaturityStatement.in_force(access, day):
        found[statement.area_id].append(statement)
    areas = MaturityArea.in_force(access, day)
    return {area: found[area.pk] for area in areas if area.pk in found}


class Measured(Protocol):
    """Something that registers can show: by at least so many rows of a figure, or per cent of the figure `whole`."""

    @property
    def figure(self) -> str:
        """The key of the figure; empty if the registers show nothing."""

    @property
    def whole(self) -> str:
        """The key of the figure that it is a share of; empty if it is a number of rows."""

    @property
    def at_least(self) -> int | None:
        """How much is needed; None if the registers show nothing."""


class RegisterCounts:
    """What the registers show of units on a day, of the twelve months before it where a figure has a period.

    One count per register for all units, through the gate: the user is shown nothing of a unit in whose register
    she may not read every row.
    """

    def __init__(self, access: Access, day: date, measured: Iterable[Measured]) -> None:
        self.access = access
        keys = {key for each in measured for key in (each.figure, each.whole) if key}
        self.figures = {key: figure for key in sorted(keys) if (figure := find(key))}
        self.below = defaultdict[str, Counter[str]](
            Counter
        )  # key of the figure → path of a unit → rows in and below
        by_register = defaultdict[str, list[DeclaredFigure]](list)
        for figure in self.figures.values():
            by_register[figure.register].append(figure)
        for figures in by_register.values():
            for path, tallies in by_unit(access, figures, Period(day - YEAR, day, day), "", day).items():
                above = [path[: end + 1] for end, sign in enumerate(path) if sign == "/"]
                for key, tally in tallies.items():
                    self.below[key].update(dict.fromkeys(above, tally.value))

    def _count(self, unit: Unit, key: str) -> int | None:
        figure = self.figures.get(key)
        if figure is None or not self.access.may(permission_of(figure.register), unit, below=True):
            return None
        return self.below[key][unit.path]

    def shown(self, unit: Unit, measured: Measured) -> Shown | None:
        """Return what is shown of it in the unit and below; None if nothing is, or not to this user."""
        if measured.at_least is None or (count := self._count(unit, measured.figure)) is None:
            return None
        whole = self._count(unit, measured.whole)
        return None if measured.whole and whole is None else Shown(count, whole, measured.at_least)


def maturity_of(
    access: Access, day: date, assessed: Mapping[Unit, MaturityAssessment | None]
) -> list[AreaMaturity]:
    """Return the maturity of the units in each area, by the given assessments, in the units' order."""
    areas = statements_by_area(access, day)
    counts = RegisterCounts(access, day, (each for within in areas.values() for each in within))
    rows = MaturityAnswer.objects.visible(access).filter(assessment__in=filter(None, assessed.values()))
    values = rows.order_by().values_list("assessment_id", "statement_id", "answer", "reason")
    answers = {(row, statement): (answer, reason) for row, statement, answer, reason in values}

    def stated(unit: Unit, statement: MaturityStatement) -> StatedAnswer:
        row = assessed[unit]
        answer, reason = answers.get((row.pk, statement.pk), ("", "")) if row else ("", "")
        given = StatementAnswer(answer) if answer else None
        return StatedAnswer(statement, given, reason, counts.shown(unit, statement))

    return [
        AreaMaturity(unit, area, row, [stated(unit, statement) for statement in within])
        for unit, row in assessed.items()
        for area, within in areas.items()
    ]


def asked_units(access: Access, day: date) -> list[Unit]:
    """Return the units that are to assess themselves, those that make their own review, in Swedish order."""
    rows = Unit.objects.visible(access).filter(reviews=True, valid_from__lte=day).order_by("sort_key", "pk")
    return [unit for unit in rows if unit.valid_on(day)]


def latest_assessments(access: Access, day: date) -> dict[Unit, MaturityAssessment | None]:
    """Return the units whose maturity the user may read, each with its latest answered assessment that still counts."""
    rows = MaturityAssessment.objects.visible(access).filter(archived_at=None, year__lte=day.year)
    latest = {
        row.owner_unit: row
        for row in rows.select_related("owner_unit").order_by("year", "assessed_on", "created_at", "id")
        if row.counts_on(day)
    }
    units = {*latest, *(unit for unit in asked_units(access, day) if access.may(READ, unit))}
    return {unit: latest.get(unit) for unit in sorted(units, key=lambda unit: (unit.sort_key, unit.pk))}
