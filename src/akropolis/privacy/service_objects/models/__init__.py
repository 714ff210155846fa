from akropolis.privacy.service_objects.models.attestations import ObjectAttestation, RecordAttestation
from akropolis.privacy.service_objects.models.objects import (
    ObjectDocument,
    ObjectDocumentKind,
    ObjectService,
    ServiceObject,
)

__all__ = [
    "ObjectAttestation",
    "ObjectDocument",
    "ObjectDocumentKind",
    "ObjectService",
    "RecordAttestation",
    "ServiceObject",
]
