"""What waits for people: questions to answer, and gaps that nobody has done anything about."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.kernel.access.gate import Access
from akropolis.kernel.deadlines.tasks import Task
from akropolis.lib.swedish import number
from akropolis.offers.rules.gaps import State
from akropolis.offers.selectors.gaps import EDIT, Gaps
from akropolis.offers.selectors.shared import unanswered
from akropolis.offers.services.shared import WRITE


def questions_waiting(access: Access, _today: date) -> Iterator[Task]:
    """A task for each question that the person is to answer."""
    if access.actor.id is None or not access.anywhere(WRITE):
        return
    for row in unanswered(access):
        words = {"unit": row.unit.name, "service": row.node.name}
        yield Task(
            key=f"question:{row.pk}",
            title=_("Answer the question from %(unit)s on %(service)s") % words,
            url=reverse("question-answer", args=[row.pk]),
            why=row.text[:200],
        )


def gaps_waiting(access: Access, today: date) -> Iterator[Task]:
    """One task for all gaps of the person's units that nobody has done anything about."""
    if access.actor.id is None or not access.anywhere(EDIT):
        return
    gaps = Gaps(access, today)
    units = {unit.pk: unit for unit in gaps.units if access.may(EDIT, unit)}
    found = [(thing, unit) for thing, unit in gaps.open_at() if unit in units]
    if not found:
        return
    units = {unit: units[unit] for _thing, unit in found}
    things = len({thing for thing, _unit in found})
    only = next(iter(units.values()))
    said = ngettext(
        "%(count)s service or supplier offers less than is demanded, and no action is under way",
        "%(count)s services and suppliers offer less than is demanded, and no action is under way",
        things,
    )
    where = only.name if len(units) == 1 else _("%(count)s units") % {"count": number(len(units))}
    query = f"&unit={only.code}" if len(units) == 1 else ""
    yield Task(
        key=f"gaps:{only.code}" if len(units) == 1 else "gaps",
        title=said % {"count": number(things)},
        url=f"{reverse('gap-list')}?state={State.OPEN}{query}",
        why=_("Gaps between demand and offer at %(where)s.") % {"where": where},
    )
