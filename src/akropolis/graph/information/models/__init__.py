from akropolis.graph.information.models.decisions import (
    ClassificationDecision,
    ClassificationDraft,
    InformationPart,
    IntakeStop,
    ReasonKind,
    ReclassificationReason,
)
from akropolis.graph.information.models.information import InformationSet

__all__ = [
    "ClassificationDecision",
    "ClassificationDraft",
    "InformationPart",
    "InformationSet",
    "IntakeStop",
    "ReasonKind",
    "ReclassificationReason",
]
