"""What a governing document gives the requirements: links of its chapters, and evidence for the measure it shows."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils import timezone

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.records.writer import Writer, kind_of
from akropolis.graph.compliance.models import ChapterAnswer, Fulfilment, TemplateAnswer
from akropolis.graph.compliance.selectors.catalogue import controls
from akropolis.shared.documents.models import DocumentKind, DocumentVersion, GoverningDocument
from akropolis.shared.documents.rules.states import APPROVE, REPEALED
from akropolis.shared.documents.selectors.coverage import coverage
from akropolis.shared.documents.services.following import DocumentFollower
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.shared.evidence.models.evidence import EvidenceKind

WRITES = f"{GoverningDocument.permission}:{EDIT}"
LOOKS = system("which unit a document is for")


def link_template(w: Writer, documents: Sequence[GoverningDocument]) -> None:
    """Link the chapters of new documents to the requirements that the template's chapters answer."""
    links = TemplateAnswer.in_force(LOOKS, timezone.localdate(w.at))
    values = [
        {"document": each, "key": row.chapter.code, "requirement": row.requirement, "since": 1}
        for each in documents
        for row in links
        if row.chapter.kind == each.kind
    ]
    w.create_many(ChapterAnswer, values, permission=WRITES)


def prove_by_decision(w: Writer, version: DocumentVersion) -> None:
    """Make the decided version evidence for the measures that it shows, in place of the version before it."""
    day, document = timezone.localdate(w.at), version.document
    measures = [each for each in controls(day) if each.by_instruction]
    if measures and document.kind == DocumentKind.LOCAL:
        units = [row.unit.pk for row in coverage(LOOKS, day) if row.document == document]
        rows = Fulfilment.everything.filter(control__in=measures, unit__in=units)
        _prove(w, _evidence(w, version, APPROVE), rows, APPROVE)


def prove_by_documents(w: Writer, rows: Sequence[Fulfilment]) -> None:
    """Link assessments just made to the decided documents that show their measures."""
    shown = [row for row in rows if row.unit and row.control.by_instruction]
    covered = {each.unit.pk: each for each in coverage(LOOKS, timezone.localdate(w.at))} if shown else {}
    for row in shown:
        found = covered.get(or_hidden(row.unit).pk)
        if found and found.version and found.document:
            found.version.document = found.document
            right = f"{Fulfilment.permission}:{EDIT}"
            if w.access.may(right, found.document.owner_unit):
                _prove(w, _evidence(w, found.version, right), [row], right)


def end_evidence(w: Writer, document: GoverningDocument) -> None:
    """End the evidence on the day when the document is repealed; let it hold again if it is reinstated."""
    evidence = find_evidence(document)
    if evidence is not None:
        ended = document.repealed_on if document.status == REPEALED else document.valid_to
        last = max(ended, evidence.issued_on) if ended and evidence.issued_on else ended
        w.update(evidence, {"valid_to": last}, permission=WRITES)


def find_evidence(document: GoverningDocument) -> Evidence | None:
    """Return the evidence made from the document's decisions: it has the diary number of one of them."""
    numbers = DocumentVersion.everything.filter(document=document).values("diary_number")
    proofs = Proof.everything.filter(kind=kind_of(GoverningDocument), object_id=document.pk)
    rows = Evidence.everything.filter(
        pk__in=proofs.values("evidence"),
        kind=EvidenceKind.DECISION,
        reference__in=numbers,
        archived_at__isnull=True,
    )
    return rows.order_by("created_at").first()


def _evidence(w: Writer, version: DocumentVersion, right: str) -> Evidence:
    """Return the document's evidence, brought up to the version; made if there is none."""
    document, values = version.document, evidence_values(version)
    before = find_evidence(document)
    if before is not None:
        return w.update(before, values, permission=right)
    evidence = w.create(Evidence, values | {"owner_unit": document.owner_unit}, permission=right)
    _point(w, evidence, kind_of(GoverningDocument), document.pk, right)
    return evidence


def evidence_values(version: DocumentVersion) -> dict[str, object]:
    """Return the values of evidence made from the version: it holds until the version's own last day."""
    return {
        "name": version.title,
        "kind": EvidenceKind.DECISION,
        "issued_on": version.approved_on,
        "valid_to": version.valid_to,
        "reference": version.diary_number,
        "responsible": version.document.responsible,
    }


def _prove(w: Writer, evidence: Evidence, rows: Iterable[Fulfilment], right: str) -> None:
    done = set(Proof.everything.filter(evidence=evidence).values_list("object_id", flat=True))
    for row in rows:
        if row.pk not in done:
            _point(w, evidence, kind_of(Fulfilment), row.pk, right)


def _point(w: Writer, evidence: Evidence, kind: str, row: UUID, right: str) -> None:
    w.create(Proof, {"evidence": evidence, "kind": kind, "object_id": row}, permission=right)


FOLLOWER = DocumentFollower(link_template, prove_by_decision, end_evidence)
