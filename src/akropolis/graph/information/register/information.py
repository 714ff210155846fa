"""The register of informationsmängder."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import Beside, FieldSection, Register, SelectionRule
from akropolis.graph.information.models import InformationSet
from akropolis.graph.information.selectors import information
from akropolis.graph.information.selectors.classification import decided_letters
from akropolis.shared.classification.templatetags.levels import marked

INFORMATION_SETS = Register(
    key="information",
    slug="informationsmangder",
    model=InformationSet,
    one=_("information set"),
    many=_("Information sets"),
    intro=_("What information the unit has, how sensitive it is, and until when that was decided."),
    empty=_("No information sets here. Begin with what would hurt most if it leaked, was wrong or was gone."),
    sections=(
        FieldSection(_("The information"), ("name", "description")),
        FieldSection(_("Who answers for it"), ("owner_unit", "owner")),
        FieldSection(_("Personal data"), ("personal_data", "people", "protected_people")),
    ),
    columns=("name", "number", "owner_unit", "owner", "classified_on", "valid_to"),
    beside=(Beside("levels", _("Levels"), decided_letters, ("pointer", "classified_on"), marked),),
    filters=(
        "owner_unit",
        "owner",
        "personal_data",
        "protected_people",
        "classified_on",
        "valid_to",
        "pointer",
    ),
    sort=("sort_key", "number", "classified_on", "valid_to"),
    internal=("classified_on", "valid_to", "pointer"),
    of_named=("assets:classification:edit",),
    rules=(
        SelectionRule("kept", _("kept in this system"), information.kept_here),
        SelectionRule("classified", _("classified on the cut-off"), information.classified),
        SelectionRule("unclassified", _("not classified on the cut-off"), information.unclassified),
        SelectionRule(
            "expired", _("with a classification that had run out on the cut-off"), information.expired
        ),
        SelectionRule("secret", _("with high confidentiality on the cut-off"), information.most_secret),
    ),
    period="classified_on",
)
