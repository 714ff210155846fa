"""The register of patterns, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.assurance.patterns.models import Pattern
from akropolis.base.kernel.registers.declaration import FieldSection, Register

PATTERNS = Register(
    key="patterns",
    slug="sakerhetsmonster",
    model=Pattern,
    one=_("pattern"),
    many=_("Patterns"),
    intro=_("Patterns, and who is responsible for each."),
    empty=_("No patterns here. Add one, or read them in from a file."),
    sections=(FieldSection(_("Description"), ("name", "description", "owner_unit")),),
    columns=("name", "number", "owner_unit"),
    filters=("owner_unit",),
)
