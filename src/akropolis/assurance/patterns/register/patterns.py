"""The register of security patterns, and the table of what they begin from, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.assurance.patterns.models import PatternPart, SecurityPattern
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.base.ui.parts import Cell

PATTERNS = Register(
    key="patterns",
    slug="sakerhetsmonster",
    model=SecurityPattern,
    one=_("security pattern"),
    many=_("Security patterns"),
    new=_("New security pattern"),
    intro=_(
        "How services of a kind are built, which security measures that settles, and what to ask a supplier."
    ),
    empty=_(
        "No security patterns here. Add one, and its text and measures begin from the template of its kind."
    ),
    sections=(FieldSection(_("The pattern"), ("title", "kind", "purpose", "owner_unit", "shared")),),
    columns=("title", "number", "kind", "owner_unit", "shared"),
    filters=("owner_unit", "kind"),
    sort=("kind", "sort_key", "number"),
    internal=("document",),
)
PARTS = KeptTable(
    key="pattern-parts",
    slug="sakerhetsmonstrens-mallar",
    model=PatternPart,
    intro=_(
        "What new security patterns begin from: chapters of the text, and measures with how they are settled."
        " A change here changes no pattern that is there already."
    ),
    add=_("New part of a template"),
    fields=("kind", "control", "name", "text"),
    columns=(
        KeptColumn(_("Part"), lambda row: Cell(text=row.title)),
        "kind",
        "text",
        SOURCE,
        VALID,
        MARK,
    ),
    content="pattern_parts.yaml",
    under=("patterns-list", _("Security patterns")),
    filters=("kind",),
)
