from akropolis.organisation.models.handovers import Handover, HandoverKind
from akropolis.organisation.models.letterheads import Letterhead
from akropolis.organisation.models.requests import RightRequest

__all__ = ["Handover", "HandoverKind", "Letterhead", "RightRequest"]
