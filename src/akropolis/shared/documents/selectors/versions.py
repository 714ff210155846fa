"""A document's versions, the one that applies on a day, its draft, and the chapters that the template requires."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.shared.documents.models import (
    DocumentVersion,
    DraftChapter,
    GoverningDocument,
    Proposal,
    TemplateChapter,
)
from akropolis.shared.documents.rules.content import DocumentChapterText
from akropolis.shared.documents.rules.standing import RequiredDocumentStatus, VersionTerm, find_applied_term


def document_at(access: Access, pk: UUID) -> GoverningDocument:
    """Return the document with the primary key. Raises Hidden if it may not be read."""
    found: GoverningDocument = (
        GoverningDocument.objects.visible(access).select_related("owner_unit", "responsible").one(pk=pk)
    )
    return found


def versions_of(access: Access, document: GoverningDocument) -> list[DocumentVersion]:
    """List the decided versions, newest first."""
    return list(_versions(access, document))


def last_version(access: Access, document: GoverningDocument) -> DocumentVersion | None:
    """Return the newest decided version; None if none is decided."""
    return _versions(access, document).first()


def _versions(access: Access, document: GoverningDocument) -> QuerySet[DocumentVersion]:
    rows = DocumentVersion.objects.visible(access).filter(document=document)
    return rows.select_related("document__owner_unit", "file")


def version_at(access: Access, pk: UUID, number: int) -> DocumentVersion:
    """Return one version. Raises Hidden if it does not exist or may not be read."""
    rows = DocumentVersion.objects.visible(access).filter(document=pk, number=number)
    return or_hidden(rows.select_related("document__owner_unit", "file").first())


@dataclass(frozen=True, slots=True)
class AppliedVersion:
    """The version that applies on a day, and whether its last day has passed."""

    version: DocumentVersion
    late: bool

    @property
    def standing(self) -> RequiredDocumentStatus:
        """The status: out of date if the version's last day has passed, else valid."""
        return RequiredDocumentStatus.OUT_OF_DATE if self.late else RequiredDocumentStatus.VALID


def applied_of(
    access: Access, documents: Iterable[GoverningDocument], day: date
) -> dict[UUID, AppliedVersion]:
    """Return, by document, the version that applies on the day, without its text. One query."""
    grouped: dict[UUID, dict[VersionTerm, DocumentVersion]] = defaultdict(dict)
    rows = DocumentVersion.objects.visible(access).filter(document__in=[row.pk for row in documents])
    for row in rows.defer("content"):
        grouped[row.document_id][VersionTerm(row.number, row.valid_from, row.valid_to)] = row
    found = ((pk, versions, find_applied_term(versions, day)) for pk, versions in grouped.items())
    return {pk: AppliedVersion(versions[term], term.late(day)) for pk, versions, term in found if term}


def draft_of(access: Access, document: GoverningDocument) -> list[DraftChapter]:
    """Return the chapters of the draft that the user may read, in the order of the document."""
    rows = DraftChapter.objects.visible(access).filter(document=document)
    return list(rows.select_related("document__owner_unit"))


def proposal_of(access: Access, document: GoverningDocument) -> Proposal | None:
    """Return the proposal of the draft, pending or sent back, if the user may read it; None if there is none."""
    rows = Proposal.objects.visible(access).filter(document=document)
    return rows.select_related("document__owner_unit", "sender", "decider").first()


def contents(rows: Iterable[DraftChapter]) -> list[DocumentChapterText]:
    """Return each chapter in the form that a decided version stores."""
    return [row.content for row in rows]


def template_of(access: Access, kind: str, day: date) -> list[TemplateChapter]:
    """Return the template's chapters for documents of the kind, valid on the day, in the order of the template."""
    return [row for row in TemplateChapter.in_force(access, day) if row.kind == kind]


def required_of(template: Iterable[TemplateChapter]) -> Mapping[str, str]:
    """Return the required chapters of the template: key → heading."""
    return {row.code: row.name for row in template if row.required}
