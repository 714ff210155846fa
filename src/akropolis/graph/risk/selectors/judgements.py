"""A risk's judgements, and the consequences that the classification of information proposes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Node, NodeKind, NodeLevel
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.risk.models import Risk, RiskJudgement, RiskThreat
from akropolis.shared.classification.rules.answers import read_answers
from akropolis.shared.classification.rules.aspects import LETTERS, ORDER
from akropolis.shared.classification.rules.scheme import SchemeBody


def judgements_of(access: Access, risk: Risk) -> list[RiskJudgement]:
    """Return all judgements of the risk, latest first. One query."""
    rows = RiskJudgement.objects.visible(access).filter(risk=risk)
    return list(rows.select_related("matrix", "scheme").order_by("-judged_on", "-created_at", "-id"))


def latest_by_kind(rows: list[RiskJudgement]) -> dict[str, RiskJudgement]:
    """Return kind → the judgement that counts; `rows` are the latest first."""
    return {row.kind: row for row in reversed(rows)}


@dataclass(frozen=True, slots=True)
class HarmProposal:
    """The level that a classification decision gives for one kind of harm: in which set and aspect."""

    level: int
    information: str
    aspect: str


def propose_consequences(access: Access, risk: Risk, body: SchemeBody) -> Mapping[str, HarmProposal]:
    """Return category of harm → the highest answer of the decisions behind the levels of what the risk is about.

    Only in the aspects that the risk's threats hit, if it names any. Empty if nothing is decided, or if the user may
    not read the decisions. Five queries.
    """
    if risk.node is None:
        return {}
    aspects = _aspects(access, risk)
    found: dict[str, HarmProposal] = {}
    for decision in _decisions(access, risk.node):
        for aspect, harms in read_answers(decision.answers).harms.items():
            for category, answer in harms.items():
                if answer.level is None or aspect not in aspects or not body.category(category):
                    continue
                if category not in found or answer.level > found[category].level:
                    found[category] = HarmProposal(answer.level, decision.information.name, aspect)
    return found


def _aspects(access: Access, risk: Risk) -> set[str]:
    """Return the aspects that the risk's threats typically hit; all if it names none."""
    links = RiskThreat.objects.visible(access).filter(risk=risk).select_related("threat")
    hit = "".join(link.threat.aspects for link in links) or (
        risk.scenario.threat.aspects if risk.scenario else ""
    )
    return {aspect for aspect in ORDER if not hit or LETTERS[aspect] in hit}


def _decisions(access: Access, node: Node) -> Iterator[ClassificationDecision]:
    """Yield the decision in force of each set that gives the node its levels, and that the user may read."""
    sources = NodeLevel.objects.filter(node=node).values("source")
    sets = Node.objects.visible(access).filter(pk__in=sources, kind=NodeKind.INFORMATION)
    readable = InformationSet.objects.visible(access).filter(pk__in=sets.values("record"), pointer=False)
    rows = ClassificationDecision.objects.visible(access).filter(
        information__in=readable.order_by().values("pk")
    )
    seen = set()
    for row in rows.select_related("information").order_by("-number"):
        if row.information_id not in seen:
            seen.add(row.information_id)
            yield row
