"""The catalogue's kept tables: frameworks, requirements, measures, and which measures answer which requirements."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.ui.parts import Cell
from akropolis.graph.compliance.models import Control, ControlMapping, Framework, Requirement, TemplateAnswer
from akropolis.shared.classification.rules.aspects import ORDER, in_letters
from akropolis.shared.classification.templatetags.levels import marked

ABOVE = ("compliance", _("Requirements and measures"))


def _demanded(row: Control) -> Cell:
    return Cell(
        text=marked(in_letters(row.thresholds)) or _("Basic protection"), note=row.get_bearer_display()
    )


FRAMEWORKS = KeptTable(
    key="frameworks",
    slug="regelverk",
    model=Framework,
    intro=_("Laws, regulations and standards whose requirements are followed up here."),
    add=_("New framework"),
    fields=("name", "name_en", "description", "description_en", "active"),
    columns=(
        KeptColumn(_("Framework"), lambda row: Cell(text=row.title, note=row.said("description"))),
        "active",
        SOURCE,
        MARK,
    ),
    content="frameworks.yaml",
    under=ABOVE,
)
REQUIREMENTS = KeptTable(
    key="requirements",
    slug="kravlista",
    model=Requirement,
    intro=_("What laws, regulations and standards demand, in our own words. Each row says how sure it is."),
    add=_("New requirement"),
    fields=("framework", "reference", "name", "name_en", "text", "text_en", "addressee", "area"),
    columns=(
        KeptColumn(
            _("Reference"), lambda row: Cell(text=row.reference.replace(" §", "\u00a0§")), unbroken=True
        ),
        KeptColumn(_("Requirement"), lambda row: Cell(text=row.title, note=row.said("text"))),
        "framework",
        "addressee",
        KeptColumn(MARK.label, lambda row: Cell(text=row.get_mark_display(), note=row.source), keepers=True),
    ),
    content="requirements.yaml",
    filters=("framework", "addressee"),
    under=ABOVE,
)
CONTROLS = KeptTable(
    key="controls",
    slug="sakerhetsatgarder",
    model=Control,
    intro=_(
        "What is done to protect information, in words that one can act on. The levels of a service, and what else"
        " holds of it, decide which measures it demands."
    ),
    add=_("New security measure"),
    fields=(
        *("name", "name_en", "kind", "bearer", "kinds", *map(str, ORDER), "when", "supplier_when"),
        *("what", "what_en", "why", "why_en", "how", "how_en", "by_instruction", "notes"),
        *("own", "own_en", "supplier", "supplier_en", "evidence", "evidence_en"),
        *("supplier_evidence", "supplier_evidence_en"),
    ),
    columns=(
        KeptColumn(_("Security measure"), lambda row: Cell(text=row.title, note=row.said("what"))),
        KeptColumn(_("Demanded from"), _demanded, unbroken=True),
        "kind",
        VALID,
        KeptColumn(MARK.label, lambda row: Cell(text=row.get_mark_display(), note=row.source), keepers=True),
    ),
    content="controls.yaml",
    filters=("kind", "bearer"),
    under=ABOVE,
    ending=_("Assessments of it stand in the history. It is no longer demanded after its last day."),
)
MAPPINGS = KeptTable(
    key="control-mappings",
    slug="atgarder-mot-krav",
    model=ControlMapping,
    intro=_("Which security measures answer which requirement, and who says so."),
    add=_("New mapping"),
    fields=("control", "requirement"),
    columns=(
        KeptColumn(
            _("Requirement"), lambda row: Cell(text=row.requirement.reference, note=row.requirement.title)
        ),
        KeptColumn(_("Security measure"), lambda row: Cell(text=row.control.title)),
        SOURCE,
        VALID,
        MARK,
    ),
    content="mappings.yaml",
    filters=("requirement.framework", "control"),
    under=ABOVE,
)
TEMPLATE_ANSWERS = KeptTable(
    key="template-answers",
    slug="krav-som-mallar-besvarar",
    model=TemplateAnswer,
    intro=_(
        "Which requirements the chapters of a template answer. A new document begins with the same links, and"
        " whoever writes it changes them."
    ),
    add=_("New link"),
    fields=("chapter", "requirement"),
    columns=(
        KeptColumn(
            _("Chapter"), lambda row: Cell(text=row.chapter.title, note=row.chapter.get_kind_display())
        ),
        KeptColumn(
            _("Requirement"), lambda row: Cell(text=row.requirement.reference, note=row.requirement.title)
        ),
        SOURCE,
        VALID,
        MARK,
    ),
    content="template_answers.yaml",
    filters=("chapter", "requirement.framework"),
    under=ABOVE,
)
TABLES = (FRAMEWORKS, REQUIREMENTS, CONTROLS, MAPPINGS, TEMPLATE_ANSWERS)
