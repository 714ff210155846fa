"""The register of supplier inquiries, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.graph.supplier_replies.models import SupplierInquiry

SUPPLIER_INQUIRIES = Register(
    key="supplier-inquiries",
    slug="leverantorsuppfoljningar",
    model=SupplierInquiry,
    one=_("supplier inquiry"),
    many=_("Supplier inquiries"),
    intro=_("Supplier inquiries, and who is responsible for each."),
    empty=_("No supplier inquiries here. Add one, or read them in from a file."),
    sections=(FieldSection(_("Description"), ("name", "description", "owner_unit")),),
    columns=("name", "number", "owner_unit"),
    filters=("owner_unit",),
)
