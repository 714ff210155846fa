"""Pages for deciding on a classification, and the decisions made."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.history.log import creator_proof
from akropolis.base.lib.numbers import INTEGER, number_in
from akropolis.base.lib.swedish import number as formatted
from akropolis.graph.assets.services.lowerings import appointments_to_decide
from akropolis.graph.information.models import ClassificationDecision
from akropolis.graph.information.rules.parts import about_of
from akropolis.graph.information.selectors.classification import (
    DECIDE,
    EDIT,
    READ,
    classification_status,
    decided_outcome,
    decisions,
    find,
    frozen_provisions,
    not_carried,
    people_to_decide,
)
from akropolis.graph.information.services import classification as service
from akropolis.graph.information.web.classification_forms import DecideForm
from akropolis.graph.information.web.classification_steps import (
    UNBROKEN,
    DraftView,
    aspect_row,
    crumbs,
    draft_context,
)
from akropolis.shared.classification.rules.answers import read_answers
from akropolis.shared.classification.rules.aspects import in_letters
from akropolis.shared.classification.rules.assessment import LevelAssessment
from akropolis.shared.classification.rules.scheme import Level, SchemeBody
from akropolis.shared.classification.selectors import legal_bases
from akropolis.shared.classification.selectors.schemes import body_of
from akropolis.shared.classification.selectors.sentences import RAISES


@requires(READ)
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the outcome to be decided, in full sentences; POST decides, for users who may."""
    access, information = access_of(request), find(access_of(request), pk)
    if not any(access.may(right, information.owner_unit) for right in (EDIT, DECIDE)):
        raise Hidden
    found = classification_status(access, information)
    if found.draft is None:
        return redirect("classification", pk=pk)
    found.draft.information = information
    work = DraftView(access, found.draft)
    may_decide = access.may(DECIDE, information.owner_unit)
    if request.method == "POST" and not may_decide:
        raise Hidden
    form = _form(request, work) if may_decide else None
    status = 200
    if request.method == "POST" and form is not None:
        status = 422
        if form.is_valid():
            tried = attempt(form, partial(_decide, request, work, form))
            if tried.made is not None:
                messages.success(request, _("The decision is taken."))
                return redirect("classification-decision", pk=pk, number=tried.made.number)
            status = tried.status
            if tried.conflict is not None:
                work = DraftView(access, tried.conflict)
    return render(
        request,
        "information/classification_decide.html",
        _deciding(request, work, form, status),
        status=status,
    )


@requires(EDIT)
@require_POST
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the draft to the users who may decide."""
    access, information = access_of(request), find(access_of(request), pk)
    found = classification_status(access, information)
    version = request.POST.get("version", "")
    with refusals_as_messages(request):
        draft = or_hidden(found.draft)
        service.send(access, draft, version=number_in(version, INTEGER, 0))
        messages.success(request, _("It is sent for decision. Those who may decide are told."))
    return redirect("classification-decide", pk=pk)


def _form(request: HttpRequest, work: DraftView) -> DecideForm:
    held = appointments_to_decide(access_of(request), work.information.owner_unit)
    today = timezone.localdate()
    years = service.validity(today)
    initial = {"valid_to": years.proposed(today), "version": work.draft.version}
    longest = _("At the most until %(day)s.") % {"day": formats.date_format(years.last(today))}
    return DecideForm(request.POST or None, held=held, initial=initial, longest=longest)


def _decide(request: HttpRequest, work: DraftView, form: DecideForm) -> ClassificationDecision:
    data = form.cleaned_data
    return service.decide(
        access_of(request),
        work.draft,
        appointment=data["appointment"],
        valid_to=data["valid_to"],
        version=data["version"],
    )


def _deciding(
    request: HttpRequest, work: DraftView, form: DecideForm | None, status: int
) -> dict[str, object]:
    information, before = work.information, classification_status(work.access, work.information).decision
    about = about_of(work.draft.description, work.draft.answers)
    return {
        **draft_context(request, work, "decide"),
        "form": form,
        "missing": work.missing,
        "about": about,
        "people": formatted(about.people or 0),
        "provisions": _provisions(work),
        "scheme": work.draft.scheme,
        "before": before,
        "gone": not_carried(work.draft, before),
        "changed": status == 409,
        "may_edit": work.access.may(EDIT, information.owner_unit),
        "deciders": [] if form else people_to_decide(work.access, information.owner_unit),
    }


def _provisions(work: DraftView) -> list[str]:
    """Return the chosen provisions as text; one that needs checking carries its mark, for the decider."""
    chosen = read_answers(work.draft.answers).legal
    rows = [row for row in legal_bases.in_force(work.access) if row.code in chosen]
    return [f"{row}, {row.get_mark_display()}" if row.unsure else str(row) for row in rows]


# What stands


@requires(READ)
def all_decisions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List all decisions on the information set, latest first."""
    access, information = access_of(request), find(access_of(request), pk)
    if information.pointer:
        return redirect("classification", pk=pk)
    found = classification_status(access, information)
    context = {
        "title": _("Classification decisions"),
        "information": information,
        "standing": found,
        "rows": [
            {
                "decision": row,
                "factor": creator_proof(row.pk),
                "letters": in_letters(row.levels).replace(" ", UNBROKEN),
                "url": reverse("classification-decision", args=[pk, row.number]),
            }
            for row in decisions(access, information)
        ],
        "may_edit": access.may(EDIT, information.owner_unit) and information.archived_at is None,
        "crumbs": crumbs(information, (_("Classification decisions"), "")),
    }
    return render(request, "information/classification_decisions.html", context)


@requires(READ)
def decision(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Show one decision as it was taken: its levels and what they rest on, its grounds, decider, day and validity."""
    access, information = access_of(request), find(access_of(request), pk)
    rows = {row.number: row for row in decisions(access, information)}
    if number not in rows:
        raise Hidden
    row, today = rows[number], timezone.localdate()
    body, found = body_of(row.scheme), decided_outcome(row)
    later, about = max(rows), about_of(row.description, row.answers)
    context = {
        "title": _("Classification of %(name)s") % {"name": row.information_name},
        "information": information,
        "decision": row,
        "letters": in_letters(row.levels).replace(" ", UNBROKEN),
        "factor": creator_proof(row.pk),
        "aspects": _aspects(row, found, body),
        "about": about,
        "people": formatted(about.people or 0),
        "provisions": frozen_provisions(row),
        "raises": _raises(row, body),
        "table": _table(row, body),
        "imported": row.answers.get("imported"),
        "later": reverse("classification-decision", args=[pk, later]) if later != number else "",
        "expired": later == number and row.valid_to < today,
        "crumbs": crumbs(
            information,
            (_("Classification decisions"), reverse("classification-decisions", args=[pk])),
            (_("Decision %(number)s") % {"number": number}, ""),
        ),
    }
    return render(request, "information/classification_decision.html", context)


def _aspects(
    row: ClassificationDecision, found: LevelAssessment, body: SchemeBody
) -> list[dict[str, object]]:
    """Return each aspect that has a level; the decided column shows the decision, whatever the grounds give."""
    rows = []
    for outcome in found.aspects:
        value = row.levels.get(outcome.aspect)
        if value is not None:
            rows.append({**aspect_row(outcome, body), "level": body.level(value), "value": value})
    return rows


def _raises(row: ClassificationDecision, body: SchemeBody) -> list[dict[str, str | Level | None]]:
    found = []
    for each in read_answers(row.answers).raises:
        aspect, level = body.aspect(each.aspect), body.level(each.level)
        words = {"kind": str(RAISES[each.kind]), "aspect": aspect.name if aspect else each.aspect}
        found.append({**words, "level": level, "reason": each.reason})
    return found


def _table(row: ClassificationDecision, body: SchemeBody) -> list[tuple[str, list[dict[str, object]]]]:
    """Return the answers per aspect: its name, and a row per answered kind of harm with level and reason."""
    answers = read_answers(row.answers)
    return [
        (
            aspect.name,
            [
                {"name": category.name, "level": body.level(answer.level), "text": answer.text}
                for category in body.categories
                if (answer := answers.harm(aspect.key, category.key)).level is not None
            ],
        )
        for aspect in body.active
        if aspect.key in answers.harms
    ]
