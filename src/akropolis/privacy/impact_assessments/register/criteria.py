"""The table of the criteria of the threshold, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptTable
from akropolis.privacy.impact_assessments.models import ThresholdCriterion
from akropolis.privacy.processing.register.vocabulary import UNDER

CRITERIA: KeptTable[ThresholdCriterion] = KeptTable(
    key="threshold-criteria",
    slug="troskelkriterier",
    model=ThresholdCriterion,
    intro=_("What decides whether a processing needs an impact assessment, and who has issued it."),
    add=_("New criterion"),
    fields=(
        *("name", "name_en", "guide", "guide_en", "issuer", "provision"),
        *("effect", "suggests", "at_least", "proposal"),
    ),
    columns=("name", "issuer", "effect", "proposal", SOURCE, VALID, MARK),
    content="criteria.yaml",
    under=UNDER,
)
