"""The report of a step: every field prefilled, saved as a draft, copied into a portal, downloaded as a file."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form
from akropolis.base.kernel.reporting import render as rendered
from akropolis.base.lib.document import Document, from_json
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.events.authority_reports.models import ReportDraft, SentReport
from akropolis.events.authority_reports.rules.reports import FieldValue
from akropolis.events.authority_reports.selectors import reports
from akropolis.events.authority_reports.selectors.assessments import READ
from akropolis.events.authority_reports.selectors.reports import Filled
from akropolis.events.authority_reports.services import reporting
from akropolis.events.authority_reports.web.assessing import way
from akropolis.events.incidents.models import StepState, TrackStep
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS
from akropolis.events.incidents.selectors.clocks import StepClock
from akropolis.events.incidents.services.viewings import record_viewing

FILES: tuple[tuple[str, Form], ...] = (("Word", "docx"), ("PDF", "pdf"))
MOST = 20000
"""Maximum number of characters in a field."""


class AuthorityReportForm(VersionedForm):
    """Form with a text for each field of a report, and a checkbox for a value that is not yet known."""

    def __init__(self, data: FormData, *, filled: Sequence[Filled], version: int | None) -> None:
        first: dict[str, object] = {"version": version}
        for each in filled:
            first |= {each.field.topic: each.value.text, f"{each.field.topic}_unknown": each.value.unknown}
        super().__init__(data, initial=first)
        self.filled = filled
        for each in filled:
            self._ask(each)

    def _ask(self, each: Filled) -> None:
        rows = min(8, max(1, len(each.value.text.splitlines()), len(each.value.text) // 80 + 1))
        field = prose_field(
            str(each.field), MOST, rows=rows, help_text=each.field.said("help"), required=False
        )
        unknown = forms.BooleanField(label=_("Not yet known"), required=False)
        self.fields[each.field.topic] = unmarked(field)
        self.fields[f"{each.field.topic}_unknown"] = unmarked(unknown)

    @property
    def lines(self) -> list[dict[str, object]]:
        """Return each field with its text, its checkbox, and what is known at present where that differs."""
        return [
            {
                "text": self[each.field.topic],
                "unknown": self[f"{each.field.topic}_unknown"],
                "now": each.now,
                "unsure": each.field.get_mark_display() if each.field.unsure else "",
            }
            for each in self.filled
        ]

    def values_given(self) -> dict[str, FieldValue]:
        """Return the entered values keyed by topic."""
        topics = [each.field.topic for each in self.filled]
        given = self.cleaned_data
        return {topic: FieldValue(given[topic], given[f"{topic}_unknown"]) for topic in topics}


def _step_at(access: Access, pk: UUID) -> TrackStep:
    related = (
        "track__incident__owner_unit",
        "track__owner_unit",
        "track__responsible",
        "track__incident__lead",
    )
    found: TrackStep = TrackStep.objects.visible(access).select_related(*related).one(pk=pk)
    return found


@requires(READ)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the draft, or the report as sent; on POST save the draft."""
    access, step = access_of(request), _step_at(access_of(request), pk)
    track = step.track
    filled = reports.fill_fields(access, step, timezone.localdate())
    or_hidden(filled or None)
    record_viewing(access, track.incident, "report")
    may = track.archived_at is None and access.may(EDIT_TRACKS, track.owner_unit)
    writes = may and step.state == StepState.WAITING
    if request.method == "POST" and not may:
        raise Hidden
    draft = reports.draft_of(access, step)
    form = AuthorityReportForm(request.POST or None, filled=filled, version=draft.version if draft else None)
    act = partial(_save, access, step, form)
    if request.method == "POST" and form.is_valid() and form.carry_out(act) is not None:
        messages.success(request, _("The draft is saved."))
        return redirect("track-step-report", pk=pk)
    clock = reports.clock_of_step(step)
    sent = [report for report in reports.sent_of(access, track) if report.step_id == step.pk]
    context = _context(step, clock, sent) | {
        "form": form if writes or form.is_bound else None,
        "lines": form.lines,
        "saved": draft is not None,
        "writes": writes,
        "file_url": reverse("track-step", args=[pk]) if may and clock.waits else "",
    }
    return render(request, "filings/report.html", context, status=form.status if form.is_bound else 200)


def _save(access: Access, step: TrackStep, form: AuthorityReportForm) -> ReportDraft:
    return reporting.save(access, step, form.values_given(), version=form.cleaned_data["version"])


def _context(step: TrackStep, clock: StepClock, sent: Sequence[SentReport]) -> dict[str, object]:
    return {
        "title": clock.name,
        "crumbs": way(step.track, clock.name),
        "track": step.track,
        "recipient": clock.rule.said("recipient") if clock.rule else "",
        "sent": sent[-1] if sent else None,
        "files": [(name, reverse("track-step-report-file", args=[step.pk, form])) for name, form in FILES],
        "back": reverse("incident-tracks-detail", args=[step.track_id]),
    }


@requires(READ)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """Return the report as Word or PDF: as it was sent, else made from the draft."""
    access = access_of(request)
    step = _step_at(access, pk)
    chosen: Form = or_hidden(next((each for _name, each in FILES if each == form), None))
    record_viewing(access, step.track.incident, "report file")
    name = f"{step.track.number}-{step.clock}.{form}"
    return file_answer(rendered(_tree(access, step), chosen), name, CONTENT_TYPES[chosen])


def _tree(access: Access, step: TrackStep) -> Document:
    sent = [report for report in reports.sent_of(access, step.track) if report.step_id == step.pk]
    if sent:
        return from_json(sent[-1].tree)
    filled = or_hidden(reports.fill_fields(access, step, timezone.localdate()) or None)
    values = {each.field.topic: each.value for each in filled}
    return reporting.document(access, step, reporting.sent_fields(access, step, values))
