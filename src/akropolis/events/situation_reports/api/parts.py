"""Situation pictures in the API: read, drafted, written and issued by the same services as behind the pages.

An issued one is read as a document: readers outside the unit that leads get it without what is secret.
"""

from uuid import UUID

from pydantic import AwareDatetime, Field

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at
from akropolis.events.situation_reports.models import (
    Confidence,
    DraftAnswer,
    Situation,
    SituationDraft,
    SituationMark,
)
from akropolis.events.situation_reports.models.subjects import subjects
from akropolis.events.situation_reports.rules.permissions import WRITES
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue


class NewSituationDraft(Sent):
    """Begin the next picture of a row."""

    kind: str = Field(description="What it is about: incident or unit.", max_length=60)
    object_id: UUID = Field(description="The row's id.")


class SituationAnswer(Sent):
    """The answer to a question. Omitted values are unchanged."""

    text: str | None = Field(None, max_length=60000)
    confidence: Confidence | None = None
    because: str | None = Field(None, max_length=1000)
    secrecy: str | None = Field(
        None, max_length=200, description="The provision under which all of it is secret."
    )


class RenewedSituation(Sent):
    """Put in what has happened since."""


class NewSituation(Sent):
    """Issue a draft: it cannot be changed after that."""

    draft: UUID
    as_of: AwareDatetime = Field(description="The moment that it describes, with its time zone.")
    mark: SituationMark
    valid_to: AwareDatetime | None = None
    next_at: AwareDatetime | None = Field(None, description="When the next one is to be ready.")
    recipients: str = Field("", max_length=500)
    secrecy: str = Field("", max_length=200)


def _begin(access: Access, _row: object, sent: NewSituationDraft) -> SituationDraft:
    subject = subjects.entries.get(sent.kind)
    if subject is None:
        raise Invalid({"kind": [", ".join(subjects.entries)]})
    rows = subject.with_unit(subject.model.objects.visible(access)).filter(pk=sent.object_id)
    return drafts.begin(access, pointed_at(rows, "object_id"))


def _renew(access: Access, row: SituationDraft, _sent: RenewedSituation) -> SituationDraft:
    drafts.renew(access, row)
    return row


def _write(access: Access, row: DraftAnswer, sent: SituationAnswer) -> DraftAnswer:
    return drafts.save(access, row, sent.model_dump(exclude_none=True))


def _issue(access: Access, _row: object, sent: NewSituation) -> Situation:
    draft = pointed_at(SituationDraft.objects.visible(access).filter(pk=sent.draft), "draft")
    return issue(access, draft, Issue(**sent.model_dump(exclude={"draft"})))


declare(
    PartRows(
        key="situations",
        model=Situation,
        about="Situation pictures: numbered papers of how things stand, as issued; what they say is a document.",
        fields=(
            *("kind", "object_id", "number", "title", "as_of", "valid_to", "next_at", "recipients"),
            *("mark", "secrecy", "issued_by", "digest"),
        ),
        narrowed=("mark",),
        verbs=(Verb("issue", WRITES, NewSituation, _issue, "Issue a situation picture.", makes=True),),
    ),
    PartRows(
        key="situation-drafts",
        model=SituationDraft,
        about="The next situation picture of each row while it is written.",
        fields=("kind", "object_id", "since", "read_at"),
        verbs=(
            Verb("begin", WRITES, NewSituationDraft, _begin, "Begin a situation picture.", makes=True),
            Verb("renew", WRITES, RenewedSituation, _renew, "Put in what has come since."),
        ),
    ),
    PartRows(
        key="situation-answers",
        model=DraftAnswer,
        about="The answers in drafts of situation pictures.",
        fields=("draft", "title", "text", "confidence", "because", "secrecy"),
        narrowed=("draft",),
        verbs=(Verb("write", WRITES, SituationAnswer, _write, "Write an answer.", seen=True),),
    ),
)
