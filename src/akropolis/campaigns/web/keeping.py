"""A campaign as who asks sees it: whom to ask, how far it has come, closing, and asking again."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.campaigns.models import Ask, Campaign
from akropolis.campaigns.models.kinds import Candidate
from akropolis.campaigns.rules.states import CLOSED, DRAFT, SENT
from akropolis.campaigns.selectors.campaigns import asks_of, candidates, coverage, prompts_of
from akropolis.campaigns.services import answers, campaigns
from akropolis.campaigns.web.finding import KEEP, coverage_words, kept, page_of, way
from akropolis.kernel.access.errors import Hidden
from akropolis.kernel.access.forms import BecauseForm, attempt
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of, form_page, refusals_said, requires
from akropolis.kernel.registers.declaration import Panel
from akropolis.lib.swedish import number
from akropolis.ui.fields import day_field
from akropolis.ui.parts import Choice

MOST = 500
"""The most that is shown to choose among at a time: the filters narrow what is more."""
ALL = "alla"
FILTERS = {"grupp": "group", "lage": "state", "enhet": "unit"}


class ChooseForm(forms.Form):
    """Whom to ask about what."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Whom to ask"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def __init__(self, data: Any, *, found: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["chosen"].choices = [(each.key, _words(each)) for each in found]  # type: ignore[attr-defined]


def _words(found: Candidate) -> str:
    return ", ".join(filter(None, (found.name, found.unit.name, found.state)))


@requires(KEEP)
def choose(request: HttpRequest, pk: Any) -> HttpResponse:
    """Whom to ask, narrowed by filters; those that it is meant for are proposed. Sending freezes them and the words."""
    access, campaign = access_of(request), kept(request, pk)
    if campaign.status != DRAFT:
        return redirect(page_of(campaign))
    every = candidates(access, campaign.of_kind, timezone.localdate())
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    found = [each for each in every if _fits(each, asked)]
    chosen = [each.key for each in found if each.wanted or asked["lage"] not in ("", ALL)]
    initial = {"chosen": chosen, "version": campaign.version}
    form = ChooseForm(request.POST or None, found=found[:MOST], initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        act = partial(campaigns.send, access, campaign, given["chosen"], version=given["version"] or 0)
        tried = attempt(form, act)
        if tried.made:
            _sent(request, tried.made)
            return redirect(page_of(campaign))
        if tried.conflict is not None:
            form.add_error(
                None, _("Someone else has changed it meanwhile. See that it is as you want, and send again.")
            )
    return _choose_page(request, campaign, form, every, found, asked)


def _fits(found: Candidate, asked: Mapping[str, str]) -> bool:
    """Whether it is asked for; those that nobody needs to ask about only where they are."""
    if not asked["lage"] and not found.wanted:
        return False
    return all(asked[name] in ("", ALL, _value(found, attribute)) for name, attribute in FILTERS.items())


def _value(found: Candidate, name: str) -> str:
    return found.unit.code if name == "unit" else str(getattr(found, name))


def _sent(request: HttpRequest, asks: Sequence[Ask]) -> None:
    units = len({ask.unit_id for ask in asks})
    words = {"count": number(len(asks)), "units": number(units)}
    text = ngettext(
        "Sent: %(count)s to answer, in %(units)s unit.",
        "Sent: %(count)s to answer, in %(units)s units.",
        units,
    )
    messages.success(request, text % words)


def _choose_page(
    request: HttpRequest,
    campaign: Campaign,
    form: ChooseForm,
    every: Sequence[Candidate],
    found: Sequence[Candidate],
    asked: Mapping[str, str],
) -> HttpResponse:
    title = _("Choose whom to ask")
    context = {
        "title": title,
        "campaign": campaign,
        "form": form,
        "shown": len(found[:MOST]),
        "more": max(0, len(found) - MOST),
        "filters": _filters(every, asked),
        "narrowed": any(asked.values()),
        "prompts": prompts_of(access_of(request), campaign.of_kind, timezone.localdate()),
        "here": reverse("campaign-choose", args=[campaign.pk]),
        "back": page_of(campaign),
        "crumbs": way(campaign, title),
    }
    return render(request, "campaigns/choose.html", context, status=422 if form.errors else 200)


def _filters(every: Sequence[Candidate], asked: Mapping[str, str]) -> list[dict[str, Any]]:
    labels = {"grupp": _("Kind"), "lage": _("State"), "enhet": _("Who answers")}
    found = []
    for name, attribute in FILTERS.items():
        words = {
            _value(each, attribute): each.unit.name if name == "enhet" else _value(each, attribute)
            for each in every
        }
        choices = [
            Choice(v, w, v == asked[name]) for v, w in sorted(words.items(), key=lambda item: item[1]) if v
        ]
        if name == "lage":
            choices.append(Choice(ALL, _("All"), asked[name] == ALL))
        if len(choices) > 1:
            every_word = _("Those proposed") if name == "lage" else _("All")
            found.append({"name": name, "label": labels[name], "choices": choices, "every": every_word})
    return found


def _progress(access: Access, row: Campaign) -> Mapping[str, Any]:
    asks = asks_of(access, row)
    reached, may = coverage(asks), access.may(KEEP, row.owner_unit) and row.archived_at is None
    urls = {
        "choose": reverse("campaign-choose", args=[row.pk]) if may and row.status == DRAFT else "",
        "close": reverse("campaign-close", args=[row.pk]) if may and row.status == SENT else "",
        "reopen": reverse("campaign-reopen", args=[row.pk]) if may and row.status == CLOSED else "",
        "answers": f"{reverse('campaign-answers')}?campaign={row.pk}" if asks else "",
    }
    return {
        "campaign": row,
        "reached": reached,
        "words": coverage_words(reached, signing=row.signing) if asks else [],
        "prompts": row.prompts,
        "urls": urls,
    }


PROGRESS = Panel("progress", _progress, "campaigns/_progress.html")


@requires(KEEP)
def close(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask, and then take no more answers."""
    campaign, access = kept(request, pk), access_of(request)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound:
        with refusals_said(request):
            campaigns.close(access, campaign)
            messages.success(request, _("The campaign is closed."))
        return redirect(page_of(campaign))
    title = _("Close the campaign")
    lead = " ".join(coverage_words(coverage(asks_of(access, campaign)), signing=campaign.signing))
    lead = f"{lead} {_('No more answers are taken once it is closed.')}"
    return form_page(
        request, form, title, way(campaign, title), lead=lead, submit=title, back=page_of(campaign)
    )


class ReopenForm(BecauseForm):
    """Why, and until when answers are taken."""

    last_on = day_field(gettext_lazy("New last day to answer"))


@requires(KEEP)
def reopen(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take answers again, with a reason and a new last day."""
    campaign, access = kept(request, pk), access_of(request)
    form = ReopenForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        act = partial(campaigns.reopen, access, campaign, last_on=given["last_on"], because=given["because"])
        if attempt(form, act).done:
            messages.success(request, _("The campaign is open again."))
            return redirect(page_of(campaign))
    title = _("Open the campaign again")
    return form_page(request, form, title, way(campaign, title), submit=title, back=page_of(campaign))


@requires(KEEP)
def ask_again(request: HttpRequest, pk: Any) -> HttpResponse:
    """Send one answer back, with a reason."""
    access = access_of(request)
    ask = Ask.objects.visible(access).select_related("campaign__owner_unit", "unit").one(pk=pk)
    if not access.may(KEEP, ask.campaign.owner_unit):
        raise Hidden
    back = f"{reverse('campaign-answers')}?campaign={ask.campaign_id}"
    form = BecauseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        act = partial(answers.ask_again, access, ask, because=form.cleaned_data["because"])
        if attempt(form, act).done:
            messages.success(request, _("%(name)s is asked about again.") % {"name": ask.name})
            return redirect(back)
    title = _("Ask again")
    lead = f"{ask.name}, {ask.unit}"
    return form_page(request, form, title, way(ask.campaign, title), lead=lead, submit=title, back=back)
