"""Filters by which the picture's numbers lead to their risks: severity, edition of matrix, shared, and what changed."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Narrowing
from akropolis.base.lib.swedish import date_prose, listing
from akropolis.graph.risk.models import RiskMatrix
from akropolis.graph.risk.rules.matrix import KINDS
from akropolis.graph.risk.rules.picture import Move
from akropolis.graph.risk.selectors.matrices import level_names, matrix_bodies
from akropolis.graph.risk.selectors.picture import moved_since
from akropolis.graph.risk.selectors.shared_risks import at_house

type Found = tuple[str, Q] | None


def _by_severity(access: Access, value: str) -> Found:
    """Find the risks at the levels of one or several severities, each by the edition that it was judged by."""
    kinds = value.split(",")
    if not set(kinds) <= set(KINDS):
        return None
    at = Q(pk__in=[])
    for pk, body in matrix_bodies().items():
        at |= Q(matrix=pk, level__in=[level.value for level in body.levels if level.kind in kinds])
    names = level_names(access)
    return listing([names.get(kind, kind) for kind in kinds], _("and")), at


def _by_matrix(access: Access, value: str) -> Found:
    row = next((row for row in RiskMatrix.rows(access) if str(row.pk) == value), None)
    return (row.title, Q(matrix=row.pk)) if row else None


def _by_shared(_access: Access, value: str) -> Found:
    return (_("risks in shared services"), at_house()) if value == "yes" else None


def _by_move(access: Access, value: str) -> Found:
    kind, _colon, text = value.partition(":")
    try:
        move, day = Move(kind), date.fromisoformat(text)
    except ValueError:
        return None
    words = {
        Move.RAISED: _("raised since %(day)s"),
        Move.LOWERED: _("lowered since %(day)s"),
        Move.SAME: _("at the same level as on %(day)s"),
        Move.NEW: _("new since %(day)s"),
        Move.JUDGED: _("judged for the first time since %(day)s"),
        Move.ENDED: _("ended since %(day)s"),
        Move.RESCALED: _("judged by another matrix than on %(day)s"),
        Move.UNKNOWN: _("not judged, neither on %(day)s nor now"),
    }
    return words[move] % {"day": date_prose(day)}, Q(pk__in=moved_since(access, day).get(move, []))


NARROWINGS = (
    Narrowing(
        "severity",
        gettext_lazy("level"),
        _by_severity,
        hint="colours of levels: danger, warning, neutral, success",
    ),
    Narrowing("matrix", gettext_lazy("judged by"), _by_matrix, hint="the id of an edition of a matrix"),
    Narrowing("shared", gettext_lazy("shared"), _by_shared, hint="`yes` for risks in shared services"),
    Narrowing("moved", gettext_lazy("change"), _by_move, hint="a kind of change, a colon and a day"),
)
