"""Follow-up of last year's directions: each unit's answer and progress, and how long the directions have lived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from akropolis.base.lib.figures import get
from akropolis.review.review_inputs.rules.figures import (
    AnswerLine,
    Course,
    FigurePart,
    FigureReading,
    FollowedDirection,
    reading,
)

SURVIVED = 2
_COURSES: Mapping[str, Course] = {"not_begun": "not_begun", "ongoing": "ongoing", "done": "done"}


@dataclass(frozen=True, slots=True)
class DirectedUnit:
    """A unit that a direction is set for."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A unit's stored answer: its kind, its outcome, and its text."""

    kind: str
    outcome: str
    reason: str
    result: str


def progress_of_answer(answer: StoredAnswer | None) -> Course:
    """Return how far a unit has come. Already in place counts as done; declining counts as answered."""
    if answer is None:
        return "unanswered"
    if answer.kind == "declined":
        return "declined"
    return "done" if answer.kind == "in_place" else _COURSES[answer.outcome]


def answer_lines(asked: Iterable[DirectedUnit], given: Mapping[str, StoredAnswer]) -> tuple[AnswerLine, ...]:
    """Return one line per unit that the direction is set for, in the given order, answered or not."""
    return tuple(_line(unit, given.get(unit.code)) for unit in asked)


def figures(directions: Sequence[FollowedDirection], *, city: bool) -> tuple[FigureReading, ...]:
    """Return the four figures on the directions; without directions, only their number, 0.

    Carried-out directions are counted as answers, one for each direction and unit, so that the figure moves
    even if one unit of many lags behind.
    """
    if not directions:
        return (_figure("total", 0),)
    parts = unit_parts(directions)
    answered = _answered_units(parts) if city else _answered_directions(directions)
    done = _per_unit(directions, courses_counted=("done",))
    kept = sum(lives_on(direction) for direction in directions)
    total = len(directions)
    return (
        _figure("total", total),
        replace(answered, parts=parts if city else ()),
        replace(
            _figure(
                "carried_out", sum(int(p.value or 0) for p in done), sum(p.denominator or 0 for p in done)
            ),
            parts=done if city else (),
        ),
        _figure("survived", kept, total),
    )


def unit_parts(directions: Sequence[FollowedDirection]) -> tuple[FigurePart, ...]:
    """Return a part for each unit: how many directions it has answered, out of those set for it."""
    return _per_unit(directions, courses_counted=("done", "ongoing", "not_begun", "declined"))


def _per_unit(
    directions: Sequence[FollowedDirection], courses_counted: Sequence[Course]
) -> tuple[FigurePart, ...]:
    names: dict[str, str] = {}
    courses: dict[str, list[Course]] = {}
    for direction in directions:
        for line in direction.answers:
            names[line.code] = line.name
            courses.setdefault(line.code, []).append(line.course)
    return tuple(
        FigurePart(code, name, sum(c in courses_counted for c in courses[code]), len(courses[code]))
        for code, name in names.items()
    )


def _answered_units(parts: Sequence[FigurePart]) -> FigureReading:
    missing = tuple(part.name for part in parts if part.value != part.denominator)
    return _figure("answered", len(parts) - len(missing), len(parts), missing)


def _answered_directions(directions: Sequence[FollowedDirection]) -> FigureReading:
    missing = tuple(direction.title for direction in directions if direction.named("unanswered"))
    return _figure("answered", len(directions) - len(missing), len(directions), missing)


def carried_out(direction: FollowedDirection) -> bool:
    """Whether every unit that the direction is set for has carried it out."""
    return bool(direction.answers) and all(line.course == "done" for line in direction.answers)


def lives_on(direction: FollowedDirection) -> bool:
    """Whether the direction has been carried on in at least two reviews in a row."""
    return direction.survived >= SURVIVED


def _line(unit: DirectedUnit, answer: StoredAnswer | None) -> AnswerLine:
    text = "" if answer is None else answer.result or answer.reason
    return AnswerLine(unit.code, unit.name, progress_of_answer(answer), text)


def _figure(
    name: str, value: int, denominator: int | None = None, missing: tuple[str, ...] = ()
) -> FigureReading:
    return reading(get(f"directions.{name}"), value, denominator=denominator, missing=missing)
