"""Pending tasks: questions to answer, gaps without acceptance or action, and levels to state."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import Awaited, PendingTask
from akropolis.base.lib.swedish import Count, number
from akropolis.base.ui.words import Phrase
from akropolis.graph.offers.models import Question
from akropolis.graph.offers.rules.gaps import State, View
from akropolis.graph.offers.rules.permissions import OFFER
from akropolis.graph.offers.selectors.gap_rows import GapFilter, Side
from akropolis.graph.offers.selectors.gaps import EDIT, Gaps
from akropolis.graph.offers.selectors.offers import shared_url
from akropolis.graph.offers.selectors.shared import unanswered
from akropolis.graph.offers.services.shared import WRITE

STATE = f"{OFFER}:edit"


@task_feed(right=WRITE, rows=lambda access, _today: unanswered(access))
def pending_questions(row: Question) -> PendingTask:
    """Return the pending task for a question that the user is to answer."""
    words = {"unit": row.unit.name, "service": row.node.name}
    return PendingTask(
        key=f"question:{row.pk}",
        title=_("Answer the question from %(unit)s on %(service)s") % words,
        url=reverse("question-answer", args=[row.pk]),
        why=_("%(who)s asks: %(text)s") % {"who": row.asked_by, "text": row.text[:200]},
    )


def questions_sent(access: Access, _today: date) -> Iterator[Awaited]:
    """Return the user's own unanswered questions, oldest first."""
    rows = Question.objects.visible(access).filter(asker=access.actor.id, answered_at__isnull=True)
    for row in rows.select_related("unit", "node__owner_unit", "node__operator_unit").order_by(
        "asked_at", "id"
    ):
        yield Awaited(
            title=_("Question on %(service)s") % {"service": row.node.name},
            url=f"{shared_url(row.node.kind, row.node.record)}#{row.pk}",
            whom=row.node.operator_unit or row.node.owner_unit,
            state=_("Not answered"),
            remind_url=reverse("question-remind", args=[row.pk]) if access.may(WRITE, row.unit) else "",
        )


def pending_gaps(access: Access, today: date) -> Iterator[PendingTask]:
    """Yield the tasks about gaps: known gaps to close, and levels to state. Both use the same `Gaps`, read once."""
    if access.actor.id is not None and (access.anywhere(EDIT) or access.anywhere(STATE)):
        gaps = Gaps(access, today)
        yield from _to_close(access, gaps)
        yield from _to_state(access, gaps)


def _to_close(access: Access, gaps: Gaps) -> Iterator[PendingTask]:
    """Yield one task for all open known gaps of the user's units. Unknown levels are not counted."""
    units = {unit.pk: unit for unit in gaps.units if access.may(EDIT, unit)}
    open_ones = gaps.at(GapFilter(view=View.KNOWN, state=State.OPEN)) if units else ()
    found = [(place.thing.pk, units[place.unit]) for place in open_ones if place.unit in units]
    yield from _task(
        "gaps",
        found,
        ngettext_lazy(
            "%(count)s service or supplier that you use or run offers too little, and no action is under way",
            "%(count)s services and suppliers that you use or run offer too little, and no action is under way",
            "count",
        ),
        f"{reverse('gap-list')}?state={State.OPEN}",
    )


def _to_state(access: Access, gaps: Gaps) -> Iterator[PendingTask]:
    """Yield one task for all unknown levels that are demanded and that the user may state."""
    mine = {unit.pk for unit in gaps.units if access.may(STATE, unit)}
    unknown = GapFilter(view=View.UNKNOWN, side=Side.OPERATES, state=State.OPEN)
    found = [
        (place.thing.pk, gaps.units[place.unit])
        for place in (gaps.at(unknown) if mine else ())
        if place.thing.stated_by in mine
    ]
    yield from _task(
        "unstated",
        found,
        ngettext_lazy(
            "State the level that %(count)s service or supplier offers",
            "State the levels that %(count)s services and suppliers offer",
            "count",
        ),
        f"{reverse('unstated-list')}?state={State.OPEN}&side={Side.OPERATES}",
    )


def _task(key: str, found: Sequence[tuple[int, Unit]], said: Phrase, url: str) -> Iterator[PendingTask]:
    """Yield one task for the found (thing, unit) pairs; nothing if there are none."""
    if not found:
        return
    units = {unit.code: unit for _thing, unit in found}
    only = next(iter(units.values()))
    one = len(units) == 1
    where = only.name if one else _("%(count)s units") % {"count": number(len(units))}
    yield PendingTask(
        key=f"{key}:{only.code}" if one else key,
        title=said % {"count": Count(len({thing for thing, _unit in found}))},
        url=f"{url}&unit={only.code}" if one else url,
        why=_("What is demanded and offered at %(where)s.") % {"where": where},
    )
