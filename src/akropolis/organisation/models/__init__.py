from akropolis.organisation.models.handovers import Handover, HandoverKind
from akropolis.organisation.models.letterheads import Letterhead

__all__ = ["Handover", "HandoverKind", "Letterhead"]
