"""A risk matrix to show on a page: its cells in order, some of them marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from akropolis.graph.risk.rules.matrix import Cell, LikelihoodStep, MatrixBody, RiskLevel


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its level, and what is marked in it ("Now", "Target")."""

    level: RiskLevel
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MatrixGrid:
    """A matrix with the likeliest step first and the mildest consequence first; `columns` are their labels."""

    columns: Sequence[str]
    rows: Sequence[tuple[LikelihoodStep, Sequence[GridCell]]] = field(default_factory=tuple)


def grid_of(
    body: MatrixBody, labels: Mapping[int, str], marks: Iterable[tuple[str, Cell]] = ()
) -> MatrixGrid:
    """Return the matrix with the marked cells; `labels` name the consequences. A mark outside of it is left out."""
    placed: dict[Cell, list[str]] = {}
    for word, place in marks:
        placed.setdefault(place, []).append(word)

    def cell(likelihood: int, consequence: int) -> GridCell:
        level = body.level_at(likelihood, consequence)
        assert level is not None, "every cell of a matrix in use has a level"
        return GridCell(level, placed.get((likelihood, consequence), ()))

    return MatrixGrid(
        [labels.get(value, str(value)) for value in body.consequences],
        [
            (step, [cell(step.value, value) for value in body.consequences])
            for step in reversed(body.likelihoods)
        ],
    )
