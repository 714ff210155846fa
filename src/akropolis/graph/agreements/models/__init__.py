from akropolis.graph.agreements.models.supplier_agreements import (
    AgreedService,
    AgreementScope,
    SupplierAgreement,
    SupplierAgreementParty,
)

__all__ = [
    "AgreedService",
    "AgreementScope",
    "SupplierAgreement",
    "SupplierAgreementParty",
]
