"""Which fields a report has, and the initial value of each: the draft, the last report, or what is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from akropolis.base.lib.document import Block, Document, DocumentMeta, Secrecy, heading, paragraph
from akropolis.base.lib.marks import on_paper
from akropolis.events.incidents.rules.tracks import AFTER, FINAL, NOTIFICATION, TRUST

ALIKE = {AFTER: FINAL, TRUST: NOTIFICATION}
"""Reports that have the same fields as another report: a dict from the one to the other."""


def report_of(clock: str) -> str:
    """Return the short name of the report whose fields a step under the clock requires."""
    return ALIKE.get(clock, clock)


class FieldOrigin(StrEnum):
    """Where a field is filled from."""

    TITLE = "title"
    DESCRIPTION = "description"
    TRACK = "track_text"
    OCCURRED = "occurred"
    DETECTED = "detected"
    AWARE = "aware"
    CONTAINED = "contained"
    ENDED = "ended"
    ONGOING = "ongoing"
    UNIT = "unit"
    ENTITY = "entity"
    NUMBER = "organisation_number"
    CONTACT = "contact"
    REFERENCE = "reference"
    SEVERITY = "severity"
    AFFECTED = "affected"
    CAUSE = "cause"
    LOG = "log"
    ACTIONS = "actions"
    ASSESSMENT = "assessment"
    INFORMED = "informed"
    PEOPLE = "people"
    GROUPS = "people_groups"
    DATA = "people_data"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value of a field, or a mark that the value is not yet known, which an authority accepts (GDPR art. 33.4)."""

    text: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class SentField:
    """A field as it was sent."""

    topic: str
    name: str
    text: str
    unknown: bool


type Values = Mapping[str, FieldValue]


def initial_value(topic: str, draft: Values | None, last: Values, known: str) -> FieldValue:
    """Return the initial value of a field: that of the draft, else that of the last report, else what is
    known.

    A topic marked unknown in the last report gets what has become known since.
    """
    if draft is not None and topic in draft:
        return draft[topic]
    before = last.get(topic, FieldValue())
    return before if before.text else FieldValue(known, unknown=before.unknown and not known)


def latest_by_topic(reports: Iterable[Sequence[SentField]]) -> dict[str, SentField]:
    """Return the latest value for each topic in reports from the earliest to the latest. Empty values are ignored."""
    return {field.topic: field for report in reports for field in report if field.text or field.unknown}


def freeze_fields(values: Values, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the fields in the form stored with a sent report, in the order of the names."""
    return [
        asdict(SentField(topic, name, said.text, said.unknown))
        for topic, name in names.items()
        for said in [values.get(topic, FieldValue())]
    ]


@dataclass(frozen=True, slots=True)
class ReportCover:
    """The data in the heading of the document. `unknown` is the document's text for a value that is not yet known."""

    title: str
    subtitle: str
    authority: str
    entity: str
    handler: str
    day: str
    number: str
    recipient: str
    secrecy: str
    unknown: str


def build_document(cover: ReportCover, fields: Iterable[SentField]) -> Document:
    """Return the report as a document, with a heading and text for each field that is not empty."""
    mark = Secrecy(cover.secrecy) if cover.secrecy else None
    blocks: list[Block] = []
    for field in fields:
        lines = [*field.text.splitlines(), *([cover.unknown] if field.unknown else [])]
        if lines:
            blocks.append(heading(1, field.name))
            blocks += [paragraph(line, secrecy=mark) for line in lines if line.strip()]
    meta = DocumentMeta(
        authority=cover.authority,
        entity=cover.entity,
        handler=cover.handler,
        date=cover.day,
        diary_number=cover.number,
        recipient=cover.recipient,
        kind=cover.title,
    )
    return on_paper(Document(title=cover.title, subtitle=cover.subtitle, meta=meta, blocks=tuple(blocks)))
