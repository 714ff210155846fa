from akropolis.graph.suppliers.models.certificates import SupplierCertificate
from akropolis.graph.suppliers.models.claims import SubSupplierClaim
from akropolis.graph.suppliers.models.contacts import ContactPurpose, SupplierContact
from akropolis.graph.suppliers.models.suppliers import Supplier

__all__ = ["ContactPurpose", "SubSupplierClaim", "Supplier", "SupplierCertificate", "SupplierContact"]
