"""A risk in words: its level, its cell, and how far it has come."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Identified
from akropolis.base.lib.swedish import date_iso
from akropolis.base.ui.parts import Kind
from akropolis.graph.risk.models import Treatment
from akropolis.graph.risk.rules.matrix import MatrixBody, RiskLevel
from akropolis.graph.risk.selectors.matrices import matrix_bodies


class RiskLine(Identified, Protocol):
    """The columns of a risk that say how it is."""

    matrix_id: UUID | None
    level: int | None
    target_level: int | None
    treatment: str
    accepted_until: date | None
    waits_in_id: UUID | None
    treat_by: date | None
    ended_on: date | None


READS = (
    "matrix_id",
    "level",
    "target_level",
    "treatment",
    "accepted_until",
    "waits_in_id",
    "treat_by",
    "ended_on",
)
"""The columns in `RiskLine`."""


def body_for(row: RiskLine) -> MatrixBody | None:
    """Return the edition that the risk was last judged by; None if it has not been judged."""
    return matrix_bodies().get(row.matrix_id) if row.matrix_id else None


def level_for(row: RiskLine, value: int | None) -> RiskLevel | None:
    """Return one of the risk's levels by the edition that it was judged by; None if it is not judged."""
    body = body_for(row)
    return body.level(value) if body else None


def level_words(_access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    """Return the word of each risk's level; ”not judged” without one. No query."""
    return {row.id: _level_word(cast(RiskLine, row)) for row in rows}


def _level_word(row: RiskLine) -> str:
    level = level_for(row, row.level)
    return level.label if level else _("Not judged")


def level_kinds(_access: Access, rows: Sequence[Identified]) -> dict[UUID, Kind]:
    """Return the colour of each risk's level; none for those that are not judged. No query."""
    levels = {row.id: level_for(cast(RiskLine, row), cast(RiskLine, row).level) for row in rows}
    return {pk: cast(Kind, level.kind) for pk, level in levels.items() if level}


def standing_words(_access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    """Return in a few words how far each risk has come, and until when. No query."""
    today = timezone.localdate()
    return {row.id: standing_of(cast(RiskLine, row), today) for row in rows}


def standing_of(row: RiskLine, today: date) -> str:
    """Return in a few words how far the risk has come."""
    if row.ended_on:
        return _("Ended %(day)s") % {"day": date_iso(row.ended_on)}
    if row.level is None:
        return _("To be judged")
    if row.waits_in_id:
        return _("Decision awaited")
    if row.accepted_until and row.accepted_until >= today:
        return _("Accepted until %(day)s") % {"day": date_iso(row.accepted_until)}
    chosen = str(Treatment(row.treatment).label) if row.treatment else ""
    if not chosen or row.treatment == Treatment.ACCEPT:
        return _("To be decided") if chosen else _("To be treated")
    if row.treat_by is None:
        return chosen
    words = {"treatment": chosen, "day": date_iso(row.treat_by)}
    if row.target_level is not None and row.level <= row.target_level:
        return _("%(treatment)s, target reached") % words
    late = _("%(treatment)s, should have been done %(day)s")
    return (late if row.treat_by < today else _("%(treatment)s, at the latest %(day)s")) % words
