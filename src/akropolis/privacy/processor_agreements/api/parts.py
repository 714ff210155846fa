"""Parties to agreements and sub-processors in the API."""

from akropolis.base.kernel.registers.api.parts import PartRows, declare
from akropolis.privacy.processor_agreements.models import AgreementParty, SubProcessor

declare(
    PartRows(
        key="agreement-parties",
        model=AgreementParty,
        about="Further units for which data processing agreements hold.",
        fields=("agreement", "unit"),
        narrowed=("agreement",),
    ),
    PartRows(
        key="sub-processors",
        model=SubProcessor,
        about="Processors that processors have engaged, their transfers, and what the controller answered.",
        fields=(
            *("agreement", "name", "supplier", "parent", "task", "country", "announced_on", "object_by"),
            *("answer", "answer_reason", "answered_on", "answered_by", "third_country", "transfer_basis"),
            *("fallback_basis", "listed_on", "safeguards"),
        ),
        narrowed=("agreement", "answer", "third_country"),
    ),
)
