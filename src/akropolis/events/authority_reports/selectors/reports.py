"""The report of a step: its fields, the initial values, what was sent, and what remains to be reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.calendar import STOCKHOLM
from akropolis.base.lib.document import Document
from akropolis.events.authority_reports.models import ReportDraft, ReportField, SentReport
from akropolis.events.authority_reports.rules.reports import (
    FieldValue,
    ReportCover,
    SentField,
    build_document,
    initial_value,
    latest_by_topic,
    report_of,
)
from akropolis.events.authority_reports.selectors.known import known_in_words
from akropolis.events.incidents.models import Track, TrackStep
from akropolis.events.incidents.selectors.clocks import StepClock, clocks_of, start_at
from akropolis.people.organisation.selectors.tree import legal_entity


def fields_of(access: Access, step: TrackStep, today: date) -> list[ReportField]:
    """Return the fields of the step's report by the rules in force when the step's clock started."""
    start = start_at(step)
    day = start.astimezone(STOCKHOLM).date() if start else today
    report = report_of(step.clock)
    return [row for row in ReportField.in_force(access, day) if row.report == report]


def clocks_with_reports(access: Access, steps: Sequence[TrackStep], today: date) -> set[str]:
    """Return the short names of those steps' clocks that have a report with fields. One query."""
    held = {row.report for row in ReportField.in_force(access, today)}
    return {step.clock for step in steps if report_of(step.clock) in held}


def draft_of(access: Access, step: TrackStep) -> ReportDraft | None:
    """Return the draft of the step's report; None if there is none."""
    found: ReportDraft | None = ReportDraft.objects.visible(access).filter(step=step).first()
    return found


def sent_of(access: Access, track: Track) -> list[SentReport]:
    """Return the reports sent in the track, the earliest first, each with its step."""
    return list(SentReport.objects.visible(access).filter(step__track=track).select_related("step"))


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with its initial value. `now` is what is known at present, where that differs from the initial value."""

    field: ReportField
    value: FieldValue
    now: str


def fill_fields(access: Access, step: TrackStep, today: date) -> list[Filled]:
    """Return each field of the step's report with its initial value; known facts are in the city's language."""
    draft = draft_of(access, step)
    last = latest_by_topic(report.fields for report in sent_of(access, step.track))
    before = {topic: FieldValue(said.text, said.unknown) for topic, said in last.items()}
    found = []
    for row in fields_of(access, step, today):
        with override(settings.LANGUAGE_CODE):
            told = known_in_words(access, step.track, row.filled_from)
        value = initial_value(row.topic, draft.values if draft else None, before, told)
        found.append(Filled(row, value, told if told != value.text else ""))
    return found


def follow_ups(reports: Sequence[SentReport]) -> list[str]:
    """Return the names of topics reported as not yet known that have not been reported since."""
    return [
        field.name for field in latest_by_topic(report.fields for report in reports).values() if field.unknown
    ]


def document_of(access: Access, clock: StepClock, fields: Sequence[SentField], unknown: str) -> Document:
    """Return the report as a document, with the present data of the track in its heading."""
    track = clock.step.track
    entity = legal_entity(access, track.owner_unit)
    cover = ReportCover(
        title=clock.name,
        subtitle=track.title,
        authority=track.owner_unit.name,
        entity=" ".join((entity.name, entity.organisation_number)).strip() if entity else "",
        handler=track.responsible.name if track.responsible else "",
        day=timezone.localdate().isoformat(),
        number=track.number,
        recipient=clock.rule.said("recipient") if clock.rule else "",
        secrecy=track.incident.secrecy,
        unknown=unknown,
    )
    return build_document(cover, fields)


def clock_of_step(step: TrackStep) -> StepClock:
    """Return the step with its clock."""
    return clocks_of([step])[0]
