"""The reference tables of this domain."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.ui.parts import Cell
from akropolis.events.authority_reports.models import Criterion, ReportField

UNDER = ("incident-tracks-list", _("Tracks of incidents"))

CRITERIA: KeptTable[Criterion] = KeptTable(
    key="incident-criteria",
    slug="incidentkriterier",
    model=Criterion,
    intro=_(
        "By what an event is judged to be a significant incident, a risk to people, or something that others or the"
        " police are to be told of. A threshold that rests on a secondary source says so."
    ),
    add=_("New criterion"),
    fields=(
        *("question", "name", "name_en", "sector", "threshold", "measure", "at_least", "weight", "can"),
        *("help", "help_en", "provision", "position"),
    ),
    columns=(
        KeptColumn(_("Criterion"), lambda row: Cell(text=row.sentence, note=row.provision)),
        KeptColumn(
            _("Question"), lambda row: Cell(text=row.get_question_display(), note=row.get_weight_display())
        ),
        KeptColumn(_("Sector"), lambda row: Cell(text=row.sector.title if row.sector else _("all"))),
        SOURCE,
        VALID,
        MARK,
    ),
    content="criteria.yaml",
    under=UNDER,
    filters=("question",),
    ending=_("From the day after, it is not asked. Assessments that were made keep it as it was worded."),
)

REPORT_FIELDS: KeptTable[ReportField] = KeptTable(
    key="incident-report-fields",
    slug="rapportfalt",
    model=ReportField,
    intro=_(
        "What each report of an incident asks for, by the short name of its time limit, and where it is filled from."
        " A field that rests on a secondary source says so."
    ),
    add=_("New field"),
    fields=("report", "topic", "name", "name_en", "help", "help_en", "filled_from", "position"),
    columns=(
        KeptColumn(_("Field"), lambda row: Cell(text=row.title, note=row.topic)),
        "report",
        KeptColumn(_("Filled from"), lambda row: Cell(text=row.get_filled_from_display())),
        SOURCE,
        VALID,
        MARK,
    ),
    content="report_fields.yaml",
    under=UNDER,
    ending=_("From the day after, it is not asked for. Reports of clocks that were started before keep it."),
)
