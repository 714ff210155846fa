"""Reads for a workshop: which scenarios it begins with, what it takes up, and what it ends with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.floods import downstream, upstream
from akropolis.graph.risk.models import Scenario, Treatment
from akropolis.graph.risk.rules.permissions import EDIT, READ
from akropolis.graph.risk_workshops.models import RiskWorkshop, WorkshopAnswer, WorkshopItem
from akropolis.graph.risk_workshops.rules.workshops import ObjectFacts, rank_scenarios
from akropolis.shared.actions.models import Action


def find_workshop(access: Access, pk: UUID) -> RiskWorkshop:
    """Return the workshop. Raises Hidden if there is none that the user may read."""
    rows = RiskWorkshop.objects.visible(access).select_related("unit", "node", "risk_owner")
    found: RiskWorkshop = rows.one(pk=pk)
    return found


def writable_workshop(access: Access, pk: UUID) -> RiskWorkshop:
    """Return the workshop. Raises Hidden unless the user may write the risks of its unit."""
    found = find_workshop(access, pk)
    access.must(EDIT, found.unit)
    return found


def items_of(access: Access, workshop: RiskWorkshop) -> list[WorkshopItem]:
    """List what the workshop takes up, in order, without risks that the user may not read. One query."""
    rows = WorkshopItem.objects.visible(access).filter(workshop=workshop)
    found = rows.select_related("scenario__threat", "risk__owner_unit", "risk__node")
    return [item for item in found if item.risk is None or access.may(READ, item.risk.owner_unit)]


def relevant_scenarios(access: Access, node: Node | None, day: date) -> list[Scenario]:
    """List the scenarios in force for the node or, without one, for a unit, the most relevant first."""
    facts = ObjectFacts()
    if node:
        suppliers = _nodes(access, downstream([node.pk], day), NodeKind.SUPPLIER)
        told = _nodes(access, upstream([node.pk], day), NodeKind.INFORMATION)
        personal = any(row.personal_data for row in (node, *told))
        facts = ObjectFacts(node.kind, bool(node.internet), personal, bool(suppliers))
    return rank_scenarios(facts, [(row.threat.code, row) for row in Scenario.in_force(access, day)])


def _nodes(access: Access, keys: Iterable[int], kind: NodeKind) -> list[Node]:
    return list(Node.objects.visible(access).filter(pk__in=list(keys), kind=kind, archived_at=None))


@dataclass(slots=True)
class WorkshopOutcome:
    """What a workshop ends with: its risks, those to accept, the actions, and what is still open.

    `doubted` are risks of the register that the group says do not concern it.
    """

    risks: list[WorkshopItem] = field(default_factory=list)
    decisions: list[WorkshopItem] = field(default_factory=list)
    actions: list[tuple[WorkshopItem, Action]] = field(default_factory=list)
    not_judged: list[WorkshopItem] = field(default_factory=list)
    untreated: list[WorkshopItem] = field(default_factory=list)
    unknown: list[WorkshopItem] = field(default_factory=list)
    doubted: list[WorkshopItem] = field(default_factory=list)


def outcome_of(access: Access, items: Sequence[WorkshopItem]) -> WorkshopOutcome:
    """Return what the items have come to so far, with the actions that the user may read. One query."""
    found = WorkshopOutcome()
    keys = {item.draft["action"]: item for item in items if item.draft.get("action")}
    actions = Action.objects.visible(access).filter(pk__in=list(keys)).select_related("responsible")
    found.actions = [(keys[str(row.pk)], row) for row in actions.order_by("due_on", "sort_key", "pk")]
    for item in items:
        risk, applies = item.risk, item.answer == WorkshopAnswer.APPLIES
        if item.answer == WorkshopAnswer.UNKNOWN:
            found.unknown.append(item)
        elif item.answer == WorkshopAnswer.NOT and risk:
            found.doubted.append(item)
        elif applies and (item.recorded_at is None or risk is None):
            found.not_judged.append(item)
        elif applies and risk:
            found.risks.append(item)
            if not risk.treatment:
                found.untreated.append(item)
            elif risk.treatment == Treatment.ACCEPT and risk.accepted_until is None:
                found.decisions.append(item)
    found.risks.sort(key=lambda item: -(item.risk.level or 0) if item.risk else 0)
    return found
