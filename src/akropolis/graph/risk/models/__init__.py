from akropolis.graph.risk.models.controls import (
    ControlAction,
    ControlActivity,
    ControlDecision,
    ControlFrequency,
    ControlResult,
)
from akropolis.graph.risk.models.decisions import AcceptanceChange, AcceptedNode, DecisionKind, RiskDecision
from akropolis.graph.risk.models.judgements import JudgementKind, RiskJudgement
from akropolis.graph.risk.models.kept import CostAnchor, RiskMandate, RiskMatrix, Scenario
from akropolis.graph.risk.models.losses import LossEstimate, LossReduction, LossRun
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
from akropolis.graph.risk.models.workshops import RiskWorkshop, WorkshopAnswer, WorkshopItem

__all__ = [
    "AcceptanceChange",
    "AcceptedNode",
    "ControlAction",
    "ControlActivity",
    "ControlDecision",
    "ControlFrequency",
    "ControlResult",
    "CostAnchor",
    "DecisionKind",
    "JudgementKind",
    "LossEstimate",
    "LossReduction",
    "LossRun",
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
    "RiskWorkshop",
    "Scenario",
    "Treatment",
    "WorkshopAnswer",
    "WorkshopItem",
]
