"""Choose the matrix that risks are judged by."""

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.risk.models import RiskMatrix


def use_matrix(access: Access, matrix: RiskMatrix) -> RiskMatrix:
    """Make new judgements by the matrix, and by no other series. Risks keep the level that they were judged to.

    Raises Refused if its last day has passed.
    """
    with writing(access) as w:
        if matrix.valid_to and matrix.valid_to < timezone.localdate(w.at):
            raise Refused(_("The matrix has ended. Make a new version of it first."))
        for row in RiskMatrix.everything.exclude(series=matrix.series).filter(in_use=True):
            w.update(row, {"in_use": False})
        return w.update(matrix, {"in_use": True})
