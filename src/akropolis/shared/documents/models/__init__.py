from akropolis.shared.documents.models.documents import (
    DocumentAudience,
    DocumentKind,
    DocumentReader,
    DocumentStatus,
    DocumentUnit,
    GoverningDocument,
)
from akropolis.shared.documents.models.templates import TemplateChapter
from akropolis.shared.documents.models.versions import (
    Acknowledgement,
    DocumentVersion,
    DraftChapter,
    Proposal,
)

__all__ = [
    "Acknowledgement",
    "DocumentAudience",
    "DocumentKind",
    "DocumentReader",
    "DocumentStatus",
    "DocumentUnit",
    "DocumentVersion",
    "DraftChapter",
    "GoverningDocument",
    "Proposal",
    "TemplateChapter",
]
