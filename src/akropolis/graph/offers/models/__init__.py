from akropolis.graph.offers.models.offers import (
    ControllerRole,
    Controllership,
    GapAction,
    GapException,
    Offer,
    Question,
)

__all__ = [
    "ControllerRole",
    "Controllership",
    "GapAction",
    "GapException",
    "Offer",
    "Question",
]
