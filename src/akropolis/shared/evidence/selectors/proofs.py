"""The evidence of a row, and the rows that a piece of evidence proves, as far as the reader may read both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.writer import kind_of
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.shared.evidence.models.provable import AnyProvable, provables, shown_to


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof with its row, and the declaration of the row's kind."""

    proof: Proof
    provable: AnyProvable
    row: Tracked


def evidence_of(access: Access, rows: Iterable[Tracked]) -> dict[UUID, list[Proof]]:
    """Return each row's proofs with unarchived evidence, keyed by row; all rows are of one kind. One query."""
    rows = list(rows)
    if not rows:
        return {}
    found: dict[UUID, list[Proof]] = {row.pk: [] for row in rows}
    gate = Proof.gate_of(access, kind_of(type(rows[0])))
    proofs = Proof.objects.unscoped(because="the gate of its kind of row stands in what is asked")
    proofs = proofs.filter(gate, object_id__in=list(found), evidence__archived_at__isnull=True)
    proofs = proofs.select_related("evidence", "evidence__checked_by")
    for proof in proofs.order_by("evidence__sort_key", "pk"):
        found[proof.object_id].append(proof)
    return found


def proofs_with_rows(access: Access, proofs: Sequence[Proof]) -> list[Proved]:
    """Return the proofs with their rows, leaving out rows that the reader may not see. One query per kind."""
    kinds = {proof.kind for proof in proofs} & provables.entries.keys()
    rows: Mapping[tuple[str, UUID], Tracked] = {
        (kind, row.pk): row
        for kind in kinds
        for row in shown_to(access, provables.get(kind)).filter(
            pk__in=[proof.object_id for proof in proofs if proof.kind == kind]
        )
    }
    return [
        Proved(proof, provables.get(proof.kind), rows[proof.kind, proof.object_id])
        for proof in proofs
        if (proof.kind, proof.object_id) in rows
    ]


def proved_by(access: Access, evidence: Evidence) -> list[Proved]:
    """List the rows that the evidence proves and that the reader may see."""
    return proofs_with_rows(access, list(Proof.objects.visible(access).filter(evidence=evidence)))
