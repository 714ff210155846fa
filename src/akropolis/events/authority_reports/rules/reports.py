"""Which fields a report has, and what each begins with: the draft, the last report, or what is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from akropolis.base.lib.document import Block, Document, DocumentMeta, Secrecy, heading, paragraph
from akropolis.base.lib.marks import on_paper
from akropolis.events.incidents.rules.tracks import AFTER, FINAL, NOTIFICATION, TRUST

ALIKE = {AFTER: FINAL, TRUST: NOTIFICATION}
"""Reports that ask for what another does."""


def report_of(clock: str) -> str:
    """The report whose fields are asked for by a step under the clock."""
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


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What stands in a field; or that it is not yet known, which an authority accepts (GDPR art. 33.4)."""

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


def begun(topic: str, draft: Values | None, last: Values, known: str) -> FieldValue:
    """What the field begins with: what was written, else what the last report said, else what is known.

    What the last report did not know is filled with what is known by now.
    """
    if draft is not None and topic in draft:
        return draft[topic]
    before = last.get(topic, FieldValue())
    return before if before.text else FieldValue(known, unknown=before.unknown and not known)


def told_last(reports: Iterable[Sequence[SentField]]) -> dict[str, SentField]:
    """The last word on each topic, of reports from the earliest to the latest. What was left empty says nothing."""
    return {field.topic: field for report in reports for field in report if field.text or field.unknown}


def frozen(values: Values, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields as they are kept with a report that was sent, in the order of the names."""
    return [
        asdict(SentField(topic, name, said.text, said.unknown))
        for topic, name in names.items()
        for said in [values.get(topic, FieldValue())]
    ]


@dataclass(frozen=True, slots=True)
class ReportCover:
    """What the paper says of itself. `unknown` is how it says that something is not yet known."""

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


def paper(cover: ReportCover, fields: Iterable[SentField]) -> Document:
    """The report as a document: a heading for each field that says something, and its words."""
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
