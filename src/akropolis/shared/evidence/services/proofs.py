"""Operations on evidence: create it for a row, link existing evidence to a row, unlink it."""

from collections.abc import Mapping

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.records.writer import Writer, kind_of, writing
from akropolis.shared.evidence.models import Evidence, Proof


def add(
    access: Access, row: Tracked, values: Mapping[str, object], file: tuple[str, bytes] | None = None
) -> Evidence:
    """Create a piece of evidence linked to the row, with its file if given: all of it or nothing.

    Raises Hidden without the right to change the row or to add evidence in the unit, Refused for a locked
    row or a file that is not accepted.
    """
    with writing(access) as w:
        evidence = w.create(Evidence, values)
        _point(w, evidence, row)
        if file is not None:
            attach(access, evidence, name=file[0], data=file[1])
        return evidence


def link_evidence(access: Access, evidence: Evidence, row: Tracked) -> Proof:
    """Link existing evidence to one more row. Raises the errors of `add`, and Invalid if it is linked already."""
    with writing(access) as w:
        return _point(w, evidence, row)


def _point(w: Writer, evidence: Evidence, row: Tracked) -> Proof:
    if not row.writable_by(w.access):
        raise Hidden
    return w.create(Proof, {"evidence": evidence, "kind": kind_of(type(row)), "object_id": row.pk})


def unlink_evidence(access: Access, proof: Proof) -> None:
    """Unlink the evidence from the row; the history shows that it was linked. Raises Hidden and Refused as `add`."""
    with writing(access) as w:
        w.remove(proof)
