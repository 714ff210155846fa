"""Handling a track: pending tasks of its people, its steps on its page, and the pages where a step is filed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.deadlines.tasks import DueDate, PendingTask
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.reading import readable
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.display import ShownEvent, history
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.fields import moment_field, prose_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.events.incidents.models import SUBMITTED, StepState, Track, TrackStep
from akropolis.events.incidents.reports import describe_step, reasons_of
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS
from akropolis.events.incidents.rules.tracks import INSTEAD, INTERMEDIATE, OWN, duties
from akropolis.events.incidents.selectors import clocks
from akropolis.events.incidents.selectors.clocks import StepClock, clocks_of
from akropolis.events.incidents.services import tracks
from akropolis.events.incidents.services.viewings import record_viewing
from akropolis.shared.clocks.reports.clock_words import format_moment

FILED = ("submitted_at", "receipt", "because")
BECAUSE = "whoever walks a unit's tracks is reminded of their clocks"


# Pending tasks


def list_step_tasks(access: Access, _today: date) -> Iterator[PendingTask]:
    """Yield a task for each pending step in the tracks of the person's own units."""
    if access.actor.id is None or not access.anywhere(EDIT_TRACKS):
        return
    asked_of = clocks.list_own_clocks(access)
    judged = tracks.assessments_by_track(access, [clock.step.track for clock in asked_of])
    for clock in asked_of:
        if clock.start or clock.own:
            yield _task(clock, *judged.get(clock.step.track_id, ("", "")))


def _task(clock: StepClock, page: str, outcome: str) -> PendingTask:
    """Return the task; it links to the page where the event is assessed first, when the step is the duty itself."""
    step, track = clock.step, clock.step.track
    words = {
        "step": clock.listed_name,
        "unit": track.owner_unit.name,
        "event": track,
        "number": track.incident.number,
        "leads": track.incident.owner_unit.name,
    }
    title = _("%(step)s for %(unit)s: %(event)s")
    if step.state == StepState.SENT:
        title = _("Write the receipt of: %(step)s for %(unit)s: %(event)s")
    judging = not outcome and step.state == StepState.WAITING and step.clock in duties(track.regime)
    return PendingTask(
        key=f"track-step:{step.pk}",
        title=title % words,
        url=(judging and page) or reverse("track-step", args=[step.pk]),
        why=_("%(number)s, led by %(leads)s. The duty is the unit's own.") % words,
        due=timezone.localdate(clock.moment) if clock.moment else None,
        at=clock.moment,
        reasons=tuple(reasons_of(clock)),
        about=refer(track),
    )


def due_everywhere(_last: date) -> Iterator[DueDate]:
    """Yield all steps with a due time, with those responsible: the track's person, else its unit's people."""
    every = [clock for clock in clocks.list_all_running_clocks() if clock.moment]
    units = {clock.step.track.owner_unit_id: clock.step.track.owner_unit for clock in every}
    people = responsible_people(EDIT_TRACKS, list(units.values()), timezone.localdate(), because=BECAUSE)
    for clock in every:
        for person in people[clock.step.track.owner_unit_id]:
            yield DueDate(f"track-step:{clock.step.pk}", person.pk, clock.moment)  # type: ignore[arg-type] # see above


# On the track's page


def panel(access: Access, track: Track) -> Mapping[str, object]:
    """Return the context of the panel: the track's steps with their clocks, and the actions allowed for each."""
    now = timezone.now()
    writes = track.writable_by(access) and track.living
    steps = clocks.steps_of(access, [track])[track.pk]
    corrections = _corrections(access, track, [clock.step.pk for clock in steps])
    return {
        "steps": [
            {
                "told": describe_step(clock, now),
                "step": clock.step,
                "writes": writes and clock.step.state != StepState.DROPPED,
                "corrections": [each for each in corrections if each.event.object_id == clock.step.pk],
            }
            for clock in steps
        ],
        "knowledge": track.knowledge,
        "track": track,
        "room_url": reverse("incidents-detail", args=[track.incident_id]),
        "ask_url": reverse("track-ask", args=[track.pk]) if writes else "",
    }


def _corrections(access: Access, track: Track, steps: Sequence[UUID]) -> list[ShownEvent]:
    """Return each change of a filed step, the newest first: old and new value, reason, person and time."""
    events = readable(access, f"{TrackStep.permission}:read", events_of(steps), home=track.owner_unit)
    filed = (each for each in events if each.diff.get("state", SUBMITTED)[0] in SUBMITTED)
    changed = [each for each in filed if any(each.diff.get(name, [0])[0] for name in FILED)]
    return history(TrackStep, changed, access)


# The pages


class FileForm(VersionedForm, model=TrackStep):
    """Form of when a step was submitted, and its receipt."""

    submitted_at = moment_field(gettext_lazy("When it was submitted"))
    receipt = FromModel(gettext_lazy("Without it the step stays as sent, and waits for its receipt."))
    because = FromModel("", label=gettext_lazy("Reasons, if it is late"), rows=3)
    correction = prose_field(
        gettext_lazy("Why it is corrected, if something filed is changed"), 500, rows=2, required=False
    )

    def __init__(self, data: FormData = None, *, corrects: bool, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        if not corrects:
            del self.fields["correction"]


class DropForm(VersionedForm, model=TrackStep):
    """Form of the decision to drop a step."""

    because = FromModel("", label=gettext_lazy("Why it is not done"), required=True, rows=4)


def _find_step(access: Access, pk: UUID) -> TrackStep:
    related = ("track__incident__owner_unit", "track__owner_unit", "track__responsible")
    step = TrackStep.objects.visible(access).select_related(*related).one(pk=pk)
    access.must(EDIT_TRACKS, step.track.owner_unit)
    record_viewing(access, step.track.incident, "step")
    return step


def _way(step: TrackStep) -> list[Crumb]:
    return [Crumb(label=step.track.label(), url=_back(step))]


def _back(step: TrackStep) -> str:
    return reverse("incident-tracks-detail", args=[step.track_id])


def _name(step: TrackStep) -> str:
    return clocks_of([step])[0].name


def _filing(_request: HttpRequest, step: TrackStep) -> dict[str, object]:
    first = {"version": step.version, "submitted_at": step.submitted_at or timezone.now()}
    first |= {"receipt": step.receipt, "because": step.because}
    return {"initial": first, "corrects": step.state in SUBMITTED}


def _about_filing(request: HttpRequest, step: TrackStep, _form: FileForm) -> dict[str, object]:
    kept, waits = tracks.kept_because(step), step.state == StepState.WAITING
    page, outcome = tracks.assessments_by_track(access_of(request), [step.track]).get(
        step.track_id, ("", "no")
    )
    instead = step.clock in INSTEAD and waits
    return {
        "clock": describe_step(clocks_of([step])[0], timezone.now()),
        "track": step.track,
        "drop_url": "" if kept else reverse("track-step-drop", args=[step.pk]),
        "deciding": kept and waits,
        "judge_url": page if outcome != "no" else "",
        "instead_url": reverse("track-step-instead", args=[step.pk]) if instead else "",
    }


def _filed(step: TrackStep) -> str:
    if step.state == StepState.DONE:
        return _("It is filed, with receipt %(receipt)s.") % {"receipt": step.receipt}
    return _("It is noted as submitted on %(at)s. Write its receipt when it has come.") % {
        "at": format_moment(step.submitted_at or timezone.now())
    }


STEP = ActTarget(EDIT_TRACKS, _find_step, _back, _way)
FILE = Act(
    on=STEP,
    form=FileForm,
    given=_filing,
    do=lambda access, step, form: tracks.file(access, step, **form.cleaned_data),
    done=_filed,
    title=_name,
    template="incidents/filing.html",
    context=_about_filing,
)
DROP = Act(
    on=STEP,
    form=DropForm,
    initial=("version",),
    do=lambda access, step, form: tracks.drop(access, step, form.why, version=form.seen),
    done=gettext_lazy("The step is not to be done. The reasons are kept."),
    title=lambda step: _("Decide not to do it: %(step)s") % {"step": _name(step)},
    cancel=lambda step: reverse("track-step", args=[step.pk]),
)


@requires(EDIT_TRACKS)
def giving_instead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """On POST submit a situation report in place of the final report, since the event is ongoing."""
    access = access_of(request)
    step = _find_step(access, pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            tracks.file_situation_report_instead(access, step)
            messages.success(request, _("A situation report is to be given instead, by the same day."))
    return redirect(_back(step))


class TrackStepForm(ModelFieldsForm, model=TrackStep):
    """Form of an additional task with its own due time."""

    clock = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=(
            (INTERMEDIATE, gettext_lazy("Intermediate report that the authority asked for")),
            (OWN, gettext_lazy("Something else")),
        ),
    )
    name = FromModel(required=True)
    due_at = moment_field(gettext_lazy("By when"), help_text=gettext_lazy("As the request says."))


ASK = Act(
    on=ActTarget(
        EDIT_TRACKS,
        row_of(Track, "owner_unit", "incident"),
        "incident-tracks-detail",
        Track.label,
        unit="owner_unit",
    ),
    form=TrackStepForm,
    once=True,
    do=lambda access, track, form: tracks.add_step(access, track, **form.cleaned_data),
    done=lambda step: _("“%(step)s” is added.") % {"step": step},
    title=gettext_lazy("One more step"),
)
