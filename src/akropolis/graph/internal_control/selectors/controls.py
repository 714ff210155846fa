"""Control activities with their latest result, the actions that it raised, and how they stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.ui.parts import Kind
from akropolis.base.ui.words import Phrase
from akropolis.graph.internal_control.models import ControlAction, ControlActivity, ControlResult
from akropolis.graph.internal_control.rules.controls import ControlStatus, control_status
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.selectors.matrices import body_of
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import ActionStatus
from akropolis.shared.classification.selectors import schemes

READ, EDIT = f"{ControlActivity.permission}:read", f"{ControlActivity.permission}:edit"
STATUS: dict[ControlStatus, tuple[Kind, Phrase]] = {
    ControlStatus.LATE: ("danger", gettext_lazy("Red: the check is late")),
    ControlStatus.WAITING: ("neutral", gettext_lazy("Not checked yet")),
    ControlStatus.UNTREATED: ("danger", gettext_lazy("Red: deviation without an action")),
    ControlStatus.ONGOING: ("warning", gettext_lazy("Yellow: deviation, action under way")),
    ControlStatus.CORRECTED: ("success", gettext_lazy("Green: deviation, put right")),
    ControlStatus.SATISFIED: ("success", gettext_lazy("Green: no deviation")),
}
HIDDEN = pgettext_lazy("risk", "May not be read by you")


@dataclass(frozen=True, slots=True)
class ControlLine:
    """One activity of the plan, and one of its results with its actions; without a result, nothing is checked yet.

    `risk` is None for users who may not read it. `likelihood`, `consequence` and `level` are the risk's, in words.
    """

    activity: ControlActivity
    risk: Risk | None
    likelihood: str
    consequence: str
    level: str
    result: ControlResult | None
    actions: Sequence[Action]
    status: ControlStatus

    @property
    def risk_name(self) -> str:
        """The risk's number and title."""
        return self.risk.label() if self.risk else str(HIDDEN)

    @property
    def person(self) -> str:
        """The name of the person responsible for the check; empty if nobody is."""
        return self.activity.responsible.name if self.activity.responsible else ""

    @property
    def what(self) -> str:
        """What was checked; empty before the first check."""
        return self.result.what if self.result else ""

    @property
    def sample(self) -> str:
        """The sample that was checked, or before the first check the planned one."""
        return self.result.sample if self.result else self.activity.sample

    @property
    def found(self) -> str:
        """What the check found; empty before the first one."""
        return self.result.result if self.result else ""

    @property
    def deviation(self) -> str:
        """Whether the check found a deviation, in words; empty before the first check."""
        return (_("yes") if self.result.deviation else _("no")) if self.result else ""

    @property
    def checked_on(self) -> date | None:
        """The day of the check; None before the first one."""
        return self.result.checked_on if self.result else None

    @property
    def status_words(self) -> str:
        """The status light in words."""
        return str(STATUS[self.status][1])

    @property
    def action_names(self) -> str:
        """The actions' numbers and titles."""
        return "; ".join(action.label() for action in self.actions)

    @property
    def done(self) -> str:
        """For each action the day it was done, or the day by which it shall be."""
        return "; ".join(
            action.done_on.isoformat()
            if action.done_on
            else _("by %(day)s at the latest") % {"day": action.due_on.isoformat()}
            if action.due_on
            else _("no day")
            for action in self.actions
        )


def list_controls(
    access: Access, rows: QuerySet[ControlActivity], today: date, *, every: bool = False
) -> list[ControlLine]:
    """List the activities with their latest result, or with `every` once for each result. A fixed number of queries."""
    activities = list(rows.select_related("owner_unit", "responsible"))
    keys = [row.pk for row in activities]
    results: dict[UUID, list[ControlResult]] = defaultdict(list)
    for each in ControlResult.objects.visible(access).filter(activity__in=keys):
        results[each.activity_id].append(each)
    actions = actions_of_results(access, keys)
    risks = Risk.objects.visible(access).filter(pk__in={row.risk_id for row in activities})
    known = {risk.pk: risk for risk in risks.select_related("matrix")}
    words = RiskWords(access, today)
    found = []
    for row in activities:
        risk, shown = known.get(row.risk_id), results[row.pk][: None if every else 1]
        checked: list[ControlResult | None] = [*shown] or [None]
        for place, result in enumerate(checked):
            raised = actions.get(result.pk, ()) if result else ()
            finished = [action.status == ActionStatus.DONE for action in raised]
            # Only the latest result says that a check is late.
            due = row.next_on if place == 0 else None
            status = control_status(due, result.deviation if result else None, finished, today)
            found.append(ControlLine(row, risk, *words.of(risk), result, raised, status))
    return found


def actions_of_results(access: Access, activities: Iterable[UUID]) -> dict[UUID, list[Action]]:
    """Return the actions that the user may read, by the result of the activities that raised them."""
    links = ControlAction.objects.visible(access).filter(result__activity__in=list(activities))
    pairs = list(links.order_by("created_at").values_list("result_id", "action_id"))
    known = Action.objects.visible(access).in_bulk({action for _result, action in pairs})
    found: dict[UUID, list[Action]] = defaultdict(list)
    for result, action in pairs:
        if action in known and known[action].status != ActionStatus.CANCELLED:
            found[result].append(known[action])
    return found


class RiskWords:
    """The cells of risks in words: number and name of likelihood, consequence and level."""

    def __init__(self, access: Access, today: date) -> None:
        scheme = schemes.edition_in_force(access, today)
        self.levels = {each.value: each.label for each in schemes.body_of(scheme).levels} if scheme else {}
        self.bodies: dict[UUID, dict[str, dict[int, str]]] = {}

    def of(self, risk: Risk | None) -> tuple[str, str, str]:
        """Return likelihood, consequence and level; for each that it is not assessed, or may not be read."""
        if risk is None:
            return (str(HIDDEN),) * 3
        if risk.matrix is None or risk.level is None:
            return (_("Not assessed"),) * 3
        if risk.matrix.pk not in self.bodies:
            body = body_of(risk.matrix)
            self.bodies[risk.matrix.pk] = {
                "likelihood": {step.value: step.label for step in body.likelihoods},
                "level": {level.value: level.label for level in body.levels},
            }
        words = self.bodies[risk.matrix.pk] | {"consequence": self.levels}
        values = {
            "likelihood": risk.likelihood,
            "consequence": risk.consequence,
            "level": risk.level,
        }
        first, second, third = (f"{n} {words[name].get(n or 0, '')}".strip() for name, n in values.items())
        return first, second, third


def risks_outside_plan(access: Access, year: int, unit: str) -> QuerySet[Risk]:
    """Return the risks that are marked for the internal control and have no activity in the year's plan.

    `unit` is the path of the unit, with those below it.
    """
    planned = ControlActivity.objects.unscoped(because="whether the risk's own plan names it")
    planned = planned.filter(risk=OuterRef("pk"), year=year, archived_at=None)
    rows = Risk.objects.visible(access).filter(
        internal_control=True, archived_at=None, owner_unit__path__startswith=unit
    )
    return rows.filter(Q(ended_on=None), ~Exists(planned)).order_by("sort_key", "id")


def unanswered_deviations(access: Access) -> QuerySet[ControlResult]:
    """Return the latest results that found a deviation and have no action, in units whose people are asked."""
    raised = ControlAction.objects.unscoped(because="whether there is an action; nothing of it is shown")
    later = ControlResult.objects.visible(access).filter(activity=OuterRef("activity"))
    rows = ControlResult.objects.visible(access).filter(
        access.asked(EDIT, "activity__owner_unit"), deviation=True
    )
    rows = rows.filter(~Exists(raised.filter(result=OuterRef("pk"))), activity__archived_at=None)
    newer = Q(checked_on__gt=OuterRef("checked_on")) | Q(
        checked_on=OuterRef("checked_on"), created_at__gt=OuterRef("created_at")
    )
    rows = rows.filter(~Exists(later.filter(newer)))
    return rows.select_related("activity__owner_unit").order_by("checked_on", "id")
