"""The register of beroenden (dependencies)."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.graph.assets.models import Dependency
from akropolis.graph.assets.services import dependencies

DEPENDENCIES = Register(
    key="dependencies",
    slug="beroenden",
    model=Dependency,
    one=_("dependency"),
    many=_("Dependencies"),
    new=_("New dependency"),
    intro=_("What depends on what. Demands flow along a dependency, and the effects of an event flow back."),
    empty=_("No dependencies here. Add them on the page of what depends, or read them in from a file."),
    sections=(
        FieldSection(_("What depends on what"), ("source", "kind", "target")),
        FieldSection(
            _("Which demands are inherited"),
            ("confidentiality", "integrity", "availability", "traceability", "authenticity"),
        ),
        FieldSection(_("Alternative"), ("alternative", "alternative_note")),
        FieldSection(_("When"), ("valid_from", "valid_to", "note")),
    ),
    columns=("title", "number", "owner_unit", "kind", "valid_from", "valid_to"),
    filters=("owner_unit", "source", "target", "kind", "alternative", "valid_from", "valid_to"),
    sort=("sort_key", "number", "kind"),
    internal=("title", "passes", "owner_unit"),
    period="valid_from",
    fixed=dependencies.FIXED,
    verbs=dependencies.VERBS,
)
