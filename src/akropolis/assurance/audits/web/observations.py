"""The findings of an audit: adding one, auditing it again, and the panel of them all; the tasks of audits."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.audits.models import Audit, AuditObservation, AuditState
from akropolis.assurance.audits.register.audits import AWAITED
from akropolis.assurance.audits.rules.permissions import EDIT
from akropolis.assurance.audits.services.audits import add_observation, reaudit
from akropolis.assurance.deviations.models import Deviation
from akropolis.assurance.deviations.rules.permissions import EDIT as EDIT_DEVIATIONS
from akropolis.assurance.deviations.rules.permissions import READ as READ_DEVIATIONS
from akropolis.assurance.deviations.selectors.deviations import standing_words
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.fields import day_field, prose_field
from akropolis.base.ui.model_fields import FromModel

DETAIL = "audits-detail"


class FindingForm(VersionedForm, model=Deviation):
    """What the audit found, against which criterion, on what evidence, and how grave it is."""

    title = FromModel(label=gettext_lazy("The finding in one line"))
    what = FromModel(rows=4)
    criterion = FromModel(label=gettext_lazy("Audit criterion"))
    evidence = prose_field(
        gettext_lazy("Audit evidence"),
        4000,
        rows=3,
        required=False,
        help_text=gettext_lazy("What was read, seen and heard. Name no one."),
    )
    grade = FromModel(initial="minor")
    due_on = FromModel(gettext_lazy("Empty for what need not be corrected."))


class ReauditForm(VersionedForm, model=AuditObservation):
    """What was found when the finding was audited again."""

    outcome = FromModel(label=gettext_lazy("What was found"), required=True)
    reaudited_on = day_field(gettext_lazy("Audited again on"), initial=timezone.localdate)


def _may_add(access: Access, audit: Audit) -> bool:
    open_ = audit.archived_at is None and audit.state not in (AuditState.PLANNED, AuditState.CLOSED)
    return open_ and all(access.may(right, audit.owner_unit) for right in (EDIT, EDIT_DEVIATIONS))


def _add(access: Access, audit: Audit, form: FindingForm) -> AuditObservation:
    values = form.row_values()
    evidence = values.pop("evidence")
    return add_observation(access, audit, values, evidence)


def _find(access: Access, pk: UUID) -> AuditObservation:
    rows = AuditObservation.objects.visible(access).select_related("audit__owner_unit", "deviation")
    found: AuditObservation = rows.one(pk=pk)
    access.must(EDIT, found.audit.owner_unit)
    access.must(READ_DEVIATIONS, found.deviation.owner_unit)
    return found


ADD = Act(
    on=ActTarget(EDIT, row_of(Audit, "owner_unit"), DETAIL, Audit.label, unit="owner_unit"),
    form=FindingForm,
    do=_add,
    once=True,
    done=gettext_lazy("The finding is added. It stands among the deviations of the unit too."),
    title=gettext_lazy("Add a finding"),
    lead=Audit.label,
    submit=gettext_lazy("Add the finding"),
)
AGAIN = Act(
    on=ActTarget(
        EDIT, _find, lambda row: reverse(DETAIL, args=[row.audit_id]), lambda row: row.audit.label()
    ),
    form=ReauditForm,
    initial=("version", "outcome"),
    do=lambda access, row, form: reaudit(access, row, **form.row_values(), version=form.seen),
    title=gettext_lazy("Audit the finding again"),
    lead=lambda row: row.deviation.label(),
)


def panel(access: Access, audit: Audit) -> PanelContent:
    """Return the findings that the user may read, how they stand, and the ways to add one and to audit one again.

    What need not be corrected is not audited again.
    """
    rows = AuditObservation.objects.visible(access).filter(
        audit=audit, deviation__in=Deviation.objects.visible(access).order_by()
    )
    may = audit.archived_at is None and access.may(EDIT, audit.owner_unit)
    acts = []
    if _may_add(access, audit):
        acts.append(RowAct(_("Add a finding"), reverse("audit-observation", args=[audit.pk]), ActRank.BESIDE))
    found = list(rows.select_related("deviation"))
    words = standing_words(access, [row.deviation for row in found])
    lines = [
        {
            "row": row,
            "standing": words[row.deviation_id],
            "again_url": reverse("audit-again", args=[row.pk]) if may and row.deviation.due_on else "",
        }
        for row in found
    ]
    if not lines:
        return PanelContent(missing=_("No findings that you may read."), acts=acts)
    return PanelContent(context={"rows": lines}, acts=acts)


def _asked(access: Access, condition: Q) -> QuerySet[Audit]:
    rows = Audit.objects.visible(access).filter(access.asked(EDIT, "owner_unit"), condition)
    return rows.select_related("owner_unit").order_by("planned_on", "sort_key", "id")


def _unheld(access: Access, today: date) -> QuerySet[Audit]:
    return _asked(access, Q(state=AuditState.PLANNED, archived_at=None, planned_on__lte=today))


def _task(row: Audit, key: str, title: str, why: str, due: date | None) -> PendingTask:
    words = {"title": row, "unit": row.owner_unit, "kind": row.get_kind_display()}
    url = reverse(DETAIL, args=[row.pk])
    return PendingTask(f"{key}:{row.pk}:{due}", title % words, url, why % words, due=due, about=refer(row))


@task_feed(_unheld, right=EDIT)
def pending_audits(row: Audit) -> PendingTask:
    """A task for each audit whose planned day has come."""
    title, why = (
        _("Hold the audit “%(title)s”, or plan it anew"),
        _("The programme has it for this day in %(unit)s."),
    )
    return _task(row, "audit-hold", title, why, row.planned_on)


@task_feed(lambda access, _today: _asked(access, AWAITED), right=EDIT)
def pending_answers(row: Audit) -> PendingTask:
    """A task for each audit that is to be answered, for those who write in the unit and for its head."""
    why = _("%(kind)s: an answer from %(unit)s is awaited.")
    return _task(row, "audit-answer", _("Answer the audit “%(title)s”"), why, row.answer_due_on)
