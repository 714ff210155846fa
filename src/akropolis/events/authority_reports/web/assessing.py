"""The guided assessment of a track: each criterion with its answers, the proposal, and the person's decision."""

from functools import partial
from typing import TypedDict
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.events.authority_reports import models
from akropolis.events.authority_reports.models import (
    Assessment,
    AssessmentOutcome,
    Criterion,
    CriterionAnswerChoice,
)
from akropolis.events.authority_reports.rules.proposal import AssessmentProposal
from akropolis.events.authority_reports.rules.questions import Question, decides, questions_of
from akropolis.events.authority_reports.selectors.assessments import READ, assessments_of, criteria_of
from akropolis.events.authority_reports.services import assessing
from akropolis.events.authority_reports.services.assessing import CriterionInput
from akropolis.events.incidents.models import Track, TrackState
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS
from akropolis.events.incidents.services.viewings import record_viewing

TRACK = "incident-tracks"
PARTS = ("has", "can", "evidence", "reason")


def track_at(access: Access, pk: UUID) -> Track:
    """Return the track with that key, with its related rows. Raises Hidden where the person may not read it."""
    related = ("incident__owner_unit", "owner_unit", "responsible", "incident__lead")
    found: Track = Track.objects.visible(access).select_related(*related).one(pk=pk)
    return found


def way(track: Track, last: str) -> list[Crumb]:
    """Return the breadcrumb of a page below the track's own page; `last` is the label of that page."""
    return [
        Crumb(label=_("Tracks of incidents"), url=reverse(f"{TRACK}-list")),
        Crumb(label=track.label(), url=reverse(f"{TRACK}-detail", args=[track.pk])),
        Crumb(label=last),
    ]


class CriterionGroup(TypedDict):
    """A group of criteria with their fields. The group is shown expanded where one of the criteria is answered."""

    sector: object
    rows: list[dict[str, object]]
    open: bool


class EventAssessmentForm(ModelFieldsForm, model=Assessment):
    """Form of the answers to each criterion, and the decision. `seen` is the key of the latest assessment shown."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    outcome = FromModel(
        label=gettext_lazy("Decision"),
        error_messages={"required": gettext_lazy("Choose yes or no.")},
        widget=forms.RadioSelect,
    )
    reasons = FromModel(
        gettext_lazy("What decides, and what speaks against. Kept also when the decision is not to report."),
        label=gettext_lazy("Reasons"),
        rows=4,
    )

    def __init__(self, data: FormData, *, criteria: list[Criterion], latest: Assessment | None) -> None:
        super().__init__(data, initial=_initial(latest))
        self.criteria = criteria
        for row in criteria:
            self._ask(row)
        if data and "propose" in data:
            for name in ("outcome", "reasons"):
                self.fields[name].required = False
                unmarked(self.fields[name])  # it is asked for later

    def _ask(self, row: Criterion) -> None:
        key, words = row.pk.hex, {"criterion": row.sentence}
        self.fields[f"{key}_has"] = _answer(_("Has caused") if row.can else _("Answer"))
        if row.can:
            self.fields[f"{key}_can"] = _answer(_("Can cause"))
        rows = {"rows": 1}  # it grows with what is written
        for part, label in (("evidence", _("Evidence")), ("reason", _("Why"))):
            field = forms.CharField(
                label=label, max_length=2000, required=False, widget=forms.Textarea(attrs=rows)
            )
            unmarked(field)
            field.error_messages["null_characters_not_allowed"] = (
                _("Take odd signs away: %(criterion)s") % words
            )
            self.fields[f"{key}_{part}"] = field

    @property
    def groups(self) -> list[CriterionGroup]:
        """Return the groups of criteria with their fields: first the general group, then one for each sector."""
        found: dict[UUID | None, CriterionGroup] = {}
        for row in self.criteria:
            names = {part: f"{row.pk.hex}_{part}" for part in PARTS}
            bound = {part: self[name] if name in self.fields else None for part, name in names.items()}
            said = any(
                each and each.value() not in (None, "", CriterionAnswerChoice.UNKNOWN)
                for each in bound.values()
            )
            noted = any(
                (each := bound[part]) and (each.value() or each.errors) for part in ("evidence", "reason")
            )
            group = found.setdefault(row.sector_id, {"sector": row.sector, "rows": [], "open": False})
            group["rows"].append({"row": row, **bound, "noted": noted, "help": row.said("help")})
            group["open"] |= said
        return list(found.values())

    def answers(self) -> dict[UUID, CriterionInput]:
        """Return the entered answers keyed by criterion, also while no decision is made."""
        return {row.pk: CriterionInput(**self._said(row)) for row in self.criteria}

    def _said(self, row: Criterion) -> dict[str, str]:
        given = self.cleaned_data if self.is_bound else self.initial
        said = {part: given.get(f"{row.pk.hex}_{part}") for part in PARTS}
        return {part: value for part, value in said.items() if value}

    def propose(self) -> AssessmentProposal:
        """Return the proposal that follows from the entered answers."""
        if self.is_bound:
            self.is_valid()
        return assessing.propose_outcome(self.criteria, self.answers())


def _answer(label: str) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=label,
        choices=CriterionAnswerChoice.choices,
        initial=CriterionAnswerChoice.UNKNOWN,
        required=False,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    return unmarked(field)


def _initial(latest: Assessment | None) -> dict[str, object]:
    if latest is None:
        return {}
    first: dict[str, object] = {"seen": latest.pk}
    for said in latest.answers:
        first |= {f"{UUID(said['criterion']).hex}_{part}": said[part] for part in PARTS if said[part]}
    return first


@requires(READ)
def page(request: HttpRequest, pk: UUID, question: str) -> HttpResponse:
    """Show the assessment that counts and earlier ones; on POST record a new one, for those who handle the track."""
    access, track = access_of(request), track_at(access_of(request), pk)
    asked = or_hidden(next((each for each in questions_of(track.regime) if each == question), None))
    may = track.archived_at is None and access.may(EDIT_TRACKS, track.owner_unit)
    if request.method == "POST" and not may:
        raise Hidden
    rows = [row for row in assessments_of(access, track) if row.question == asked]
    latest = rows[0] if rows else None
    record_viewing(access, track.incident, "assessment")
    criteria = criteria_of(access, track, asked, timezone.localdate())
    form = EventAssessmentForm(request.POST or None, criteria=criteria, latest=latest) if may else None
    decided = request.method == "POST" and "propose" not in request.POST
    if form and decided and form.is_valid() and (made := _decide(request, track, asked, form)):
        return redirect(_onward(made))
    return render(
        request,
        "filings/assessment.html",
        _context(track, asked, rows, form),
        status=422 if form and decided and form.errors else 200,
    )


def _decide(
    request: HttpRequest, track: Track, asked: Question, form: EventAssessmentForm
) -> Assessment | None:
    given = form.cleaned_data
    stamped: list[bool] = []

    def act() -> Assessment:
        decided = assessing.assess(
            access_of(request),
            track,
            asked,
            form.answers(),
            outcome=given["outcome"],
            reasons=given["reasons"],
            seen=given["seen"],
        )
        stamped.append(decided.stamped)
        return decided.assessment

    made = attempt(form, partial(create_once, request, act)).made
    if made is not None:
        _say(request, made, stamped=any(stamped))
    return made


def _say(request: HttpRequest, made: Assessment, *, stamped: bool) -> None:
    messages.success(request, _("The assessment is saved."))
    if made.question != Question.SIGNIFICANT or made.outcome != AssessmentOutcome.YES:
        return
    if stamped:
        messages.info(request, _("The event is marked as judged to be significant from now."))
    elif made.track.incident.assessed_at is None:
        sentence = _("When the event was judged to be significant is set by %(unit)s, which leads it.")
        messages.warning(request, sentence % {"unit": made.track.incident.owner_unit})


def _onward(made: Assessment) -> str:
    """Return the URL of the decision not to report, where the outcome leads to that; else the URL of the track."""
    track = made.track
    if (
        made.outcome == AssessmentOutcome.NO
        and track.state == TrackState.OPEN
        and decides(Question(made.question), track.regime)
    ):
        return reverse(f"{TRACK}-step", args=[track.pk, "decide_not"])
    return reverse(f"{TRACK}-detail", args=[track.pk])


def _context(
    track: Track, asked: Question, rows: list[Assessment], form: EventAssessmentForm | None
) -> dict[str, object]:
    title = str(models.CriterionQuestion(asked).label)
    proposal = form.propose() if form else None
    return {
        "title": title,
        "crumbs": way(track, title),
        "track": track,
        "form": form,
        "proposal": proposal,
        "proposed": CriterionAnswerChoice(proposal.outcome).label if proposal else "",
        "assessments": [_assessment_context(row) for row in rows],
        "back": reverse(f"{TRACK}-detail", args=[track.pk]),
    }


def _assessment_context(row: Assessment) -> dict[str, object]:
    """Return the context of an assessment, with its non-empty answers."""
    said = [
        {**each, "has": _label(each["has"]), "can": _label(each["can"])}
        for each in row.answers
        if {each["has"], each["can"]} - {"", CriterionAnswerChoice.UNKNOWN}
        or each["evidence"]
        or each["reason"]
    ]
    return {"row": row, "answers": said, "unknown": len(row.answers) - len(said)}


def _label(value: str) -> str:
    return str(CriterionAnswerChoice(value).label) if value else ""


@requires(EDIT_TRACKS)
@require_POST
def follow(request: HttpRequest, pk: UUID, question: str) -> HttpResponse:
    """On POST open the track that the assessment is a reason to open."""
    access, track = access_of(request), track_at(access_of(request), pk)
    asked = or_hidden(next((each for each in questions_of(track.regime) if each == question), None))
    with refusals_as_messages(request):
        made = assessing.follow(access, track, asked)
        messages.success(request, _("The track %(number)s is open.") % {"number": made.number})
        return redirect(reverse(f"{TRACK}-detail", args=[made.pk]))
    return redirect(reverse(f"{TRACK}-detail", args=[track.pk]))
