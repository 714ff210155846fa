"""The table of clock rules."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, VALID, KeptColumn, KeptTable
from akropolis.base.ui.parts import Cell
from akropolis.shared.clocks.models import ClockRule
from akropolis.shared.clocks.reports.clock_words import amount_in_words, last_day_in_words


def _time(row: ClockRule) -> Cell:
    return Cell(
        text=amount_in_words(row.as_clock),
        url=reverse("clock", args=[row.clock]),
        note=last_day_in_words(row.as_clock),
    )


CLOCK_RULES: KeptTable[ClockRule] = KeptTable(
    key="clock-rules",
    slug="tidsfrister",
    model=ClockRule,
    intro=_(
        "How long there is for what must be done in time, and from when it is counted: by law, and by the city's own"
        " decisions. Choose a time to have a day worked out."
    ),
    add=_("New time limit"),
    fields=(
        *("name", "name_en", "clock", "regime", "trigger", "trigger_en", "amount", "measure", "last_day"),
        *("provision", "recipient", "recipient_en", "note", "note_en"),
    ),
    columns=(
        KeptColumn(_("What is to be done"), lambda row: Cell(text=row.title, note=row.said("trigger"))),
        KeptColumn(_("Time"), _time),
        KeptColumn(_("Provision"), lambda row: Cell(text=row.provision, note=row.get_regime_display())),
        VALID,
        KeptColumn(MARK.label, lambda row: Cell(text=row.get_mark_display(), note=row.source), keepers=True),
    ),
    content="clock_rules.yaml",
    under=("home", _("To do")),
    ending=_("Clocks that have been started run on by it. No new one is started by it after its last day."),
)
