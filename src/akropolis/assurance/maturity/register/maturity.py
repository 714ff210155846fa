"""The register of maturity assessments, and the tables of areas, statements and national figures, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.assurance.maturity.models import (
    MaturityArea,
    MaturityAssessment,
    MaturityStatement,
    NationalFigure,
)
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.records.belongings import always
from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.base.ui.parts import Cell

UNDER = ("maturity-levels", _("Maturity by unit"))

MATURITY = Register(
    key="maturity",
    slug="mognad",
    model=MaturityAssessment,
    by_name=True,
    one=_("maturity assessment"),
    many=_("Maturity assessments"),
    new=_("New maturity assessment"),
    intro=_("How mature each unit says that it is, once a year. The levels are worked out of the answers."),
    empty=_(
        "No unit has assessed its maturity here. Open an assessment for a unit, and answer its statements."
    ),
    sections=(FieldSection(_("The assessment"), ("owner_unit", "year", "title", "note")),),
    columns=("title", "number", "owner_unit", "year", "assessed_on"),
    filters=("owner_unit", "assessed_on"),
    sort=("-year", "sort_key", "number", "-assessed_on"),
    internal=("assessed_on",),
    period="assessed_on",
    fixed=("owner_unit", "year"),
    over=always,
)
AREAS = KeptTable(
    key="maturity-areas",
    slug="mognadsomraden",
    model=MaturityArea,
    intro=_("The areas in which maturity is assessed. They are our own, and the city's to change."),
    add=_("New area of maturity"),
    fields=("name", "name_en"),
    columns=("name", SOURCE, VALID, MARK),
    content="areas.yaml",
    under=UNDER,
)
STATEMENTS = KeptTable(
    key="maturity-statements",
    slug="mognadspastaenden",
    model=MaturityStatement,
    intro=_(
        "What must be true at each level of an area, and at every higher level. The statements are our own, not those"
        " of the national self-assessment."
    ),
    add=_("New statement of maturity"),
    fields=("area", "level", "name", "name_en", "figure", "whole", "at_least"),
    columns=(
        "name",
        KeptColumn(_("Area"), lambda row: Cell(text=row.area.title)),
        "level",
        KeptColumn(_("Shown by the registers"), lambda row: Cell(text=row.condition)),
        VALID,
        MARK,
    ),
    content="statements.yaml",
    under=UNDER,
    filters=("area", "level"),
)
NATIONAL = KeptTable(
    key="national-figures",
    slug="nationella-siffror",
    model=NationalFigure,
    intro=_("Published numbers to hold beside the city's own, each with its year and source."),
    add=_("New national figure"),
    fields=("name", "name_en", "value", "out_of", "year", "indicator"),
    columns=(
        "name",
        KeptColumn(_("Value"), lambda row: Cell(text=row.in_words), unbroken=True),
        "year",
        SOURCE,
        VALID,
        MARK,
    ),
    content="national.yaml",
    under=UNDER,
)
