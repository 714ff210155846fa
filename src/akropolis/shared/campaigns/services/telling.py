"""Notifies the people who are asked, at once: one message per person for all asks that the person may answer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.notify import outbox
from akropolis.base.kernel.notify.reminding import Matter
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.lib.swedish import number
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.rules.coverage import GIVEN
from akropolis.shared.campaigns.selectors.campaigns import ANSWER, KEEP, answerers


def notify_answerers(w: Writer, asks: Sequence[Ask]) -> None:
    """Put a message in the outbox to each ask's named answerer; without one, to those who may answer in the
    unit, or else in the nearest unit above.

    The user who sends or hands over is not notified of their own act.
    """
    day, told = timezone.localdate(w.at), defaultdict[User, list[Ask]](list)
    units = answerers(asks, day)
    for ask in asks:
        for person in [ask.answerer] if ask.answerer else units[ask.unit_id]:
            if person.pk != w.access.actor.id:
                told[person].append(ask)
    outbox.post(_drafts(told, w.at), w.at)


def _drafts(told: dict[User, list[Ask]], now: datetime) -> Iterator[outbox.Draft]:
    for person, asks in told.items():
        with override(person.language):
            task = task_of(asks)
            day = _("Answer by %(day)s.") % {"day": formats.date_format(asks[0].campaign.last_on)}
            key = f"asked:{asks[0].campaign_id}:{person.pk}:{now.isoformat()}"
            about = (refer(asks[0].campaign),)
            yield outbox.Draft(person, key, str(task.title), f"{day} {task.why}", task.url, about=about)


def unanswered(asks: Sequence[Ask]) -> list[Ask]:
    """Return the asks that are not answered."""
    return [ask for ask in asks if ask.state not in GIVEN]


def matter_of(campaign: Campaign, asks: Sequence[Ask]) -> Matter:
    """Return the reminder to those who have not answered: the named answerers, else those who may answer there."""

    def whom(units: Sequence[Unit], day: date) -> dict[UUID, list[User]]:
        left = unanswered(asks)
        may = answerers(left, day)
        found: dict[UUID, dict[User, None]] = {unit.pk: {} for unit in units}
        for ask in left:
            if ask.unit_id in found:
                found[ask.unit_id] |= dict.fromkeys([ask.answerer] if ask.answerer else may[ask.unit_id])
        return {unit: list(people) for unit, people in found.items()}

    return Matter(
        campaign,
        campaign.owner_unit,
        lambda: _("Answer %(title)s") % {"title": campaign.title},
        lambda _unit: reverse("campaign-answer", args=[campaign.pk]),
        reminds=KEEP,
        does=ANSWER,
        whom=whom,
    )


def task_of(asks: Sequence[Ask]) -> PendingTask:
    """Return the pending task of one person: to answer these asks, all of one campaign."""
    campaign, count = asks[0].campaign, len(asks)
    words = {"title": campaign.title, "count": number(count), "unit": campaign.owner_unit.name}
    text = ngettext("Answer %(title)s: %(count)s left", "Answer %(title)s: %(count)s left", count)
    return PendingTask(
        key=f"campaign:{campaign.pk}",
        title=text % words,
        url=reverse("campaign-answer", args=[campaign.pk]),
        why=_("%(unit)s asks.") % words + f" {campaign.text[:200]}",
        due=campaign.last_on,
        about=refer(campaign),
    )
