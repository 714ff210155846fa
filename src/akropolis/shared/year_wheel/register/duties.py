"""The table of yearly duties, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.ui.parts import Cell
from akropolis.shared.year_wheel.models import YearlyDuty


def _name(row: YearlyDuty) -> Cell:
    return Cell(text=row.title, note=row.said("what"))


DUTIES: KeptTable[YearlyDuty] = KeptTable(
    key="yearly-duties",
    slug="arliga-uppgifter",
    model=YearlyDuty,
    intro=_("What recurs each year, which role does it in which units, when it begins and its last day."),
    add=_("New yearly duty"),
    fields=(
        "name",
        "name_en",
        "what",
        "what_en",
        "units",
        "role",
        "climbs_to",
        "month",
        "day",
        "weeks",
        "place",
        "shown_by",
    ),
    columns=(
        KeptColumn(_("Duty"), _name),
        "month",
        "day",
        "weeks",
        "units",
        "role",
        SOURCE,
        VALID,
        MARK,
    ),
    content="yearly_duties.yaml",
    filters=("units", "role", "month"),
    under=("year-wheel", _("Year wheel")),
)
