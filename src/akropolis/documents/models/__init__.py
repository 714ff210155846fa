from akropolis.documents.models.documents import (
    DocumentAudience,
    DocumentKind,
    DocumentStatus,
    DocumentUnit,
    GoverningDocument,
)
from akropolis.documents.models.templates import TemplateChapter
from akropolis.documents.models.versions import Acknowledgement, DocumentVersion, DraftChapter, Proposal

__all__ = [
    "Acknowledgement",
    "DocumentAudience",
    "DocumentKind",
    "DocumentStatus",
    "DocumentUnit",
    "DocumentVersion",
    "DraftChapter",
    "GoverningDocument",
    "Proposal",
    "TemplateChapter",
]
