from akropolis.organisation.models.handovers import Handover, HandoverKind

__all__ = ["Handover", "HandoverKind"]
