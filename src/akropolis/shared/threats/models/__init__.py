from akropolis.shared.threats.models.threats import Threat, ThreatKind, ThreatLink

__all__ = ["Threat", "ThreatKind", "ThreatLink"]
