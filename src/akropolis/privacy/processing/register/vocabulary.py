"""The kept tables of the record of processing, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptTable
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    NationalBasis,
    TransferBasis,
)

UNDER = ("processings-list", _("The record of processing"))
GROUPS: KeptTable[DataSubjectGroup] = KeptTable(
    key="data-subject-groups",
    slug="registrerade",
    model=DataSubjectGroup,
    intro=_("The groups of people that processings are about."),
    add=_("New group"),
    fields=("name", "name_en", "vulnerable"),
    columns=("name", "vulnerable", VALID, MARK),
    content="groups.yaml",
    under=UNDER,
)
CATEGORIES: KeptTable[DataCategory] = KeptTable(
    key="data-categories",
    slug="personuppgifter",
    model=DataCategory,
    intro=_("The categories of personal data, and which of them the law protects in particular."),
    add=_("New category"),
    fields=("name", "name_en", "special", "criminal", "sensitive"),
    columns=("name", "special", "criminal", "sensitive", VALID, MARK),
    content="categories.yaml",
    under=UNDER,
)
BASES: KeptTable[NationalBasis] = KeptTable(
    key="national-bases",
    slug="nationella-grunder",
    model=NationalBasis,
    intro=_("The provisions of Swedish law that processings rest on."),
    add=_("New provision"),
    fields=("name", "name_en", "provision"),
    columns=("name", "provision", SOURCE, VALID, MARK),
    content="national_bases.yaml",
    under=UNDER,
)
TRANSFERS: KeptTable[TransferBasis] = KeptTable(
    key="transfer-bases",
    slug="overforingsgrunder",
    model=TransferBasis,
    intro=_("What a transfer of personal data outside the EU and EEA may rest on."),
    add=_("New basis"),
    fields=("name", "name_en", "article", "listed", "falls_with", "note", "note_en"),
    columns=("name", "article", "listed", "falls_with", VALID, MARK),
    content="transfer_bases.yaml",
    under=UNDER,
)
