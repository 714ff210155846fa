"""The register of objects, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.privacy.service_objects.models import ServiceObject

OBJECTS = Register(
    key="objects",
    slug="objekt",
    model=ServiceObject,
    one=_("service object"),
    many=_("Service objects"),
    new=_("New object"),
    intro=_(
        "Services that are managed together: who owns and leads them, and by which instruction and routine."
    ),
    empty=_("No objects here. Add one, with its owner, and then its services."),
    sections=(
        FieldSection(_("The object"), ("name", "description", "owner_unit", "shared")),
        FieldSection(_("Who answers for it"), ("owner", "lead", "contact")),
        FieldSection(_("Governing documents"), ("instruction", "routine")),
    ),
    columns=("name", "number", "owner_unit", "owner", "lead", "attested_on"),
    filters=("owner_unit", "owner", "lead", "shared", "attested_on"),
    internal=("attested_on",),
)
