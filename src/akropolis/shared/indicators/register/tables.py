"""The tables of indicators and of their targets, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.ui.parts import Cell
from akropolis.shared.indicators.models import Indicator, IndicatorTarget
from akropolis.shared.indicators.reports.indicator_words import amount_words

UNDER = ("indicators", _("Indicators"))

INDICATORS = KeptTable(
    key="indicator-table",
    slug="indikatortabell",
    model=Indicator,
    intro=_(
        "What is followed over time, why, and what it is counted from. One without a figure is measured by hand."
    ),
    add=_("New indicator"),
    fields=(
        "name",
        "name_en",
        "question",
        "question_en",
        "polarity",
        "kind",
        "figure",
        "of_figure",
        "minimum_basis",
        "least_change",
        "frequency",
        "owner",
        "used_in",
        "method_version",
    ),
    columns=(
        "name",
        KeptColumn(
            _("Counted"), lambda row: Cell(text=_("In the registers") if row.figure else _("By hand"))
        ),
        "frequency",
        SOURCE,
        VALID,
        MARK,
    ),
    content="indicators.yaml",
    under=UNDER,
    filters=("kind", "frequency"),
)
TARGETS = KeptTable(
    key="indicator-targets",
    slug="indikatormal",
    model=IndicatorTarget,
    intro=_(
        "What the city aims at each year. A target that is changed during the year gets a row with a new first day."
    ),
    add=_("New target"),
    fields=("indicator", "year", "target", "warning"),
    columns=(
        KeptColumn(_("Indicator"), lambda row: Cell(text=row.indicator.title)),
        "year",
        KeptColumn(_("Target"), lambda row: Cell(text=amount_words(row.indicator.kind, row.target))),
        KeptColumn(
            _("Near the target from"),
            lambda row: Cell(
                text="" if row.warning is None else amount_words(row.indicator.kind, row.warning)
            ),
        ),
        SOURCE,
        VALID,
        MARK,
    ),
    content="targets.yaml",
    under=UNDER,
    filters=("year",),
)
