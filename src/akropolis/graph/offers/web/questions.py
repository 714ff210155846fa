"""Questions to a service's operator with the answers, and a unit's role for the personal data in the service."""

from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.notify.web.reminding import remind_page
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.sight import node_crumbs
from akropolis.graph.offers.models import Controllership, Question
from akropolis.graph.offers.rules.permissions import CONTROLLERSHIP
from akropolis.graph.offers.selectors.offers import shared_url
from akropolis.graph.offers.selectors.shared import Shared
from akropolis.graph.offers.services import shared as service
from akropolis.graph.offers.web.finding import node_at

EDIT = f"{CONTROLLERSHIP}:edit"


class QuestionForm(ModelFieldsForm, model=Question):
    """Form for a question, and which unit asks it."""

    text = FromModel(
        gettext_lazy("Only your unit and who operates the service read it."),
        label=gettext_lazy("Your question"),
        rows=4,
    )

    def __init__(
        self, data: FormData, *, access: Access, first: str = "", **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        units = list(
            Unit.objects.visible(access).filter(access.units(service.WRITE), valid_to__isnull=True)[:2]
        )
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(access.units(service.WRITE), valid_to__isnull=True),
            label=_("Asked for"),
            empty_label=None,
            to_field_name="code",
            initial=first or None,
        )
        if len(units) == 1:
            self.fields["unit"].initial = units[0].code
            self.fields["unit"].widget = forms.HiddenInput()


class QuestionAnswerForm(ModelFieldsForm, model=Question):
    """Form for the operator's answer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = FromModel(gettext_lazy("Who asked is told at once."), required=True, rows=6)


class ControllershipForm(ModelFieldsForm, model=Controllership):
    """Form for the unit's role for the personal data, and its grounds."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    role = FromModel(
        label=gettext_lazy("What the committee or company is for the personal data"), widget=forms.RadioSelect
    )
    basis = FromModel()


def _shared(node: Node) -> str:
    return shared_url(node.kind, node.record)


def _answer_url(question: Question) -> str:
    return f"{_shared(question.node)}#{question.pk}"


def _way(node: Node) -> list[Crumb]:
    return node_crumbs(node, Crumb(label=_("Both sides"), url=_shared(node)))


def _question_at(access: Access, pk: UUID) -> Question:
    rows = Question.objects.visible(access)
    found: Question = rows.select_related("node__owner_unit", "node__operator_unit", "unit", "asker").one(
        pk=pk
    )
    return found


def _answerable_at(access: Access, pk: UUID) -> Question:
    question = _question_at(access, pk)
    if not service.may_answer(access, question.node):
        raise Hidden
    return question


ASK = Act(
    on=ActTarget(service.WRITE, node_at, _shared, _way),
    form=QuestionForm,
    given=lambda request, _node: {
        "access": access_of(request),
        "first": str(request.session.get("unit", "")),
    },
    once=True,
    do=lambda access, node, form: service.ask(access, node, **form.cleaned_data),
    done=gettext_lazy("The question is sent. You are told when it is answered."),
    after=_answer_url,
    title=gettext_lazy("Ask who operates it"),
    template="offers/question_ask.html",
    context=lambda _request, node, _form: {"node": node},
)
ANSWER = Act(
    on=ActTarget(
        service.WRITE, _answerable_at, lambda asked: _shared(asked.node), lambda asked: _way(asked.node)
    ),
    form=QuestionAnswerForm,
    initial=("answer", "version"),
    do=lambda access, question, form: service.answer(
        access, question, form.cleaned_data["answer"], version=form.cleaned_data["version"] or 0
    ),
    done=gettext_lazy("The answer is saved."),
    after=_answer_url,
    title=gettext_lazy("Answer a question"),
    template="offers/question_answer.html",
    context=lambda _request, question, _form: {"question": question, "node": question.node},
)
WITHDRAW = ButtonAct(
    on=ActTarget(service.WRITE, _question_at, lambda question: _shared(question.node)),
    do=service.withdraw,
    done=gettext_lazy("The question is taken back."),
)


@requires(service.WRITE)
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remind those responsible for the service of an unanswered question."""
    question = _question_at(access_of(request), pk)
    unit = question.node.operator_unit or question.node.owner_unit
    title, back = _("Remind of the question"), f"{_shared(question.node)}#{question.pk}"
    way = [Crumb(label=question.node.name, url=back), Crumb(label=title)]
    units = [] if question.answered_at else [unit]
    return remind_page(request, service.reminder_of(question), units, title, way, back)


@requires(EDIT)
def controllership(request: HttpRequest, pk: UUID, unit: str) -> HttpResponse:
    """State an authority's or company's role for the personal data in the node, proposed from a part's older one."""
    access = access_of(request)
    node = node_at(access, pk)
    owner = Unit.objects.visible(access).one(code=unit)
    access.must(EDIT, owner)
    stated = Shared(access, node, timezone.localdate()).stated.get(owner.pk)
    found = stated if stated and stated.unit_id == owner.pk else None
    names = ("role", "basis", "version")
    initial = {name: getattr(stated, name) for name in names if name != "version" or found} if stated else {}
    form = ControllershipForm(request.POST or None, initial=initial)
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in names}
        tried = attempt(form, partial(service.state_controllership, access, node, owner, **given))
        if tried.done:
            messages.success(request, _("The responsibility for personal data is saved."))
            return redirect(f"{_shared(node)}#personal-data")
        conflict, status = tried.conflict, tried.status
    title = _("Responsibility for personal data")
    context = {
        "title": title,
        "node": node,
        "form": form,
        "back": _shared(node),
        "crumbs": [*_way(node), Crumb(label=title)],
        "unit": owner,
        "conflict": conflict,
    }
    status = 422 if form.errors and status == 200 else status
    return render(request, "offers/shared_controllership.html", context, status=status)
