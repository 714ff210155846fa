"""The matrix that risks are judged by."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.cache.results import cached
from akropolis.base.lib.swedish import listing
from akropolis.graph.risk.models import RiskMatrix
from akropolis.graph.risk.rules.matrix import KINDS, MatrixBody, read_matrix
from akropolis.shared.classification.selectors import schemes

EVERYBODY = system("the matrices")


def matrix_in_use(access: Access, day: date) -> RiskMatrix | None:
    """Return the edition that new judgements are made by on the day; None if the city uses none."""
    return next((row for row in RiskMatrix.in_force(access, day) if row.in_use), None)


def body_of(matrix: RiskMatrix) -> MatrixBody:
    """Return the matrix as plain values, with its words in the user's language."""
    return read_matrix(matrix.body).told("en" if get_language() == "en" else "sv")


def matrix_bodies() -> Mapping[UUID, MatrixBody]:
    """Return every edition's body, in the user's language. One query, or none while cached: do not mutate it."""
    return cached(EVERYBODY, _bodies)


def _bodies(_access: Access) -> Mapping[UUID, MatrixBody]:
    rows = RiskMatrix.objects.unscoped(because="a level's word belongs to the risk that it is said of")
    return {row.pk: body_of(row) for row in rows}


def consequence_labels(access: Access) -> dict[int, str]:
    """Return the consequences' labels: those of the levels of the classification scheme in force."""
    scheme = schemes.edition_in_force(access)
    return {level.value: level.label for level in schemes.body_of(scheme).levels} if scheme else {}


def level_names(access: Access) -> dict[str, str]:
    """Return the severities from the worst, each with the names of its levels in the matrix that is in use."""
    matrix = matrix_in_use(access, timezone.localdate())
    levels = body_of(matrix).levels if matrix else ()
    named = {kind: [level.label for level in levels if level.kind == kind] for kind in reversed(KINDS)}
    return {kind: listing(names, _("and")) for kind, names in named.items() if names}
