"""A campaign as the unit that asks sees it: its progress, reminders, and answers sent back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import BecauseForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.notify.web.reminding import remind_page
from akropolis.base.kernel.registers.declaration import ActRank, Panel, PanelContent, PanelPlace, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.register.pages import coverage_words, page_of, steps_to, way
from akropolis.shared.campaigns.rules.states import DRAFT, SENT
from akropolis.shared.campaigns.selectors.campaigns import KEEP, asks_of, coverage, editable_campaign
from akropolis.shared.campaigns.services import answers
from akropolis.shared.campaigns.services.telling import matter_of, unanswered


def _progress(access: Access, row: Campaign) -> PanelContent:
    asks = asks_of(access, row)
    reached, may = coverage(asks), access.may(KEEP, row.owner_unit) and row.archived_at is None
    urls = {
        "choose": reverse("campaign-choose", args=[row.pk]) if may and row.status == DRAFT else "",
        "answers": f"{reverse('campaign-answers')}?campaign={row.pk}" if asks else "",
        "remind": reverse("campaign-remind", args=[row.pk])
        if may and row.status == SENT and reached.missing
        else "",
    }
    words = coverage_words(reached, signing=row.signing) if asks else []
    reads = row.of_kind.reads
    if asks and reads and not any(scope.whole for scope in access.scopes(reads)):
        words.append(_("Only units whose answers you may read are counted here. More may have been asked."))
    context = {
        "campaign": row,
        "reached": reached,
        "words": words,
        "prompts": row.prompts,
    }
    labels = {
        "choose": _("Choose whom to ask, and send"),
        "remind": _("Remind"),
        "answers": _("All answers"),
    }
    ranks = {"answers": ActRank.NEXT if urls["remind"] else ActRank.BESIDE}
    acts = [RowAct(labels[key], urls[key], ranks.get(key, ActRank.NEXT)) for key in labels if urls[key]]
    return PanelContent(context=context, acts=acts)


PROGRESS = Panel("progress", _progress, "campaigns/_progress.html", PanelPlace.FIRST)


@requires(KEEP)
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a reminder to the people who have not answered."""
    access = access_of(request)
    campaign = editable_campaign(access, pk)
    asks = asks_of(access, campaign) if campaign.status == SENT else []
    units = list({ask.unit_id: ask.unit for ask in unanswered(asks)}.values())
    title = _("Remind of the campaign")
    steps = way(campaign, title)
    return remind_page(request, matter_of(campaign, asks), units, title, steps, page_of(campaign))


def _ask_again(access: Access, ask: Ask, form: BecauseForm) -> Ask:
    answers.ask_again(access, ask, because=form.cleaned_data["because"])
    return ask


ASK_AGAIN = Act(
    on=ActTarget(
        KEEP,
        row_of(Ask, "campaign__owner_unit", "unit"),
        lambda ask: f"{reverse('campaign-answers')}?campaign={ask.campaign_id}",
        lambda ask: steps_to(ask.campaign),
        unit="campaign.owner_unit",
    ),
    form=BecauseForm,
    do=_ask_again,
    done=lambda ask: _("%(name)s is asked about again.") % {"name": ask.name},
    title=gettext_lazy("Ask again"),
    lead=lambda ask: f"{ask.name}, {ask.unit}",
    submit=gettext_lazy("Ask again"),
)
