"""Buying units and services of supplier agreements in the API."""

from akropolis.base.kernel.registers.api.parts import PartRows, declare
from akropolis.graph.agreements.models import AgreedService, SupplierAgreementParty

declare(
    PartRows(
        key="supplier-agreement-parties",
        model=SupplierAgreementParty,
        about="Units that buy under supplier agreements, and what they pay. Read by the units that buy.",
        fields=("agreement", "unit", "reference", "value"),
        narrowed=("agreement",),
    ),
    PartRows(
        key="agreed-services",
        model=AgreedService,
        about="Services that are delivered under supplier agreements.",
        fields=("agreement", "node"),
        narrowed=("agreement",),
    ),
)
