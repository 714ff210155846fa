"""The register of suppliers."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Beside, FieldSection, Narrowing, Register
from akropolis.base.lib.organisation_number import hyphened, masked, well_formed
from akropolis.graph.assets.selectors.deliverers import demanded_levels, services_that_depend
from akropolis.graph.suppliers.models import Supplier
from akropolis.graph.suppliers.services.suppliers import SupplierVerbs
from akropolis.shared.classification.templatetags.levels import marked


def by_number(_access: Access, written: str) -> tuple[str, Q] | None:
    """Return the normalised organisation number and a Q for its suppliers. None if it is not well-formed."""
    number = hyphened(written)
    if not well_formed(number):
        return None
    number = masked(number)
    return number, Q(organisation_number=number)


REGISTER = Register(
    key="suppliers",
    slug="leverantorer",
    model=Supplier,
    one=_("supplier"),
    many=_("Suppliers"),
    intro=_("Who delivers what the city stands on, and whom to call when something happens."),
    empty=_("No suppliers here. Add one, or read them in from a file."),
    sections=(
        FieldSection(_("The supplier"), ("name", "description", "organisation_number", "group", "shared")),
        FieldSection(_("Countries"), ("country", "ownership_country", "operation_country")),
        FieldSection(_("Who answers for it"), ("owner_unit", "contact", "phone")),
        FieldSection(
            _("What is agreed"),
            ("processor_agreement", "notify_hours", "agreement", "agreement_until", "followed_up_on"),
        ),
    ),
    # What released versions of the API read and send. Agreements have a register of their own.
    sent=("contact", "phone", "agreement", "agreement_until", "followed_up_on"),
    verbs=SupplierVerbs(),
    columns=("name", "number", "owner_unit", "processor_agreement"),
    filters=(
        "owner_unit",
        "processor_agreement",
        "country",
        "ownership_country",
        "operation_country",
        "shared",
        "agreement_until",
        "followed_up_on",
    ),
    sort=("sort_key", "number", "country", "agreement_until", "followed_up_on"),
    internal=("own_notice_hours",),
    narrowings=(
        Narrowing(
            "organisation_number",
            _("organisation number"),
            by_number,
            "ten digits, with or without the hyphen",
        ),
    ),
    beside=(
        Beside("levels", _("Levels"), demanded_levels, shown=marked),
        Beside("services", _("Services"), services_that_depend),
    ),
)
