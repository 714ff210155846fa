"""A risk matrix as plain values: steps of likelihood, levels of consequence, and the risk level of each cell.

Likelihood is divided by time ("once in 10 to 50 years"), as MSB's method support recommends. Consequences are the
values of levels of a classification scheme. Values are ordinal: they are compared, never multiplied.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite

from akropolis.base.lib.plain import Plain
from akropolis.shared.classification.rules.problems import SchemeProblem
from akropolis.shared.classification.rules.scheme import BilingualText

FEWEST, MOST = 2, 7
"""Minimum and maximum number of steps, of consequences and of risk levels."""
LABEL, TEXT = 60, 200
"""Maximum length of a label and of a text, in characters."""
KINDS = ("success", "neutral", "warning", "danger")
"""The colours of risk levels, mildest first."""
LONGEST = 3650
"""Maximum number of days within which a risk must be treated."""
type Cell = tuple[int, int]
"""The likelihood and the consequence of a cell."""


@dataclass(frozen=True, slots=True)
class LikelihoodStep:
    """A step of likelihood: its time interval in words, and from `low` up to `high` events a year.

    `high` is None for a step without an upper end.
    """

    value: int
    labels: BilingualText
    intervals: BilingualText
    low: float
    high: float | None
    label: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class RiskLevel:
    """A risk level: by when it must be treated (None: no time limit), to whom it is reported, and its colour."""

    value: int
    labels: BilingualText
    reports: BilingualText
    treat_within: int | None
    kind: str
    label: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True)
class MatrixBody:
    """The content of a matrix. Create it with `read_matrix`; `told` returns a copy in a given language."""

    likelihoods: tuple[LikelihoodStep, ...]
    consequences: tuple[int, ...]
    levels: tuple[RiskLevel, ...]
    cells: Mapping[Cell, int]

    def level_at(self, likelihood: int | None, consequence: int | None) -> RiskLevel | None:
        """Return the risk level of the cell; None if either value is not assessed or is not in the matrix."""
        if likelihood is None or consequence is None:
            return None
        return self.level(self.cells.get((likelihood, consequence)))

    def level(self, value: int | None) -> RiskLevel | None:
        """Return the risk level with the number; None if there is none."""
        return next((level for level in self.levels if level.value == value), None)

    def step(self, value: int | None) -> LikelihoodStep | None:
        """Return the step of likelihood with the number; None if there is none."""
        return next((step for step in self.likelihoods if step.value == value), None)

    def step_of(self, events: float) -> LikelihoodStep | None:
        """Return the step that contains this number of events a year; None if no step does."""
        fits = (s for s in self.likelihoods if s.low <= events and (s.high is None or events < s.high))
        return next(fits, None)

    def told(self, language: str) -> "MatrixBody":
        """Return a copy with labels and texts in the language (`sv` or `en`)."""
        return replace(
            self,
            likelihoods=tuple(
                replace(s, label=s.labels.said(language), interval=s.intervals.said(language))
                for s in self.likelihoods
            ),
            levels=tuple(
                replace(v, label=v.labels.said(language), report=v.reports.said(language))
                for v in self.levels
            ),
        )


def read_matrix(raw: Plain) -> MatrixBody:
    """Parse a stored or submitted matrix; its texts are in Swedish. Raises ValueError naming what is malformed.

    Checks only the structure; `matrix_problems` checks whether the matrix can be used.
    """
    try:
        body = MatrixBody(
            likelihoods=tuple(_step(row) for row in raw["likelihoods"]),
            consequences=tuple(_whole(value) for value in raw["consequences"]),
            levels=tuple(_level(row) for row in raw["levels"]),
            cells={_cell(key): _whole(value) for key, value in raw["cells"].items()},
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not a matrix: {error}") from error
    return body.told("sv")


def _step(row: Plain) -> LikelihoodStep:
    high = row["high"]
    return LikelihoodStep(
        value=_whole(row["value"]),
        labels=_words(row, "label"),
        intervals=_words(row, "interval"),
        low=_number(row["low"]),
        high=None if high is None else _number(high),
    )


def _level(row: Plain) -> RiskLevel:
    days = row.get("treat_within")
    return RiskLevel(
        value=_whole(row["value"]),
        labels=_words(row, "label"),
        reports=_words(row, "report"),
        treat_within=None if days is None else _whole(days),
        kind=str(row["kind"]),
    )


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError(f"not a whole number: {value!r}")
    return value


def _number(value: object) -> float:
    if type(value) not in (int, float):
        raise ValueError(f"not a number: {value!r}")
    return float(value)  # type: ignore[arg-type] # one of the two


def _words(row: Plain, name: str) -> BilingualText:
    texts = [row.get(name) or "", row.get(f"{name}_en") or ""]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"not a text: {name}")
    return BilingualText(*(text.replace("\0", "").strip() for text in texts))


def _cell(key: str) -> Cell:
    likelihood, _dash, consequence = key.partition("-")
    return int(likelihood), int(consequence)


def write_matrix(body: MatrixBody) -> dict[str, object]:
    """Return the matrix as plain values to store, which `read_matrix` parses back unchanged."""
    return {
        "likelihoods": [
            {
                "value": s.value,
                **_pair("label", s.labels),
                **_pair("interval", s.intervals),
                "low": s.low,
                "high": s.high,
            }
            for s in body.likelihoods
        ],
        "consequences": list(body.consequences),
        "levels": [
            {
                "value": v.value,
                **_pair("label", v.labels),
                **_pair("report", v.reports),
                "treat_within": v.treat_within,
                "kind": v.kind,
            }
            for v in body.levels
        ],
        "cells": {f"{first}-{second}": level for (first, second), level in sorted(body.cells.items())},
    }


def _pair(name: str, words: BilingualText) -> dict[str, str]:
    return {name: words.sv, f"{name}_en": words.en}


def matrix_problems(body: MatrixBody, scheme: Sequence[int]) -> tuple[SchemeProblem, ...]:
    """Return the problems to fix before the matrix can be used; empty if there are none.

    `scheme` holds the values of the levels of the classification scheme that the consequences belong to.
    A problem's place is `cells.3-2`, `likelihoods.3`, `levels.2`, or the name of the whole part.
    """
    return (*_shape(body, scheme), *_steps(body), *_levels(body), *_cells(body))


def _shape(body: MatrixBody, scheme: Sequence[int]) -> Iterator[SchemeProblem]:
    parts = {
        "likelihoods": [step.value for step in body.likelihoods],
        "consequences": list(body.consequences),
        "levels": [level.value for level in body.levels],
    }
    for place, values in parts.items():
        if not FEWEST <= len(values) <= MOST:
            yield SchemeProblem(place, "count", {"fewest": FEWEST, "most": MOST})
        if any(first >= second for first, second in pairwise(values)):
            yield SchemeProblem(place, "not_ordered")
    for value in body.consequences:
        if value not in scheme:
            yield SchemeProblem("consequences", "unknown_consequence", {"consequence": value})


def _steps(body: MatrixBody) -> Iterator[SchemeProblem]:
    for step in body.likelihoods:
        place = f"likelihoods.{step.value}"
        yield from _text_problems(place, (step.labels, LABEL), (step.intervals, TEXT))
        if not isfinite(step.low) or step.low < 0 or (step.high is not None and not isfinite(step.high)):
            yield SchemeProblem(place, "not_a_frequency")
        elif step.high is not None and step.high <= step.low:
            yield SchemeProblem(place, "reversed")
    for first, second in pairwise(body.likelihoods):
        if first.high is None or first.high > second.low:
            params = {"step": first.value, "next": second.value}
            yield SchemeProblem(f"likelihoods.{second.value}", "overlap", params)


def _levels(body: MatrixBody) -> Iterator[SchemeProblem]:
    for level in body.levels:
        place = f"levels.{level.value}"
        yield from _text_problems(place, (level.labels, LABEL), (level.reports, TEXT))
        if level.kind not in KINDS:
            yield SchemeProblem(place, "unknown_kind")
        if level.treat_within is not None and not 0 < level.treat_within <= LONGEST:
            yield SchemeProblem(place, "days", {"most": LONGEST})
    for first, second in pairwise(body.levels):
        place = f"levels.{second.value}"
        within, below = second.treat_within, first.treat_within
        if below is not None and (within is None or within > below):
            yield SchemeProblem(place, "longer_than_below", {"level": second.value})
        if {first.kind, second.kind} <= set(KINDS) and KINDS.index(second.kind) < KINDS.index(first.kind):
            yield SchemeProblem(place, "milder_colour", {"level": second.value})


def _text_problems(
    place: str, label: tuple[BilingualText, int], text: tuple[BilingualText, int]
) -> Iterator[SchemeProblem]:
    if not (label[0].sv and text[0].sv):
        yield SchemeProblem(place, "unwritten")
    for words, most in (label, text):
        if max(len(words.sv), len(words.en)) > most:
            yield SchemeProblem(place, "too_long", {"most": most})


def _cells(body: MatrixBody) -> Iterator[SchemeProblem]:
    steps, known = [step.value for step in body.likelihoods], {level.value for level in body.levels}
    wanted = [(likelihood, consequence) for likelihood in steps for consequence in body.consequences]
    for likelihood, consequence in wanted:
        level = body.cells.get((likelihood, consequence))
        if level is None or level not in known:
            code = "no_level" if level is None else "unknown_level"
            yield SchemeProblem(f"cells.{likelihood}-{consequence}", code)
    for likelihood, consequence in sorted(body.cells.keys() - set(wanted)):
        yield SchemeProblem(f"cells.{likelihood}-{consequence}", "outside")
    yield from _falling(body, steps)


def _falling(body: MatrixBody, steps: Sequence[int]) -> Iterator[SchemeProblem]:
    """Report each cell with a lower level than its neighbour of lower likelihood or consequence."""
    for likelihood in steps:
        for low, high in pairwise(body.consequences):
            if _falls(body, (likelihood, low), (likelihood, high)):
                yield SchemeProblem(f"cells.{likelihood}-{high}", "falls_by_consequence")
    for consequence in body.consequences:
        for low, high in pairwise(steps):
            if _falls(body, (low, consequence), (high, consequence)):
                yield SchemeProblem(f"cells.{high}-{consequence}", "falls_by_likelihood")


def _falls(body: MatrixBody, lower: Cell, higher: Cell) -> bool:
    return lower in body.cells and higher in body.cells and body.cells[higher] < body.cells[lower]
