"""Conditions of deviations by how they stand on a day. Lists, tasks and figures use the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy

from akropolis.assurance.deviations.models import (
    Deviation,
    DeviationAction,
    DeviationException,
    DeviationGrade,
    DeviationState,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Identified
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.base.lib.periods import Period
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN as OPEN_ACTION

NEEDS_NONE = gettext_lazy("Needs no correction")
SOON = 90
"""Days within which an exception that ends is named."""
UNCOUNTED = DeviationGrade.everything.filter(is_deviation=False, valid_to=None).order_by().values("grade")
"""The grades that need no correction, as the kept table says; a grade without a row there needs it."""
NOT_DEVIATIONS = Q(grade__in=UNCOUNTED)
MAJOR = Q(
    grade__in=DeviationGrade.everything.filter(is_deviation=True, is_major=True, valid_to=None)
    .order_by()
    .values("grade")
)
"""The grades that must be put right and count as major, as the kept table says; the others are minor."""
MINOR = ~NOT_DEVIATIONS & ~MAJOR
OPEN = ~Q(state=DeviationState.VERIFIED) & ~NOT_DEVIATIONS & Q(archived_at=None)
"""What must be put right, and whose effect nobody has verified."""
ACTION_REMAINS = Q(
    Exists(
        DeviationAction.everything.filter(
            deviation=OuterRef("pk"), action__in=Action.everything.filter(OPEN_ACTION).order_by().values("pk")
        )
    )
)
"""What has a corrective action that is neither finished nor cancelled: its effect cannot be verified yet."""


def needs_correction(row: Deviation) -> bool:
    """Return False for a finding whose grade needs none, such as a strength."""
    return not Deviation.everything.filter(NOT_DEVIATIONS, pk=row.pk).exists()


def standing_words(_access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    """Return the state of each row in words, and of findings that need no correction that they need none."""
    keys = [row.id for row in rows]
    needless = set(
        Deviation.everything.filter(NOT_DEVIATIONS, pk__in=keys).order_by().values_list("pk", flat=True)
    )
    states = dict(DeviationState.choices)
    found = Deviation.everything.filter(pk__in=keys).order_by().values_list("pk", "state")
    return {pk: str(NEEDS_NONE if pk in needless else states[state]) for pk, state in found}


def excepted(day: date) -> Q:
    """Return the condition for deviations with an exception that holds on the day."""
    rows = DeviationException.everything.filter(deviation=OuterRef("pk"))
    return Q(Exists(rows.filter(decided_on__lte=day, ends_on__gte=day)))


def exception_ended(day: date) -> Q:
    """Return the condition for open deviations whose exception has ended, and that no other holds."""
    rows = DeviationException.everything.filter(deviation=OuterRef("pk"), ends_on__lt=day)
    return OPEN & Q(Exists(rows)) & ~excepted(day)


def open_at_cutoff(period: Period) -> Q:
    """Return what had been found and not verified on the cut-off, without an exception then."""
    verified = Q(state=DeviationState.VERIFIED) & (Q(verified_on=None) | Q(verified_on__lte=period.cutoff))
    known = Q(found_on__lte=period.cutoff, created_at__lt=midnight(period.cutoff + DAY), archived_at=None)
    return known & ~verified & ~NOT_DEVIATIONS & ~excepted(period.cutoff)


def open_major(period: Period) -> Q:
    """Return the open deviations that count as major."""
    return open_at_cutoff(period) & MAJOR


def open_minor(period: Period) -> Q:
    """Return the open deviations that count as minor."""
    return open_at_cutoff(period) & MINOR


def late(period: Period) -> Q:
    """Return the open deviations whose last day had passed on the cut-off."""
    return open_at_cutoff(period) & Q(due_on__lt=period.cutoff)


def verified(period: Period) -> Q:
    """Return the deviations whose effect was verified in the period."""
    return Q(state=DeviationState.VERIFIED, verified_on__gte=period.first, verified_on__lte=period.end)


def exception_ending(period: Period) -> Q:
    """Return the deviations not verified whose exception holds on the cut-off and ends within 90 days."""
    after = excepted(period.cutoff + timedelta(SOON + 1))
    return ~Q(state=DeviationState.VERIFIED) & Q(archived_at=None) & excepted(period.cutoff) & ~after
