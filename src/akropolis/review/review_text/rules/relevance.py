"""Which figures are proposed as grounds for each of the three questions: by their input and polarity, most changed
first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from akropolis.base.lib.figures import Letter
from akropolis.review.review_inputs.rules.figures import FigureReading, PackContent

PROPOSED = 10
"""Number of figures proposed for a question."""
BEARING: Final[Mapping[str, frozenset[Letter]]] = {
    "suitable": frozenset({"a", "b", "c"}),
    "adequate": frozenset({"c", "d", "f"}),
    "effective": frozenset({"a", "d", "incidents", "gdpr"}),
}
"""The inputs of clause 9.3.2 that bear on each question of clause 9.3.1."""


def propose_figures(pack: PackContent, aspect: str) -> list[str]:
    """Return the keys of the figures that bear most on the question: with a value, those that say whether it is
    better or worse before those that only describe, and those that have changed most before the others.
    """
    found = [
        figure
        for part in pack.inputs
        if part.letter in BEARING[aspect]
        for figure in part.figures
        if figure.value is not None
    ]
    ordered = sorted(found, key=lambda figure: (figure.polarity == "context", -_change(figure)))
    return [figure.key for figure in ordered[:PROPOSED]]


def _change(figure: FigureReading) -> float:
    """Return how much the figure has changed since last year, from 0 to 1; 0 if there is nothing to compare."""
    if figure.value is None or figure.previous is None:
        return 0.0
    if figure.is_part and figure.denominator and figure.previous_denominator:
        now, before = figure.value / figure.denominator, figure.previous / figure.previous_denominator
        return abs(float(now) - float(before))
    most = max(figure.value, figure.previous)
    return abs(float(figure.value) - float(figure.previous)) / float(most) if most else 0.0
