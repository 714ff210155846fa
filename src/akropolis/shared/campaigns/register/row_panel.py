"""Panel on a row's page: the campaign questions asked about the row."""

from collections.abc import Mapping

from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Panel
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.models.kinds import CampaignKind, kinds
from akropolis.shared.campaigns.rules.prompts import answers_in_words
from akropolis.shared.campaigns.selectors.campaigns import list_asks_about, may_answer

SHOWN = 5


def _build(access: Access, row: Record) -> Mapping[str, object] | None:
    """Return the panel's context; None if no campaign that the reader may read has asked about the row."""
    if not access.anywhere(f"{Ask.permission}:read"):
        return None
    items = [_item(access, ask) for ask in list_asks_about(access, row.pk)[:SHOWN]]
    return {"items": items} if items else None


def _item(access: Access, ask: Ask) -> dict[str, object]:
    reads = access.may(f"{Campaign.permission}:read", ask.campaign.owner_unit)
    return {
        "ask": ask,
        "said": [
            (text, value) for text, value in answers_in_words(ask.campaign.prompts, ask.answers) if value
        ],
        "campaign_url": reverse("campaigns-detail", args=[ask.campaign_id]) if reads else "",
        "answer_url": reverse("campaign-answer", args=[ask.campaign_id])
        if ask.open and may_answer(access, ask)
        else "",
    }


PANEL = Panel("asked", _build, "campaigns/_asked.html")


def declare_kinds(*declared: CampaignKind) -> None:
    """Register kinds of campaign, and show on the pages of their objects what has been asked about each."""
    for kind in declared:
        kinds.add(kind.key, kind)
        if kind.place is not None:
            registers.add_panel(kind.place, PANEL)
