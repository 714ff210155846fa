"""What protects against a risk: its measures as they stand where the risk is, and its actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control, Fulfilment
from akropolis.graph.compliance.rules.demands import FULFILLED, MEASURED, Status
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.graph.compliance.selectors.catalogue import bodies
from akropolis.graph.compliance.selectors.standing import place_url, statuses_of
from akropolis.graph.risk.models import Risk, RiskAction, RiskMeasure, Treatment
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN


@dataclass(frozen=True, slots=True)
class RiskMeasureLine:
    """A measure of a risk, and how it stands where the risk is; `status` is None if the user may not read that."""

    control: Control
    status: Status | None
    url: str = ""

    @property
    def left(self) -> bool:
        """Whether something of the measure is left to do, as far as the user knows."""
        return self.status not in FULFILLED


@dataclass(frozen=True, slots=True)
class RiskActions:
    """The actions of a risk that the user may read, soonest first, and how many more there are."""

    rows: Sequence[Action]
    hidden: int

    @property
    def open(self) -> list[Action]:
        """The actions that are not done or cancelled."""
        return [row for row in self.rows if row.status in ("planned", "ongoing") and row.archived_at is None]


def places_of(risk: Risk, day: date) -> tuple[Node | None, Unit]:
    """Return where the risk's measures are assessed: its node if measures are demanded of it, and its authority."""
    node = risk.node if risk.node and risk.node.kind in MEASURED else None
    return node, bodies(day).get(risk.owner_unit_id, risk.owner_unit)


def measures_of(access: Access, risk: Risk, day: date) -> list[RiskMeasureLine]:
    """Return the risk's measures in the order of the catalogue. At most four queries."""
    rows = RiskMeasure.objects.visible(access).filter(risk=risk).select_related("control")
    return measure_lines(access, risk, [row.control for row in rows], day)


def measure_lines(access: Access, risk: Risk, named: Sequence[Control], day: date) -> list[RiskMeasureLine]:
    """Return how the measures stand where the risk is. At most three queries, and none without measures."""
    if not named:
        return []
    node, unit = places_of(risk, day)
    units = [unit, node.operator_unit or node.owner_unit] if node else [unit]
    if not (
        any(access.may(READ, each) for each in units) or (node and node.shared and access.anywhere(READ))
    ):
        return [RiskMeasureLine(control, None) for control in named]
    where = Q(unit=unit) | Q(node=node) if node else Q(unit=unit)
    said = list(Fulfilment.objects.visible(access).filter(where, control__in=named))
    status, latest = statuses_of(said, day), _by_control(said)
    lines = []
    for control in named:
        row = latest.get(control.pk)
        at = node if row and row.node_id and node else unit
        lines.append(
            RiskMeasureLine(control, status[row.pk], place_url(at, control))
            if row
            else RiskMeasureLine(control, Status.NOT_ASSESSED)
        )
    return lines


def _by_control(said: Sequence[Fulfilment]) -> dict[UUID, Fulfilment]:
    """Return measure → its assessment; where it is assessed both at the node and in the unit, that at the node."""
    return {row.control_id: row for row in sorted(said, key=lambda row: row.node_id is not None)}


def actions_of(access: Access, risk: Risk) -> RiskActions:
    """Return the risk's actions. Two queries."""
    links = RiskAction.objects.visible(access).filter(risk=risk).order_by()
    every = list(links.values_list("action", flat=True))
    rows = Action.objects.visible(access).filter(pk__in=every).select_related("responsible", "owner_unit")
    shown = list(rows.order_by(F("done_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"))
    return RiskActions(shown, len(every) - len(shown))


def leads_to_target(risk: Risk, day: date) -> bool:
    """Whether something is linked that would lower the risk: an open action, or a measure that is not fulfilled."""
    links = RiskAction.everything.filter(risk=risk, action__in=Action.everything.filter(OPEN).values("pk"))
    if links.exists():
        return True
    named = set(RiskMeasure.everything.filter(risk=risk).values_list("control", flat=True))
    node, unit = places_of(risk, day)
    where = Q(unit=unit) | Q(node=node) if node else Q(unit=unit)
    said = list(Fulfilment.everything.filter(where, control__in=named))
    status = statuses_of(said, day)
    met = {row.control_id for row in _by_control(said).values() if status[row.pk] in FULFILLED}
    return bool(named - met)


def next_step(access: Access, risk: Risk, today: date) -> str:
    """Return what comes next for the risk: `judge`, `treat`, `decide`, or nothing while something is under way.

    A risk that was to be treated by a day that has passed asks for its treatment again.
    """
    if risk.level is None:
        return "judge"
    if risk.waits_in_id or (risk.accepted_until and risk.accepted_until >= today):
        return ""
    if not risk.treatment or (risk.treat_by and risk.treat_by < today):
        return "treat"
    if risk.treatment == Treatment.ACCEPT:
        return "decide"
    return _step_of_treated(access, risk, today)


def _step_of_treated(access: Access, risk: Risk, today: date) -> str:
    """Return nothing while measures or actions are left to do, then `judge` above the target, else `decide`."""
    actions = actions_of(access, risk)
    if actions.open or actions.hidden or any(line.left for line in measures_of(access, risk, today)):
        return ""
    reached = risk.level is None or risk.target_level is None or risk.level <= risk.target_level
    return "decide" if reached else "judge"
