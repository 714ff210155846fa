"""Contacts at suppliers, their certificates and sub-suppliers in the API."""

from akropolis.base.kernel.registers.api.parts import PartRows, declare
from akropolis.graph.suppliers.models import SubSupplierClaim, SupplierCertificate, SupplierContact

declare(
    PartRows(
        key="supplier-contacts",
        model=SupplierContact,
        about="Whom to reach at suppliers, by purpose, and when that was last verified.",
        fields=("supplier", "purpose", "name", "phone", "mail", "verified_on", "verified_by"),
        narrowed=("supplier", "purpose"),
    ),
    PartRows(
        key="supplier-certificates",
        model=SupplierCertificate,
        about="Certificates that suppliers have shown, what they cover and until when.",
        fields=("supplier", "standard", "scope", "issuer", "valid_from", "valid_until"),
        narrowed=("supplier",),
    ),
    PartRows(
        key="sub-supplier-claims",
        model=SubSupplierClaim,
        about="Sources that say that suppliers have sub-suppliers. The chain itself is dependencies.",
        fields=("dependency", "source", "stated_on"),
        narrowed=("dependency",),
    ),
)
