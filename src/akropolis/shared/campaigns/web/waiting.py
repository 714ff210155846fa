"""A user's pending tasks in campaigns: one per campaign, to answer or to sign."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.tasks import Awaited, PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.lib.swedish import number
from akropolis.base.ui.naming import first_named
from akropolis.shared.campaigns.models import Ask, Campaign, CampaignStatus
from akropolis.shared.campaigns.rules.coverage import GIVEN
from akropolis.shared.campaigns.selectors.campaigns import (
    KEEP,
    asks_of,
    coverage,
    list_pending_asks,
    may_answer,
    may_sign,
)
from akropolis.shared.campaigns.services.telling import task_of

NAMED = 4


def campaigns_waiting(access: Access, _today: date) -> Iterator[PendingTask]:
    """Yield a pending task for each campaign that the user should answer or sign."""
    if access.actor.id is None or not access.anywhere(f"{Ask.permission}:read"):
        return
    for _pk, group in groupby(list_pending_asks(access), key=lambda ask: ask.campaign_id):
        asks = list(group)
        if to_answer := [ask for ask in asks if ask.answered_at is None and may_answer(access, ask)]:
            yield task_of(to_answer)
        elif _to_sign(access, asks):
            yield _sign_task(asks[0])


def campaigns_sent(access: Access, _today: date) -> Iterator[Awaited]:
    """Yield each sent campaign that the user is responsible for and that is not fully answered."""
    rows = Campaign.objects.visible(access).filter(
        responsible=access.actor.id, status=CampaignStatus.SENT, archived_at__isnull=True
    )
    for campaign in rows.select_related("owner_unit").order_by("last_on", "id"):
        found = coverage(asks_of(access, campaign))
        if not found.whole:
            words = {"answered": number(found.answered), "asked": number(found.asked)}
            yield Awaited(
                title=campaign.title,
                url=f"{reverse('campaigns-detail', args=[campaign.pk])}#progress",
                whom=first_named([unit for unit, _left in found.missing], NAMED),
                state=_("%(answered)s of %(asked)s are answered") % words,
                due=campaign.last_on,
                recipients=len(found.missing),
                remind_url=reverse("campaign-remind", args=[campaign.pk])
                if access.may(KEEP, campaign.owner_unit)
                else "",
            )


def _to_sign(access: Access, asks: list[Ask]) -> bool:
    """Return whether all that the user's units were asked is answered, while something is not signed."""
    if not any(ask.answered_at and may_sign(access, ask) for ask in asks):
        return False
    return all(ask.state in GIVEN for ask in asks_of(access, asks[0].campaign) if may_sign(access, ask))


def _sign_task(ask: Ask) -> PendingTask:
    campaign = ask.campaign
    words = {"title": campaign.title, "unit": campaign.owner_unit.name}
    return PendingTask(
        key=f"campaign-sign:{campaign.pk}",
        title=_("Sign the answers to %(title)s") % words,
        url=reverse("campaign-answer", args=[campaign.pk]),
        why=_("%(unit)s asks, and all is answered.") % words,
        due=campaign.last_on,
        about=refer(campaign),
    )
