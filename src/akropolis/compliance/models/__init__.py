from akropolis.compliance.models.catalogue import (
    Addressee,
    Bearer,
    Control,
    ControlKind,
    ControlMapping,
    Framework,
    Requirement,
)

__all__ = ["Addressee", "Bearer", "Control", "ControlKind", "ControlMapping", "Framework", "Requirement"]
