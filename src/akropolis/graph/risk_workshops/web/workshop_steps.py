"""The page of one step of one risk in a workshop: what is asked, autosave, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale, or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.history.log import events_of
from akropolis.base.ui.forms import resubmitted_data
from akropolis.graph.information.rules.parts import digest_part
from akropolis.graph.risk.models import RiskJudgement
from akropolis.graph.risk.register.scales import RiskScales, scales_in_use
from akropolis.graph.risk.reports.judgement_words import reason_words
from akropolis.graph.risk.reports.risk_words import level_for
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.scenarios import text_of
from akropolis.graph.risk_workshops.models import WorkshopItem
from akropolis.graph.risk_workshops.rules import workshops as steps
from akropolis.graph.risk_workshops.selectors.workshops import writable_workshop
from akropolis.graph.risk_workshops.services import workshops as service
from akropolis.graph.risk_workshops.web.workshop_forms import StepForm, StepForms
from akropolis.graph.risk_workshops.web.workshops import SLUGS, WorkshopView

NAMES: Mapping[str, object] = {
    steps.EVENT: gettext_lazy("What can happen?"),
    steps.MEASURES: gettext_lazy("What protects us today?"),
    steps.CONSEQUENCE: gettext_lazy("How bad would it be?"),
    steps.LIKELIHOOD: gettext_lazy("How often would it happen?"),
    steps.TREATMENT: gettext_lazy("What do we do about it?"),
}


@dataclass(frozen=True, slots=True)
class WorkshopStep:
    """One step of one item, as one user sees it."""

    view: WorkshopView
    item: WorkshopItem
    part: str
    scales: RiskScales

    @property
    def here(self) -> str:
        """The URL of the step."""
        return self.view.step_url(self.item, self.part)

    def form(self, data: object = None) -> StepForm:
        """Return the form of the step, filled from `data` if sent."""
        return StepForms(self.view.access, self.item, self.scales).form(self.part, data)  # type: ignore[arg-type]

    def neighbour(self, way: int) -> str:
        """Return the URL of the step after this one (1) or before it (-1); of the overview where there is none."""
        place = (steps.STEPS.index(self.part) if self.part in steps.STEPS else 0) + way
        return self.view.step_url(self.item, steps.STEPS[place]) if place >= 0 else self.view.url

    @property
    def before(self) -> str:
        """The URL of the step before."""
        return self.neighbour(-1)

    @property
    def progress(self) -> str:
        """How far the group has come, in words."""
        choosing = self.part == steps.CHOICE
        rows = self.view.items if choosing else self.view.chosen
        words = _("Scenario %(n)s of %(all)s") if choosing else _("Risk %(n)s of %(all)s")
        return words % {"n": sum(row.position <= self.item.position for row in rows) or 1, "all": len(rows)}

    def level(self) -> dict[str, object]:
        """Return the level that the answers give, and why, for the two steps that show it."""
        draft, body = self.item.draft, self.scales.body
        likelihood = draft.get(steps.LIKELIHOOD, {}).get("step")
        harms = draft.get(steps.CONSEQUENCE, {})
        consequence = max(harms.values(), default=None)
        level = body.level_at(likelihood, consequence)
        shows = self.part in (steps.LIKELIHOOD, steps.TREATMENT)
        if level is None or consequence is None or not shows:
            return {"shows_level": shows, "level": None, "why": ""}
        row = RiskJudgement(
            likelihood=likelihood, consequences=harms, consequence=consequence, level=level.value
        )
        row.matrix, row.scheme = self.scales.matrix, self.scales.scheme
        return {"shows_level": True, "level": level, "why": reason_words(row)}


@requires(EDIT)
def step(request: HttpRequest, pk: UUID, position: int, step: str) -> HttpResponse:
    """Show one step of one risk. POST saves it and goes on; htmx saves while the group answers."""
    access = access_of(request)
    view = WorkshopView(access, writable_workshop(access, pk))
    part = or_hidden(next((part for part, word in SLUGS.items() if word == step), None))
    scales, live = scales_in_use(access), "HX-Request" in request.headers
    if scales is None or (request.method != "POST" and view.workshop.closed_at):
        return redirect("risk-workshop", pk=pk)
    work = WorkshopStep(view, view.item(position), part, scales)
    if request.method != "POST":
        return _page(request, work, work.form())
    form = work.form(request.POST)
    if not form.is_valid():
        return _refused(request, work, form, _("Not saved yet: see the page."))
    seen = form.cleaned_data["seen"]
    try:
        item = service.save_part(access, work.item, part, form.value(), seen=seen, pressed=not live)
    except Stale as stale:
        return _conflict(request, replace(work, item=stale.current), form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, work, form, str(refusal))
    work = replace(work, view=WorkshopView(access, view.workshop), item=item)
    return _saved(request, work) if live else _go_on(request, work, form)


def _go_on(request: HttpRequest, work: WorkshopStep, form: StepForm) -> HttpResponse:
    """Return the redirect to what comes after a step that has been saved; after the last, the risk is made first."""
    item, choosing = work.item, work.part == steps.CHOICE
    if "skip" in request.POST:
        return redirect(work.view.next_url(item.position, choosing=choosing))
    if choosing and not item.answer:
        form.add_error("answer", _("Choose one, or leave it for later."))
        return _page(request, work, form, status=422)
    if choosing:
        return redirect(work.view.next_url(item.position, choosing=True))
    if work.part != steps.TREATMENT:
        return redirect(work.neighbour(1))
    try:
        item = service.record(access_of(request), item)
    except Invalid as missing:
        part = next((name for name in missing.errors if name in SLUGS), work.part)
        messages.warning(request, next(iter(missing.errors.values()))[0])
        return redirect(work.view.step_url(item, part))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, work, form, status=422)
    level = level_for(item.risk, item.risk.level) if item.risk else None
    words = {"risk": item.title, "level": level.label if level else ""}
    messages.success(request, _("%(risk)s is saved in the register: %(level)s.") % words)
    return redirect(WorkshopView(access_of(request), work.view.workshop).next_url(item.position))


def _page(
    request: HttpRequest, work: WorkshopStep, form: StepForm, *, status: int = 200, **more: object
) -> HttpResponse:
    item, scenario = work.item, work.item.scenario
    context = {
        "title": item.title,
        "work": work,
        "view": work.view,
        "scenario_text": text_of(scenario, "description") if scenario else "",
        "questions": text_of(scenario, "questions").splitlines() if scenario else (),
        "is_choice": work.part == steps.CHOICE,
        "is_grid": work.part == steps.CONSEQUENCE,
        "is_last": work.part == steps.TREATMENT,
        "form": form,
        "names": [
            (NAMES[part], work.view.step_url(item, part), part == work.part, part in item.draft)
            for part in (() if work.part == steps.CHOICE else steps.STEPS)
        ],
        "crumbs": work.view.crumbs(item.title),
        "conflict": (),
        "who": "",
        **work.level(),
        **more,
    }
    return render(request, "risk_workshops/workshop_step.html", context, status=status)


def _saved(request: HttpRequest, work: WorkshopStep, trouble: str = "") -> HttpResponse:
    """Return what htmx swaps: that it is saved or why not, the seal of what is stored, and the level."""
    seen = "" if trouble else digest_part(service.part_of(work.item, work.part))
    context = {"trouble": trouble, "seen": seen, "saved_at": timezone.now(), **work.level()}
    return render(request, "risk_workshops/workshop_saved.html", context, status=422 if trouble else 200)


def _refused(request: HttpRequest, work: WorkshopStep, form: StepForm, words: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        return _saved(request, work, words)
    return _page(request, work, form, status=422)


def _conflict(request: HttpRequest, work: WorkshopStep, form: StepForm) -> HttpResponse:
    """Show what somebody else has stored above the form, which keeps what was written here."""
    if "HX-Request" in request.headers:
        words = _("Not saved: somebody else has saved this page. Press the button to see both.")
        return _saved(request, work, words)
    stored, mine = service.part_of(work.item, work.part), form.value()
    rows = [
        (bound.label, _stored_words(bound.field, stored.get(bound.name)))
        for bound in work.form()
        if bound.name != "seen" and stored.get(bound.name) != mine.get(bound.name)
    ]
    kept = work.form(resubmitted_data(form, seen=digest_part(stored)))
    who = next((event.actor for event in events_of([work.item.pk], limit=1)), "")
    return _page(request, work, kept, status=409, conflict=rows, who=who)


def _stored_words(field: forms.Field, value: object) -> str:
    """Return a stored answer as it is read on the page."""
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(str(each), each)) for each in values if each not in (None, ""))
