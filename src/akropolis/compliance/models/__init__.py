from akropolis.compliance.models.catalogue import (
    Addressee,
    Bearer,
    Control,
    ControlKind,
    ControlMapping,
    Framework,
    Requirement,
)
from akropolis.compliance.models.fulfilments import Fulfilment, Said
from akropolis.compliance.models.tallies import ServiceState, Tally, TallyState

__all__ = [
    "Addressee",
    "Bearer",
    "Control",
    "ControlKind",
    "ControlMapping",
    "Framework",
    "Fulfilment",
    "Requirement",
    "Said",
    "ServiceState",
    "Tally",
    "TallyState",
]
