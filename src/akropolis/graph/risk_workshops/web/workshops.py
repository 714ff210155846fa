"""The pages of a workshop: its start, its overview, its end and its minutes. Its steps are in `workshop_steps`."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, form_page, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.picking import pick_text
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form
from akropolis.base.kernel.reporting import render as rendered
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import GraphRecord, Node
from akropolis.graph.risk.models import Scenario
from akropolis.graph.risk.reports.risk_words import level_for
from akropolis.graph.risk.rules.permissions import EDIT, READ
from akropolis.graph.risk_sources.services.security_stops import stop_risk
from akropolis.graph.risk_workshops.models import RiskWorkshop, WorkshopAnswer, WorkshopItem
from akropolis.graph.risk_workshops.reports.workshop_paper import paper_of
from akropolis.graph.risk_workshops.rules import workshops as steps
from akropolis.graph.risk_workshops.selectors.workshops import (
    WorkshopOutcome,
    find_workshop,
    items_of,
    outcome_of,
    relevant_scenarios,
    writable_workshop,
)
from akropolis.graph.risk_workshops.services import workshops as service
from akropolis.graph.risk_workshops.web.workshop_forms import CloseForm, WorkshopAddForm, WorkshopStartForm

SLUGS: Mapping[str, str] = {
    steps.CHOICE: "galler-oss",
    steps.EVENT: "vad-kan-handa",
    steps.MEASURES: "vad-skyddar",
    steps.CONSEQUENCE: "hur-illa",
    steps.LIKELIHOOD: "hur-ofta",
    steps.TREATMENT: "vad-gor-vi",
}
FILES: tuple[tuple[str, Form], ...] = (("PDF", "pdf"), ("Word", "docx"))


class WorkshopView:
    """A workshop as one user sees it; read once for each request."""

    def __init__(self, access: Access, workshop: RiskWorkshop) -> None:
        self.access, self.workshop = access, workshop
        self.items = items_of(access, workshop)
        self.chosen = [item for item in self.items if item.answer == WorkshopAnswer.APPLIES]
        self.left = [item for item in self.chosen if item.recorded_at is None]
        self.unanswered = [item for item in self.items if not item.answer]

    @cached_property
    def name(self) -> str:
        """The name of what the workshop is about, as far as the user may read it."""
        node = self.workshop.node
        if node and not Node.objects.visible(self.access).filter(pk=node.pk).exists():
            return _("something that you may not read")
        return str(node or self.workshop.unit)

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
        return self.step_url(
            item, next((part for part in steps.STEPS if part not in item.draft), steps.EVENT)
        )

    def next_url(self, after: int = 0, *, choosing: bool = False) -> str:
        """Return where the group goes next, from a position on and then from the beginning: to an unanswered
        scenario while it chooses, else to a risk that is left, and to the overview when there is none.
        """
        rows = self.unanswered if choosing else self.left
        row = next(
            iter(sorted((r for r in rows if r.position != after), key=lambda r: r.position < after)), None
        )
        if row is None:
            return self.url
        return self.step_url(row, steps.CHOICE) if choosing else self.begin_url(row)

    @property
    def advice(self) -> str:
        """How long there is for each risk that is left, in a sentence; empty before the workshop has begun."""
        began, left = self.workshop.began_at, len(self.left)
        if began is None or not left:
            return ""
        minutes = steps.minutes_per_risk((timezone.now() - began).total_seconds() / 60, left)
        if not minutes:
            return _("The hour has gone. Go on if you like; what is left can be done another day.")
        return ngettext(
            "About %(n)s minute for each risk that is left.",
            "About %(n)s minutes for each risk that is left.",
            minutes,
        ) % {"n": minutes}

    def crumbs(self, last: str = "") -> list[Crumb]:
        """Return the breadcrumbs to the overview, or to a page below it."""
        way = [Crumb(label=_("Risks"), url=reverse("risks-list"))]
        way.append(
            Crumb(label=_("Workshop about %(name)s") % {"name": self.name}, url=self.url if last else "")
        )
        return [*way, Crumb(label=last)] if last else way


@requires(EDIT)
@sensitive_post_parameters()
def start(request: HttpRequest) -> HttpResponse:
    """Show the form; POST starts a workshop, or stops if it may concern Sweden's security."""
    access, rows = access_of(request), reverse("risks-list")
    node = Node.objects.visible(access).filter(number=request.GET.get("node", "")[:30]).first()
    unit = chosen_unit(request, appointments_on(request))
    first: dict[str, object] = {"unit": node.owner_unit_id if node else unit and unit.pk}
    first |= {"held_on": timezone.localdate(), "led_by": access.actor.name, "node": node and pick_text(node)}
    form = WorkshopStartForm(request.POST or None, access=access, initial=first)
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "security"}
        if form.stopped:
            title, made = _("Nothing of what you wrote is kept"), stop_risk(access, values["unit"])
            return render(request, "risk_sources/stopped.html", {"title": title, "made": made})
        tried = attempt(form, lambda: create_once(request, lambda: service.start(access, **values)))
        if tried.made is not None:
            return redirect("risk-workshop", pk=tried.made.pk)
    title = _("Start a risk workshop")
    lead = _(
        "An hour in front of a screen: what can happen, how bad and how likely it is, and what you do about it. "
        "Nobody needs to have seen a risk register before."
    )
    way = [Crumb(label=_("Risks"), url=rows), Crumb(label=title)]
    return form_page(request, form, title, way, lead=lead, submit=_("Start"), back=rows)


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


@requires(READ)
def workshop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far the group has come and what comes next; when the workshop is closed, what it ended with."""
    view = WorkshopView(access_of(request), find_workshop(access_of(request), pk))
    if view.workshop.closed_at:
        return redirect("risk-workshop-outcome", pk=pk)
    return _overview(request, view, WorkshopAddForm(None, scenarios=_more(view)))


def _more(view: WorkshopView) -> list[Scenario]:
    taken = {item.scenario_id for item in view.items}
    rows = relevant_scenarios(view.access, view.workshop.node, timezone.localdate())
    return [row for row in rows if row.pk not in taken]


def _overview(request: HttpRequest, view: WorkshopView, form: WorkshopAddForm) -> HttpResponse:
    writes = view.access.may(EDIT, view.workshop.unit)
    answers: dict[str, list[tuple[WorkshopItem, str]]] = {"not": [], "unknown": []}
    for item in view.items:
        url = view.step_url(item, steps.CHOICE) if writes else ""
        answers.get(item.answer, []).append((item, url))
    context = {
        "title": _("Workshop about %(name)s") % {"name": view.name},
        "view": view,
        "rows": [
            (
                item,
                level_for(item.risk, item.risk.level) if item.risk else None,
                writes and view.begin_url(item),
            )
            for item in view.chosen
        ],
        "answers": answers,
        "choose_url": view.next_url(choosing=True) if view.unanswered else "",
        "work_url": view.next_url() if view.left else "",
        "writes": writes,
        "form": form,
        "crumbs": view.crumbs(),
    }
    return render(request, "risk_workshops/workshop.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take up one more risk, and go to its first step."""
    access = access_of(request)
    view = WorkshopView(access, writable_workshop(access, pk))
    form = WorkshopAddForm(request.POST, scenarios=_more(view))
    if form.is_valid():
        title, scenario = form.cleaned_data["title"], form.scenarios.get(form.cleaned_data["scenario"])
        tried = attempt(form, lambda: service.add_item(access, view.workshop, title=title, scenario=scenario))
        if tried.made is not None:
            return redirect(view.step_url(tried.made, steps.EVENT))
    return _overview(request, view, form)


CLOSE = Act(
    on=ActTarget(
        EDIT,
        writable_workshop,
        "risk-workshop",
        lambda row: _("Workshop of %(day)s") % {"day": row.held_on},
        unit="unit",
    ),
    form=CloseForm,
    initial=("version", "notes"),
    do=lambda access, row, form: service.close(access, row, form.cleaned_data["notes"], version=form.seen),
    done=gettext_lazy("The workshop is closed."),
    after=lambda row: reverse("risk-workshop-outcome", args=[row.pk]),
    title=gettext_lazy("Close the workshop"),
    submit=gettext_lazy("Close the workshop"),
    template="risk_workshops/workshop_close.html",
    context=lambda request, row, _form: {"view": WorkshopView(access_of(request), row)},
)


@requires(READ)
def outcome(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what the workshop has come to: decisions to take, actions, open questions, and its minutes."""
    view = WorkshopView(access_of(request), find_workshop(access_of(request), pk))
    found = outcome_of(view.access, view.items)
    files = [(name, reverse("risk-workshop-file", args=[pk, form])) for name, form in FILES]
    levels = {item.pk: level_for(item.risk, item.risk.level) for item in found.risks if item.risk}
    context = {
        "title": _("Outcome of the workshop about %(name)s") % {"name": view.name},
        "view": view,
        "outcome": found,
        "questions": list(_questions(found)),
        "risks": [(item, levels[item.pk]) for item in found.risks],
        "decisions": [
            (item, levels[item.pk], reverse("risk-decide", args=[item.risk_id])) for item in found.decisions
        ],
        "files": [(_("Minutes as %(form)s") % {"form": name}, url) for name, url in files],
        "crumbs": view.crumbs("" if view.workshop.closed_at else _("The outcome")),
    }
    return render(request, "risk_workshops/workshop_outcome.html", context)


def _questions(found: WorkshopOutcome) -> Iterator[tuple[str, str, str]]:
    """Yield what is still open: the risk, the URL of its page if it is in the register, and what is asked."""
    lots = (
        (found.not_judged, _("not judged yet")),
        (found.untreated, _("not decided what to do")),
        (found.unknown, _("we do not know whether it concerns us")),
        (found.doubted, _("does it still concern us?")),
    )
    for items, asked in lots:
        for item in items:
            yield item.title, reverse("risks-detail", args=[item.risk_id]) if item.risk_id else "", asked


@requires(READ)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, form: Form) -> HttpResponse:
    """Return the minutes of the workshop as a file."""
    or_hidden(next((each for _name, each in FILES if each == form), None))
    view = WorkshopView(access_of(request), find_workshop(access_of(request), pk))
    name = f"riskverkstad-{view.workshop.held_on.isoformat()}.{form}"
    return file_answer(
        rendered(paper_of(view.access, view.workshop, view.name), form), name, CONTENT_TYPES[form]
    )
