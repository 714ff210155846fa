"""The page for choosing which objects to ask about: filters, proposals, and sending."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cached_property, partial
from urllib.parse import parse_qsl
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.computed import Computed, ListFilter, units_of
from akropolis.base.kernel.registers.web.computed import list_from_request
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.models.kinds import CampaignCandidate
from akropolis.shared.campaigns.register.pages import page_of, way
from akropolis.shared.campaigns.rules.states import DRAFT
from akropolis.shared.campaigns.selectors.campaigns import KEEP, candidates, editable_campaign, prompts_of
from akropolis.shared.campaigns.services import campaigns

MOST = 500
"""Maximum number of candidates shown; the user narrows the list by filters."""
ALL = "all"


def _words(name: str) -> Callable[["Candidates"], list[tuple[str, str]]]:
    return lambda asked: [(v, v) for v in sorted({str(getattr(each, name)) for each in asked.every}) if v]


class Candidates(Computed[CampaignCandidate]):
    """The list of objects that a campaign can ask about. `about` is the query string of the list that linked here."""

    key, permission, reads = "campaign-choose", KEEP, ("about",)
    filters = (
        ListFilter("group", gettext_lazy("Kind"), _words("group"), gettext_lazy("All")),
        ListFilter(
            "state", gettext_lazy("State"), lambda asked: asked.states, gettext_lazy("Those proposed")
        ),
        ListFilter("unit", gettext_lazy("Who answers"), lambda asked: asked.units, gettext_lazy("All units")),
    )

    def __init__(self, access: Access, query: dict[str, str], day: date, campaign: Campaign) -> None:
        super().__init__(access, query, day)
        self.campaign = campaign

    @property
    def place(self) -> Sequence[object]:
        """Arguments of the list's URL: the campaign's id."""
        return (self.campaign.pk,)

    @property
    def kept(self) -> dict[str, str]:
        """The query parameter to keep in links: the query string of the list that linked here."""
        return {"about": self.query["about"]} if self.query["about"] else {}

    @cached_property
    def every(self) -> list[CampaignCandidate]:
        """All candidates that the user can ask about."""
        return candidates(self.access, self.campaign.of_kind, self.day)

    @property
    def states(self) -> list[tuple[str, str]]:
        """Choices of the state filter: the candidates' states, and all."""
        return [*_words("state")(self), (ALL, _("All"))]

    @property
    def units(self) -> list[tuple[str, str]]:
        """Choices of the unit filter: the units that would answer."""
        return units_of(each.unit for each in self.every)

    @cached_property
    def _listed(self) -> Collection[UUID] | None:
        listed, kept = self.campaign.of_kind.listed, self.kept
        return listed(self.access, dict(parse_qsl(kept["about"])), self.day) if listed and kept else None

    def proposes(self, found: CampaignCandidate) -> bool:
        """Return whether the other list shows it; without such a list, whether the question is meant for it."""
        return found.wanted if self._listed is None else found.object_id in self._listed

    def rows(self) -> list[CampaignCandidate]:
        """Return the candidates that match the filters. Without a chosen state, only the proposed ones."""
        group, state, unit = (self.chosen[name] for name in ("group", "state", "unit"))
        return [
            each
            for each in self.every
            if group in ("", each.group)
            and unit in ("", each.unit.code)
            and (state in (ALL, each.state) or (not state and self.proposes(each)))
        ]


class ChooseForm(VersionedForm):
    """Form for choosing the candidates to ask about."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Whom to ask"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def __init__(self, data: FormData, *, found: Candidates) -> None:
        rows = found.rows()[:MOST]
        ready = [each.key for each in rows if found.proposes(each) or found.chosen["state"] not in ("", ALL)]
        super().__init__(data, initial={"chosen": ready, "version": found.campaign.version})
        parts = ((each, dict.fromkeys((each.name, each.unit.name, each.state))) for each in rows)
        said = [(each.key, ", ".join(filter(None, names))) for each, names in parts]
        self.fields["chosen"].choices = said  # type: ignore[attr-defined]


@requires(KEEP)
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose whom to ask, narrowed by filters, with proposals ticked. Sending freezes the choice and the wording."""
    access = access_of(request)
    campaign = editable_campaign(access, pk)
    if campaign.status != DRAFT:
        return redirect(page_of(campaign))
    found = list_from_request(Candidates, request, campaign=campaign)
    form = ChooseForm(request.POST or None, found=found)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        act = partial(campaigns.send, access, campaign, given["chosen"], version=given["version"] or 0)
        if made := form.carry_out(act):
            _sent(request, made)
            return redirect(page_of(campaign))
    title = _("Choose whom to ask")
    context = {
        "title": title,
        "campaign": campaign,
        "list": found,
        "form": form,
        "more": max(0, len(found.ordered) - MOST),
        "prompts": prompts_of(access, campaign.of_kind, found.day),
        "back": page_of(campaign),
        "crumbs": way(campaign, title),
    }
    return render(request, "campaigns/choose.html", context, status=form.status)


def _sent(request: HttpRequest, asks: Sequence[Ask]) -> None:
    units = len({ask.unit_id for ask in asks})
    words = {"count": number(len(asks)), "units": number(units)}
    text = ngettext(
        "Sent: %(count)s to answer, in %(units)s unit.",
        "Sent: %(count)s to answer, in %(units)s units.",
        units,
    )
    messages.success(request, text % words)
