"""Reads for a workshop: which scenarios it begins with, what is proposed at each step, and what it ends with."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.plain import Plain
from akropolis.graph.assets.models.nodes import Node, NodeKind
from akropolis.graph.assets.selectors.floods import downstream, upstream
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.rules.demands import Status
from akropolis.graph.compliance.rules.permissions import READ as STATES
from akropolis.graph.compliance.selectors.standing import of_service, of_unit
from akropolis.graph.information.models import ClassificationDecision
from akropolis.graph.risk.models import (
    Risk,
    RiskMatrix,
    RiskMeasure,
    RiskWorkshop,
    Scenario,
    Treatment,
    WorkshopAnswer,
    WorkshopItem,
)
from akropolis.graph.risk.rules.matrix import MatrixBody, RiskLevel
from akropolis.graph.risk.rules.permissions import EDIT, READ
from akropolis.graph.risk.rules.workshops import CONSEQUENCE, LIKELIHOOD, ObjectFacts, rank_scenarios
from akropolis.graph.risk.selectors.matrices import body_of, matrix_in_use
from akropolis.shared.actions.models import Action
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.answers import read_answers
from akropolis.shared.classification.selectors import schemes


def find_workshop(access: Access, pk: object) -> RiskWorkshop:
    """Return the workshop. Raises Hidden if there is none that the user may read."""
    rows = RiskWorkshop.objects.visible(access).select_related("unit", "node", "risk_owner")
    found: RiskWorkshop = rows.one(pk=pk)
    return found


def writable_workshop(access: Access, pk: object) -> RiskWorkshop:
    """Return the workshop. Raises Hidden unless the user may write the risks of its unit."""
    found = find_workshop(access, pk)
    access.must(EDIT, found.unit)
    return found


def items_of(access: Access, workshop: RiskWorkshop) -> list[WorkshopItem]:
    """List what the workshop takes up, in order, without risks that the user may not read. One query."""
    rows = WorkshopItem.objects.visible(access).filter(workshop=workshop)
    found = rows.select_related("scenario", "risk__owner_unit", "risk__owner", "risk__matrix")
    return [item for item in found if item.risk is None or access.may(READ, item.risk.owner_unit)]


def chosen(items: Sequence[WorkshopItem]) -> list[WorkshopItem]:
    """Return the items that the group has said concern it."""
    return [item for item in items if item.answer == WorkshopAnswer.APPLIES]


def is_left(item: WorkshopItem) -> bool:
    """Return whether the group has chosen the item and not yet saved it as a risk."""
    return item.answer == WorkshopAnswer.APPLIES and item.recorded_at is None


def risks_about(access: Access, unit: Unit, node: Node | None) -> list[Risk]:
    """List the unit's own risks about the node or, without one, about the unit itself, that have not ended."""
    rows = Risk.objects.visible(access).filter(owner_unit=unit, node=node, ended_on=None, archived_at=None)
    return list(rows.select_related("scenario").order_by("-level", "sort_key", "pk"))


def relevant_scenarios(access: Access, node: Node | None, day: date) -> list[Scenario]:
    """List the scenarios in force for the node or, without one, for a unit, the most relevant first."""
    pairs = [(row.threat.code, row) for row in Scenario.in_force(access, day)]
    return rank_scenarios(_facts(access, node, day), pairs)


def _facts(access: Access, node: Node | None, day: date) -> ObjectFacts:
    if node is None:
        return ObjectFacts()
    below = _nodes(access, downstream([node.pk], day), NodeKind.SUPPLIER)
    personal = [row.personal_data for row in [node, *_information(access, node, day)]]
    return ObjectFacts(node.kind, node.internet is True, True in personal, bool(below))


def _nodes(access: Access, keys: Collection[int], kind: NodeKind) -> list[Node]:
    return list(Node.objects.visible(access).filter(pk__in=list(keys), kind=kind, archived_at=None))


def _information(access: Access, node: Node, day: date) -> list[Node]:
    """List the information that the node handles, as far as the user may read it."""
    if node.kind == NodeKind.INFORMATION:
        return [node]
    flood = downstream if node.kind == NodeKind.PROCESS else upstream
    return _nodes(access, flood([node.pk], day), NodeKind.INFORMATION)


def propose_harms(access: Access, node: Node | None, day: date) -> dict[str, tuple[int, str]]:
    """Return the consequence that the classification answers for each kind of harm, and the information set that
    gives it: the highest of the latest decisions about the information that the node handles. Three queries.
    """
    about = {row.record: row.name for row in _information(access, node, day)} if node else {}
    rows = ClassificationDecision.objects.visible(access).filter(information__in=list(about))
    latest = {row.information_id: row for row in rows.order_by("number")}
    found: dict[str, tuple[int, str]] = {}
    for key, decision in latest.items():
        for harms in read_answers(decision.answers).harms.values():
            for category, answer in harms.items():
                if answer.level is not None and answer.level > found.get(category, (-1, ""))[0]:
                    found[category] = (answer.level, about[key])
    return found


def measures_at(
    access: Access, workshop: RiskWorkshop, item: WorkshopItem
) -> list[tuple[Control, Status | None]]:
    """List the measures that protect against the item's scenario or risk, and the status of each at the node, else
    in the unit: not assessed if nobody has, None if the user may not read it.
    """
    day = timezone.localdate()
    linked = set(RiskMeasure.objects.visible(access).filter(risk=item.risk).values_list("control", flat=True))
    codes = set(item.scenario.measures) if item.scenario else set()
    rows = [row for row in Control.in_force(access, day) if row.code in codes or row.pk in linked]
    stated: dict[str, Status] = {}
    for code in workshop.unit.path.strip("/").split("/"):
        with suppress(Hidden):  # the nearest unit that has measures of its own says how they stand
            stated = {line.control.code: line.status for line in of_unit(access, code, day).lines}
    with suppress(Hidden):
        if workshop.node:
            at = of_service(access, workshop.node.record, day)
            stated |= {line.control.code: line.status for line in at.lines}
    otherwise = Status.NOT_ASSESSED if access.may(STATES, workshop.unit) else None
    return [(row, stated.get(row.code, otherwise)) for row in rows]


@dataclass(frozen=True, slots=True)
class JudgingMethod:
    """What risks are judged by on a day: the matrix in use, and the categories of harm of the scheme in force."""

    matrix: RiskMatrix
    body: MatrixBody
    scheme: Scheme | None

    def level_of(self, draft: Plain) -> RiskLevel | None:
        """Return the risk level of a draft's answers; None until both are given."""
        return self.body.level_at(draft.get(LIKELIHOOD, {}).get("step"), self._worst(draft))

    def _worst(self, draft: Plain) -> int | None:
        return max(draft.get(CONSEQUENCE, {}).values(), default=None)

    def reason_of(self, draft: Plain) -> str:
        """Return why the draft gives its level: the worst kinds of harm with their level, and how often."""
        step = self.body.step(draft.get(LIKELIHOOD, {}).get("step"))
        scale = schemes.body_of(self.scheme) if self.scheme else None
        worst = scale.level(self._worst(draft)) if scale else None
        if not (step and scale and worst):
            return ""
        harms = draft[CONSEQUENCE]
        names = [each.name for each in scale.categories if harms.get(each.key) == worst.value]
        return f"{', '.join(names)}: {worst.label.lower()}. {step.label}: {step.interval.lower()}."


def method_in_use(access: Access) -> JudgingMethod | None:
    """Return what new judgements are made by today; None if the city uses no matrix."""
    matrix = matrix_in_use(access, timezone.localdate())
    return JudgingMethod(matrix, body_of(matrix), schemes.edition_in_force(access)) if matrix else None


def shown_level(risk: Risk | None) -> RiskLevel | None:
    """Return the level of a judged risk, by the matrix that it was judged by; None if it has not been judged."""
    return body_of(risk.matrix).level(risk.level) if risk and risk.matrix else None


@dataclass(slots=True)
class WorkshopOutcome:
    """What a workshop ends with: the risks, those to decide on, the actions, and what is still open."""

    risks: list[WorkshopItem] = field(default_factory=list)
    decisions: list[WorkshopItem] = field(default_factory=list)
    actions: list[tuple[WorkshopItem, Action]] = field(default_factory=list)
    not_judged: list[WorkshopItem] = field(default_factory=list)
    untreated: list[WorkshopItem] = field(default_factory=list)
    unknown: list[WorkshopItem] = field(default_factory=list)
    doubted: list[WorkshopItem] = field(default_factory=list)
    """Risks that the register has and the group says do not concern it."""

    @property
    def has_questions(self) -> bool:
        """Whether anything is still open."""
        return bool(self.not_judged or self.untreated or self.unknown or self.doubted)


def outcome_of(access: Access, items: Sequence[WorkshopItem]) -> WorkshopOutcome:
    """Return what the items have come to so far; only the actions that the user may read. One query."""
    found = WorkshopOutcome()
    keys = {item.draft["action"]: item for item in items if item.draft.get("action")}
    actions = Action.objects.visible(access).filter(pk__in=list(keys)).select_related("responsible")
    found.actions = [(keys[str(row.pk)], row) for row in actions.order_by("due_on", "sort_key", "pk")]
    for item in items:
        if item.answer == WorkshopAnswer.UNKNOWN:
            found.unknown.append(item)
        elif item.answer == WorkshopAnswer.NOT and item.risk:
            found.doubted.append(item)
        elif item.answer == WorkshopAnswer.APPLIES:
            if item.recorded_at is None or item.risk is None:
                found.not_judged.append(item)
                continue
            found.risks.append(item)
            if item.risk.treatment == Treatment.ACCEPT and item.risk.accepted_until is None:
                found.decisions.append(item)
            elif not item.risk.treatment:
                found.untreated.append(item)
    found.risks.sort(key=lambda item: -(item.risk.level or 0) if item.risk else 0)
    return found
