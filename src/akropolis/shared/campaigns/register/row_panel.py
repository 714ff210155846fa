"""Panel on a row's page: the campaign questions asked about the row."""

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import ActRank, Panel, PanelContent, PanelPlace, RowAct
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.models.kinds import CampaignKind, kinds
from akropolis.shared.campaigns.rules.prompts import answers_in_words
from akropolis.shared.campaigns.selectors.campaigns import list_asks_about, may_answer

SHOWN = 5


def _build(access: Access, row: Record) -> PanelContent | None:
    """Return the panel's context; None if no campaign that the reader may read has asked about the row."""
    if not access.anywhere(f"{Ask.permission}:read"):
        return None
    items = [_item(access, ask) for ask in list_asks_about(access, row.pk)[:SHOWN]]
    if not items:
        return None
    waiting = sum(not item["answered"] for item in items)
    summary = _("Questions (all answered)")
    if waiting:
        summary = _("Questions (%(n)s not answered)") % {"n": waiting}
    urls = [str(item["answer_url"]) for item in items if item["answer_url"] and not item["answered"]]
    acts = [RowAct(_("Answer what is asked about it"), url, ActRank.NEXT) for url in urls[:1]]
    return PanelContent(context={"items": items}, summary=summary, acts=acts)


def _item(access: Access, ask: Ask) -> dict[str, object]:
    reads = access.may(f"{Campaign.permission}:read", ask.campaign.owner_unit)
    return {
        "ask": ask,
        "answered": ask.answered_at is not None,
        "said": [
            (text, value) for text, value in answers_in_words(ask.campaign.prompts, ask.answers) if value
        ],
        "campaign_url": reverse("campaigns-detail", args=[ask.campaign_id]) if reads else "",
        "answer_url": reverse("campaign-answer", args=[ask.campaign_id])
        if ask.open and may_answer(access, ask)
        else "",
    }


PANEL = Panel("asked", _build, "campaigns/_asked.html", PanelPlace.FOLDED)


def declare_kinds(*declared: CampaignKind) -> None:
    """Register kinds of campaign, and show on the pages of their objects what has been asked about each."""
    for kind in declared:
        kinds.add(kind.key, kind)
        if kind.place is not None:
            registers.add_panel(kind.place, PANEL)
