"""The pages of a workshop: its start, its overview, one page for each step of each risk, its end and its paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.picking import pick_text
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, no_row
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form
from akropolis.base.kernel.reporting import render as rendered
from akropolis.base.ui.forms import resubmitted_data
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models.nodes import GraphRecord, Node
from akropolis.graph.information.rules.parts import digest_part
from akropolis.graph.risk.models import RiskWorkshop, Scenario, WorkshopItem
from akropolis.graph.risk.reports.workshop_paper import paper_of
from akropolis.graph.risk.rules.permissions import EDIT, READ
from akropolis.graph.risk.rules.workshops import (
    CHOICE,
    CONSEQUENCE,
    EVENT,
    LIKELIHOOD,
    MEASURES,
    STEPS,
    TREATMENT,
    minutes_per_risk,
)
from akropolis.graph.risk.selectors.workshops import (
    chosen,
    find_workshop,
    is_left,
    items_of,
    method_in_use,
    outcome_of,
    relevant_scenarios,
    shown_level,
    writable_workshop,
)
from akropolis.graph.risk.services import workshops as service
from akropolis.graph.risk.web.workshop_forms import AddForm, CloseForm, StartForm, StepForm, StepForms, listed

SLUGS: Mapping[str, str] = {
    CHOICE: "galler-oss",
    EVENT: "vad-kan-handa",
    MEASURES: "vad-skyddar",
    CONSEQUENCE: "hur-illa",
    LIKELIHOOD: "hur-ofta",
    TREATMENT: "vad-gor-vi",
}
NAMES: Mapping[str, object] = {
    CHOICE: gettext_lazy("Does it concern us?"),
    EVENT: gettext_lazy("What can happen?"),
    MEASURES: gettext_lazy("What protects us today?"),
    CONSEQUENCE: gettext_lazy("How bad would it be?"),
    LIKELIHOOD: gettext_lazy("How often would it happen?"),
    TREATMENT: gettext_lazy("What do we do about it?"),
}
FILES: tuple[tuple[str, Form], ...] = (("PDF", "pdf"), ("Word", "docx"))


def object_name(access: Access, workshop: RiskWorkshop) -> str:
    """Return the name of what the workshop is about, if the user may read it; else that of the unit."""
    node = workshop.node
    if node and Node.objects.visible(access).filter(pk=node.pk).exists():
        return node.name
    return _("something that you may not read") if node else str(workshop.unit)


class WorkshopView:
    """A workshop as one user sees it; read once for each request."""

    def __init__(self, access: Access, workshop: RiskWorkshop) -> None:
        self.access, self.workshop = access, workshop
        self.name = object_name(access, workshop)
        self.items = items_of(access, workshop)

    @cached_property
    def chosen(self) -> list[WorkshopItem]:
        """The items that the group has chosen."""
        return chosen(self.items)

    @property
    def left(self) -> list[WorkshopItem]:
        """The chosen items that are not risks yet."""
        return [item for item in self.chosen if is_left(item)]

    @property
    def unanswered(self) -> list[WorkshopItem]:
        """The items of which the group has not said whether they concern it."""
        return [item for item in self.items if not item.answer]

    @property
    def url(self) -> str:
        """The URL of the overview."""
        return reverse("risk-workshop", args=[self.workshop.pk])

    def item(self, position: int) -> WorkshopItem:
        """Return the item at the position. Raises Hidden if there is none."""
        found = or_hidden(next((each for each in self.items if each.position == position), None))
        found.workshop = self.workshop
        return found

    def step_url(self, item: WorkshopItem, part: str) -> str:
        """Return the URL of a step of the item."""
        return reverse("risk-workshop-step", args=[self.workshop.pk, item.position, SLUGS[part]])

    def begin_url(self, item: WorkshopItem) -> str:
        """Return the URL of the item's first step without answers; of its first, if all are answered."""
        return self.step_url(item, next((part for part in STEPS if part not in item.draft), EVENT))

    def next_url(self, after: WorkshopItem | None = None, *, choosing: bool = False) -> str:
        """Return where the group goes next, from the given item on and then from the beginning: to an unanswered
        scenario while it chooses, else to a risk that is left, and to the overview when there is none.
        """
        rows = self.unanswered if choosing else self.left
        place = after.position if after else 0
        later = [row for row in rows if row.position > place]
        row = next(iter(later or [row for row in rows if row.position != place]), None)
        if row is None:
            return self.url
        return self.step_url(row, CHOICE) if choosing else self.begin_url(row)

    @property
    def advice(self) -> str:
        """What is left and how long there is for it, in a sentence; empty before the workshop has begun."""
        began, left = self.workshop.began_at, len(self.left)
        if began is None or not left:
            return ""
        minutes = minutes_per_risk((timezone.now() - began).total_seconds() / 60, left)
        if not minutes:
            return _("The hour has gone. Go on if you like; what is left can be done another day.")
        return ngettext(
            "About %(n)s minute for each risk that is left.",
            "About %(n)s minutes for each risk that is left.",
            minutes,
        ) % {"n": minutes}

    def crumbs(self, last: str = "") -> list[Crumb]:
        """Return the breadcrumbs to a page of the workshop."""
        way = [Crumb(label=_("Risks"), url=reverse("risks-list"))]
        own = _("Workshop about %(name)s") % {"name": self.name}
        return [*way, Crumb(label=own, url=self.url), Crumb(label=last)] if last else [*way, Crumb(label=own)]


# Its start


def _start(access: Access, _row: None, form: StartForm) -> RiskWorkshop:
    values = {k: v for k, v in form.cleaned_data.items() if k not in ("unit", "node", "security", "version")}
    return service.start(access, form.cleaned_data["unit"], form.cleaned_data["node"], **values)


def _given(request: HttpRequest, _row: None) -> Mapping[str, object]:
    access = access_of(request)
    own = Unit.objects.visible(access).filter(code=request.session.get("unit", "")).first()
    node = Node.objects.visible(access).filter(number=request.GET.get("node", "")[:30]).first()
    first: dict[str, object] = {
        "unit": own.pk if own else None,
        "held_on": timezone.localdate(),
        "led_by": access.actor.name,
    }
    if node:
        first |= {"node": pick_text(node), "unit": node.owner_unit_id}
    return {"access": access, "initial": first}


START = Act(
    on=ActTarget(
        EDIT, no_row, "risks-list", lambda _row: [Crumb(label=_("Risks"), url=reverse("risks-list"))]
    ),
    form=StartForm,
    given=_given,
    do=_start,
    once=True,
    done="",
    after=lambda made: reverse("risk-workshop", args=[made.pk]),
    title=gettext_lazy("Start a risk workshop"),
    lead=gettext_lazy(
        "An hour in front of a screen: what can happen, how bad and how likely it is, and what you do about it. "
        "Nobody needs to have seen a risk register before."
    ),
    submit=gettext_lazy("Start"),
)


def start_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the way to a workshop about the row: the one that is open, else the start; None for readers. One query."""
    if row.archived_at or not access.anywhere(EDIT):
        return None
    rows = RiskWorkshop.objects.visible(access).filter(access.units(EDIT, "unit"), closed_at=None)
    found = rows.filter(node__record=row.pk).first()
    if found:
        act = RowAct(_("Go on with the risk workshop"), reverse("risk-workshop", args=[found.pk]))
    else:
        act = RowAct(_("Start a risk workshop"), f"{reverse('risk-workshop-start')}?node={row.number}")
    return PanelContent(acts=[act])


# Its overview


@requires(READ)
def workshop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far the group has come and what comes next; when the workshop is closed, what it ended with."""
    access = access_of(request)
    view = WorkshopView(access, find_workshop(access, pk))
    if view.workshop.closed_at:
        return redirect("risk-workshop-outcome", pk=pk)
    return _overview(request, view, AddForm(None, scenarios=_more(view)))


def _more(view: WorkshopView) -> list[Scenario]:
    taken = {item.scenario_id for item in view.items}
    rows = relevant_scenarios(view.access, view.workshop.node, timezone.localdate())
    return [row for row in rows if row.pk not in taken]


def _overview(request: HttpRequest, view: WorkshopView, form: AddForm) -> HttpResponse:
    answers: dict[str, list[tuple[WorkshopItem, str]]] = {"not": [], "unknown": []}
    for item in view.items:
        answers.get(item.answer, []).append((item, view.step_url(item, CHOICE)))
    context = {
        "title": _("Workshop about %(name)s") % {"name": view.name},
        "view": view,
        "rows": [_line(view, item) for item in view.chosen],
        "answers": answers,
        "choose_url": view.next_url(choosing=True) if view.unanswered else "",
        "work_url": view.next_url() if view.left else "",
        "writes": view.access.may(EDIT, view.workshop.unit),
        "form": form,
        "crumbs": view.crumbs(),
    }
    return render(request, "risk/workshop.html", context, status=422 if form.errors else 200)


def _line(view: WorkshopView, item: WorkshopItem) -> dict[str, object]:
    level = shown_level(item.risk) if item.recorded_at else None
    answered = sum(part in item.draft for part in STEPS)
    return {
        "item": item,
        "url": view.begin_url(item) if item.recorded_at is None else view.step_url(item, EVENT),
        "level": level,
        "state": "" if level else _("begun") if answered else _("not begun"),
    }


@requires(EDIT)
@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take up one more risk, and go to its first step."""
    access = access_of(request)
    view = WorkshopView(access, writable_workshop(access, pk))
    form = AddForm(request.POST, scenarios=_more(view))
    if form.is_valid():
        scenario = form.scenarios.get(form.cleaned_data["scenario"])
        try:
            item = service.add_item(
                access, view.workshop, title=form.cleaned_data["title"], scenario=scenario
            )
            return redirect(view.step_url(item, EVENT))
        except Invalid as refusal:
            form.add_error("title", refusal.errors["title"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _overview(request, view, form)


# Its steps


@dataclass(frozen=True, slots=True)
class WorkshopStep:
    """One step of one item, as one user sees it."""

    view: WorkshopView
    item: WorkshopItem
    part: str
    forms: StepForms

    @property
    def here(self) -> str:
        """The URL of the step."""
        return self.view.step_url(self.item, self.part)

    def following(self) -> str:
        """Return the URL of the next step; after the last, of what the group takes next."""
        if self.part == CHOICE:
            return self.view.next_url(self.item, choosing=True)
        place = STEPS.index(self.part) + 1
        return (
            self.view.step_url(self.item, STEPS[place])
            if place < len(STEPS)
            else self.view.next_url(self.item)
        )

    def before(self) -> str:
        """Return the URL of the step before; of the first step, of the overview."""
        place = STEPS.index(self.part) if self.part in STEPS else 0
        return self.view.step_url(self.item, STEPS[place - 1]) if place else self.view.url

    def skipped(self) -> str:
        """Return where the group goes when it leaves the item for later."""
        return self.view.next_url(self.item, choosing=self.part == CHOICE)

    def progress(self) -> str:
        """Return how far the group has come, in words."""
        if self.part == CHOICE:
            words, rows = _("Scenario %(n)s of %(all)s"), self.view.items
        else:
            words, rows = _("Risk %(n)s of %(all)s"), self.view.chosen
        keys = [row.pk for row in rows]
        place = keys.index(self.item.pk) + 1 if self.item.pk in keys else len(keys)
        return words % {"n": place, "all": len(keys)}


def _step_of(request: HttpRequest, pk: UUID, position: int, slug: str) -> WorkshopStep | None:
    access = access_of(request)
    view = WorkshopView(access, writable_workshop(access, pk))
    part = or_hidden(next((part for part, word in SLUGS.items() if word == slug), None))
    item, method = view.item(position), method_in_use(access)
    if method is None:
        messages.error(request, _("No risk matrix is in use. Ask the city's CISO to choose one."))
        return None
    return WorkshopStep(view, item, part, StepForms(access, view.workshop, item, method))


@requires(EDIT)
def step(request: HttpRequest, pk: UUID, position: int, step: str) -> HttpResponse:
    """Show one step of one risk. POST saves it and goes on; htmx saves while the group answers."""
    work = _step_of(request, pk, position, step)
    if work is None or (request.method != "POST" and work.view.workshop.closed_at):
        return redirect("risk-workshop", pk=pk)
    if request.method != "POST":
        return _page(request, work, work.forms.form(work.part))
    form, live = work.forms.form(work.part, request.POST), "HX-Request" in request.headers
    if not form.is_valid():
        return _refused(request, work, form, _("Not saved yet: see the page."))
    access = access_of(request)
    try:
        seen = form.cleaned_data["seen"]
        item = service.save_part(access, work.item, work.part, form.value(), seen=seen, pressed=not live)
    except Stale as stale:
        return _conflict(request, work, form, stale.current)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, work, form, str(refusal))
    if live:
        return _saved(request, work, item)
    return _go_on(request, work, form, item)


def _go_on(request: HttpRequest, work: WorkshopStep, form: StepForm, item: WorkshopItem) -> HttpResponse:
    access = access_of(request)
    view = WorkshopView(access, work.view.workshop)
    done = WorkshopStep(view, view.item(item.position), work.part, work.forms)
    if "skip" in request.POST:
        return redirect(done.skipped())
    if work.part == CHOICE and not item.answer:
        form.add_error("answer", _("Choose one, or leave it for later."))
        return _refused(request, work, form, "")
    if work.part == TREATMENT:
        try:
            item = service.record(access, item)
        except Invalid as missing:
            part = next(iter(missing.errors))
            messages.warning(request, missing.errors[part][0])
            return redirect(view.step_url(item, part))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return _refused(request, work, form, str(refusal))
        level = shown_level(item.risk)
        words = {"risk": item.title, "level": level.label if level else ""}
        messages.success(request, _("%(risk)s is saved in the register: %(level)s.") % words)
        view = WorkshopView(access, work.view.workshop)
        return redirect(view.next_url(item))
    return redirect(done.following())


def _page(
    request: HttpRequest, work: WorkshopStep, form: StepForm, *, status: int = 200, **more: object
) -> HttpResponse:
    parts = () if work.part == CHOICE else STEPS
    context = {
        "title": work.item.title,
        "work": work,
        "view": work.view,
        "scenario": work.item.scenario,
        "scenario_text": work.item.scenario.said("description") if work.item.scenario else "",
        "questions": listed(work.item.scenario, "questions"),
        "question": NAMES[work.part],
        "is_choice": work.part == CHOICE,
        "is_grid": work.part == CONSEQUENCE,
        "is_last": work.part == TREATMENT,
        **_level(work, work.item),
        "form": form,
        "steps": [
            (NAMES[part], work.view.step_url(work.item, part), part == work.part, part in work.item.draft)
            for part in parts
        ],
        "crumbs": work.view.crumbs(work.item.title),
        "conflict": (),
        "who": "",
        **more,
    }
    return render(request, "risk/workshop_step.html", context, status=status)


def _level(work: WorkshopStep, item: WorkshopItem) -> dict[str, object]:
    """Return the level that the answers give, and why, for the two steps that show it."""
    method, shows = work.forms.method, work.part in (LIKELIHOOD, TREATMENT)
    draft = item.draft if shows else {}
    return {"shows_level": shows, "level": method.level_of(draft), "why": method.reason_of(draft)}


def _saved(request: HttpRequest, work: WorkshopStep, item: WorkshopItem, trouble: str = "") -> HttpResponse:
    """Return what htmx swaps: that it is saved or why not, the seal of what is stored, and the level."""
    context = {
        "trouble": trouble,
        "seen": "" if trouble else digest_part(service.part_of(item, work.part)),
        "saved_at": timezone.now(),
        **_level(work, item),
    }
    return render(request, "risk/workshop_saved.html", context, status=422 if trouble else 200)


def _refused(request: HttpRequest, work: WorkshopStep, form: StepForm, words: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        return _saved(request, work, work.item, words)
    return _page(request, work, form, status=422)


def _conflict(
    request: HttpRequest, work: WorkshopStep, form: StepForm, current: WorkshopItem
) -> HttpResponse:
    """Show what somebody else has stored beside the form, which keeps what was written here."""
    if "HX-Request" in request.headers:
        words = _("Not saved: somebody else has saved this page. Press the button to see both.")
        return _saved(request, work, current, words)
    stored = service.part_of(current, work.part)
    theirs = StepForms(work.view.access, work.view.workshop, current, work.forms.method).form(work.part)
    rows = []
    for bound in theirs:
        if bound.name != "seen" and stored.get(bound.name) != form.value().get(bound.name):
            rows.append((bound.label, _told(bound.field, stored.get(bound.name))))
    kept = work.forms.form(work.part, resubmitted_data(form, seen=digest_part(stored)))
    who = next((event.actor for event in events_of([current.pk], limit=1)), "")
    return _page(request, work, kept, status=409, conflict=rows, who=who)


def _told(field: object, value: object) -> str:
    """Return a stored answer in words."""
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(str(each), each)) for each in values if each not in (None, ""))


# Its end


def _close(access: Access, row: RiskWorkshop, form: CloseForm) -> RiskWorkshop:
    return service.close(access, row, form.cleaned_data["notes"], version=form.seen)


def _warning(request: HttpRequest, row: RiskWorkshop, _form: CloseForm) -> Mapping[str, object]:
    return {"view": WorkshopView(access_of(request), row)}


CLOSE = Act(
    on=ActTarget(
        EDIT,
        writable_workshop,
        "risk-workshop",
        lambda row: [
            Crumb(label=_("Risks"), url=reverse("risks-list")),
            Crumb(
                label=_("Workshop of %(day)s") % {"day": row.held_on},
                url=reverse("risk-workshop", args=[row.pk]),
            ),
        ],
        unit="unit",
    ),
    form=CloseForm,
    initial=("version", "notes"),
    do=_close,
    done=gettext_lazy("The workshop is closed."),
    after=lambda row: reverse("risk-workshop-outcome", args=[row.pk]),
    title=gettext_lazy("Close the workshop"),
    submit=gettext_lazy("Close the workshop"),
    template="risk/workshop_close.html",
    context=_warning,
)


def _decide_url(item: WorkshopItem) -> str:
    try:
        return reverse("risk-decide", args=[item.risk_id])
    except NoReverseMatch:
        return reverse("risks-detail", args=[item.risk_id])


@requires(READ)
def outcome(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what the workshop has come to: decisions to take, actions, open questions, and its paper."""
    access = access_of(request)
    view = WorkshopView(access, find_workshop(access, pk))
    found = outcome_of(access, view.items)
    context = {
        "title": _("Outcome of the workshop about %(name)s") % {"name": view.name},
        "view": view,
        "outcome": found,
        "risks": [(item, shown_level(item.risk)) for item in found.risks],
        "decisions": [(item, shown_level(item.risk), _decide_url(item)) for item in found.decisions],
        "files": [
            (
                _("Minutes as %(form)s") % {"form": name},
                reverse("risk-workshop-file", args=[pk, form]),
            )
            for name, form in FILES
        ],
        "crumbs": view.crumbs() if view.workshop.closed_at else view.crumbs(_("The outcome")),
    }
    return render(request, "risk/workshop_outcome.html", context)


@requires(READ)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, form: Form) -> HttpResponse:
    """Return the minutes of the workshop as a file."""
    access = access_of(request)
    or_hidden(next((each for _name, each in FILES if each == form), None))
    row = find_workshop(access, pk)
    name = f"riskverkstad-{row.held_on.isoformat()}.{form}"
    document = paper_of(access, row, object_name(access, row))
    return file_answer(rendered(document, form), name, CONTENT_TYPES[form])
