"""The register of suppliers."""

from django.utils.translation import gettext_lazy as _

from akropolis.kernel.registers.declaration import Register, Section
from akropolis.suppliers.models import Supplier

REGISTER = Register(
    key="suppliers",
    slug="leverantorer",
    model=Supplier,
    one=_("supplier"),
    many=_("Suppliers"),
    intro=_("Who delivers what the city stands on, and whom to call when something happens."),
    empty=_("No suppliers here. Add one, or read them in from a file."),
    sections=(
        Section(_("The supplier"), ("name", "description", "organisation_number", "country", "shared")),
        Section(_("Who answers for it"), ("owner_unit", "contact")),
    ),
    columns=("name", "number", "owner_unit", "organisation_number", "country"),
    filters=("owner_unit", "country", "shared"),
    sort=("sort_key", "number", "country"),
)
