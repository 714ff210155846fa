from akropolis.privacy.processing.models.kept import (
    DataCategory,
    DataSubjectGroup,
    NationalBasis,
    ProcessingTemplate,
    TransferBasis,
)
from akropolis.privacy.processing.models.processings import (
    Article6Basis,
    Article9Exception,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingPart,
    ProcessingParty,
    ProcessingRecipient,
    ProcessingRole,
    find_controller,
)

__all__ = [
    "Article6Basis",
    "Article9Exception",
    "DataCategory",
    "DataSubjectGroup",
    "NationalBasis",
    "Processing",
    "ProcessingCategory",
    "ProcessingGroup",
    "ProcessingNode",
    "ProcessingPart",
    "ProcessingParty",
    "ProcessingRecipient",
    "ProcessingRole",
    "ProcessingTemplate",
    "TransferBasis",
    "find_controller",
]
