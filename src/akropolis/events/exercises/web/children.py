"""Pages that add, correct and remove injects and observations, and propose injects."""

from collections.abc import Callable, Sized
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.events.exercises.models import Exercise, Inject, Observed, Script
from akropolis.events.exercises.models.scripts import WEEK
from akropolis.events.exercises.rules.permissions import HOLDS
from akropolis.events.exercises.services.keeping import Child, child_of, exercise_of, keep, remove
from akropolis.events.exercises.services.planning import fill_from


class ChildForm(VersionedForm):
    """Base form for injects and observations, with a box to remove the row."""

    gone = forms.BooleanField(label=gettext_lazy("Take it away"), required=False)
    fields_of: tuple[str, ...] = ()

    def __init__(self, data: FormData, *, row: Child) -> None:
        first = {name: getattr(row, name) for name in self.fields_of} | {"version": row.version}
        super().__init__(data, initial=first)
        if row._state.adding:
            del self.fields["gone"]

    @property
    def written(self) -> dict[str, object]:
        """Return the entered field values of the row."""
        return {name: self.cleaned_data[name] for name in self.fields_of}


class InjectForm(ChildForm, model=Inject):
    """Form for an inject."""

    fields_of = ("minute", "text", "whom", "expected")

    minute = FromModel(
        gettext_lazy("In the exercise's own time, from its start: 90 is an hour and a half in."),
        max_value=WEEK,
    )
    text = FromModel(rows=4)
    whom = FromModel()
    expected = FromModel(rows=3)

    field_order = (*fields_of, "gone")


class ObservedForm(ChildForm, model=Observed):
    """Form for an observation of a goal."""

    fields_of = ("goal", "outcome", "text", "seen_by")

    outcome = FromModel(widget=forms.RadioSelect)
    text = FromModel(rows=5)
    seen_by = FromModel(gettext_lazy("A role says enough."))

    field_order = (*fields_of, "gone")

    def __init__(self, data: FormData, *, row: Observed) -> None:
        super().__init__(data, row=row)
        choices = list(row.exercise.goals_with([row.goal]).items())
        self.fields["goal"] = forms.ChoiceField(
            label=_("Goal"),
            choices=choices or [("", _("The exercise as a whole"))],
            required=bool(choices),
            help_text=_("The goals are written with the exercise."),
        )
        self.order_fields(self.field_order)

    @property
    def written(self) -> dict[str, object]:
        """Return the entered field values. Without a goal, the observation is about the exercise as a whole."""
        found = super().written
        return found | {"goal": found["goal"] or _("The exercise as a whole")}


def _back(exercise: Exercise) -> str:
    return reverse("exercises-detail", args=[exercise.pk])


def _page(request: HttpRequest, row: Child, form: ChildForm, title: str) -> HttpResponse:
    access, exercise = access_of(request), row.exercise
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(_act(request, access, row, form)) is not None
    ):
        messages.success(request, _("It is taken away.") if _gone(form) else _("The change is saved."))
        return redirect(_back(exercise))
    way = [Crumb(label=exercise.label(), url=_back(exercise)), Crumb(label=title)]
    return form_page(request, form, title, way, back=_back(exercise))


def _gone(form: ChildForm) -> bool:
    return bool(form.cleaned_data.get("gone"))


def _act(request: HttpRequest, access: Access, row: Child, form: ChildForm) -> Callable[[], object]:
    if _gone(form):
        return partial(remove, access, row)
    act = partial(keep, access, row, form.written, version=form.cleaned_data["version"])
    return (lambda: create_once(request, act)) if row._state.adding else act


@requires(HOLDS)
def new_inject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; POST adds an inject to the exercise."""
    row = Inject(exercise=exercise_of(access_of(request), pk))
    return _page(request, row, InjectForm(request.POST or None, row=row), _("New inject"))


@requires(HOLDS)
def inject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; POST changes or removes the inject."""
    row = child_of(access_of(request), Inject, pk)
    return _page(request, row, InjectForm(request.POST or None, row=row), _("Inject"))


@requires(HOLDS)
def new_observation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; POST adds an observation."""
    row = Observed(exercise=exercise_of(access_of(request), pk), seen_by=access_of(request).actor.name)
    return _page(request, row, ObservedForm(request.POST or None, row=row), _("New observation"))


@requires(HOLDS)
def observation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; POST changes or removes the observation."""
    row = child_of(access_of(request), Observed, pk)
    return _page(
        request, row, ObservedForm(request.POST or None, row=row), pgettext("exercise", "Observation")
    )


class FillForm(VersionedForm):
    """Form that chooses the written exercise to fill from."""

    def __init__(self, data: FormData, *, scripts: list[Script]) -> None:
        super().__init__(data)
        self.scripts = {str(row.pk): row for row in scripts}
        self.fields["script"] = forms.ChoiceField(
            label=_("Written exercise"),
            choices=[(key, str(row)) for key, row in self.scripts.items()],
            widget=forms.RadioSelect,
        )


def _proposed(made: Sized) -> str:
    told = ngettext("%(n)s inject is proposed.", "%(n)s injects are proposed.", len(made))
    return f"{told % {'n': number(len(made))}} {_('Read them through before the start.')}"


PROPOSE = Act(
    on=ActTarget(HOLDS, exercise_of, _back, Exercise.label),
    form=FillForm,
    given=lambda request, _exercise: {"scripts": Script.in_force(access_of(request), timezone.localdate())},
    do=lambda access, exercise, form: fill_from(access, exercise, form.scripts[form.cleaned_data["script"]]),
    done=_proposed,
    title=gettext_lazy("Propose injects"),
    lead=gettext_lazy(
        "Names come from what an attack on the supplier or the service reaches. Injects that stand there are replaced."
    ),
    submit=gettext_lazy("Propose"),
)
