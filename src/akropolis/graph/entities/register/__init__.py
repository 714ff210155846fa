"""The kept tables about legal entities: sectors with supervisors, size limits, ceilings of sanction fees."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.ui.parts import Cell
from akropolis.graph.compliance.models import SanctionCeiling, Sector, SizeLimit

UNDER = ("entity-list", _("Legal entities"))
SURE = KeptColumn[KeptRow](MARK.label, lambda row: Cell(text=row.get_mark_display(), note=row.source))

SECTORS = KeptTable(
    key="sectors",
    slug="sektorer",
    model=Sector,
    intro=_(
        "The sectors of NIS 2, and which authority supervises each. They are chosen for each legal entity."
    ),
    add=_("New sector"),
    fields=("name", "name_en", "annex", "supervisor", "supervisor_en", "provision", "note", "note_en"),
    columns=(
        KeptColumn(_("Sector"), lambda row: Cell(text=row.title, note=row.said("note"))),
        "annex",
        KeptColumn(_("Supervision"), lambda row: Cell(text=row.said("supervisor"), note=row.provision)),
        VALID,
        SURE,
    ),
    content="sectors.yaml",
    under=UNDER,
    ending=_("Legal entities keep it. It can no longer be chosen."),
)
SIZES = KeptTable(
    key="size-limits",
    slug="storleksgranser",
    model=SizeLimit,
    intro=_(
        "From where on an enterprise is medium-sized, and larger than that. The test of the class reads them."
    ),
    add=_("New size limit"),
    fields=("step", "employees", "turnover", "balance"),
    columns=("step", "employees", "turnover", "balance", VALID, SURE),
    content="size_limits.yaml",
    under=UNDER,
)
CEILINGS = KeptTable(
    key="sanction-ceilings",
    slug="sanktionsavgifter",
    model=SanctionCeiling,
    intro=_("How high sanction fees may be. They are shown on the page of each legal entity."),
    add=_("New sanction ceiling"),
    fields=("name", "name_en", "fined", "ceiling", "ceiling_en", "provision"),
    columns=(
        KeptColumn(_("For what"), lambda row: Cell(text=row.title, note=row.get_fined_display())),
        KeptColumn(_("At most"), lambda row: Cell(text=row.said("ceiling"))),
        "provision",
        VALID,
        SURE,
    ),
    content="sanction_ceilings.yaml",
    under=UNDER,
)
TABLES = (SECTORS, SIZES, CEILINGS)
