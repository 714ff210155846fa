from akropolis.assets.models.ai import AiAction, AiAssessment, AiClass, AiClassText, AiSystem, Concern, Worry
from akropolis.assets.models.crypto import (
    CryptoAsset,
    CryptoKind,
    CryptoRule,
    CryptoSetting,
    CryptoUse,
    Effort,
    Migration,
)
from akropolis.assets.models.decisions import (
    ClassificationDecision,
    ClassificationDraft,
    IntakeStop,
    ReasonKind,
    ReclassificationReason,
)
from akropolis.assets.models.dependencies import Dependency, DependencyKind, Lowering
from akropolis.assets.models.information import InformationSet
from akropolis.assets.models.nodes import GraphRecord, GraphState, Node, NodeKind, NodeLevel
from akropolis.assets.models.offers import (
    ControllerRole,
    Controllership,
    GapAction,
    GapException,
    Offer,
    Question,
)
from akropolis.assets.models.services import Service, ServiceStatus
from akropolis.assets.models.surroundings import DeviceGroup, Location, Platform, PlatformKind, Process

__all__ = [
    "AiAction", "AiAssessment", "AiClass", "AiClassText", "AiSystem", "ClassificationDecision", "ClassificationDraft",
    "Concern", "ControllerRole", "Controllership", "CryptoAsset", "CryptoKind", "CryptoRule", "CryptoSetting",
    "CryptoUse", "Dependency", "DependencyKind", "DeviceGroup", "Effort", "GapAction", "GapException", "GraphRecord",
    "GraphState", "InformationSet", "IntakeStop", "Location", "Lowering", "Migration", "Node", "NodeKind", "NodeLevel",
    "Offer", "Platform", "PlatformKind", "Process", "Question", "ReasonKind", "ReclassificationReason", "Service",
    "ServiceStatus", "Worry",
]  # fmt: skip
