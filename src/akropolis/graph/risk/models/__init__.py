from akropolis.graph.risk.models.decisions import AcceptanceChange, AcceptedNode, DecisionKind, RiskDecision
from akropolis.graph.risk.models.judgements import JudgementKind, RiskJudgement
from akropolis.graph.risk.models.kept import CostAnchor, RiskMandate, RiskMatrix, Scenario
from akropolis.graph.risk.models.risks import (
    Risk,
    RiskAction,
    RiskMeasure,
    RiskObservation,
    RiskPart,
    RiskThreat,
    Treatment,
)
from akropolis.graph.risk.models.stops import RiskStop

__all__ = [
    "AcceptanceChange",
    "AcceptedNode",
    "CostAnchor",
    "DecisionKind",
    "JudgementKind",
    "Risk",
    "RiskAction",
    "RiskDecision",
    "RiskJudgement",
    "RiskMandate",
    "RiskMatrix",
    "RiskMeasure",
    "RiskObservation",
    "RiskPart",
    "RiskStop",
    "RiskThreat",
    "Scenario",
    "Treatment",
]
