"""The matrix that risks are judged by."""

from datetime import date

from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.risk.models import RiskMatrix
from akropolis.graph.risk.rules.matrix import MatrixBody, read_matrix
from akropolis.shared.classification.selectors import schemes


def matrix_in_use(access: Access, day: date) -> RiskMatrix | None:
    """Return the edition that new judgements are made by on the day; None if the city uses none."""
    return next((row for row in RiskMatrix.in_force(access, day) if row.in_use), None)


def body_of(matrix: RiskMatrix) -> MatrixBody:
    """Return the matrix as plain values, with its words in the user's language."""
    return read_matrix(matrix.body).told("en" if get_language() == "en" else "sv")


def levels_of_harm(access: Access, day: date) -> dict[int, str]:
    """Return the levels that a consequence can have on the day, value → label; empty if no scheme is in force."""
    scheme = schemes.edition_in_force(access, day)
    return {e.value: f"{e.value} {e.label}" for e in schemes.body_of(scheme).levels} if scheme else {}
