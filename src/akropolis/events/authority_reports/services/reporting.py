"""Write a report as a draft on its step, and freeze it when the step is filed."""

from collections.abc import Mapping
from dataclasses import asdict

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.document import Document, canonical
from akropolis.events.authority_reports.models import ReportDraft, SentReport
from akropolis.events.authority_reports.rules.reports import FieldValue, SentField, Values, freeze_fields
from akropolis.events.authority_reports.selectors.reports import (
    clock_of_step,
    document_of,
    draft_of,
    fields_of,
    sent_of,
)
from akropolis.events.incidents.models import StepState, TrackStep


def save(
    access: Access, step: TrackStep, values: Mapping[str, FieldValue], *, version: int | None
) -> ReportDraft:
    """Save the draft of the step's report. `version` is the version of the draft that the person saw;
    None for a new draft.

    Raises Hidden without the right in the track's unit, Refused for a step that is sent or dropped, and
    Stale when somebody else has saved the draft since.
    """
    with writing(access) as w:
        w.require(ReportDraft(step=step))
        if step.state != StepState.WAITING:
            raise Refused(
                _("It is sent already, or not to be done. What was sent is kept as it was."), code="sent"
            )
        held = draft_of(access, step)
        asked = {row.topic for row in fields_of(access, step, timezone.localdate(w.at))}
        content = {
            topic: asdict(FieldValue(said.text.strip(), said.unknown))
            for topic, said in values.items()
            if topic in asked
        }
        if held is None:
            return w.create(ReportDraft, {"step": step, "content": content})
        return w.update(held, {"content": content}, version=version or 0)


def freeze(w: Writer, step: TrackStep) -> SentReport | None:
    """Store the draft as the report that was sent, with the document made of it, and return it; None if
    the step has no draft.

    If the step is filed again with a receipt and the draft is unchanged, the stored report remains.
    """
    draft = draft_of(w.access, step)
    if draft is None:
        return None
    fields = sent_fields(w.access, step, draft.values)
    before = [report for report in sent_of(w.access, step.track) if report.step_id == step.pk]
    if before and before[-1].fields == fields:
        return before[-1]
    values = {
        "step": step,
        "content": [asdict(field) for field in fields],
        "document": canonical(document(w.access, step, fields)),
        "sent_by": w.access.actor.name,
        "sent_at": step.submitted_at,
    }
    return w.create(SentReport, values)


def sent_fields(access: Access, step: TrackStep, values: Values) -> list[SentField]:
    """Return the fields of the step's report with these values; the names are in the city's language."""
    with override(settings.LANGUAGE_CODE):
        names = {row.topic: str(row) for row in fields_of(access, step, timezone.localdate())}
        return [SentField(**each) for each in freeze_fields(values, names)]


def document(access: Access, step: TrackStep, fields: list[SentField]) -> Document:
    """Return the report as a document in the city's language."""
    with override(settings.LANGUAGE_CODE):
        return document_of(access, clock_of_step(step), fields, _("Not yet known"))
