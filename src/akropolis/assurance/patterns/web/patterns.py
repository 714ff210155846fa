"""A pattern's page: begin the text, the measures that it settles; the way from its document."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.patterns.models import PatternMeasure, SecurityPattern
from akropolis.assurance.patterns.register.patterns import PATTERNS
from akropolis.assurance.patterns.register.plan import SecurityPlan
from akropolis.assurance.patterns.selectors.following import followings
from akropolis.assurance.patterns.services.patterns import begin_text
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.records.writer import create, remove, update
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.compliance.models import Control, MeasureBearer
from akropolis.people.organisation.selectors.tree import living
from akropolis.shared.documents.models import DocumentKind, GoverningDocument
from akropolis.shared.documents.register.pages import page_of

DETAIL = "patterns-detail"
WRITE = f"{GoverningDocument.permission}:edit"


ON_PATTERN = ActTarget(
    PATTERNS.edit, row_of(SecurityPattern, "owner_unit"), DETAIL, SecurityPattern.label, unit="owner_unit"
)
ON_MEASURE = ActTarget(
    PATTERNS.edit,
    row_of(PatternMeasure, "pattern__owner_unit", "control"),
    lambda row: reverse(DETAIL, args=[row.pattern_id]),
    lambda row: row.pattern.label(),
    unit="pattern.owner_unit",
)
BEGIN_TEXT = ButtonAct(
    on=ON_PATTERN,
    do=begin_text,
    done=_("The pattern is begun. Make text and measures your own, and decide on the first version."),
)


class PatternMeasureForm(VersionedForm, model=PatternMeasure):
    """How the pattern settles a measure."""

    how = FromModel(
        _("What is done in a service that follows the pattern, so that it can be checked."), rows=5
    )


class NewPatternMeasureForm(PatternMeasureForm):
    """A measure in force that services carry out, and how the pattern settles it."""

    def __init__(self, data: FormData, *, access: Access) -> None:
        super().__init__(data)
        self.fields["control"] = ScopedModelChoiceField(
            model=Control,
            access=access,
            narrow=lambda rows: rows.filter(living(timezone.localdate())).exclude(bearer=MeasureBearer.UNIT),
            label=_("Security measure"),
        )
        self.order_fields(["control"])


ADD_MEASURE = Act(
    on=ON_PATTERN,
    form=NewPatternMeasureForm,
    given=lambda request, _row: {"access": access_of(request)},
    once=True,
    do=lambda access, row, form: create(access, PatternMeasure, {**form.row_values(), "pattern": row}),
    done=_("The pattern settles the measure."),
    title=_("Add a security measure"),
    lead=SecurityPattern.label,
)
CHANGE_MEASURE = Act(
    on=ON_MEASURE,
    form=PatternMeasureForm,
    initial=("version", "how"),
    do=lambda access, row, form: update(access, row, form.row_values(), version=form.seen),
    title=lambda row: row.control.title,
    lead=_("Services that follow the pattern keep their assessments. Decide on a new version to ask them."),
)
REMOVE_MEASURE = ButtonAct(on=ON_MEASURE, do=remove, done=_("The pattern no longer settles the measure."))


def pattern_panel(access: Access, row: SecurityPattern) -> PanelContent:
    """Return the text and its version, the measures that the pattern settles, and who follows it."""
    rows = list(PatternMeasure.objects.visible(access).filter(pattern=row).select_related("control"))
    may, text, acts = row.archived_at is None and access.may(PATTERNS.edit, row.owner_unit), row.document, []
    if may and text is None and access.may(WRITE, row.owner_unit):
        url = reverse("pattern-begin", args=[row.pk])
        acts.append(RowAct(_("Begin the text"), url, ActRank.NEXT, post=True))
    elif text is not None and GoverningDocument.objects.visible(access).filter(pk=text.pk).exists():
        rank = ActRank.NEXT if may and not row.edition else ActRank.BESIDE
        label = _("Write and decide the text") if may else _("Read the text")
        acts.append(RowAct(label, page_of(text), rank))
    if may:
        url = reverse("pattern-measure-add", args=[row.pk])
        acts.append(RowAct(ADD_MEASURE.title, url, ActRank.BESIDE))
    count = followings(access).filter(pattern=row, node__kind=NodeKind.SERVICE).count()
    plan = f"{reverse(SecurityPlan.key)}?pattern={row.number}"
    context = {"rows": rows, "may": may, "count": count and number(count), "plan_url": plan}
    undecided = _("No version is decided that holds, so no service can begin to follow it.")
    holds = _("Version %(number)s holds.") % {"number": row.edition}
    return PanelContent(context=context, sentences=[holds if row.edition else str(undecided)], acts=acts)


def document_panel(access: Access, row: GoverningDocument) -> PanelContent | None:
    """Return the pattern that the document is the text of; None for other documents."""
    rows = SecurityPattern.objects.visible(access).filter(document=row)
    found = rows.first() if row.kind == DocumentKind.PATTERN else None
    return PanelContent(context={"pattern": found}) if found else None
