"""Pages of the internal control: register what a check found; panels of activities; tasks that they give."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.internal_control.models import ControlActivity, ControlResult
from akropolis.graph.internal_control.selectors.controls import (
    EDIT,
    STATUS,
    actions_of_results,
    list_controls,
    unanswered_deviations,
)
from akropolis.graph.internal_control.services.control_causes import CONTROL
from akropolis.graph.internal_control.services.controls import record_result
from akropolis.graph.risk.models import Risk
from akropolis.shared.actions.selectors.causes import EDIT as RAISE
from akropolis.shared.actions.selectors.causes import raise_url

DETAIL = "control-activities-detail"


class ResultForm(VersionedForm, model=ControlResult):
    """What was checked and how, what was found, and whether it deviates."""

    checked_on = FromModel(label=gettext_lazy("Checked on"), initial=timezone.localdate)
    what = FromModel(
        gettext_lazy("What you looked at, so that somebody else could do it again. Name no one."), rows=3
    )
    sample = FromModel(
        gettext_lazy("How many of how many, and how they were chosen, such as 20 of 340 at random.")
    )
    result = FromModel(gettext_lazy("What you found."), rows=5)
    deviation = FromModel(
        gettext_lazy(
            "Something is not as it should be. You can add the action that puts it right on the next page."
        ),
        label=gettext_lazy("There is a deviation"),
    )


def _initial(_request: HttpRequest, activity: ControlActivity) -> Mapping[str, object]:
    return {"initial": {"sample": activity.sample, "what": activity.method}}


def _after(made: ControlResult) -> str:
    return raise_url(CONTROL, made.pk) if made.deviation else reverse(DETAIL, args=[made.activity_id])


def _done(made: ControlResult) -> str:
    if made.deviation:
        return _("The result is saved. Now say what shall be done about the deviation.")
    later = made.activity.next_on
    if later is None:
        return _("The result is saved. The plan has no more checks of this activity.")
    return _("The result is saved. The next check is due on %(day)s.") % {"day": later.isoformat()}


RECORD = Act(
    on=ActTarget(
        EDIT, row_of(ControlActivity, "owner_unit"), DETAIL, ControlActivity.label, unit="owner_unit"
    ),
    form=ResultForm,
    initial=("version",),
    given=_initial,
    do=lambda access, activity, form: record_result(access, activity, form.row_values(), version=form.seen),
    once=True,
    after=_after,
    done=_done,
    title=gettext_lazy("Register a result"),
    lead=lambda activity: f"{activity.number} · {activity}",
    submit=gettext_lazy("Save the result"),
)


def results_panel(access: Access, activity: ControlActivity) -> PanelContent:
    """Return the results of the activity, newest first, each with its actions, and how the activity stands."""
    rows = list(ControlResult.objects.visible(access).filter(activity=activity))
    actions = actions_of_results(access, [activity.pk])
    writes = activity.archived_at is None and access.may(EDIT, activity.owner_unit)
    acts = []
    if writes:
        label, url = _("Register a result"), reverse("control-result", args=[activity.pk])
        acts.append(RowAct(label, url, ActRank.NEXT if activity.next_on else ActRank.BESIDE))
    if not rows:
        missing = _("No check has been registered.")
        return PanelContent(missing=missing, acts=acts, sentences=[_next_sentence(activity)])
    mine = ControlActivity.objects.visible(access).filter(pk=activity.pk)
    now = list_controls(access, mine, timezone.localdate())[0]
    may_raise = writes and access.anywhere(RAISE)
    lines = [
        {
            "row": row,
            "actions": actions.get(row.pk, ()),
            "raise_url": raise_url(CONTROL, row.pk) if may_raise and row.deviation else "",
        }
        for row in rows
    ]
    kind, words = STATUS[now.status]
    context = {"rows": lines, "kind": kind, "status": words}
    sentences = [f"{words}.", _next_sentence(activity)]
    return PanelContent(context=context, acts=acts, sentences=sentences)


def _next_sentence(activity: ControlActivity) -> str:
    if activity.next_on is None:
        return _("No further check is planned in %(year)s.") % {"year": activity.year}
    words = {"day": activity.next_on.isoformat(), "who": activity.responsible or _("nobody")}
    return _("The next check is due on %(day)s; %(who)s is responsible.") % words


def risk_controls_panel(access: Access, risk: Risk) -> PanelContent | None:
    """Return the risk's control activities, and the way to add one; None for a risk outside the internal control."""
    if not access.anywhere(f"{ControlActivity.permission}:read"):
        return None
    rows = (
        ControlActivity.objects.visible(access)
        .filter(risk=risk, archived_at=None)
        .order_by("-year", "next_on")
    )
    lines = list_controls(access, rows, timezone.localdate())
    if not lines and not risk.internal_control:
        return None
    add = None
    if risk.archived_at is None and not risk.ended_on and access.may(EDIT, risk.owner_unit):
        add = RowAct(
            _("Add a control activity"),
            f"{reverse('control-activities-create')}?risk={risk.number}&unit={risk.owner_unit.code}",
        )
    if not lines:
        return PanelContent(missing=_("Nothing is checked because of this risk."), add=add)
    shown = [{"line": line, "kind": STATUS[line.status][0]} for line in lines]
    return PanelContent(context={"rows": shown, "add": add})


def _without_person(access: Access, _today: date) -> QuerySet[ControlActivity]:
    nobody = Q(responsible=None) | Q(responsible__is_active=False)
    rows = ControlActivity.objects.visible(access).filter(access.asked(EDIT, "owner_unit"), nobody)
    rows = rows.filter(archived_at=None, next_on__isnull=False)
    return rows.select_related("owner_unit").order_by("next_on", "sort_key", "id")


@task_feed(_without_person, right=EDIT)
def pending_people(row: ControlActivity) -> PendingTask:
    """A task for each planned check that nobody is responsible for."""
    return PendingTask(
        key=f"control-person:{row.pk}",
        title=_("Choose who carries out the check “%(title)s”") % {"title": row},
        url=reverse("control-activities-edit", args=[row.pk]),
        why=_("It is in the plan for %(year)s in %(unit)s, and nobody is responsible for it.")
        % {"year": row.year, "unit": row.owner_unit},
        due=row.next_on,
        about=refer(row),
    )


@task_feed(lambda access, _today: unanswered_deviations(access), right=EDIT)
def pending_deviations(row: ControlResult) -> PendingTask:
    """A task for each deviation that nobody has raised an action for."""
    words = {"activity": row.activity, "day": row.checked_on.isoformat(), "unit": row.activity.owner_unit}
    return PendingTask(
        key=f"control-deviation:{row.pk}",
        title=_("Say what shall be done about the deviation in “%(activity)s”") % words,
        url=reverse(DETAIL, args=[row.activity_id]),
        why=_("The check on %(day)s in %(unit)s found a deviation, and no action has been raised.") % words,
    )
