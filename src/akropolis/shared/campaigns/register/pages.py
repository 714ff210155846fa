"""URLs and breadcrumbs of a campaign, and the labels of the states of its answers."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.parts import Crumb, Kind
from akropolis.shared.campaigns.models import Campaign
from akropolis.shared.campaigns.rules.coverage import AnswerCoverage, AskState

NAMED = 8
STATES: dict[AskState, tuple[object, Kind]] = {
    AskState.ASKED: (gettext_lazy("not answered"), "warning"),
    AskState.BEGUN: (gettext_lazy("begun"), "info"),
    AskState.ANSWERED: (gettext_lazy("answered"), "success"),
    AskState.SIGNED: (gettext_lazy("answered and signed"), "success"),
}


def page_of(campaign: Campaign) -> str:
    """Return the URL of the campaign's own page, where the unit that asks follows it."""
    return reverse("campaigns-detail", args=[campaign.pk])


def steps_to(campaign: Campaign) -> list[Crumb]:
    """Return the breadcrumbs from the register to the campaign."""
    start = Crumb(label=_("Campaigns"), url=reverse("campaigns-list"))
    return [start, Crumb(label=campaign.title, url=page_of(campaign))]


def way(campaign: Campaign, title: str) -> list[Crumb]:
    """Return the breadcrumbs of a page below the campaign: the register, the campaign, and the page's title."""
    return [*steps_to(campaign), Crumb(label=title)]


def coverage_words(reached: AnswerCoverage, *, signing: bool) -> list[str]:
    """Return sentences on how many asks are answered, and which units have not answered all of theirs."""
    words = {
        "answered": number(reached.answered),
        "asked": number(reached.asked),
        "signed": number(reached.signed),
    }
    said = [_("%(answered)s of %(asked)s are answered.") % words]
    if signing:
        said = [_("%(answered)s of %(asked)s are answered, and %(signed)s are signed.") % words]
    if reached.missing:
        units = [f"{unit} ({number(left)})" for unit, left in reached.missing[:NAMED]]
        if (more := len(reached.missing) - NAMED) > 0:
            units.append(
                ngettext("%(count)s unit more", "%(count)s units more", more) % {"count": number(more)}
            )
        said.append(_("Not answered: %(units)s.") % {"units": listing(units, _("and"))})
    return said
