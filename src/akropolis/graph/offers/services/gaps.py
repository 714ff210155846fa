"""Acceptance of gaps for a time, and how to end one early. (Actions on gaps are raised through `GapCause`.)"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapException
from akropolis.graph.offers.rules.gaps import LevelGap
from akropolis.graph.offers.selectors.gap_rows import GapRow
from akropolis.graph.offers.selectors.gaps import ACCEPT


def accept(
    access: Access, row: GapRow, aspects: Collection[str], *, reason: str, role: str, until: date
) -> list[GapException]:
    """Accept the row's gaps in the given aspects until a day (inclusive), at the current levels. Return the
    acceptances.

    Raises Hidden without the right to decide in the unit, Invalid for a day that has passed or an aspect
    without a gap.
    """
    gaps = _chosen(row, aspects)
    with writing(access) as w:
        today = timezone.localdate(w.at)
        if until < today:
            raise Invalid({"until": [_("The day has passed already. Write a day ahead.")]})
        same: dict[str, object] = {"reason": reason, "decider_name": access.actor.name, "decider_role": role}
        same |= {"decided_on": today, "valid_to": until}
        return [_accepted(w, row, _node(access, row), gap, same) for gap in gaps]


def _accepted(w: Writer, row: GapRow, node: Node, gap: LevelGap, same: Mapping[str, object]) -> GapException:
    place = {"node": node, "unit": row.unit, "aspect": gap.aspect}
    levels = {"demanded": gap.demanded, "offered": gap.offered}
    return w.create(GapException, {**place, **levels, **same}, permission=ACCEPT)


def end_acceptances(access: Access, exceptions: Sequence[GapException], *, because: str) -> None:
    """End the given acceptances from today; delete one that was made today. The history keeps it.

    Raises Hidden without the right to decide in the unit, Refused if an acceptance has already expired.
    """
    with writing(access, because=because) as w:
        for exception in exceptions:
            _end(w, exception)


def _end(w: Writer, exception: GapException) -> None:
    today = timezone.localdate(w.at)
    if exception.valid_to < today:
        raise Refused(_("The time of the acceptance has run out already. Nothing has to be done."))
    w.end(exception, today - timedelta(days=1), begun=exception.decided_on, permission=ACCEPT)


def _chosen(row: GapRow, aspects: Collection[str]) -> Sequence[LevelGap]:
    found = [line.gap for line in row.lines if line.gap.aspect in aspects]
    if not found or len(found) != len(set(aspects)):
        raise Invalid({"aspects": [_("Choose among the gaps that are there now.")]})
    return found


def _node(access: Access, row: GapRow) -> Node:
    return or_hidden(Node.objects.visible(access).filter(pk=row.thing.pk).first())
