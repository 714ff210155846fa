"""Finding a campaign that one keeps, and the words of its states."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.campaigns.models import Ask, Campaign
from akropolis.campaigns.rules.coverage import AskState, Reached
from akropolis.campaigns.selectors.campaigns import asked_of
from akropolis.kernel.access.errors import or_hidden
from akropolis.kernel.access.permissions import EDIT
from akropolis.kernel.access.web import access_of
from akropolis.lib.swedish import listing, number
from akropolis.ui.parts import Crumb, Kind

KEEP = f"{Campaign.permission}:{EDIT}"
NAMED = 8
STATES: dict[AskState, tuple[Any, Kind]] = {
    AskState.ASKED: (gettext_lazy("not answered"), "warning"),
    AskState.BEGUN: (gettext_lazy("begun"), "info"),
    AskState.ANSWERED: (gettext_lazy("answered"), "success"),
    AskState.SIGNED: (gettext_lazy("answered and signed"), "success"),
}


def kept(request: HttpRequest, pk: Any) -> Campaign:
    """A campaign of a unit that the person writes in. Raises Hidden for any other."""
    access = access_of(request)
    found = Campaign.objects.visible(access).select_related("owner_unit").one(pk=pk)
    access.must(KEEP, found.owner_unit)
    return found


def asked_here(request: HttpRequest, pk: Any) -> list[Ask]:
    """What the person is to answer or sign in the campaign. Raises Hidden where that is nothing."""
    return or_hidden(asked_of(access_of(request), pk) or None)


def page_of(campaign: Campaign) -> str:
    """Where it is followed by who asks."""
    return reverse("campaigns-detail", args=[campaign.pk])


def way(campaign: Campaign, title: str) -> list[Crumb]:
    """From the register over the campaign."""
    start = Crumb(label=_("Campaigns"), url=reverse("campaigns-list"))
    return [start, Crumb(label=campaign.title, url=page_of(campaign)), Crumb(label=title)]


def coverage_words(reached: Reached, *, signing: bool) -> list[str]:
    """How many have answered, and by name who has not."""
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
        if more := len(reached.missing) - NAMED if len(reached.missing) > NAMED else 0:
            units.append(
                ngettext("%(count)s unit more", "%(count)s units more", more) % {"count": number(more)}
            )
        said.append(_("Not answered: %(units)s.") % {"units": listing(units, _("and"))})
    return said
