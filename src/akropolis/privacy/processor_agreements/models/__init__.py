from akropolis.privacy.processor_agreements.models.agreements import (
    AgreementParty,
    DataProcessingAgreement,
    SubProcessor,
    SubProcessorAnswer,
    TransferFields,
)

__all__ = [
    "AgreementParty",
    "DataProcessingAgreement",
    "SubProcessor",
    "SubProcessorAnswer",
    "TransferFields",
]
