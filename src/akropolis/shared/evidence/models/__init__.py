from akropolis.shared.evidence.models.evidence import Evidence, EvidenceKind, Proof

__all__ = ["Evidence", "EvidenceKind", "Proof"]
