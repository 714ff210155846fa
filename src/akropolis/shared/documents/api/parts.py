"""Decided versions and acknowledgements in the API. Decisions themselves are recorded on the pages."""

from akropolis.base.kernel.registers.api.parts import PartRows, declare
from akropolis.shared.documents.models import Acknowledgement, DocumentVersion

declare(
    PartRows(
        key="document-versions",
        model=DocumentVersion,
        about="Decided versions of governing documents: by whom, when, by which number and until when.",
        fields=(
            *("document", "number", "title", "approved_by", "approver_role", "approved_on", "diary_number"),
            *("valid_from", "valid_to", "summary", "digest"),
        ),
        narrowed=("document",),
    ),
    PartRows(
        key="acknowledgements",
        model=Acknowledgement,
        about="That people have taken note of versions: one's own, and those of the units where one may read them.",
        fields=("of", "person", "at"),
        narrowed=("of", "person"),
    ),
)
