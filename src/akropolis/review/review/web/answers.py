"""Pages for directions to answer: the list for the user's own units, and the answer form."""

from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import (
    ScopedModelChoiceField,
    ScopedModelMultipleChoiceField,
    active_people,
    attempt,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Answer, AnswerAction, Direction, Outcome
from akropolis.review.review.selectors.answers import (
    WRITE,
    DirectionAnswers,
    Progress,
    answer_of,
    asked_of_own,
    latest_directions,
    progress_of,
)
from akropolis.review.review.selectors.reviews import words_for
from akropolis.review.review.services import directions
from akropolis.review.review.web.unanswered import why
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.evidence.register.panels import evidence_of_rows


class DirectionAnswerForm(ModelFieldsForm, model=Answer):
    """Form for a unit's answer: the unit's own open actions, a new action, or a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = FromModel(widget=forms.RadioSelect)
    reason = FromModel(label=gettext_lazy("Reason or comment"), rows=4)
    title = forms.CharField(
        label=gettext_lazy("New action"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("It is put in the register of actions with this direction as its cause."),
    )
    due_on = day_field(gettext_lazy("To be done by"), required=False)
    outcome = FromModel()
    result = FromModel(gettext_lazy("Filled in during the year. Next year's review prints it."), rows=3)

    def __init__(
        self,
        data: FormData = None,
        *,
        access: Access,
        unit: Unit,
        linked: list[object],
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["responsible"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access),
            required=False,
            label=_("Responsible"),
            empty_label=_("No one yet"),
        )
        self.fields["actions"] = ScopedModelMultipleChoiceField(
            model=Action,
            access=access,
            narrow=lambda rows: rows.filter(
                (OPEN & Q(owner_unit__path__startswith=unit.path)) | Q(pk__in=linked)
            ),
            required=False,
            label=_("Actions in the register"),
            help_text=_("The unit's open ones, and those that the answer points at already."),
            widget=forms.CheckboxSelectMultiple,
        )
        for bound in self.fields.values():
            unmarked(bound)

    def new_action(self) -> dict[str, object] | None:
        """Return the field values of the new action; None if no new action is entered."""
        data = self.cleaned_data
        if not data["title"].strip():
            return None
        return {"title": data["title"].strip(), "due_on": data["due_on"], "responsible": data["responsible"]}


@requires("review:answer:read")
def directions_page(request: HttpRequest) -> HttpResponse:
    """List what the user's units are asked to answer, unanswered first, and the progress of their own directions."""
    access = access_of(request)
    rows = asked_of_own(access)
    found: dict[UUID, list[DirectionAnswers]] = {}
    for row in rows:
        found.setdefault(row.direction.pk, []).append(row)
    progress = progress_of(access, [group[0].direction for group in found.values()])
    shown = [_rows_context(group, progress[key]) for key, group in found.items()]
    context = {
        "title": _("Directions to answer"),
        "open": [item for item in shown if item["waiting"]],
        "answered": [item for item in shown if not item["waiting"]],
        "waiting": sum(row.answer is None for row in rows),
        "alone": rows[0].unit if len({row.unit.pk for row in rows}) == 1 else None,
        "ours": _ours(access),
    }
    return render(request, "review/asked.html", context)


def _ours(access: Access) -> list[dict[str, object]]:
    """Return the directions that the user's units have set for others, each with its progress and URL."""
    own = {scope.path for scope in access.scopes("review:answer:read")}
    rows = [row for row in latest_directions(access) if row.review.owner_unit.path in own]
    progress = progress_of(access, rows)
    return [
        {
            "direction": row,
            "progress": progress[row.pk],
            "url": f"{url_of('review-directions', row.review)}#{row.pk}",
        }
        for row in rows
        if progress[row.pk].asked > 1
    ]


def _rows_context(rows: list[DirectionAnswers], progress: Progress) -> dict[str, object]:
    direction = rows[0].direction
    units = [
        {
            "unit": row.unit,
            "answer": row.answer,
            "url": reverse("direction-answer", args=[direction.pk, row.unit.code]),
        }
        for row in rows
    ]
    return {
        "direction": direction,
        "why": why(rows[0], progress),
        "waiting": [item for item in units if item["answer"] is None],
        "given": [item for item in units if item["answer"] is not None],
        "url": units[0]["url"] if len(units) == 1 else "",
        "review_url": url_of("review-directions", direction.review),
    }


@requires(WRITE)
def answer(request: HttpRequest, pk: UUID, unit: str) -> HttpResponse:
    """Show and save one unit's answer to one direction. The answer may be updated during the year."""
    access = access_of(request)
    row = Direction.objects.visible(access).select_related("review__owner_unit").one(pk=pk)
    owner = Unit.objects.visible(access).one(code=unit)
    if not access.may(WRITE, owner) or not directions.concerns(row, owner):
        raise Hidden
    found = answer_of(access, row, owner)
    linked = _linked(access, found)
    form = DirectionAnswerForm(
        request.POST or None,
        access=access,
        unit=owner,
        linked=[action.pk for action in linked],
        initial=_initial(found, linked),
    )
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        tried = attempt(form, lambda: _answered(access, row, owner, form))
        if tried.done:
            messages.success(request, _("The answer is saved."))
            return redirect("directions")
        conflict, status = tried.conflict, tried.status
    context = _context(access, row, owner, form)
    context |= {
        "conflict": conflict,
        "linked": linked,
        "proof": _proof(access, found),
    }
    return render(request, "review/answer.html", context, status=422 if form.errors else status)


def _context(access: Access, row: Direction, owner: Unit, form: DirectionAnswerForm) -> dict[str, object]:
    return {
        "title": row.title,
        "direction": row,
        "text": words_for(access, row.review, row.text),
        "unit": owner,
        "form": form,
        "progress": progress_of(access, [row])[row.pk],
        "actions_open": bool(form["actions"].field.queryset),  # type: ignore[attr-defined]
        "crumbs": [
            {"label": _("Directions to answer"), "url": reverse("directions")},
            {"label": row.title, "url": ""},
        ],
    }


def _proof(access: Access, found: Answer | None) -> str:
    return evidence_of_rows(access, [found]).get(found.pk, "") if found else ""


def _initial(found: Answer | None, linked: list[Action]) -> dict[str, object]:
    if found is None:
        return {"outcome": Outcome.NOT_BEGUN}
    names = ("kind", "reason", "outcome", "result", "version")
    return {name: getattr(found, name) for name in names} | {"actions": [action.pk for action in linked]}


def _linked(access: Access, found: Answer | None) -> list[Action]:
    if found is None:
        return []
    ids = AnswerAction.objects.visible(access).filter(answer=found).values_list("action_id", flat=True)
    return list(Action.objects.visible(access).filter(pk__in=list(ids)))


def _answered(access: Access, row: Direction, unit: Unit, form: DirectionAnswerForm) -> Answer:
    data = form.cleaned_data
    return directions.answer(
        access,
        row,
        unit,
        kind=data["kind"],
        reason=data["reason"],
        actions=list(data["actions"]),
        new_action=form.new_action(),
        outcome=data["outcome"],
        result=data["result"],
        version=data["version"],
    )


urls = [
    path("inriktningar/", directions_page, name="directions"),
    path("inriktningar/<uuid:pk>/<slug:unit>/", answer, name="direction-answer"),
]
