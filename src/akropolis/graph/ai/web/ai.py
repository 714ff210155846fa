"""The page to assess an AI system by three worries, the register's panel, and the pending tasks (Att göra)."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.exchange.web import attachment
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.parts import Crumb
from akropolis.graph.ai.models import AiAssessment, AiClass, AiClassText, AiSystem, Concern, Worry
from akropolis.graph.ai.reports.ai_file import ai_file
from akropolis.graph.ai.selectors import ai as selectors
from akropolis.graph.ai.services import ai as services
from akropolis.graph.ai.services.causes import ANSWER
from akropolis.graph.ai.web.ai_forms import AIAssessmentForm
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.deliverers import suppliers_of
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors.causes import raise_url

KINDS = {Concern.NONE: "success", Concern.SOME: "info", Concern.GREAT: "warning"}


@requires(selectors.READ)
def assess(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the current assessment and earlier ones; users who may edit the system can make a new assessment."""
    access = access_of(request)
    rows = AiSystem.objects.visible(access).select_related("owner_unit", "owner")
    system: AiSystem = rows.one(pk=pk)
    may = selectors.may_assess(access, system)
    if request.method == "POST" and not may:
        raise Hidden
    before = selectors.assessments(access, system)
    kept = selectors.running_actions(access, system) if may else {}
    latest = before[0] if before else None
    data = request.POST or None
    form = AIAssessmentForm(data, access=access, system=system, latest=latest, kept=kept) if may else None
    if form is not None and form.is_bound and form.is_valid():
        act = partial(services.assess, access, system, **form.values())
        if attempt(form, lambda: create_once(request, act)).done:
            messages.success(request, _("The assessment is saved."))
            return redirect(record_url(NodeKind.AI_SYSTEM, system.pk))
    return render(
        request,
        "ai/ai_assessment.html",
        _context(access, system, before, form),
        status=422 if form and form.errors else 200,
    )


@requires(selectors.READ)
@require_safe
def assessments_file(request: HttpRequest) -> HttpResponse:
    """Return every assessment that the user may read, as an Excel file."""
    access = access_of(request)
    made = selectors.all_assessments(access)
    return attachment(ai_file(made, selectors.actions_of(access, made)), _("assessments of AI systems"))


def _context(
    access: Access, system: AiSystem, before: Sequence[AiAssessment], form: AIAssessmentForm | None
) -> dict[str, object]:
    title, classes = _("Assess the AI system"), selectors.Classes(access, timezone.localdate())
    row_url = record_url(NodeKind.AI_SYSTEM, system.pk)
    raised = selectors.actions_of(access, before)
    return {
        "title": title,
        "crumbs": [
            Crumb(label=_("AI systems"), url=reverse("ai-systems-list")),
            Crumb(label=system.name, url=row_url),
            Crumb(label=title),
        ],
        "system": system,
        "about": _about(access, system),
        "ai_class": class_in_words(classes, system.ai_class),
        "classes": [class_in_words(classes, each) for each in AiClass if each != AiClass.UNKNOWN],
        "classes_url": classes_url(access),
        "form": form,
        "assessments": [_assessment_context(row, raised.get(row.pk, {})) for row in before],
        "row_url": row_url,
        "file_url": reverse("ai-assessments-file"),
    }


def _about(access: Access, system: AiSystem) -> list[tuple[str, str]]:
    """Return what the register and the graph say about the system, as (label, value) pairs."""

    def told(name: str) -> tuple[str, str]:
        return str(AiSystem._meta.get_field(name).verbose_name), getattr(system, name)  # type: ignore[union-attr]

    suppliers = suppliers_of(access, Q(source__record=system.pk), timezone.localdate()).get(system.pk, [])
    affects = AiSystem._meta.get_field("affects_people").verbose_name
    answer = {True: _("Yes"), False: _("No"), None: ""}[system.affects_people]
    return [
        told("purpose"),
        told("model"),
        (_("supplier"), listing(suppliers, _("and"))),
        told("data_in"),
        told("data_out"),
        (str(affects), answer),
        told("checking"),
    ]


def class_in_words(classes: selectors.Classes, code: str) -> dict[str, object]:
    """Describe a class under the AI act with its meaning that day, in the reader's language if there is a text."""
    found = classes.text(code)
    words: dict[str, object] = {"label": AiClass(code).label, "known": code != AiClass.UNKNOWN}
    if found is None:
        return words | {"text": "", "stop": False}
    return words | {
        "text": found.said("text"),
        "ask": found.said("ask"),
        "stop": found.stop,
        "source": found.source,
        "mark": found.get_mark_display(),
        "valid_from": found.valid_from,
    }


def classes_url(access: Access) -> str:
    """Return the URL of the table of class texts; empty for users who may not read them."""
    return reverse("ai-classes") if access.anywhere(f"{AiClassText.permission}:read") else ""


def _assessment_context(
    row: AiAssessment, raised: Mapping[str, Sequence[Action]], *, may: bool = False
) -> dict[str, object]:
    """Return the context of an assessment. If `may` is true, further actions can be raised from each answer."""
    return {"row": row, "answers": [_answer(row, worry, raised.get(worry, ()), may=may) for worry in Worry]}


def _answer(row: AiAssessment, worry: Worry, actions: Sequence[Action], *, may: bool) -> dict[str, object]:
    said = row.answers.get(worry, {})
    concern = said.get("concern", "")
    known = concern in Concern.values
    return {
        "worry": worry.label,
        "concern": Concern(concern).label if known else _("Not answered"),
        "kind": KINDS[Concern(concern)] if known else "neutral",
        "reason": said.get("reason", ""),
        "actions": actions,
        "hidden": bool(said.get("action")) and not actions,
        "raise_url": raise_url(ANSWER, f"{row.pk}_{worry}") if may else "",
    }


# On the system's own page, and what waits


def panel(access: Access, row: AiSystem) -> PanelContent:
    """Return the system's panel: its latest assessment, its actions, and its class with the reason."""
    latest = selectors.assessments(access, row)[:1]
    raised = selectors.actions_of(access, latest) if latest else {}
    today, may = timezone.localdate(), selectors.may_assess(access, row)
    act = may and access.anywhere(selectors.ACT)
    late = row.review_on is not None and row.review_on <= today
    context = {
        "latest": _assessment_context(latest[0], raised.get(latest[0].pk, {}), may=act) if latest else None,
        "ai_class": class_in_words(selectors.Classes(access, today), row.ai_class),
        "class_reason": row.class_reason,
        "review_on": row.review_on,
        "late": late,
    }
    url, acts = reverse("ai-assessment", args=[row.pk]), []
    if may:
        rank = ActRank.NEXT if late or not latest else ActRank.BESIDE
        acts = [RowAct(_("Assess anew") if latest else _("Assess"), url, rank)]
    elif latest:
        acts = [RowAct(_("All assessments"), url)]
    return PanelContent(context=context, acts=acts)


@task_feed(rows=selectors.systems_to_assess)
def pending_assessments(row: AiSystem) -> PendingTask:
    """Return the pending task for an AI system that the user is to assess."""
    never = not row.assessed  # type: ignore[attr-defined] # annotated by the selector
    title, why = _("Assess the AI system %(name)s anew"), _("It is time for its next review.")
    if never:
        title, why = _("Assess the AI system %(name)s"), _("It has not been assessed yet, at %(unit)s.")
    words = {"name": row.name, "unit": row.owner_unit.name}
    return PendingTask(
        key=f"ai:{row.pk}:{'first' if never else row.review_on}",
        title=title % words,
        url=reverse("ai-assessment", args=[row.pk]),
        why=why % words,
        due=None if never else row.review_on,
        about=refer(row),
    )
