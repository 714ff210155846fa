from akropolis.people.organisation.models.handovers import Handover, HandoverKind
from akropolis.people.organisation.models.letterheads import Letterhead
from akropolis.people.organisation.models.requests import RightRequest

__all__ = ["Handover", "HandoverKind", "Letterhead", "RightRequest"]
